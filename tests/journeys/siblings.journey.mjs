import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";
import { addsAChild, asksTheHome, choosesTheHome, findsTheAsk, makesARoomFree, offers, recordsThePlacement, signs } from "./lib/placing.mjs";
import { writesTheReferral } from "./lib/referring.mjs";

const kHome = "Maple Fell Cottage";
let home = "";
let rooms = [];
const children = [];    // { page, own }, the elder first
const referrals = [];   // their pages, in that order

export default journey("Brothers and sisters are placed together", [
  ["A home has two rooms free", async (person) => {
    rooms = person.run.withScript ? ["Fern", "Moss"] : ["Heather", "Gorse"];
    for (const room of rooms) home = await makesARoomFree(person, room, kHome);
  }],
  ["The social worker begins their referrals together, by the authority's own id and no name", async (person) => {
    children.length = referrals.length = 0;
    children.push(await addsAChild(person, { given: "Zara", born: [27, 3, 2011] }));
    children.push(await addsAChild(person, { given: "Zeb", sex: "Male", born: [14, 9, 2013] }));
    await person.open(children[0].page);
    await person.follow("Refer brothers and sisters together");
    await person.isAt("Refer brothers and sisters together");
    await person.press("Begin their referrals");
    await person.seesError("Say whether they should live together");
    await person.fill("Brother or sister: your authority’s own id", "nobody");
    await person.choose("Must live together");
    await person.press("Begin their referrals");
    await person.seesError("You have no child with this id whom you may refer");
    await person.fill("Brother or sister: your authority’s own id", children[1].own);
    await person.press("Begin their referrals");
    await person.isAt("Write the referral");
  }],
  ["Each is written for itself, because their needs differ; who the other is stands there already", async (person) => {
    const drafts = [person.path()];
    await person.open(`${drafts[0]}/siblings`);
    const other = (await person.page.locator("main input").evaluateAll((all) => all.map((one) => one.value))).find((value) => /^R-/.test(value));
    assert.ok(other, "the part about brothers and sisters does not name the other referral");
    drafts.push(`/referrals/${other}/write`);
    for (const [index, draft] of drafts.entries()) {
      await writesTheReferral(person, draft, { without: ["siblings"], needs: index === 0 ? "low" : "none", neededOn: [31, 3, 2024] });
      await person.follow("Check and send");
      await person.press("Send the referral");
      await person.isAt(/^Referral R-/);
      referrals.push(person.path());
    }
    await person.sees(referrals[0].split("/").pop());
  }],
  ["The officer sees which homes could take both, and who could go where", async (person) => {
    await person.become("Placement officer");
    await person.open(referrals[0]);
    await person.follow("Homes that could take them all, and who could go where");
    await person.isAt("Brothers and sisters together");
    await person.sees("Homes that could take all 2", "Who could go where".toLowerCase());
  }],
  ["One home is asked about each, and offers each a room of their own", async (person) => {
    for (const [index, referral] of referrals.entries()) {
      await asksTheHome(person, referral, home);
      await offers(person, await findsTheAsk(person, referral, kHome), rooms[index], "5400");
    }
  }],
  ["Both are chosen there, and both begin on one day", async (person) => {
    for (const referral of referrals) {
      if (await choosesTheHome(person, referral, "Both can live here together, each with a room of their own")) await signs(person, referral, true, "I spoke with the manager about both of them");
    }
    for (const [index, referral] of referrals.entries()) {
      await recordsThePlacement(person, referral, { today: [31, 3, 2024], cannotWait: "They wait together at the office" });
      await person.sees(rooms[index], kHome);
    }
  }],
  ["The social worker finds both in one home", async (person) => {
    await person.become("Social worker");
    for (const child of children) {
      await person.open(child.page);
      await person.sees("Where the child lives", kHome);
    }
  }],
]);
