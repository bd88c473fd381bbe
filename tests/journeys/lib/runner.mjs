import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Person } from "./person.mjs";
import { Running, Service } from "./servers.mjs";

const folder = process.env.JOURNEYS_FOLDER;
const { chromium } = createRequire(`${folder}/package.json`)("playwright-core");
const here = fileURLToPath(new URL("..", import.meta.url));

const wanted = process.argv.slice(2);
const names = readdirSync(here)
  .filter((file) => file.endsWith(".journey.mjs"))
  .map((file) => file.replace(".journey.mjs", ""))
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .sort();
if (names.length === 0) {
  console.error(`There is no journey named ${wanted.join(" or ")}.`);
  process.exit(2);
}
const passes = { on: [true], off: [false] }[process.env.JOURNEYS_SCRIPT] ?? [true, false];

mkdirSync(folder, { recursive: true });
for (const file of readdirSync(folder)) if (file.endsWith(".png")) rmSync(join(folder, file));

// What a whole pass remembers: pages that were checked, pictures taken, sessions of roles.
class Run {
  constructor(withScript) {
    Object.assign(this, { withScript, checked: new Set(), pictured: new Map(), sessions: new Map() });
  }
  async picture(page, shape, label) {
    const name = `${label}-${shape.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "") || "first"}`;
    const count = (this.pictured.get(name) ?? 0) + 1;
    this.pictured.set(name, count);
    if (count > 3) return;   // the same page again and again tells nothing new
    await page.screenshot({ path: join(folder, `${name}${count > 1 ? `-${count}` : ""}${this.withScript ? "" : "-no-script"}.png`), fullPage: true });
  }
}

// Told to stop: what was started is stopped too.
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, async () => {
    await browser?.close().catch(() => {});
    for (const one of started.reverse()) await one.stop();
    process.exit(130);
  });

let passed = 0;
let failed = 0;
const started = [];
let browser;
try {
  const service = await Service.start();
  started.push(service);
  const gallery = await Running.start("the gallery", process.env.RIGHTPLACE_GALLERY, []);
  started.push(gallery);
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  for (const withScript of passes) {
    const run = new Run(withScript);
    for (const name of names) {
      const { default: story } = await import(pathToFileURL(join(here, `${name}.journey.mjs`)));
      if (story.long && wanted.length === 0) continue;
      if (story.only === (withScript ? "no-script" : "script")) continue;
      console.log(`\n${story.name}${withScript ? "" : " (without script)"}`);
      const context = await browser.newContext({ javaScriptEnabled: withScript, viewport: { width: 1280, height: 900 }, locale: "en-GB", timezoneId: "Europe/London" });
      context.setDefaultTimeout(15_000);
      const person = new Person(run, await context.newPage(), name === "gallery" ? gallery : service, name);
      let broken = false;
      for (const [sentence, tell] of story.sentences) {
        if (broken) {
          failed += 1;
          console.log(`  NOT REACHED  ${sentence}`);
          continue;
        }
        try {
          await tell(person);
          passed += 1;
          console.log(`  passed  ${sentence}`);
        } catch (error) {
          failed += 1;
          broken = !story.apart;
          console.log(`  FAILED  ${sentence}\n    ${error.message.replace(/\u001b\[[0-9;]*m/g, "")}`);
          await person.page.screenshot({ path: join(folder, `FAILED-${name}${withScript ? "" : "-no-script"}.png`), fullPage: true }).catch(() => {});
        }
      }
      await context.close();
    }
  }
} catch (error) {
  failed += 1;
  console.log(`  FAILED  ${error.stack}`);
} finally {
  await browser?.close();
  for (const one of started.reverse()) await one.stop();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
