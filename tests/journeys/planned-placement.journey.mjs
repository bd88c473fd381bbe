import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

// The home whose manager answers, the referral, and the pages that belong to them.
let home = "";
let referral = "";
let ask = "";
let answer = "";
let needsSignature = false;
let placement = "";

export default journey("A planned placement", [
  ["The registered manager of a home makes a room free", async (person) => {
    await person.become("Registered manager");
    await person.open("/our-homes");
    home = (await person.links()).find(({ path }) => /^\/our-homes\/[^/]+$/.test(path)).path.split("/").pop();
    const room = person.run.withScript ? "Sunrise" : "Sunset";
    await person.open(`/our-homes/${home}/rooms`);
    await person.fill("Name of the room", room);
    await person.press("Add this room");
    await person.open(`/our-homes/${home}/places/change`);
    await person.pick("Room", room);
    await person.choose("It is free");
    await person.press("Save");
    await person.sees("Saved.");
    await person.open("/asked");
    await person.isAt("Asked of us");
  }],
  ["A placement officer sees the open referrals and what is next", async (person) => {
    await person.become("Placement officer");
    await person.follow("Referrals");
    await person.isAt("Referrals");
    await person.sees("What is next", "Find a home");
    await person.follow(/^Find a home \(/);
    const open = (await person.links()).filter(({ path }) => /^\/referrals\/R-[^/]+$/.test(path));
    assert.ok(open.length > 0, "no referral waits for a home in this England");
    // The last is needed latest, so that the room is free by then.
    referral = open[open.length - 1].path;
    await person.open(referral);
    await person.sees("What providers will ask", "No home has been asked yet");
  }],
  ["Homes are ranked with reasons; near misses and what is not suitable are counted", async (person) => {
    await person.press("Find a home");
    await person.isAt("Find a home");
    await person.sees("could be right", "Ranked by the policy", "Not suitable");
    await person.open(`${referral}/homes?works=yes&grade=good`);
    await person.sees("hidden by the filters", "Can be asked here (hides");
    await person.open(`${referral}/homes`);
    const boxes = person.page.locator("input[name=home]");
    if ((await boxes.count()) === 0) return;   // no home of this small England is left for this child
    for (let i = 0; i < Math.min(2, await boxes.count()); i += 1) await boxes.nth(i).check();
    await person.press("Compare up to four");
    await person.isAt("Compare homes");
  }],
  ["Why this home: each rule with its source, and the children there in words", async (person) => {
    await person.open(`${referral}/homes/${home}`);
    await person.sees("Each rule", "The children who live there", "Care Standards Act 2000");
  }],
  ["The review shows exactly what will be disclosed to whom", async (person) => {
    await person.open(`${referral}/ask?home=${home}`);
    await person.isAt("Ask homes");
    await person.sees("1 home is asked", "The summary");
    await person.fill("Day", "");
    await person.press("Review what they will read");
    assert.equal(person.answer.status(), 422);
    await person.seesError("day until which homes may answer");
    await person.open(`${referral}/ask?home=${home}`);
    await person.press("Review what they will read");
    await person.isAt("Review what they will read");
    await person.sees("Exactly this", "No name, no date of birth", "Needs");
    await person.press("Ask this home");
    await person.sees("The homes are asked", "Asked 1 home");
    ask = (await person.links()).find(({ path }) => path.startsWith(`${referral}/asks/`)).path;
  }],
  ["The manager reads the summary only, and asks back", async (person) => {
    await person.become("Registered manager");
    await person.open("/asked");
    await person.sees("to answer", referral.split("/").pop());
    answer = (await person.links()).find(({ path, text }) => /^\/asked\/[0-9a-f-]{36}$/.test(path) && text.includes(referral.split("/").pop())).path;
    await person.open(answer);
    await person.sees("What you are told of the child", "This is the summary", "How the child fits what your home states");
    await person.fill("Ask or tell the authority", "Does the child go to school now?");
    await person.press("Send");
    await person.sees("Your message is with the authority");
  }],
  ["The officer answers and releases the fuller picture", async (person) => {
    await person.become("Placement officer");
    await person.open(ask);
    await person.sees("Does the child go to school now?");
    await person.fill("Write to the home", "Yes, every day.");
    await person.press("Send");
    await person.sees("Yes, every day.");
    await person.page.locator("summary", { hasText: "Release the fuller picture" }).click();
    await person.press("Release the fuller picture");
    await person.sees("The home may read more now");
  }],
  ["The manager reads it, and offers a room with its price", async (person) => {
    await person.become("Registered manager");
    await person.open(answer);
    await person.sees("Places that matter");
    await person.press("Offer a place");
    await person.press("Offer this place");
    assert.equal(person.answer.status(), 422);
    await person.seesError("Enter the price of a week");
    await person.pick("Room", person.run.withScript ? "Sunrise" : "Sunset");
    await person.fill("Care and accommodation, a week", "5200");
    await person.fill("Conditions (if any)", "A visit before the first night");
    await person.press("Offer this place");
    await person.sees("Your offer is with the authority", "£5,200 a week");
    await person.open(`/our-homes/${home}/places`);
    await person.sees("Rooms held for a child");
  }],
  ["The officer compares and chooses, and says why", async (person) => {
    await person.become("Placement officer");
    await person.open(`${referral}/offers`);
    await person.sees("£5,200", "A visit before the first night", "Children there");
    await person.leads(() => person.page.getByRole("button", { name: /^Choose/ }).first().click());
    needsSignature = (await person.text()).includes("Something speaks against this home");
    const button = needsSignature ? "Propose this home" : "Choose this home";
    await person.press(button);
    assert.equal(person.answer.status(), 422);
    await person.seesError("Say why this home is right for this child");
    await person.fill("Why is this home right for this child?", "The staff know the child from earlier stays and the school is near");
    if (needsSignature) await person.fill("Why is it right although something speaks against it?", "The home will put in what it lacks before the first night");
    await person.press(button);
    await person.sees(needsSignature ? "waits for the signature of a second person" : "The home is chosen");
  }],
  ["The head of service signs where something speaks against it", async (person) => {
    await person.become("Head of service");
    await person.follow("To sign");
    await person.isAt("To sign");
    if (!needsSignature) return;
    await person.follow(referral.split("/").pop());
    await person.isAt("A choice to sign");
    await person.sees("Right all the same, because", "The rule says");
    await person.press(/^Sign$/);
    await person.seesError("Choose whether you agree");
    await person.choose("Yes: the home is chosen and told at once");
    await person.fill("Why?", "I spoke with the manager of the home and agree");
    await person.press(/^Sign$/);
    await person.sees("Your signature is recorded");
  }],
  ["The officer records the placement, and the hold becomes the child's room", async (person) => {
    await person.become("Placement officer");
    await person.open(referral);
    await person.press("Record the placement");
    await person.press("Record the placement");
    await person.seesError("Choose how the place is bought");
    await person.choose("Spot purchase");
    await person.press("Record the placement");
    if (person.answer.status() === 422) {
      await person.seesError("Say why the child’s first night cannot wait");
      await person.fill("Why can the child’s first night not wait for this?", "The child sleeps nowhere else tonight");
      await person.press("Record the placement");
    }
    if (person.answer.status() === 409) {
      // Most children who wait live somewhere: that placement ends first.
      await person.sees("Record the end of that placement first");
      return;
    }
    await person.isAt(/^Placement in/);
    await person.sees("Claimed by the authority", "£5,200 a week", "The staff know the child");
    placement = person.path();
    await person.open(ask);
    await person.page.locator("summary", { hasText: "Release the full file" }).click();
    await person.press("Release the full file");
    await person.sees("The home may read more now");
  }],
  ["The manager confirms it and now reads who the child is", async (person) => {
    await person.become("Registered manager");
    await person.open(answer);
    await person.sees("Your home was chosen");
    if (!placement) return;
    await person.sees("Who the child is");
    await person.press("Confirm the placement");
    await person.sees("The placement is confirmed");
  }],
  ["The contact of the host authority learns nothing of the referral or the placement here", async (person) => {
    await person.become("Contact for children placed in the area");
    assert.equal(await person.open(referral), 404);
    assert.equal(await person.open(answer), 404);
    if (placement) assert.equal(await person.open(placement), 404);
  }],
  ["The social worker's list holds own children's referrals only", async (person) => {
    await person.become("Social worker");
    await person.open("/referrals");
    await person.isAt("Referrals");
  }],
]);
