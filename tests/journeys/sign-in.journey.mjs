import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

export default journey("Signing in", [
  ["A stranger who asks for a page of their own is led to the sign-in page", async (person) => {
    await person.open("/account");
    await person.isAt("Sign in");
  }],
  ["An empty form says everything that is missing, at once", async (person) => {
    await person.press("Sign in");
    await person.seesError("Enter your e-mail address");
    await person.seesError("Enter your password");
  }],
  ["A wrong password is refused without saying what is wrong, and is not shown again", async (person) => {
    await person.fill("E-mail address", "nobody@example.org");
    await person.fill("Password", "wrong wrong wrong");
    await person.fill("Code", "123456");
    await person.press("Sign in");
    assert.equal(person.answer.status(), 422);
    assert.equal(await person.page.getByLabel("Password", { exact: true }).first().inputValue(), "");
    assert.equal(await person.page.getByLabel("E-mail address", { exact: true }).inputValue(), "nobody@example.org");
  }],
  ["Every role of the demonstration signs in with a one-time code and sees what it can do", async (person) => {
    for (const { role } of person.service.roles()) {
      await person.page.context().clearCookies();
      await person.signInAs(role);
      await person.sees("Sign out");
      assert.equal(await person.open("/account"), 200);
    }
  }],
  ["Signing out ends the session: going back shows nothing", async (person) => {
    const name = (await person.heading());
    await person.signOut();
    await person.page.goBack();
    await person.page.waitForLoadState();
    assert.notEqual(await person.heading(), name, "the page of the account came back");
    await person.isAt("Sign in");
    await person.open("/account");
    await person.isAt("Sign in");
  }],
  ["A page that does not exist says so with a way on", async (person) => {
    assert.equal(await person.open("/no-such-page"), 404);
    await person.isAt("Page not found");
  }],
]);
