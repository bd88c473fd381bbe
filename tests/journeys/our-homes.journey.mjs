import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

// The first home of the list, as its address has it.
let home = "";

export default journey("Our homes", [
  ["A referrals manager sees the own homes and what needs doing first", async (person) => {
    await person.signInAs("Referrals manager");
    await person.open("/our-homes");
    await person.isAt("Our homes");
    await person.sees("What to do", "Places today");
    home = (await person.links()).find(({ path }) => /^\/our-homes\/[^/]+$/.test(path)).path;
  }],
  ["The profile says what the law asks for and is missing, and each part has its form", async (person) => {
    await person.open(home);
    await person.sees("complete", "Schedule 1");
    await person.follow("Ethos and an ordinary day");
    await person.isAt("Ethos and an ordinary day");
    await person.fill("Ethos, the outcomes you seek and how", "A homely environment. We eat together at six.");
    await person.press("Save");
    await person.sees("is saved and in effect", "within 28 days", "could stand in any home's statement");
  }],
  ["A fault names its field and keeps what was typed", async (person) => {
    await person.open(`${home}/statement/who`);
    await person.fill("Youngest age", "16");
    await person.fill("Oldest age", "9");
    await person.press("Save");
    assert.equal(person.answer.status(), 422);
    await person.seesError("The oldest age must not be below the youngest");
  }],
  ["Every part opens, and the versions say what changed", async (person) => {
    for (const part of ["needs", "risks", "offers", "education", "protection", "staff", "staffing", "team", "area", "services", "fees"]) assert.equal(await person.open(`${home}/statement/${part}`), 200, part);
    await person.open(`${home}/statement`);
    await person.sees("We eat together at six.");
    await person.open(`${home}/versions`);
    await person.sees("What changed between", "was not stated");
  }],
  ["A room is added, made free, held and released; the calendar says who says so", async (person) => {
    const room = person.run.withScript ? "Attic" : "Loft";
    await person.open(`${home}/rooms`);
    await person.fill("Name of the room", room);
    await person.press("Add this room");
    await person.sees("The rooms are saved");
    await person.open(`${home}/places/change`);
    await person.pick("Room", room);
    await person.choose("It is free");
    await person.press("Save");
    await person.sees("Saved. The calendar below is in effect now.", `${room}`);
    await person.open(`${home}/places/change`);
    await person.pick("Room", room);
    await person.choose("It is held for a referral");
    await person.fill("Reference of the referral", "R-7K3M9Q");
    await person.press("Save");
    await person.sees("Rooms held for a child", "R-7K3M9Q");
    const cell = (await person.links()).find(({ text, path }) => path.includes("/places/day") && text.includes(room) && text.includes("held"));
    await person.open(cell.path);
    await person.sees("Held for the referral R-7K3M9Q", "Who says so");
    await person.open(`${home}/places`);
    await person.press(`Release ${room} held for R-7K3M9Q`);
    await person.sees("Saved.");
  }],
  ["One click says that all is still right", async (person) => {
    await person.open(`${home}/places`);
    await person.press("All of this is still right");
    await person.sees("counts as said now", "Said today");
  }],
  ["A registered manager keeps the list of who lives in the home", async (person) => {
    await person.page.context().clearCookies();
    await person.signInAs("Registered manager");
    if (person.path() === "/choose-organisation") {
      await person.page.getByRole("radio").first().check();
      await person.press("Go on");
    }
    await person.open("/our-homes");
    const own = (await person.links()).find(({ path }) => /^\/our-homes\/[^/]+$/.test(path)).path;
    await person.open(`${own}/children`);
    await person.sees("Placements by authorities", "as you say it");
    await person.press("Add a child to the list");
    await person.isAt("Add a child to the list");
    await person.press("Save");
    assert.equal(person.answer.status(), 422);
    await person.seesError("Enter your mark for the child, such as A");
    await person.fill("Your mark for the child", person.run.withScript ? "J1" : "J2");
    await person.fill("Month of birth (optional)", "5/2012");
    await person.press("Save");
    const mark = person.run.withScript ? "J1" : "J2";
    await person.sees("The list of children who live here is saved", mark);
    await person.follow(`Change ${mark}`);
    await person.press("This child has left");
    await person.sees("The list of children who live here is saved");
    await person.doesNotSee(mark);
  }],
  ["A placement officer reads the calendar and may change nothing", async (person) => {
    await person.page.context().clearCookies();
    await person.signInAs("Placement officer");
    const number = home.split("/").pop();
    assert.equal(await person.open(`/homes/${number}/places`), 200);
    await person.isAt("Places");
    await person.doesNotSee("All of this is still right", "Change a room");
    assert.equal(await person.open(home), 404);
  }],
]);
