import { crawl } from "./lib/crawl.mjs";
import { journey, none } from "./lib/journey.mjs";

export default journey("Every page", [
  ["Whatever a stranger can reach is whole, and no link leads nowhere", async (person) => {
    const { complaints } = await crawl(person, "/sign-in");
    none(complaints);
  }],
  ["Whatever each role can reach is whole, and no link leads nowhere", async (person) => {
    const of = new Map();   // complaint: roles
    for (const { role } of person.service.roles()) {
      await person.page.context().clearCookies();
      await person.signInAs(role);
      const complaints = [];
      if (person.path() === "/choose-organisation") {   // whoever works for two is led nowhere before the choice
        complaints.push(...(await crawl(person, "/")).complaints);
        await person.open("/choose-organisation");
        await person.page.getByRole("radio").first().check();
        await person.press("Go on");
      }
      complaints.push(...(await crawl(person, "/")).complaints);
      for (const one of new Set(complaints)) of.set(one, [...(of.get(one) ?? []), role]);
    }
    none([...of].map(([complaint, roles]) => `as ${roles[0]}${roles.length > 1 ? ` and ${roles.length - 1} more` : ""}: ${complaint}`));
  }],
], { apart: true, long: true });
