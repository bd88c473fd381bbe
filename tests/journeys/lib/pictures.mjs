// Takes the pictures of docs/use from a new demo England, role by role: what each page shows when its person comes to it.
import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Person } from "./person.mjs";
import { asksTheHome, findsTheAsk, makesARoomFree, needsAPlaceTonight, offers } from "./placing.mjs";
import { Service } from "./servers.mjs";

const { chromium } = createRequire(`${process.env.JOURNEYS_FOLDER}/package.json`)("playwright-core");
const kFolder = fileURLToPath(new URL("../../../docs/use/pictures", import.meta.url));
const kWidth = 1000, kMostBytes = 120_000;
const kHome = "Maple Fell Cottage";

const children = (person) => person.page.locator("main tbody tr", { hasNotText: "Restricted" }).locator("a[href^='/children/']");
let home = "";
let child = "";
let referral = "";
let answer = "";

// name of the file, height of the picture, role, the way to the page. In this order: what one does is what the next sees.
const kPictures = [
  ["manager-places", 760, "Registered manager", async (person) => {
    home = await makesARoomFree(person, "Lamp", kHome);
    await person.open(`/our-homes/${home}/places`);
  }],
  ["worker-children", 720, "Social worker", async (person) => {
    await person.become("Social worker");
    await person.open("/children");
  }],
  ["worker-child", 760, "Social worker", async (person) => {
    child = await children(person).nth(7).getAttribute("href");
    await person.open(child);
  }],
  ["worker-referral", 800, "Social worker", async (person) => {
    await person.open("/children");
    await person.open(await children(person).nth(8).getAttribute("href"));
    await person.press("Refer for a home");
  }],
  ["worker-tonight", 800, "Social worker", async (person) => {
    await person.open(`${child}/refer-today`);
  }],
  ["officer-referrals", 760, "Placement officer", async (person) => {
    await person.open(child);
    referral = await needsAPlaceTonight(person);
    await person.become("Placement officer");
    await person.open("/referrals");
  }],
  ["officer-homes", 820, "Placement officer", async (person) => {
    await person.open(`${referral}/homes`);
  }],
  ["officer-review", 800, "Placement officer", async (person) => {
    await person.open(`${referral}/ask?home=${home}`);
    await person.press("Review what they will read");
  }],
  ["manager-asked", 640, "Registered manager", async (person) => {
    await asksTheHome(person, referral, home);
    answer = await findsTheAsk(person, referral, kHome);
    await person.open("/asked");
  }],
  ["manager-answer", 1000, "Registered manager", async (person) => {
    await person.open(answer);
  }],
  ["officer-offers", 1080, "Placement officer", async (person) => {
    await offers(person, answer, "Lamp", "6100");
    await person.become("Placement officer");
    await person.open(`${referral}/offers`);
  }],
  ["head-to-sign", 1150, "Head of service", async (person) => {
    await person.leads(() => person.page.getByRole("button", { name: /^Choose/ }).first().click());
    await person.fill("Why is this home right for this child?", "It has a room tonight, and staff who are awake all night");
    const although = person.page.getByLabel("Why is it right although something speaks against it?");
    if ((await although.count()) > 0) await although.fill("The manager has answered what was not known, and puts a second person on duty");
    await person.press(/^(Propose|Choose) this home/);
    await person.become("Head of service");
    await person.open("/to-sign");
    const waiting = (await person.links()).find(({ path }) => /^\/to-sign\/./.test(path));
    if (waiting) await person.open(waiting.path);
  }],
  ["head-forecast", 760, "Head of service", async (person) => {
    await person.open("/forecast");
  }],
  ["duty-desk", 680, "Contact for children placed in the area", async (person) => {
    await person.become("Contact for children placed in the area");
    await person.open("/area-children");
  }],
  ["duty-desk-notice", 800, "Contact for children placed in the area", async (person) => {
    const notice = (await person.links()).find(({ path }) => /^\/area-children\/[0-9a-f-]{36}$/.test(path));
    await person.open(notice.path);
  }],
  ["reviewing-officer", 760, "Independent reviewing officer", async (person) => {
    await person.become("Independent reviewing officer");
    await person.open("/children");
    await person.open(await children(person).first().getAttribute("href"));
  }],
  ["head-sufficiency", 800, "Head of service", async (person) => {
    await person.become("Head of service");
    await person.open("/sufficiency");
  }],
  ["analyst-returns", 760, "Head of service", async (person) => {
    await person.open("/forecast/returns");
  }],
  ["analyst-market", 760, "Analyst at the department", async (person) => {
    await person.become("Analyst at the department");
    await person.open("/market");
  }],
  ["operator-requests", 560, "Administrator of this service", async (person) => {
    await person.become("Administrator of this service");
    await person.open("/join-requests");
  }],
  ["operator-organisations", 700, "Administrator of this service", async (person) => {
    await person.become("Administrator of this service");
    await person.open("/organisations");
  }],
  ["operator-claims", 560, "Administrator of this service", async (person) => {
    await person.open("/home-claims");
  }],
  ["child-first", 760, "Child or young person", async (person) => {
    await person.become("Child or young person");
    await person.follow("My page");
  }],
  ["child-seen", 760, "Child or young person", async (person) => {
    await person.follow("Who has seen facts about you");
  }],
];

const service = await Service.start();
let browser;
let failed = 0;
try {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
  const context = await browser.newContext({ viewport: { width: kWidth, height: 800 }, locale: "en-GB", timezoneId: "Europe/London" });
  context.setDefaultTimeout(30_000);
  const run = { withScript: false, checked: new Set(), sessions: new Map(), picture: async () => {} };   // pages are checked in their journeys
  const person = new Person(run, await context.newPage(), service, "pictures");
  for (const [name, height, , go] of kPictures) {
    await go(person);
    if (person.answer.status() >= 400) throw new Error(`${name}: ${person.page.url()} answers ${person.answer.status()}`);
    const path = join(kFolder, `${name}.png`);
    await person.page.evaluate(() => window.scrollTo(0, 0));
    const whole = await person.page.evaluate(() => document.documentElement.scrollHeight);
    await person.page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width: kWidth, height: Math.min(height, whole) } });
    const { size } = statSync(path);
    if (size >= kMostBytes) failed += 1;
    console.log(`${size < kMostBytes ? "taken" : "TOO LARGE"}  ${name}.png, ${Math.round(size / 1000)} kB`);
  }
} finally {
  await browser?.close();
  await service.stop();
}
process.exit(failed === 0 ? 0 : 1);
