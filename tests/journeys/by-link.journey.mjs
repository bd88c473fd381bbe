import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";
import { linkIn } from "./lib/letters.mjs";

let referral = "";
const homes = [];   // that do not work here: { urn, name, email }
let opened = "";

// Of another authority than the other journeys ask for: each leaves one child fewer for whom nobody was asked.
const kOfficer = "placement.officer@south.example";

// The child's needs stand on a page only after somebody has said for which home they answer.
async function opensTheLetter(person, home, who) {
  await person.page.context().clearCookies();
  const link = await linkIn(person.service, home.email, /^\/by-link\?code=/);
  await person.open(link);
  await person.isAt("A place for a child");
  await person.sees(home.name);
  await person.doesNotSee("What you are told of the child", "Risks to the child");
  await person.press(`I answer for ${home.name}`);
  await person.seesError("Enter your name and post");
  await person.fill("Your name and post", who);
  await person.press(`I answer for ${home.name}`);
  await person.sees("What you are told of the child", "Risks to the child", "A link shows the summary only");
  assert.ok(!person.page.url().includes("code"), "the code stands in the address of the summary");
}

export default journey("A home that is not here answers by link", [
  ["A placement officer finds two homes that are not here yet", async (person) => {
    homes.length = 0;
    await person.become(kOfficer);
    await person.open("/referrals?step=search");
    referral = (await person.links()).find(({ path }) => /^\/referrals\/R-[^/]+$/.test(path)).path;
    // In the invented England everybody works here: two providers go, and their homes are then as all homes are on the first day.
    const ours = new Set(person.service.roles().map(({ organisation }) => organisation));
    await person.open(`${referral}/homes`);
    const all = [];
    for (const { path, text } of await person.links()) {
      const urn = path.match(/^\/referrals\/[^/]+\/homes\/([^/?]+)$/)?.[1];
      if (urn && !all.some((home) => home.urn === urn)) all.push({ urn, name: text });
    }
    const gone = new Set();
    for (const home of all) {
      if (homes.length === 2) break;
      await person.open(`${referral}/ask?home=${home.urn}`);
      const row = person.page.locator("table tbody tr").first();
      const isOutside = (await person.text()).includes("Not here yet: asked by e-mail");
      if (isOutside) homes.push({ ...home, email: `office.${Date.now()}.${homes.length}@outside.example` });
      if (isOutside || (await row.count()) === 0) continue;
      const provider = (await row.locator("td").last().innerText()).trim();
      if (ours.has(provider) || gone.has(provider)) continue;
      person.service.command("organisations", "end", provider, "--last-day", "2024-03-30");
      gone.add(provider);
      homes.push({ ...home, email: `office.${Date.now()}.${homes.length}@outside.example` });
    }
    assert.equal(homes.length, 2, "there are no two homes to be asked for this child");
    await person.open(`${referral}/homes/${homes[0].urn}`);
    await person.sees("Ask this home by e-mail");
  }],
  ["The plan says whom to ask first and how many will have read, and sends nothing", async (person) => {
    await person.open(`${referral}/plan`);
    await person.isAt("Plan the asking");
    if ((await person.text()).includes("Nobody is left to be asked")) return;
    await person.sees("People who will have read", "Chance of an offer by its end", "How sure is this?");
    await person.press(/^Keep this plan/);
    await person.sees("The plan is kept", "Wave 1 is planned and not sent yet");
    await person.open("/referrals");
    await person.sees("Wave 1 is due");
  }],
  ["An address is never guessed: it is given with how it is known", async (person) => {
    await person.open(`${referral}/ask?home=${homes[0].urn}&home=${homes[1].urn}`);
    await person.sees("Not here yet: asked by e-mail");
    await person.press("Review what they will read");
    await person.seesError("Enter the e-mail address of at least one home");
    for (const home of homes) await person.fill(`E-mail address of ${home.name}`, home.email);
    await person.press("Review what they will read");
    await person.seesError("Say how you know the address of");
    for (const select of await person.page.getByLabel("How do you know it?", { exact: true }).all()) await select.selectOption({ label: "The home told us" });
    await person.press("Review what they will read");
    await person.isAt("Review what they will read");
    await person.sees("2 homes are asked by e-mail", homes[0].email, "Exactly this");
    await person.press("Ask these 2 homes");
    await person.sees("The homes are asked");
  }],
  ["The first home opens its letter and offers a place", async (person) => {
    await opensTheLetter(person, homes[0], "Jo Ash, registered manager");
    opened = person.path();
    await person.press("Offer a place");
    await person.press("Offer this place");
    await person.seesError("Enter the price of a week");
    await person.fill("Care and accommodation, a week", "4800");
    await person.fill("Conditions (if any)", "A visit before the first night");
    await person.press("Offer this place");
    await person.sees("Your offer is with the authority", "£4,800 a week");
  }],
  ["It asks to be let in, and whoever operates the service lets it in", async (person) => {
    const provider = `Invented Care ${Date.now()}`;
    await person.follow("Ask to be let in");
    await person.isAt("Answer from your own account");
    await person.press("Ask to be let in");
    await person.seesError("Enter the name of the provider");
    await person.fill("Name of the provider", provider);
    await person.fill("Who would administer it?", "Jo Ash");
    await person.fill("Their e-mail address at work", `jo.ash.${Date.now()}@outside.example`);
    await person.press("Ask to be let in");
    await person.sees("Your home asked on");
    await person.become("Administrator of this service");
    await person.follow("Let in");
    await person.isAt("Requests to be let in");
    await person.follow(provider);
    await person.press("Answer");
    await person.seesError("Choose what you answer");
    await person.choose("Let it in");
    await person.press("Answer");
    await person.sees("It is let in", "claims the home then");
  }],
  ["In another browser the page is not there", async (person) => {
    await person.page.context().clearCookies();
    assert.equal(await person.open(opened), 404);
    await person.sees("Open the link in the letter again");
  }],
  ["The second home declines with a reason, and sees nothing of the child any more", async (person) => {
    await opensTheLetter(person, homes[1], "Sam Elm, deputy manager");
    await person.press("Decline");
    await person.press("Decline");
    await person.seesError("Choose why the home declines");
    await person.page.getByRole("radio").first().check();
    await person.press("Decline");
    await person.sees("Thank you", "Your home has declined");
    await person.doesNotSee("Risks to the child");
  }],
  ["The officer sees who opened, the offer and the no, and compares", async (person) => {
    await person.become(kOfficer);
    await person.open(referral);
    await person.sees("Offers a place", "Declined");
    const ask = (await person.links()).find(({ path, text }) => path.startsWith(`${referral}/asks/`) && text.includes(homes[0].name)).path;
    await person.open(ask);
    await person.sees("Asked by e-mail", homes[0].email, "Jo Ash, registered manager", "A link shows the summary and never more", "A visit before the first night");
    await person.open(`${referral}/offers`);
    await person.sees("£4,800", homes[0].name);
    await person.leads(() => person.page.getByRole("button", { name: /^Choose/ }).first().click());
    await person.sees(homes[0].name);
  }],
]);
