import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

let draft = "";
let name = "";

async function everySelect(person, value) {
  for (const one of await person.page.locator("main select").all()) await one.selectOption(value);
}
async function save(person) {
  await person.choose("Yes, I have finished it");
  await person.press("Save");
  await person.isAt("Write the referral");
}

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
    await everySelect(person, "none");
    await person.pick("Self-harm", "High");
    await save(person);
    await person.open(`${draft}/needs`);
    await everySelect(person, "low");
    await save(person);
    await person.open(`${draft}/places`);
    await person.pick("Place 1: what is there", "School");
    await person.fill("Place 1: where", "LA1 4");
    await save(person);
    await person.open(`${draft}/wishes`);
    await person.pick("Has the child been asked?", "Yes");
    await person.pick("With whom would it be best to live?", "No preference");
    await person.pick("Can the child live with pets?", "Yes");
    await save(person);
    await person.open(`${draft}/siblings`);
    await person.fill("How many brothers and sisters should be placed with the child?", "0");
    await save(person);
    await person.open(`${draft}/when`);
    await person.fillDate("First night on which a place is needed", 8, 4, 2024);
    await person.pick("How soon", "In more than 5 days");
    await person.pick("What is the placement for?", "Assessment");
    await person.pick("A children’s home is", "Preferred");
    await person.pick("Foster care is", "Not suitable");
    await person.pick("Supported accommodation is", "Not suitable");
    await save(person);
    await person.open(`${draft}/school`);
    await person.pick("Where will the child learn?", "A mainstream school");
    await person.pick("Has the child communication needs?", "No");
    await person.pick("Must a culture, faith or language be kept?", "No");
    await person.pick("Does the child need a home that is adapted?", "No");
    await save(person);
    await person.open(`${draft}/law`);
    await person.pick("Legal status", "C2: full care order");
    await person.pick("Is the child to be deprived of liberty?", "No");
    await save(person);
    await person.open(`${draft}/notes`);
    await person.fill("What else matters?", `${name.split(" ")[0]} plays the drums every evening.`);
    await save(person);
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
    await save(person);
    await person.follow("Check and send");
    await person.sees("Nothing was found in the free text");
    await person.press("Send the referral");
    await person.isAt(/^Referral R-/);
    await person.sees("No home has been asked yet");
  }],
]);
