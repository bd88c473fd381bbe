import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

export default journey("Organisations, claims to homes and emergency access", [
  ["Everybody finds a care cooperative and sees who belonged to it when", async (person) => {
    await person.signInAs("Consortium analyst");
    await person.follow("Organisations");
    await person.pick("What it is", "Regional consortium or care cooperative");
    await person.press("Show");
    await person.leads(() => person.page.locator("main table").getByRole("link").first().click());
    await person.sees("Members", "Ended", "Today");
  }],
  ["A manager of two homes says for which one works", async (person) => {
    await person.page.context().clearCookies();
    person.run.sessions.delete("Registered manager");   // another journey may have chosen already
    await person.signInAs("Registered manager");
    await person.isAt("For whom do you work now?");
    await person.press("Go on");
    await person.seesError("Choose the organisation for which you work now");
    await person.page.getByRole("radio").first().check();
    await person.press("Go on");
    await person.sees("You work for");
  }],
  ["Ofsted looks at a claim to a home and decides", async (person) => {
    await person.page.context().clearCookies();
    await person.signInAs("Analyst at Ofsted");
    await person.follow("Claims to homes");
    if ((await person.text()).includes("No claim waits")) return;
    await person.follow(/^Check/);
    await person.press("Decide");
    await person.seesError("Choose what you saw");
    await person.choose("The contact in the register confirmed it");
    await person.press("Decide");
    await person.sees("The home is proved to be the provider's");
  }],
  ["A responsible individual says which homes are the provider's", async (person) => {
    await person.page.context().clearCookies();
    await person.signInAs("Responsible individual");
    await person.follow("Claim a home");
    await person.fill("Ofsted's number of the home", "SC999999");
    await person.press("This home is ours");
    await person.seesError("The register shows no home open today");
  }],
  ["Emergency access asks for the danger and a reason, and says what it does", async (person) => {
    await person.page.context().clearCookies();
    await person.signInAs("Social worker");
    await person.follow("Emergency access");
    await person.sees("nominated officer of your authority is told at once");
    await person.press("Open the record");
    await person.seesError("Enter the child's number");
    await person.seesError("Choose what the danger is");
    await person.seesError("Enter why you need to see the record now");
    await person.fill("The child's number in your authority", "1");
    await person.choose("The child is missing");
    await person.fill("Why do you need to see this child's record now?", "The child rang and did not say from where");
    await person.press("Open the record");
    await person.seesError("No child of your authority can be opened this way under this number");
  }],
  ["A record opened in an emergency shows the child, and the nominated officer looks at why", async (person) => {
    // A child of the authority with whom this social worker does not work.
    await person.page.context().clearCookies();
    await person.signInAs("Placement officer");
    await person.open("/children");
    const children = (await person.links()).filter((link) => /^\/children\/[0-9a-f-]{36}$/.test(link.path));
    let number, name;
    for (const child of children) {
      await person.open(child.path);
      const text = await person.text();
      if (!/Social worker\s+Nobody yet/.test(text)) continue;
      number = /Own id\s+(\S+)/.exec(text)[1];
      name = /Born/.test(text) ? (await person.heading()) : "";
      break;
    }
    assert.ok(number, "every child in homes has a social worker here");
    await person.page.context().clearCookies();
    await person.signInAs("Social worker");
    await person.follow("Emergency access");
    await person.fill("The child's number in your authority", number);
    await person.choose("The child is missing");
    await person.fill("Why do you need to see this child's record now?", "The child rang and did not say from where");
    await person.press("Open the record");
    await person.isAt("Record opened in an emergency");
    await person.sees("The nominated officer has been told", name);
    const opened = person.path();
    await person.page.context().clearCookies();
    await person.signInAs("Nominated officer");
    assert.equal(await person.open(opened), 404);
    await person.open("/emergency-access/alerts");
    await person.sees("To be looked at");
    await person.leads(() => person.page.locator("main a", { hasText: "See why" }).first().click());
    await person.sees("The child rang and did not say from where");
    await person.fill("What do you make of it?", "It was right to look at once");
    await person.press("I have looked at this");
    await person.sees("Looked at");
  }],
  ["Whoever operates the service lets an organisation in", async (person) => {
    await person.page.context().clearCookies();
    await person.signInAs("Administrator of this service");
    await person.follow("Organisations");
    await person.press("Let an organisation in");
    await person.press("Let it in");
    await person.seesError("Enter the name of the organisation");
    await person.seesError("Choose what the organisation is");
    await person.fill("Name of the organisation", "Alder Voices (invented)");
    await person.choose("Advocacy service for children");
    await person.fill("Name of the person", "Lou Alder");
    await person.fill("E-mail address", `lou.${Date.now()}@voices.example`);
    await person.press("Let it in");
    await person.isAt("Alder Voices (invented)");
  }],
]);
