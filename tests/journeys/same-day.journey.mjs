import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";
import { addsAChild, asksTheHome, choosesTheHome, findsTheAsk, makesARoomFree, needsAPlaceTonight, offers, recordsThePlacement, signs } from "./lib/placing.mjs";

// The manager's second home takes children in an emergency; the first does not.
const kHome = "Maple Fell Cottage";
const kToday = [31, 3, 2024];
let home = "";
let room = "";
let child = "";
let referral = "";
let answer = "";
let placement = "";

export default journey("A place tonight, to the first night", [
  ["The manager of a home that takes children in an emergency has a free room", async (person) => {
    room = person.run.withScript ? "Lamp" : "Candle";
    home = await makesARoomFree(person, room, kHome);
  }],
  ["A child who has no home yet is added, and the short form leads to a referral", async (person) => {
    child = (await addsAChild(person, { given: "Zinnia" })).page;
    await person.sees("No home is recorded in which the child lives now");
    referral = await needsAPlaceTonight(person, { note: "Likes music, and a light in the corridor at night." });
  }],
  ["Homes are ranked at once, and the officer asks the one whose room is free", async (person) => {
    await person.become("Placement officer");
    await person.open(`${referral}/homes`);
    await person.isAt("Find a home");
    await asksTheHome(person, referral, home);
    await person.sees("Asked 1 home");
  }],
  ["The manager offers the room for tonight", async (person) => {
    answer = await findsTheAsk(person, referral, kHome);
    await person.open(answer);
    await person.sees("What you are told of the child", "Going missing");
    await offers(person, answer, room, "6100");
    await person.sees("£6,100 a week");
  }],
  ["The officer chooses it; where something is not known, the head of service signs the same evening", async (person) => {
    if (await choosesTheHome(person, referral, "The home has a room tonight and staff who are awake all night")) await signs(person, referral, true, "I rang the manager, who has read what is known");
  }],
  ["A first night before the referral is refused", async (person) => {
    await person.become("Placement officer");
    await person.open(`${referral}/place`);
    await person.fillDate("First night", 30, 3, 2024);
    await person.choose("Spot purchase");
    await person.fill("Why can the child’s first night not wait for this?", "The child sleeps nowhere else tonight");
    await person.press("Record the placement");
    assert.equal(person.answer.status(), 422);
    await person.seesError("the placement cannot begin before it");
  }],
  ["The placement begins tonight, although agreement and plan are still to be written: why stands with it", async (person) => {
    placement = await recordsThePlacement(person, referral, { today: kToday });
    await person.sees("31 March 2024", "£6,100 a week", "although this was missing", "The child sleeps nowhere else tonight");
  }],
  ["Who must be told has its day, and so has what the law leaves to be done", async (person) => {
    await person.follow("Who is told of this placement");
    await person.sees("GP", "Health");
    await person.open(referral);
    await person.follow("What the law leaves to be done in the first five working days");
    await person.sees("placement plan", "SI 2010/959 reg 9(2)");
  }],
  ["The manager confirms that the child is there, and the room is the child’s", async (person) => {
    answer = await findsTheAsk(person, referral, kHome);
    await person.open(answer);
    await person.sees("Your home was chosen");
    await person.press("Confirm the placement");
    await person.sees("The placement is confirmed");
    await person.open(`/our-homes/${home}/places`);
    await person.sees(room);
  }],
  ["The social worker finds the child in the home on the same evening", async (person) => {
    await person.become("Social worker");
    await person.open(child);
    await person.sees("Where the child lives", kHome);
    await person.doesNotSee("No home is recorded in which the child lives now");
  }],
]);
