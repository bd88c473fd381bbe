import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

export default journey("Whether there are enough homes", [
  ["A head of service sees for which children there is no home, and what would help most", async (person) => {
    await person.signInAs("Head of service");
    await person.follow("Sufficiency");
    for (let tries = 0; tries < 60 && (await person.text()).includes("being searched"); ++tries) await person.follow("Look again");
    await person.isAt("Homes for the children you look for");
    await person.sees("Registered places do not count");
  }],
  ["The statement that is owed to the public is drafted from what stands", async (person) => {
    await person.open("/sufficiency/statement");
    for (let tries = 0; tries < 60 && (await person.text()).includes("being worked out"); ++tries) await person.follow("Look again");
    await person.isAt("Sufficiency statement of Lancashire");
    await person.sees("Annex: where the figures come from");
    await person.sees("Source of table 1");
  }],
  ["The authority writes its own words", async (person) => {
    await person.open("/sufficiency/statement/write/plan");
    await person.fill("What we will do", "We will open two small homes near Lancaster.\n\nBoth by March.");
    await person.press("Save");
    await person.sees("Your words are saved");
    await person.sees("We will open two small homes near Lancaster.");
  }],
  ["It may be had as a text document", async (person) => {
    const file = await person.page.request.get(person.base + "/sufficiency/statement/odt");
    assert.equal(file.status(), 200);
    assert.equal((await file.body()).subarray(30, 38).toString(), "mimetype");
  }],
  ["The nominated officer reads and publishes it", async (person) => {
    await person.become("Nominated officer");
    await person.open("/sufficiency/statement/publish");
    for (let tries = 0; tries < 60 && (await person.text()).includes("being worked out"); ++tries) await person.follow("Look again");
    await person.press("Publish it");
    await person.seesError("Say that you have read the whole statement");
    await person.choose("I have read the whole statement, and it names no child");
    await person.press("Publish it");
    await person.sees("Published on 31 March 2024");
  }],
  ["A provider reads what authorities ask for", async (person) => {
    await person.become("Responsible individual");
    await person.open("/statements");
    await person.follow("Lancashire");
    await person.sees("We will open two small homes near Lancaster.");
    await person.page.setViewportSize({ width: 375, height: 740 });
    await person.open(new URL(person.page.url()).pathname);
    await person.page.setViewportSize({ width: 1280, height: 900 });
    await person.become("Head of service");
  }],
  ["A narrow screen shows it without scrolling sideways", async (person) => {
    await person.page.setViewportSize({ width: 375, height: 740 });
    await person.open("/sufficiency");
    await person.page.setViewportSize({ width: 1280, height: 900 });
  }],
]);
