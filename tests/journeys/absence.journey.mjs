import { journey } from "./lib/journey.mjs";

export default journey("Standing in for somebody away", [
  ["A nominated officer lets a colleague hold the role for some days", async (person) => {
    await person.signInAs("Nominated officer");
    await person.open("/account/absence");
    await person.isAt("Arrange an absence");
    await person.fill("E-mail address of your colleague", "placement.officer@south.example");
    await person.fillDate("Last day", 5, 4, 2024);
    await person.press("Arrange the absence");
    await person.seesError("Nobody with this e-mail address works in your organisation");
    await person.fill("E-mail address of your colleague", "placement.officer@north.example");
    await person.press("Arrange the absence");
    await person.sees("held by", "to 5 April 2024");
  }],
  ["The colleague holds it beside the own role, and sees what it opens", async (person) => {
    await person.page.context().clearCookies();
    await person.signInAs("Placement officer");
    await person.open("/account");
    await person.sees("Nominated officer (for somebody absent)");
    await person.open("/emergency-access/alerts");
    await person.isAt("Emergency access to our records");
  }],
  ["Whoever is back early takes it back, and the colleague no longer sees it", async (person) => {
    await person.page.context().clearCookies();
    await person.signInAs("Nominated officer");
    await person.open("/account/absence");
    await person.press("End today");
    await person.doesNotSee("held by", "End today");
    await person.page.context().clearCookies();
    await person.signInAs("Placement officer");
    await person.open("/emergency-access/alerts");
    await person.isAt("Page not found");
  }],
]);
