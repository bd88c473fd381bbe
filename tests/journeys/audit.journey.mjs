import { strict as assert } from "node:assert";
import { journey } from "./lib/journey.mjs";

export default journey("The audit", [
  ["An auditor sees what was done for the own organisation, in words, and whether the chain is whole", async (person) => {
    await person.signInAs("Auditor of an organisation");
    await person.open("/audit");
    await person.isAt("Audit");
    await person.sees("The chain of events is whole");
  }],
  ["A search that finds nothing says what to loosen, and a wrong day is said", async (person) => {
    await person.fill("Number of the record", "nothing-has-number-0");
    await person.press("Search");
    await person.sees("No event of your organisation fits this search");
    await person.fill("From which day", "31/2/2026");
    await person.press("Search");
    await person.seesError("Enter the first day");
  }],
  ["Searching by what happened keeps the choice", async (person) => {
    await person.open("/audit");
    await person.pick("What happened", "Something was changed");
    await person.press("Search");
    assert.equal(await person.page.getByLabel("What happened").inputValue(), "changed");
  }],
  ["The head is a file that a verifier reads", async (person) => {
    const answer = await person.page.request.get(person.base + "/audit/head.json");
    assert.equal(answer.status(), 200);
    const head = await answer.json();
    assert.equal(head.chain, "rightplace audit 1");
    assert.match(head.hash, /^[0-9a-f]{64}$/);
  }],
  ["Records that were opened often are listed by number, without a child's name", async (person) => {
    await person.open("/disclosures");
    await person.isAt("Records opened unusually often");
  }],
  ["Everybody may read the rules, the statement of accessibility and the licences, signed in or not", async (person) => {
    await person.page.context().clearCookies();
    await person.open("/about");
    await person.isAt("About Rightplace");
    await person.open("/rules");
    await person.sees("Rules that must be met", "Criteria, the weightiest first");
    await person.open("/accessibility");
    await person.isAt("Accessibility statement");
    await person.open("/licences");
    await person.sees("Open Government Licence v3.0", "GOV.UK Frontend");
  }],
]);
