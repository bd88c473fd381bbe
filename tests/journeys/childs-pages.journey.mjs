import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

// The name that the child goes by, and what is written now: each run of the journey says something of its own.
let name = "";
let wish = "";
let page = "";

export default journey("A child reads her pages and is answered", [
  ["The child signs in and is greeted by name, on a page of few words", async (person) => {
    await person.become("Child or young person");
    await person.follow("My page");
    await person.isAt(/^Hello /);
    name = (await person.heading()).replace("Hello ", "");
    page = person.path();
  }],
  ["She reads about the home, what she asked for, who helps her and when they visit", async (person) => {
    await person.follow("Where you live, or will live");
    await person.sees("You live in a home called", "The address is not on this page");
    await person.follow("What you asked for");
    await person.isAt("What you asked for");
    await person.open(`${page}/people`);
    await person.sees("Your social worker", "Your reviewing officer");
    await person.follow("When they will visit");
    await person.sees("The law says your social worker must come to see you");
    await person.follow("When you leave this home");
    await person.sees("First there must be a meeting about you");
  }],
  ["She says what she wants and lets the home read it; nothing at all is asked for again", async (person) => {
    await person.open(`${page}/questions`);
    await person.follow(/^Answer this.*want to happen/);
    await person.press("Send it");
    await person.seesError("Write what you think");
    wish = `I want to learn to swim (${person.run.withScript ? "in a pool" : "in the sea"})`;
    await person.fill("What do you want to happen?", wish);
    await person.choose("Let the home read this too");
    await person.press("Send it");
    await person.sees("Thank you. We have kept what you wrote.", wish, "No one has written back yet");
  }],
  ["Her social worker finds it on the child's record and answers", async (person) => {
    await person.become("Social worker");
    await person.follow("Children");
    // Two children may go by one name: it is the one for whom something waits.
    const namesakes = (await person.links()).filter(({ text, path }) => text.startsWith(`${name} `) && path.startsWith("/children/"));
    for (const { path } of namesakes) {
      await person.open(path);
      if (/for an answer/.test(await person.text())) break;
    }
    await person.follow(`What ${name} said`);
    await person.isAt(`What ${name} said`);
    await person.sees(wish, "Unanswered", "The child wants the home to see it", "Who has access of their own");
    await person.page.getByLabel("What came of it?").first().fill("There is a class on Mondays. You can start next week.");
    await person.press("Send to the child");
    await person.sees("Sent. The child sees it on its own page.");
  }],
  ["The worker sees how access is given, and that a reason is wanted", async (person) => {
    await person.press("Give somebody access");
    await person.press("Give access");
    await person.seesError("Choose who it is");
  }],
  ["The child reads the answer", async (person) => {
    await person.become("Child or young person");
    await person.open(`${page}/questions`);
    await person.sees("There is a class on Mondays", "wrote back on");
  }],
  ["She sees who has seen facts about her and why, without a number or a code", async (person) => {
    await person.open(page);
    await person.follow("Who has seen facts about you");
    await person.sees("To look after you");
    assert.ok(!/[0-9a-f]{8}-[0-9a-f]{4}-/.test(await person.text()), "an internal id is shown to the child");
    await person.follow("If you are not happy");
    await person.sees("is your advocate");
  }],
  ["Her advocate reads the same and cannot answer for her", async (person) => {
    await person.become("Advocate of a child");
    await person.follow("Children’s plans");
    await person.sees(`The page of ${name}`);
    await person.follow("Say what you think");
    await person.sees(wish);
    await person.doesNotSee("Answer this");
  }],
  ["Her parent reads the part for parents, without what is kept back or why", async (person) => {
    await person.become("Parent or person with parental responsibility");
    await person.follow("Your child");
    await person.isAt("Your child");
    await person.sees(name, "This part is not shown here");
    await person.doesNotSee("family court", wish);
  }],
]);
