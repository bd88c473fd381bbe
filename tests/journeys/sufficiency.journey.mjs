import { journey } from "./lib/journey.mjs";

export default journey("Whether there are enough homes", [
  ["A head of service sees for which children there is no home, and what would help most", async (person) => {
    await person.signInAs("Head of service");
    await person.follow("Sufficiency");
    for (let tries = 0; tries < 60 && (await person.text()).includes("being searched"); ++tries) await person.follow("Look again");
    await person.isAt("Homes for the children you look for");
    await person.sees("Registered places do not count");
  }],
  ["A narrow screen shows it without scrolling sideways", async (person) => {
    await person.page.setViewportSize({ width: 375, height: 740 });
    await person.open("/sufficiency");
    await person.page.setViewportSize({ width: 1280, height: 900 });
  }],
]);
