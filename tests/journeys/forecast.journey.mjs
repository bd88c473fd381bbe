import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { journey } from "./lib/journey.mjs";

// Worked out on a thread of its own: a busy machine says so, and whoever looks again sees it.
async function workedOut(person) {
  for (let tries = 0; tries < 60 && (await person.text()).includes("is being worked out"); ++tries) await person.follow("Look again");
}

// The last return of the authority as a person has it on her disk: its files, with the year in their names.
function lastReturn(person) {
  const folder = mkdtempSync(join(tmpdir(), "rightplace-return-"));
  try {
    person.service.command("export", "return", "--authority", "E10000017", "--year", "2024", "--to", join(folder, "out"));
    return readdirSync(join(folder, "out")).filter((name) => name.endsWith(".csv")).map((name) => ({ name: `2023-24 ${name}`, mimeType: "text/csv", buffer: readFileSync(join(folder, "out", name)) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
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
  ["Files that are no return are named, and nothing is kept", async (person) => {
    await person.open("/forecast/returns");
    await person.page.setInputFiles("#files", [{ name: "2023-24 letter.csv", mimeType: "text/csv", buffer: Buffer.from("Dear,Sir\n1,2\n") }]);
    await person.press("Look through these files");
    await person.seesError("2023-24 letter.csv");
  }],
  ["A corrected return is looked through before anything is kept", async (person) => {
    const files = lastReturn(person);
    const episodes = files.find((file) => file.name.includes("episodes"));
    const rows = episodes.buffer.toString("utf8").trimEnd().split(/\r?\n/);
    episodes.buffer = Buffer.from([...rows.slice(0, -1), rows.at(-1).replace(/\d\d\/\d\d\/\d{4}/, "31/02/2024")].join("\n") + "\n");
    await person.page.setInputFiles("#files", files);
    await person.press("Look through these files");
    await person.isAt("What was found in the returns");
    await person.sees("Nothing is kept yet");
    await person.sees("DECOM");
    await person.page.setViewportSize({ width: 390, height: 740 });
    await person.open(new URL(person.page.url()).pathname);
    await person.page.setViewportSize({ width: 1280, height: 900 });
  }],
  ["Kept, it leads to the forecast", async (person) => {
    const seen = person.page.getByLabel(/I have read what speaks against/);
    if (await seen.count()) await seen.check();
    await person.press("Keep these returns and go to the forecast");
    await workedOut(person);
    await person.isAt("How many children will be in care");
  }],
  ["A social worker does not see it", async (person) => {
    await person.page.context().clearCookies();
    await person.signInAs("Social worker");
    await person.doesNotSee("Forecast");
  }],
]);
