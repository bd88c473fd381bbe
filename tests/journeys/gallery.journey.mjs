import { strict as assert } from "node:assert";
import { journey, none } from "./lib/journey.mjs";

export default journey("The gallery of components", [
  ["Every component has a page that is whole", async (person) => {
    await person.open("/");
    const pages = (await person.links()).filter((link) => link.path.startsWith("/gallery/") );
    const paths = [...new Set(pages.map((link) => link.path))];
    assert.ok(paths.length >= 13, `only ${paths.length} pages`);
    const broken = [];
    for (const path of paths) await person.open(path).catch((error) => broken.push(error.message));
    none(broken);
  }],
  ["Chosen filters are chips, each of which takes itself away", async (person) => {
    await person.open("/gallery/results");
    await person.choose("Northshire");
    await person.choose("Westmere");
    await person.press("Apply filters");
    await person.sees("Selected filters");
    await person.follow("Remove this filter: Northshire");
    assert.equal(new URL(person.page.url()).search, "?area=Westmere");
  }],
  ["A list is sorted by a link, and the head says which way", async (person) => {
    await person.follow("Places");
    assert.equal(await person.page.locator("th[aria-sort=ascending]").innerText(), "Places");
    await person.page.locator("th[aria-sort=ascending] a").click();
    assert.equal(await person.page.locator("th[aria-sort=descending]").innerText(), "Places");
  }],
  ["A telephone's narrow screen shows all of it without scrolling sideways", async (person) => {
    await person.page.setViewportSize({ width: 375, height: 740 });
    for (const path of ["/gallery/results", "/gallery/errors", "/gallery/identity-bar", "/gallery/summary-list", "/gallery/ways"]) await person.open(path);
    await person.page.setViewportSize({ width: 1280, height: 900 });
  }],
]);
