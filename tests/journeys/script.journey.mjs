import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

export default journey("What script adds", [
  ["The error summary takes the focus, and its links go to the fields", async (person) => {
    await person.open("/sign-in");
    await person.press("Sign in");
    assert.equal(await person.page.evaluate(() => document.activeElement.className), "govuk-error-summary");
    await person.page.getByRole("link", { name: "Enter your password" }).click();
    assert.equal(await person.page.evaluate(() => document.activeElement.id), "password");
  }],
], { only: "script" });
