import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

// The home whose manager answers, the referral of the child who needs a place tonight, and the page of the ask.
let home = "";
let referral = "";
let answer = "";

async function become(person, role) {
  await person.page.context().clearCookies();
  await person.signInAs(role);
  if ((await person.heading()) !== "For whom do you work now?") return;
  await person.page.getByRole("radio").first().check();
  await person.press("Go on");
  person.run.sessions.set(role, await person.page.context().cookies());
}
async function askTheHome(person) {
  await person.open(`${referral}/ask?home=${home}`);
  await person.press("Review what they will read");
  await person.press("Ask this home");
  await person.sees("The homes are asked");
}
async function findTheAsk(person) {
  await become(person, "Registered manager");
  await person.open("/asked");
  answer = (await person.links()).filter(({ path, text }) => /^\/asked\/[0-9a-f-]{36}$/.test(path) && text.includes(referral.split("/").pop()))[0].path;
}

export default journey("A place tonight, everyone declines, and the referral is withdrawn", [
  ["The registered manager's own home is known", async (person) => {
    await become(person, "Registered manager");
    await person.open("/our-homes");
    home = (await person.links()).find(({ path }) => /^\/our-homes\/[^/]+$/.test(path)).path.split("/").pop();
  }],
  ["A social worker opens the short form from the child's page, and what is missing is said", async (person) => {
    await become(person, "Social worker");
    await person.open("/children");
    const children = (await person.links()).filter((link) => /^\/children\/[0-9a-f-]{36}$/.test(link.path));
    await person.open(children[person.run.withScript ? 2 : 3].path);
    await person.follow("A place is needed tonight");
    await person.isAt("A place tonight");
    await person.press("Send it and find a home now");
    await person.seesError("Look through both lists of risks");
  }],
  ["With the fewest fields it is sent, and the law's days are listed", async (person) => {
    await person.choose("Going missing");
    await person.choose("I looked through both lists. No other risk is known");
    await person.fill("Where is the child’s own area?", "LA1 4");
    await person.choose("Yes");
    await person.pick("Legal status", "V2: section 20");
    await person.press("Send it and find a home now");
    await person.isAt(/^Referral R-/);
    referral = person.path();
    await person.sees("No home has been asked yet", "What providers will ask");
    await person.follow("What the law leaves to be done in the first five working days");
    await person.isAt("What the law leaves to be done");
    await person.sees("placement plan", "SI 2010/959 reg 9(2)", "Today");
  }],
  ["A placement officer finds homes and asks one", async (person) => {
    await become(person, "Placement officer");
    await person.open(`${referral}/homes`);
    await person.isAt("Find a home");
    await askTheHome(person);
  }],
  ["The home declines with a reason, and the officer reads that all declined", async (person) => {
    await findTheAsk(person);
    await person.open(answer);
    await person.press("Decline");
    await person.choose("The mix with the children who live here");
    await person.press("Decline");
    await person.sees("Your answer is with the authority", "Delete what you were told");
    await become(person, "Placement officer");
    await person.open(referral);
    await person.sees("All declined", "Find more homes");
  }],
  ["The referral is changed: what changes is shown before it is sent", async (person) => {
    await askTheHome(person);
    await person.open(referral);
    await person.follow("Change this referral");
    await person.isAt("Change the referral");
    await person.press("Change the referral");
    await person.sees("As it was sent", "Nothing is changed yet");
    await person.open(`${referral}/write/notes`);
    await person.fill("What else matters?", "Calm when there is music.");
    await person.choose("Yes, I have finished it");
    await person.press("Save");
    await person.sees("Changed");
    await person.open(`${referral}/write/when`);
    await person.pick("Foster care is", "Not suitable");
    await person.pick("Supported accommodation is", "Not suitable");
    await person.choose("Yes, I have finished it");
    await person.press("Save");
    await person.follow("Check and send");
    await person.isAt("Check and send the changes");
    await person.sees("As it was sent", "Calm when there is music.", "1 home is asked");
    await person.press("Send the changes");
    await person.isAt(/^Referral R-/);
  }],
  ["It is withdrawn with a reason in words", async (person) => {
    await person.follow("Withdraw this referral");
    await person.isAt("Withdraw this referral");
    await person.sees("1 home still to answer");
    await person.press("Withdraw the referral");
    await person.seesError("Choose why the referral is withdrawn");
    await person.choose("The child goes home, or to relatives or friends");
    await person.fill("In your own words: what changed?", "An aunt takes the child in tonight");
    await person.press("Withdraw the referral");
    await person.sees("The referral is withdrawn", "An aunt takes the child in tonight");
  }],
  ["The home reads that it is withdrawn and what to delete, and neither the reason nor the child", async (person) => {
    await findTheAsk(person);
    await person.open(answer);
    await person.sees("The authority withdrew this", "Delete every copy");
    await person.doesNotSee("aunt", "Calm when there is music");
    await person.open(`${answer}/offer`);
    assert.equal(person.path(), answer);
  }],
]);
