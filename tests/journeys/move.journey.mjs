import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";
import { asksTheHome, choosesTheHome, findsTheAsk, makesARoomFree, needsAPlaceTonight, offers, recordsThePlacement, signs } from "./lib/placing.mjs";

const kHome = "Maple Fell Cottage";
const kToday = [31, 3, 2024];
let home = "";
let room = "";
let child = "";
let before = "";
let referral = "";
let placement = "";

export default journey("A child moves from one home to another", [
  ["A child who lives in a home needs another one today", async (person) => {
    room = person.run.withScript ? "Anchor" : "Compass";
    home = await makesARoomFree(person, room, kHome);
    await person.become("Social worker");
    await person.open("/children");
    // Children whom no other journey takes, and whose record the officer may see too.
    const open = person.page.locator("main tbody tr", { hasNotText: "Restricted" }).locator("a[href^='/children/']");
    child = await open.nth(person.run.withScript ? 5 : 6).getAttribute("href");
    await person.open(child);
    before = (await person.page.locator("main a[href^='/homes/']").first().innerText()).trim();
    assert.notEqual(before, kHome);
    referral = await needsAPlaceTonight(person);
  }],
  ["Another home is asked, offers and is chosen", async (person) => {
    await asksTheHome(person, referral, home);
    await offers(person, await findsTheAsk(person, referral, kHome), room, "5900");
    if (await choosesTheHome(person, referral, "The home before cannot keep the child safe from those who wait outside")) await signs(person, referral, true, "I have spoken with both managers and agree");
  }],
  ["The form says where the child lives now, and asks why that ends", async (person) => {
    await person.become("Placement officer");
    await person.open(`${referral}/place`);
    await person.sees("The child moves from another home", before);
    await person.fillDate("First night", ...kToday);
    await person.choose("Spot purchase");
    await person.fill("Why can the child’s first night not wait for this?", "The child sleeps nowhere else tonight");
    await person.press("Record the placement");
    await person.seesError("Say why the placement there ends");
  }],
  ["The one placement ends on the first night of the other: no night without a bed, none with two", async (person) => {
    placement = await recordsThePlacement(person, referral, { today: kToday, leaves: "Child asked for it" });
    await person.sees(kHome, "31 March 2024");
  }],
  ["The child’s page shows both homes, and that the child lives in the new one", async (person) => {
    await person.become("Social worker");
    await person.open(child);
    await person.sees("Where the child lives", kHome, "Homes the child has lived in", before);
    await person.sees("31 March 2024");
  }],
  ["Those who must hear of the end are owed a notice as well as those of the beginning", async (person) => {
    await person.become("Placement officer");
    await person.open(placement);
    await person.follow("Who is told of this placement");
    await person.sees("GP");
    await person.open("/notices");
    await person.isAt("Notices");
  }],
]);
