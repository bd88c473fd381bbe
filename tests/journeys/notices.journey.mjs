import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

export default journey("Notices of a placement", [
  ["A placement officer sees who has not been told yet, with the last day of each", async (person) => {
    await person.become("Placement officer");
    await person.follow("Notices");
    await person.isAt("Notices");
    await person.sees("have not reached anybody yet", "To be given by hand");
  }],
  ["What nobody can read here is printed, given and recorded", async (person) => {
    await person.follow(/^GP/);
    await person.sees("Give it by hand");
    await person.press("Record that it was given");
    await person.seesError("Choose how it was given");
    const notice = person.path().replace("/sent", "");
    await person.open(`${notice}/letter`);
    await person.sees("Notice under the Care Planning", "Print this page");
    await person.open(notice);
    await person.fillDate("When was it given?", 27, 3, (await person.text()).match(/To be given by \d+ \w+ (\d{4})/)[1]);
    await person.choose("By letter");
    await person.press("Record that it was given");
    await person.sees("It is recorded that the notice was given", "Given by hand");
  }],
  ["A notice to parents may be withheld, with a reason", async (person) => {
    await person.open("/notices");
    await person.follow(/^Parents/);
    await person.follow("Withhold it, to spare the child significant harm");
    await person.press("Withhold the notice");
    await person.seesError("Enter why giving this notice would significantly harm the child");
    await person.fill("Why would the child come to significant harm?", "Invented: a threat was made against the child");
    await person.press("Withhold the notice");
    await person.sees("The notice is withheld", "a threat was made");
  }],
  ["The duty desk of an area reads and confirms the notices of children placed there", async (person) => {
    await person.become("Contact for children placed in the area");
    await person.follow("Placed here");
    await person.isAt("Children placed in our area");
    const notice = (await person.links()).find(({ path }) => /^\/area-children\/[^/]+$/.test(path));
    assert.ok(notice, "no other authority has placed a child in this area");
    await person.open(notice.path);
    await person.isAt(/^A child is placed in your area/);
    await person.sees("Why this home is the most suitable", "SI 2010/959");
    await person.press("Confirm that we have it");
    await person.sees("Confirmed. The authority that placed the child sees it.");
    await person.open("/area-children?show=all");
    await person.sees("Confirmed");
  }],
]);
