// What journeys from a referral to a placement have in common: each verb is what one person does, from page to page.
import { strict as assert } from "node:assert";

export const kManager = "Registered manager";

// The manager's home: its URN, with a room of this name that is free from today.
export async function makesARoomFree(person, room, organisation) {
  await person.become(kManager, organisation);
  await person.open("/our-homes");
  const home = (await person.links()).find(({ path }) => /^\/our-homes\/[^/]+$/.test(path)).path.split("/").pop();
  await person.open(`/our-homes/${home}/rooms`);
  await person.fill("Name of the room", room);
  await person.press("Add this room");
  await person.open(`/our-homes/${home}/places/change`);
  await person.pick("Room", room);
  await person.choose("It is free");
  await person.press("Save");
  await person.sees("Saved.");
  return home;
}

// An invented child of the social worker's, new in each run: { page, own } with the authority's own id.
export async function addsAChild(person, { given, sex = "Female", born = [27, 3, 2011] }) {
  await person.become("Social worker");
  await person.open("/children/add");
  const number = String(Date.now());
  const own = `Z${number}`;
  await person.fill("Given names", given);
  await person.fill("Family name", "Zither" + [...number].map((digit) => "abcdefghij"[digit]).join(""));
  await person.fillDate("When was the child born?", ...born);
  await person.choose(sex);
  await person.fill("Your authority's own id of the child", own);
  await person.fillDate("Since when is your authority responsible?", 1, 3, 2024);
  await person.press("Add the child");
  await person.isAt(new RegExp(`^${given} `));
  return { page: person.path(), own };
}

// The short form, on the page of a child; answers the page of the referral.
export async function needsAPlaceTonight(person, { risk = "Going missing", note = "" } = {}) {
  await person.follow("A place is needed tonight");
  await person.choose(risk);
  await person.choose("I looked through both lists. No other risk is known");
  await person.fill("Where is the child’s own area?", "LA1 4");
  await person.choose("Yes");
  await person.pick("Legal status", "V2: section 20");
  await person.fill("What must a home know tonight?", note);
  await person.press("Send it and find a home now");
  await person.isAt(/^Referral R-/);
  return person.path();
}

export async function asksTheHome(person, referral, home) {
  await person.become("Placement officer");
  await person.open(`${referral}/ask?home=${home}`);
  await person.press("Review what they will read");
  await person.press("Ask this home");
  await person.sees("The homes are asked");
}

// Answers the page on which the home answers.
export async function findsTheAsk(person, referral, organisation) {
  const reference = referral.split("/").pop();
  await person.become(kManager, organisation);
  await person.open("/asked");
  const found = (await person.links()).find(({ path, text }) => /^\/asked\/[0-9a-f-]{36}$/.test(path) && text.includes(reference));
  assert.ok(found, `the home is not asked about ${reference}`);
  return found.path;
}

export async function offers(person, answer, room, price) {
  await person.open(`${answer}/offer`);
  await person.pick("Room", room);
  await person.fill("Care and accommodation, a week", price);
  await person.press("Offer this place");
  await person.sees("Your offer is with the authority");
}

// Chooses the offer that stands. True: something speaks against the home, and the choice waits for a second signature.
export async function choosesTheHome(person, referral, why, although = "The home will put in what it lacks before the first night") {
  await person.become("Placement officer");
  await person.open(`${referral}/offers`);
  await person.leads(() => person.page.getByRole("button", { name: /^Choose/ }).first().click());
  const needsSignature = (await person.text()).includes("Something speaks against this home");
  await person.fill("Why is this home right for this child?", why);
  if (needsSignature) await person.fill("Why is it right although something speaks against it?", although);
  await person.press(needsSignature ? "Propose this home" : "Choose this home");
  await person.sees(needsSignature ? "waits for the signature of a second person" : "The home is chosen");
  return needsSignature;
}

export async function signs(person, referral, agrees, words) {
  await person.become("Head of service");
  await person.follow("To sign");
  await person.follow(referral.split("/").pop());
  await person.isAt("A choice to sign");
  await person.choose(agrees ? "Yes: the home is chosen and told at once" : "No: the offers stand as before");
  await person.fill("Why?", words);
  await person.press(/^Sign$/);
}

// Answers the page of the placement. `leaves`: why the child leaves the home in which it lives now.
export async function recordsThePlacement(person, referral, { today = null, leaves = null, cannotWait = "The child sleeps nowhere else tonight" } = {}) {
  await person.become("Placement officer");
  await person.open(referral);
  await person.press("Record the placement");
  if (today) await person.fillDate("First night", ...today);
  await person.choose("Spot purchase");
  if (leaves) await person.choose(leaves);
  const asks = person.page.getByLabel("Why can the child’s first night not wait for this?");
  if ((await asks.count()) > 0) await asks.fill(cannotWait);
  await person.press("Record the placement");
  await person.isAt(/^Placement in/);
  return person.path();
}
