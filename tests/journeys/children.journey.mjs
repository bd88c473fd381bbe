import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

export default journey("Own children", [
  ["A placement officer sees the children of their authority who live in homes, and how many others there are", async (person) => {
    await person.signInAs("Placement officer");
    await person.open("/children");
    await person.isAt("Children");
    await person.sees(/children live in homes/, "show everybody");
  }],
  ["A child's page says where the child lives, how far from home, and who is responsible", async (person) => {
    const children = (await person.links()).filter((link) => /^\/children\/[0-9a-f-]{36}$/.test(link.path));
    assert.ok(children.length > 0);
    await person.open(children[0].path);
    await person.sees("Where the child lives", /adjoins|at a distance|itself/, "Who is responsible", "Homes the child has lived in");
    await person.doesNotSee("NHS number");
  }],
  ["A search by name finds the child without writing the name into the address", async (person) => {
    const name = await person.heading();
    await person.open("/children");
    await person.fill("Find a child", name);
    await person.press("Find");
    await person.sees(name, /found/);
    assert.equal(person.path(), "/children/search");
    assert.equal(new URL(person.page.url()).search, "");
  }],
  ["Part of a name finds nobody, and the page says what to try", async (person) => {
    await person.fill("Find a child", "Xyz");
    await person.press("Find");
    await person.sees("Nobody was found", "whole names only");
  }],
  ["A social worker sees the children allocated to them, and who has seen a record", async (person) => {
    await person.page.context().clearCookies();
    await person.signInAs("Social worker");
    await person.open("/children");
    await person.sees("Restricted");
    const children = (await person.links()).filter((link) => /^\/children\/[0-9a-f-]{36}$/.test(link.path));
    await person.open(children[0].path);
    await person.sees("NHS number");
    await person.follow("Who has seen this record");
    await person.isAt(/Who has seen this record/);
    await person.sees("Caring for the child");
  }],
  ["A social worker who leaves fields out when adding a child is told of each", async (person) => {
    await person.open("/children/add");
    await person.press("Add the child");
    await person.seesError("Enter the child's given names");
    await person.seesError("Enter the child's family name");
    await person.seesError("Choose the child's sex");
  }],
  ["A child who is added is there at once", async (person) => {
    // Another child in each pass: the same name and day of birth twice is refused.
    const family = "Thimble" + [...String(Date.now())].map((digit) => "abcdefghij"[digit]).join("");
    await person.fill("Given names", "Merle");
    await person.fill("Family name", family);
    await person.fillDate("When was the child born?", 27, 3, 2012);
    await person.choose("Female");
    await person.fill("Your authority's own id of the child", `J${Date.now()}`);
    await person.fillDate("Since when is your authority responsible?", 1, 3, 2024);
    await person.press("Add the child");
    await person.isAt(new RegExp(`Merle ${family}`));
    await person.sees("No home is recorded in which the child lives now");
  }],
  ["The record is restricted, and says why to those who work with the child", async (person) => {
    await person.follow("Restrict this record");
    await person.press("Restrict the record");
    await person.seesError("Enter why only those who work with the child may see the record");
    await person.fill("Why?", "A relative of the child works for the authority");
    await person.press("Restrict the record");
    await person.sees("Restricted because", "A relative of the child works for the authority");
  }],
  ["A day of birth that was written down wrongly is put right, with how it is known", async (person) => {
    await person.follow("Put the day of birth or sex right");
    await person.fillDate("When was the child born?", 28, 3, 2012);
    await person.fill("How do you know what is right?", "Birth certificate seen");
    await person.press("Put right");
    await person.sees("28 March 2012");
  }],
  ["Care that has ended is recorded, and the child's own people still see the record", async (person) => {
    await person.follow("Record that care has ended");
    await person.press("Record the end");
    await person.seesError("day on which care ended");
    await person.fillDate("On which day did care end?", 15, 3, 2024);
    await person.press("Record the end");
    await person.sees("Care has ended");
  }],
  ["A team manager finds the children without a social worker and begins to allocate one, without a name", async (person) => {
    const child = person.path();
    await person.page.context().clearCookies();
    await person.signInAs("Team manager");
    assert.equal(await person.open(child), 404);
    await person.open("/children");
    await person.follow("Children without a social worker");
    await person.isAt("Children without a social worker");
    await person.sees(/in care without a social worker/);
    const allocate = (await person.links()).filter((link) => /^\/children\/[0-9a-f-]{36}\/allocate$/.test(link.path));
    assert.ok(allocate.length > 0);
    await person.open(allocate[0].path);
    await person.press("Allocate");
    await person.seesError("Enter the e-mail address of the person");
    await person.open(child);
  }],
  ["Whoever has no need to know sees none of it, in the same words as for a page that is not there", async (person) => {
    const child = person.path();
    for (const role of ["Administrator of an organisation", "Contact for children placed in the area", "Referrals manager"]) {
      await person.page.context().clearCookies();
      await person.signInAs(role);
      assert.equal(await person.open(child), 404, role);
      assert.equal(await person.open("/children"), 404, role);
    }
  }],
]);
