import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";
import { Authenticator, linkIn } from "./lib/letters.mjs";

const once = () => `kim.larch.${Date.now()}@north.example`;
let email, authenticator;

export default journey("From an invitation to a forgotten password", [
  ["An administrator is told everything that is missing in an invitation, and nobody is invited", async (person) => {
    email = once();
    await person.signInAs("Administrator of an organisation");
    await person.open("/people");
    await person.press("Invite a person");
    await person.press("Send the invitation");
    await person.seesError("Enter the name of the person");
    await person.seesError("Enter their e-mail address");
    await person.seesError("Choose at least one role");
  }],
  ["The invitation is sent, and the person stands in the list as invited", async (person) => {
    await person.fill("Name", "Kim Larch");
    await person.fill("E-mail address", email);
    await person.choose("Placement officer");
    await person.press("Send the invitation");
    await person.isAt("Kim Larch");
    await person.sees("Invited, not set up yet", "Placement officer", "Today");
    await person.open("/people");
    await person.sees(email, "Invited");
  }],
  ["The link of the letter sets the account up, once", async (person) => {
    const link = await linkIn(person.service, email, /^\/set-up\?code=/);
    await person.page.context().clearCookies();
    await person.open(link);
    await person.isAt("Set up your account");
    authenticator = new Authenticator(await person.page.locator(".rp-code").innerText());
    await person.fill("New password", "password1234");
    await person.fill("Code", await authenticator.next());
    await person.press("Set up");
    await person.seesError("not among the commonest");
    await person.fill("New password", "violet ladder pebble");
    await person.fill("Code", await authenticator.next());
    await person.press("Set up");
    await person.isAt("Sign in");
    await person.sees("Your new password is set");
    assert.equal(await person.open(link), 404);
  }],
  ["Whoever forgot the password is sent a link, and an unknown address is answered the same", async (person) => {
    const answers = [];
    for (const address of ["nobody@north.example", email]) {
      await person.open("/sign-in");
      await person.follow("I have forgotten my password");
      await person.fill("E-mail address", address);
      await person.press("Send the link");
      answers.push(await person.text());
    }
    assert.equal(answers[0], answers[1]);
    await person.isAt("Look at your e-mail");
  }],
  ["With the link and the authenticator a new password is chosen, which then signs in", async (person) => {
    const link = await linkIn(person.service, email, /^\/recover\?code=/);
    await person.open(link);
    await person.isAt("Choose a new password");
    await person.fill("New password", "copper thimble meadow");
    await person.fill("Code", await authenticator.next());
    await person.press("Set the new password");
    await person.isAt("Sign in");
    await person.fill("E-mail address", email);
    await person.fill("Password", "copper thimble meadow");
    await person.fill("Code", await authenticator.next());
    await person.press("Sign in");
    await person.isAt("What you can do here");
  }],
  ["A session that is locked leads back to the page one was on, with the password", async (person) => {
    await person.open("/account");
    await person.press("Lock now");
    await person.isAt("Locked");
    await person.open("/organisations");
    await person.isAt("Locked");
    await person.fill("Password or code", "wrong wrong wrong");
    await person.press("Go on");
    await person.seesError("neither your password nor the code");
    await person.fill("Password or code", "copper thimble meadow");
    await person.press("Go on");
    await person.isAt("Organisations");
  }],
]);
