import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

// The home whose manager answers, the referral, and the pages that belong to them.
let home = "";
let referral = "";
let reference = "";
let answer = "";
let carePlan = "";
let needsSignature = false;
const pdf = Buffer.from("%PDF-1.7\nAn invented care plan of an invented child\n%%EOF\n");

// A file as its reader's browser gets it.
async function fetched(person, path) {
  const answered = await person.page.context().request.get(new URL(path, person.page.url()).href);
  return { status: answered.status(), headers: answered.headers(), body: answered.status() === 200 ? await answered.body() : null };
}

export default journey("Documents, agreement and plan", [
  ["The registered manager of a home makes a room free", async (person) => {
    await person.become("Registered manager");
    await person.open("/our-homes");
    home = (await person.links()).find(({ path }) => /^\/our-homes\/[^/]+$/.test(path)).path.split("/").pop();
    const room = person.run.withScript ? "Harbour" : "Meadow";
    await person.open(`/our-homes/${home}/rooms`);
    await person.fill("Name of the room", room);
    await person.press("Add this room");
    await person.open(`/our-homes/${home}/places/change`);
    await person.pick("Room", room);
    await person.choose("It is free");
    await person.press("Save");
    await person.sees("Saved.");
  }],
  ["The officer adds the care plan; what is no document is refused in words", async (person) => {
    await person.become("Placement officer");
    await person.open("/referrals");
    await person.follow(/^Find a home \(/);
    const open = (await person.links()).filter(({ path }) => /^\/referrals\/R-[^/]+$/.test(path));
    assert.ok(open.length > 0, "no referral waits for a home in this England");
    referral = open[Math.max(0, open.length - 2)].path;
    reference = referral.split("/").pop();
    await person.open(referral);
    await person.follow("Documents");
    await person.isAt("Documents");
    await person.sees("No document has been added yet");
    await person.press("Add a document");
    await person.isAt("Add a document");
    await person.pick("What is it?", "Care plan");
    await person.page.getByLabel("The file").setInputFiles({ name: "care plan.pdf", mimeType: "application/pdf", buffer: Buffer.from("MZ a program") });
    await person.press("Add the document");
    assert.equal(person.answer.status(), 422);
    await person.seesError("whatever its name says");
    await person.page.getByLabel("The file").setInputFiles({ name: "care plan.pdf", mimeType: "application/pdf", buffer: pdf });
    await person.press("Add the document");
    await person.sees("The document is kept", "Only the home that is chosen");
    carePlan = (await person.links()).find(({ path }) => path.startsWith("/documents/full_file/")).path;
    const file = await fetched(person, carePlan);
    assert.equal(file.status, 200);
    assert.deepEqual(file.body, pdf);
    assert.match(file.headers["content-disposition"], /^attachment; filename="R-\w+ care plan\.pdf"$/);
  }],
  ["The home is asked, and opens no document yet", async (person) => {
    await person.open(`${referral}/ask?home=${home}`);
    await person.press("Review what they will read");
    await person.press("Ask this home");
    await person.sees("The homes are asked");
    await person.become("Registered manager");
    await person.open("/asked");
    answer = (await person.links()).find(({ path, text }) => /^\/asked\/[0-9a-f-]{36}$/.test(path) && text.includes(reference)).path;
    await person.open(answer);
    await person.follow("Documents that are released to you");
    await person.sees("No document is released to you now");
    assert.equal((await fetched(person, carePlan)).status, 404);
  }],
  ["It offers, and is chosen", async (person) => {
    await person.open(answer);
    await person.press("Offer a place");
    await person.pick("Room", person.run.withScript ? "Harbour" : "Meadow");
    await person.fill("Care and accommodation, a week", "5200");
    await person.press("Offer this place");
    await person.sees("Your offer is with the authority");
    await person.become("Placement officer");
    await person.open(`${referral}/offers`);
    await person.leads(() => person.page.getByRole("button", { name: /^Choose/ }).first().click());
    needsSignature = (await person.text()).includes("Something speaks against this home");
    await person.fill("Why is this home right for this child?", "The staff know the child from earlier stays and the school is near");
    if (needsSignature) await person.fill("Why is it right although something speaks against it?", "The home will put in what it lacks before the first night");
    await person.press(needsSignature ? "Propose this home" : "Choose this home");
    if (needsSignature) {
      await person.become("Head of service");
      await person.follow("To sign");
      await person.follow(reference);
      await person.choose("Yes: the home is chosen and told at once");
      await person.fill("Why?", "I spoke with the manager of the home and agree");
      await person.press(/^Sign$/);
      await person.become("Placement officer");
    }
    await person.open(referral);
    const ask = (await person.links()).find(({ path }) => path.startsWith(`${referral}/asks/`)).path;
    await person.open(ask);
    await person.page.locator("summary", { hasText: "Release the full file" }).click();
    await person.press("Release the full file");
    await person.sees("The home may read more now");
  }],
  ["The chosen home opens the care plan", async (person) => {
    await person.become("Registered manager");
    await person.open(`${answer}/documents`);
    await person.sees("Care plan");
    const file = await fetched(person, carePlan);
    assert.equal(file.status, 200);
    assert.deepEqual(file.body, pdf);
  }],
  ["The officer draws the agreement from the offer, and agrees to it", async (person) => {
    await person.become("Placement officer");
    await person.open(referral);
    await person.follow("Placement agreement");
    await person.isAt("Individual placement agreement");
    await person.press("Draw the agreement");
    await person.press("Draw the agreement");
    await person.seesError("Write at least one outcome");
    await person.fill("Outcomes that both sides work for", "Sleeps through most nights\nGoes to school four days a week");
    await person.choose("Spot purchase");
    await person.press("Draw the agreement");
    await person.sees("The agreement is drawn", "£5,200", "Not agreed yet");
    await person.press("Agree to version 1");
    await person.sees("Your side has agreed", "It waits for the home");
  }],
  ["The manager reads it and agrees; both have it on paper", async (person) => {
    await person.become("Registered manager");
    await person.open(answer);
    await person.follow("The placement agreement");
    await person.press("Agree to version 1");
    await person.sees("Both sides have agreed");
    const file = await fetched(person, `/agreements/${reference}/pdf`);
    assert.equal(file.status, 200);
    if (file.headers["content-type"] === "application/pdf") assert.equal(file.body.subarray(0, 5).toString(), "%PDF-");
    else assert.match(file.body.toString(), /Print the page with your browser/);
  }],
  ["The home writes its parts of the plan, and the authority the rest", async (person) => {
    await person.open(`/placement-plans/${reference}`);
    await person.isAt("Placement plan");
    await person.sees("Still missing before the first night");
    for (const section of ["schedule", "home", "behaviour"]) {
      await person.open(`/placement-plans/${reference}/answer/${section}`);
      for (const box of await person.page.locator("textarea").all()) await box.fill("As both sides have spoken it over.");
      await person.press("Save");
      await person.sees("The plan is kept");
    }
    await person.become("Placement officer");
    await person.open(`/placement-plans/${reference}/write/statement`);
    await person.isAt("Why here, and where to");
    for (const box of await person.page.locator("textarea").all()) await box.fill("Written before the first night.");
    await person.press("Save");
    await person.sees("Written before the first night.");
    await person.open(`/placement-plans/${reference}/write/deciders`);
    await person.sees("A night at a friend");
    await person.press("Save");
    await person.sees("The plan is kept");
  }],
  ["Child, home and authority sign the behaviour strategy", async (person) => {
    await person.press("Sign the behaviour strategy");
    await person.sees("The signature is written down");
    await person.become("Registered manager");
    await person.open(`/placement-plans/${reference}`);
    await person.press("Sign the behaviour strategy");
    await person.press("Write down that the child agrees");
    assert.equal(person.answer.status(), 422);
    await person.seesError("Write down what the child said");
    await person.page.locator("#words_behaviour").fill("I want my drums with me");
    await person.press("Write down that the child agrees");
    await person.sees("I want my drums with me");
  }],
  ["The place form shows what was written before the start", async (person) => {
    await person.become("Placement officer");
    await person.open(`${referral}/place`);
    await person.isAt("Record the placement");
    await person.sees("Written before the first night.");
  }],
]);
