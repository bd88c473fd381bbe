import { journey } from "./lib/journey.mjs";

export default journey("The market of homes", [
  ["A placement officer sees how many homes there are and is told what one year's list cannot say", async (person) => {
    await person.signInAs("Placement officer");
    await person.follow("Market");
    await person.isAt("The market of children’s homes");
    await person.sees("Homes by who runs them");
    await person.sees("Homes by size and when they were registered");
  }],
  ["Who owns homes, and what would be lost with one owner", async (person) => {
    await person.follow("Who owns them");
    await person.isAt("Who owns children’s homes");
    await person.sees("Concentration by region");
    await person.leads(() => person.page.locator("a[href^='/market/groups/']").first().click());
    await person.sees("If all its homes closed");
  }],
  ["Where homes are", async (person) => {
    await person.open("/market/areas");
    await person.sees("Places by region");
    await person.sees("Homes and places by authority");
  }],
  ["A narrow screen shows the pictures without scrolling the page sideways", async (person) => {
    await person.page.setViewportSize({ width: 375, height: 740 });
    for (const path of ["/market", "/market/concentration", "/market/areas"]) await person.open(path);
    await person.page.setViewportSize({ width: 1280, height: 900 });
  }],
]);
