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
      const { complaints } = await crawl(person, "/");
      for (const one of new Set(complaints)) of.set(one, [...(of.get(one) ?? []), role]);
    }
    none([...of].map(([complaint, roles]) => `as ${roles[0]}${roles.length > 1 ? ` and ${roles.length - 1} more` : ""}: ${complaint}`));
  }],
], { apart: true, long: true });
