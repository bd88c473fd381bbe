import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

export default journey("Finding a home", [
  ["A placement officer finds homes near a place for a girl of fourteen, and sees what was chosen", async (person) => {
    await person.signInAs("Placement officer");
    await person.follow("Homes");
    await person.isAt("Homes");
    await person.sees("Free tonight");
    await person.fill("Miles from", "M5 3");
    await person.fill("Age of the child", "14");
    await person.pick("Takes", "A girl");
    await person.press("Apply filters");
    await person.sees("Age 14");
    await person.sees("Takes a girl");
    await person.sees("from M5 3");
  }],
  ["Each choice goes with one click, and so do all", async (person) => {
    await person.follow("Remove this filter: Age 14");
    assert.equal(await person.page.getByLabel("Age of the child").inputValue(), "");
    await person.sees("Takes a girl");
    await person.follow("Clear all");
    assert.equal(new URL(person.page.url()).search, "");
  }],
  ["What cannot be understood is named and leads to its field", async (person) => {
    await person.fill("Age of the child", "ninety");
    await person.press("Apply filters");
    await person.seesError("Age must be a whole number from 0 to 17");
    await person.open("/homes");
  }],
  ["A search that finds nothing says which choice to take away", async (person) => {
    await person.open("/homes?q=lodge&places_from=900");
    await person.sees("No home fits all of this");
    await person.sees("Without");
  }],
  ["A home's page says who it is for, how it was judged and what changed", async (person) => {
    await person.open("/homes");
    await person.leads(() => person.page.locator(".rp-result__name a").first().click());
    await person.sees("Who it is for");
    await person.sees("Inspections");
    await person.sees("What changed in the register");
    await person.sees("Free places");
  }],
  ["Its owner's page adds its homes up", async (person) => {
    await person.leads(() => person.page.locator("#registration ~ dl a[href^='/providers/']").first().click());
    await person.sees("What it runs");
  }],
  ["Providers are found by name", async (person) => {
    await person.follow("Providers");
    await person.fill("Search by the provider’s name or an authority", "care");
    await person.press("Search");
    await person.sees("Best match");
  }],
  ["Whoever does not look for a place sees no free places", async (person) => {
    await person.page.context().clearCookies();
    await person.signInAs("Social worker");
    await person.open("/homes");
    await person.doesNotSee("Free tonight");
  }],
  ["A telephone's narrow screen shows a list and a home without scrolling sideways", async (person) => {
    await person.page.setViewportSize({ width: 375, height: 740 });
    await person.open("/homes");
    await person.leads(() => person.page.locator(".rp-result__name a").first().click());
    await person.page.setViewportSize({ width: 1280, height: 900 });
  }],
]);
