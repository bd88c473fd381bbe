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
  ["On the map of England, by region and by authority", async (person) => {
    await person.open("/market");
    await person.follow("Map");
    await person.isAt("Map of children’s homes");
    await person.sees("Homes by region");
    await person.page.getByLabel("Show", { exact: true }).selectOption("per-child");
    await person.page.getByLabel("By", { exact: true }).selectOption("authority");
    await person.press("Show the map");
    await person.sees("Places for 10,000 children by authority");
  }],
  ["Where homes are", async (person) => {
    await person.open("/market/areas");
    await person.sees("Places by region");
    await person.sees("Homes and places by authority");
    await person.sees("Homes that stand close together");
    await person.sees("Homes for one child by region");
  }],
  ["The homes found for a child, on a map", async (person) => {
    await person.open("/referrals");
    await person.leads(() => person.page.locator("a[href^='/referrals/R-']").first().click());
    const referral = new URL(person.page.url()).pathname;
    await person.open(`${referral}/map`);
    await person.isAt("The homes found, on a map");
  }],
  ["A nominated officer sees where the authority's children live", async (person) => {
    await person.become("Nominated officer");
    await person.follow("Where children live");
    await person.isAt("Where children in care live");
    await person.sees("Inside or outside the authority, and how far from home");
    await person.sees("Where they live, on a map");
  }],
  ["Ofsted sees the flows between regions without small numbers", async (person) => {
    await person.become("Analyst at Ofsted");
    await person.open("/flows");
    await person.sees("Children in homes: from which region to which");
    await person.become("Placement officer");
  }],
  ["A narrow screen shows the pictures without scrolling the page sideways", async (person) => {
    await person.page.setViewportSize({ width: 375, height: 740 });
    for (const path of ["/market", "/market/map", "/market/concentration", "/market/areas"]) await person.open(path);
    await person.page.setViewportSize({ width: 1280, height: 900 });
  }],
]);
