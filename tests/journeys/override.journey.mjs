import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";
import { addsAChild, asksTheHome, choosesTheHome, findsTheAsk, makesARoomFree, needsAPlaceTonight, offers, signs } from "./lib/placing.mjs";

// This home states that it takes nobody in an emergency: so something always speaks against it for a place tonight.
const kHome = "Spruce Croft House";
let home = "";
let room = "";
let referral = "";

export default journey("A choice against a rule needs a second signature", [
  ["A home that states that it takes no emergencies is asked all the same, and offers", async (person) => {
    room = person.run.withScript ? "Thistle" : "Clover";
    home = await makesARoomFree(person, room, kHome);
    await addsAChild(person, { given: "Zephyr", sex: "Male" });
    referral = await needsAPlaceTonight(person);
    await person.become("Placement officer");
    await person.open(`${referral}/homes/${home}`);
    await person.sees("Each rule", "The home takes nobody on the same day");
    await asksTheHome(person, referral, home);
    await offers(person, await findsTheAsk(person, referral, kHome), room, "5700");
  }],
  ["Beside the offer stands what speaks against it", async (person) => {
    await person.become("Placement officer");
    await person.open(`${referral}/offers`);
    await person.sees("Speaks against it, or is not known", "needs a second signature");
  }],
  ["Without a reason for the override nothing is proposed", async (person) => {
    await person.leads(() => person.page.getByRole("button", { name: /^Choose/ }).first().click());
    await person.sees("Something speaks against this home");
    await person.fill("Why is this home right for this child?", "It is the only home with a room in reach of the school");
    await person.press("Propose this home");
    assert.equal(person.answer.status(), 422);
    await person.seesError("Say why it is right although something speaks against it");
  }],
  ["It is proposed, and neither the home nor anybody else is told yet", async (person) => {
    assert.ok(await choosesTheHome(person, referral, "It is the only home with a room in reach of the school", "The manager puts a second person on duty tonight"));
    await person.open(await findsTheAsk(person, referral, kHome));
    await person.sees("You offered a place. The authority decides.");
    await person.doesNotSee("Your home was chosen");
  }],
  ["Whoever proposed it cannot sign it", async (person) => {
    await person.become("Placement officer");
    assert.equal(await person.open("/to-sign"), 404);
    await person.open(referral);
    await person.sees("The head of service or the nominated officer signs");
  }],
  ["The head of service does not agree: the offer stands as before", async (person) => {
    await signs(person, referral, false, "Ask first whether the second person is there until Monday");
    await person.open(referral);
    await person.sees("Offers to read");
  }],
  ["Proposed again with what was asked for, it is signed, and the home is told", async (person) => {
    await choosesTheHome(person, referral, "It is the only home with a room in reach of the school", "A second person is on duty until Monday; the manager has confirmed it");
    await signs(person, referral, true, "A second person until Monday makes it safe enough");
    await person.sees("Your signature is recorded");
    await person.become("Placement officer");
    await person.open(referral);
    await person.sees("Right all the same", "A second person until Monday", "Record the placement");
    await person.open(await findsTheAsk(person, referral, kHome));
    await person.sees("Your home was chosen");
  }],
  ["It falls through before the first night: why is kept, and the room is free again", async (person) => {
    await person.become("Placement officer");
    await person.open(referral);
    await person.press("The choice fell through");
    await person.press("Undo the choice");
    await person.seesError("Say why it falls through");
    await person.fill("Why does it fall through?", "The second person fell ill this afternoon");
    await person.press("Undo the choice");
    await person.sees("Find more homes");
    await person.become("Registered manager", kHome);
    await person.open(`/our-homes/${home}/places`);
    await person.sees(room);
  }],
]);
