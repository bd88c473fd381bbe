import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

// Worked out on a thread of its own: a busy machine says so, and whoever looks again sees it.
async function workedOut(person) {
  for (let tries = 0; tries < 60 && (await person.text()).includes("is being worked out"); ++tries) await person.follow("Look again");
}

export default journey("The forecast of an authority", [
  ["A nominated officer sees how many children will be in care, and how sure that is", async (person) => {
    await person.signInAs("Nominated officer");
    await person.follow("Forecast");
    await workedOut(person);
    await person.isAt("How many children will be in care");
    await person.sees("in eight futures of ten");
    await person.sees("What was found in the returns");
    await person.sees("How good it would have been");
  }],
  ["Each picture has its figures as a table", async (person) => {
    const figure = person.page.locator("#in-care");
    await figure.locator("summary").click();
    assert.ok((await figure.locator("tbody tr").count()) > 12);
  }],
  ["What if fewer went to homes, and what that would cost", async (person) => {
    await person.page.locator("#ask summary").click();
    await person.fill("Foster carers instead of children’s homes", "50");
    await person.fill("Children's homes and other residential care", "7,385");
    await person.press("Work it out");
    await workedOut(person);
    await person.sees("What the change does");
    await person.sees("What it costs");
  }],
  ["What cannot be understood is named and leads to its field", async (person) => {
    await person.fill("Foster carers instead of children’s homes", "150");
    await person.press("Work it out");
    await person.seesError("Foster carers instead of homes must be a whole number of per cent from 0 to 100");
  }],
  ["A narrow screen shows it without scrolling sideways", async (person) => {
    await person.page.setViewportSize({ width: 375, height: 740 });
    await person.open("/forecast");
    await workedOut(person);
    await person.page.setViewportSize({ width: 1280, height: 900 });
  }],
  ["A social worker does not see it", async (person) => {
    await person.page.context().clearCookies();
    await person.signInAs("Social worker");
    await person.doesNotSee("Forecast");
  }],
]);
