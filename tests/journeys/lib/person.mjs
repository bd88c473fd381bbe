// Somebody at a browser. Verbs are what a person does; each waits for the page it leads to, which is then checked and pictured.
import { strict as assert } from "node:assert";
import { accessibility, structure } from "./checks.mjs";
import { shape } from "./crawl.mjs";

export class Person {
  constructor(run, page, service, label) {
    Object.assign(this, { run, page, service, label, base: service.address, troubles: [], signedInAs: null });
    page.on("pageerror", (error) => this.troubles.push(`script failed: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of (4\d\d)/.test(message.text())) this.troubles.push(`the console says: ${message.text()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 500) this.troubles.push(`${response.url()} answered ${response.status()}`);
      if (response.status() === 404 && response.url().includes("/assets/")) this.troubles.push(`${response.url()} is not there`);
    });
  }

  // ---- Going about.
  async open(path) {
    this.answer = await this.page.goto(this.base + path);
    await this.arrived();
    return this.answer.status();
  }
  async follow(text) {
    await this.leads(() => this.page.getByRole("link", { name: text }).first().click());
  }
  async press(text) {
    await this.leads(() => this.page.getByRole("button", { name: text }).first().click());
  }
  async leads(action) {
    const [answer] = await Promise.all([this.page.waitForNavigation({ waitUntil: "load", timeout: 15_000 }), action()]);
    this.answer = answer;
    await this.arrived();
  }
  async back() {
    await this.page.goBack({ waitUntil: "load" });
  }

  // ---- Filling in. Fields are found by their labels, as a person finds them.
  async fill(label, value) {
    await this.page.getByLabel(label, { exact: true }).first().fill(String(value));
  }
  async fillDate(legend, day, month, year) {
    const group = this.page.getByRole("group", { name: legend });
    await group.getByLabel("Day").fill(String(day));
    await group.getByLabel("Month").fill(String(month));
    await group.getByLabel("Year").fill(String(year));
  }
  async choose(text) {
    await this.page.getByLabel(text, { exact: true }).first().check();
  }
  async pick(label, option) {
    await this.page.getByLabel(label, { exact: true }).first().selectOption({ label: option });
  }

  // ---- Looking.
  async text() {
    return (await this.page.locator("body").innerText()).replace(/\s+/g, " ");
  }
  async sees(...texts) {
    const all = await this.text();
    for (const text of texts) assert.ok(text instanceof RegExp ? text.test(all) : all.includes(text), `"${text}" is not on ${this.page.url()}, which says: ${all.slice(0, 600)}`);
  }
  async doesNotSee(...texts) {
    const all = await this.text();
    for (const text of texts) assert.ok(!(text instanceof RegExp ? text.test(all) : all.includes(text)), `"${text}" is on ${this.page.url()}`);
  }
  async heading() {
    return (await this.page.locator("h1").innerText()).trim();
  }
  async isAt(heading) {
    const found = await this.heading();
    assert.ok(heading instanceof RegExp ? heading.test(found) : found === heading, `the heading is "${found}", not "${heading}" (${this.page.url()})`);
  }
  async seesError(text) {
    const summary = this.page.locator(".govuk-error-summary");
    assert.equal(await summary.count(), 1, `there is no error summary on ${this.page.url()}`);
    assert.ok((await summary.innerText()).includes(text), `the error summary says: ${(await summary.innerText()).replace(/\s+/g, " ")}`);
  }
  async links() {
    return this.page.locator("a[href]").evaluateAll((all) => all.map((link) => ({ text: link.textContent.trim(), path: link.getAttribute("href") })));
  }
  path() {
    return new URL(this.page.url()).pathname;
  }

  // ---- Who they are.
  // Signs in through the page the first time; later people of the same role come with the session that they have.
  async signInAs(role, kept = role) {
    const session = this.run.sessions.get(kept);
    if (session) {
      await this.page.context().addCookies(session);
      await this.open("/");
    } else {
      const { email, password, code } = await this.service.credentials(role);
      await this.open("/sign-in");
      await this.fill("E-mail address", email);
      await this.fill("Password", password);
      await this.fill("Code", code);
      await this.press("Sign in");
      this.run.sessions.set(kept, await this.page.context().cookies());
    }
    assert.notEqual(this.path(), "/sign-in", `signing in as ${role} did not work: ${await this.text()}`);
    this.signedInAs = kept;
  }
  // Instead of whoever is signed in; who has several organisations works for the one that is named, otherwise for the first.
  async become(role, organisation) {
    const kept = organisation ? `${role} of ${organisation}` : role;
    await this.page.context().clearCookies();
    await this.signInAs(role, kept);
    if ((await this.heading()) !== "For whom do you work now?") return;
    const radios = organisation ? this.page.getByRole("radio", { name: organisation }) : this.page.getByRole("radio");
    await radios.first().check();
    await this.press("Go on");
    this.run.sessions.set(kept, await this.page.context().cookies());
  }
  async signOut() {
    this.run.sessions.delete(this.signedInAs);
    await this.press("Sign out");
    this.signedInAs = null;
  }

  // ---- Every page.
  async served() {
    return this.answer ? this.answer.text().catch(() => "") : "";
  }
  async arrived() {
    if (this.answer && !/html/.test(this.answer.headers()["content-type"] ?? "")) return;   // a document for programs
    await this.run.picture(this.page, shape(this.page.url()), this.label);
    const complaints = [...this.troubles.splice(0), ...(await structure(this.page, await this.served()))];
    const key = `${shape(this.page.url())} ${await this.page.title()} ${this.answer?.status()}`;
    if (this.run.withScript && !this.run.checked.has(key)) {
      this.run.checked.add(key);
      complaints.push(...(await accessibility(this.page)));
    }
    assert.equal(complaints.length, 0, `${this.page.url()}:\n      ${complaints.join("\n      ")}`);
  }
}
