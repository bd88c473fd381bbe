import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

let referral = "";

export default journey("Finding a home: filters, reasons, the smallest change", [
  ["A filter says how many homes it hides, and is taken away again", async (person) => {
    await person.signInAs("Placement officer");
    await person.open("/referrals?step=search");
    referral = (await person.links()).find(({ path }) => /^\/referrals\/R-[^/]+$/.test(path)).path;
    await person.open(`${referral}/homes`);
    await person.isAt("Find a home");
    await person.choose("Known to be free");
    await person.press("Apply filters");
    await person.sees("hidden by the filters", "A room is known to be free (hides");
    await person.follow("Show all");
    await person.doesNotSee("hidden by the filters");
  }],
  ["Nothing is hidden for good: what is not suitable is listed with what rules it out", async (person) => {
    await person.follow("Show all of them with their reasons");
    await person.isAt("Not suitable");
    await person.sees("ruled out", "URN");
    await person.open(`${referral}/homes`);
    const rule = (await person.links()).find(({ path }) => path.includes("/ruled-out?rule="));
    assert.ok(rule, "each rule leads to the homes that it rules out");
    await person.open(rule.path);
    await person.sees("by the rule", "Show all that are ruled out");
  }],
  ["A near miss says what would open it, and leads to who could change it", async (person) => {
    await person.open(`${referral}/homes`);
    await person.sees("Near misses");
    const misses = person.page.locator("#near ~ ul.rp-results > li");
    assert.ok((await misses.count()) > 0, "no near miss in this England");
    await person.leads(() => misses.first().getByRole("link").first().click());
    await person.sees("The smallest change that would open it", "Each rule");
  }],
  ["Up to four homes are compared", async (person) => {
    await person.open(`${referral}/homes`);
    const boxes = person.page.locator("input[name=home]");
    const count = Math.min(4, await boxes.count());
    if (count === 0) return;   // no home of this small England is left for this child
    for (let i = 0; i < count; i += 1) await boxes.nth(i).check();
    await person.press("Compare up to four");
    await person.isAt("Compare homes");
    await person.sees("Children there", "Score of 100");
  }],
]);
