import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

let record;

async function childWithoutDraft(person) {
  await person.open("/children");
  const children = (await person.links()).filter((link) => /^\/children\/[0-9a-f-]{36}$/.test(link.path));
  // From the end of the list: the other journeys take children from its beginning.
  return children.at(person.run.withScript ? -1 : -2).path;
}

export default journey("The record of the Placements Data Standard", [
  ["A placement officer reads the record of a referral, sees what it lacks and takes it away", async (person) => {
    await person.signInAs("Placement officer");
    await person.open("/referrals?step=search");
    const referral = (await person.links()).find((link) => /^\/referrals\/R-\w+$/.test(link.path));
    await person.open(referral.path);
    await person.follow(/^Record of the Placements Data Standard/);
    await person.isAt("Record of the Placements Data Standard");
    await person.sees("No placement is recorded yet.", "Risk Present", "riskMissing");
    const file = await person.page.request.get(person.page.url() + "/record.json");
    assert.equal(file.status(), 200);
    assert.match(file.headers()["content-disposition"], /attachment/);
    record = await file.json();
    assert.ok(record.Risks && record.PlacementRequirements && !record.rightplace);
  }],
  ["A file that is none is refused in words", async (person) => {
    await person.open(await childWithoutDraft(person));
    await person.follow("Refer from a file of the standard");
    await person.press("Look through this file");
    await person.seesError("Choose the file");
    await person.page.getByLabel("The file").setInputFiles({ name: "record.json", mimeType: "application/json", buffer: Buffer.from("{\"shoes\": 1}") });
    await person.press("Look through this file");
    await person.seesError("none of its parts");
  }],
  ["A record with something wrong in it is looked through: what is taken over, what is not and what to do", async (person) => {
    record.Risks.riskSelfHarm = "Perhaps";
    delete record.Risks.riskToOthersFire;
    await person.page.getByLabel("The file").setInputFiles({ name: "record.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(record)) });
    await person.press("Look through this file");
    await person.isAt("What the file becomes");
    await person.sees("Risks.riskSelfHarm", "a string", "Answer “Self-harm” in the part “Risks”.", "What the file lacks", "Risks.riskToOthersFire");
  }],
  ["It must be this child's, and then it is the beginning of a referral in which nothing silent became an answer", async (person) => {
    await person.press("Begin the referral with it");
    await person.seesError("Make sure that the record is of this child");
    await person.choose("I have made sure that this record is of this child");
    await person.press("Begin the referral with it");
    await person.isAt("Write the referral");
    await person.sees("In progress", "Cannot be sent yet");
    const draft = person.path();
    await person.open(`${draft}/risks`);
    assert.equal(await person.page.getByLabel("Self-harm", { exact: true }).inputValue(), "");
    assert.equal(await person.page.getByLabel("Fire-setting", { exact: true }).inputValue(), "");
    assert.equal(await person.page.getByLabel("Sexual exploitation", { exact: true }).inputValue(), record.Risks.riskSexualExploitation === "Risk Present" ? "present" : "none");
    await person.open(draft);
    await person.follow("Discard this referral");
    await person.press(/^Discard/);
  }],
]);
