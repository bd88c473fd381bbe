import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";
import { finishesThePart, writesTheReferral } from "./lib/referring.mjs";

let draft = "";
let name = "";

export default journey("Referring a child for a home", [
  ["A social worker refers a child of theirs from the child's page", async (person) => {
    await person.signInAs("Social worker");
    await person.open("/children");
    const children = (await person.links()).filter((link) => /^\/children\/[0-9a-f-]{36}$/.test(link.path));
    await person.open(children[person.run.withScript ? 0 : 1].path);
    name = await person.page.locator("h1").evaluate((one) => one.firstChild.textContent.trim());
    await person.press("Refer for a home");
    await person.isAt("Write the referral");
    draft = person.path();
    await person.sees("0 of 9 parts are done", "Not started", "Cannot be sent yet");
  }],
  ["Nothing is finished while an answer is missing, and what is missing is said", async (person) => {
    await person.open(`${draft}/risks`);
    await person.choose("Yes, I have finished it");
    await person.press("Save");
    await person.seesError("Self-harm: answer this before you call the part finished");
  }],
  ["What is saved half-way is there again", async (person) => {
    await person.pick("Self-harm", "High");
    await person.choose("No, I will come back to it");
    await person.press("Save");
    await person.sees("In progress");
    await person.open(`${draft}/risks`);
    assert.equal(await person.page.getByLabel("Self-harm", { exact: true }).inputValue(), "high");
    assert.equal(await person.page.getByLabel("Going missing", { exact: true }).inputValue(), "");
  }],
  ["Part by part it is written", async (person) => {
    await writesTheReferral(person, draft, { notes: `${name.split(" ")[0]} plays the drums every evening.` });
    await person.sees("9 of 9 parts are done", "Ready");
  }],
  ["The child's name in the notes is found, and holds the referral back", async (person) => {
    await person.follow("Check and send");
    await person.isAt("Check and send");
    await person.sees("the child’s own name", "plays the drums every evening");
    await person.press("Send the referral");
    await person.seesError("or tick that it tells nobody who the child is");
  }],
  ["Without the name it is sent, and homes can be looked for", async (person) => {
    await person.open(`${draft}/notes`);
    await person.fill("What else matters?", "Plays the drums every evening.");
    await finishesThePart(person);
    await person.follow("Check and send");
    await person.sees("Nothing was found in the free text");
    await person.press("Send the referral");
    await person.isAt(/^Referral R-/);
    await person.sees("No home has been asked yet");
  }],
]);
