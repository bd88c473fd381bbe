// A whole referral, written part by part on its pages.

// Every question of the part that is a list, with one answer.
export async function everySelect(person, value) {
  for (const one of await person.page.locator("main select").all()) await one.selectOption(value);
}
export async function finishesThePart(person) {
  await person.choose("Yes, I have finished it");
  await person.press("Save");
  await person.isAt("Write the referral");
}

const kParts = {
  async needs(person, { needs }) {
    await everySelect(person, needs);
  },
  async risks(person) {
    await everySelect(person, "none");
    await person.pick("Self-harm", "High");
  },
  async places(person) {
    await person.pick("Place 1: what is there", "School");
    await person.fill("Place 1: where", "LA1 4");
  },
  async wishes(person) {
    await person.pick("Has the child been asked?", "Yes");
    await person.pick("With whom would it be best to live?", "No preference");
    await person.pick("Can the child live with pets?", "Yes");
  },
  async siblings(person) {
    await person.fill("How many brothers and sisters should be placed with the child?", "0");
  },
  async when(person, { neededOn }) {
    await person.fillDate("First night on which a place is needed", ...neededOn);
    await person.pick("How soon", "In more than 5 days");
    await person.pick("What is the placement for?", "Assessment");
    await person.pick("A children’s home is", "Preferred");
    await person.pick("Foster care is", "Not suitable");
    await person.pick("Supported accommodation is", "Not suitable");
  },
  async school(person) {
    await person.pick("Where will the child learn?", "A mainstream school");
    await person.pick("Has the child communication needs?", "No");
    await person.pick("Must a culture, faith or language be kept?", "No");
    await person.pick("Does the child need a home that is adapted?", "No");
  },
  async law(person) {
    await person.pick("Legal status", "C2: full care order");
    await person.pick("Is the child to be deprived of liberty?", "No");
  },
  async notes(person, { notes }) {
    await person.fill("What else matters?", notes);
  },
};

// `without`: parts that were written already.
export async function writesTheReferral(person, draft, { without = [], ...said }) {
  const answers = { needs: "low", neededOn: [8, 4, 2024], notes: "Plays the drums every evening.", ...said };
  for (const [part, write] of Object.entries(kParts)) {
    if (without.includes(part)) continue;
    await person.open(`${draft}/${part}`);
    await write(person, answers);
    await finishesThePart(person);
  }
}
