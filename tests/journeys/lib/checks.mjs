// What is true of every page, whoever it is for. Each returns sentences of complaint; none: the page is fine.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.JOURNEYS_FOLDER}/package.json`);
const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

// WCAG 2.2 AA and axe's own good practices.
const kAxe = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] };

// `served` is the page as it came, before script changed it.
export async function structure(page, served) {
  const found = await page.evaluate((served) => {
    const complaints = [];
    const h1 = document.querySelectorAll("h1").length;
    if (h1 !== 1) complaints.push(`the page has ${h1} h1 headings, not one`);
    if (!/ – Rightplace$/.test(document.title)) complaints.push(`the title is "${document.title}", which does not end with " – Rightplace"`);
    const summary = document.querySelector(".govuk-error-summary");
    if (!!summary !== document.title.startsWith("Error: ")) complaints.push('"Error: " before the title and the error summary must come together');
    for (const link of summary?.querySelectorAll("a[href^='#']") ?? []) {
      const target = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
      if (!target) complaints.push(`the error summary's link ${link.getAttribute("href")} leads nowhere`);
      else if (!["INPUT", "SELECT", "TEXTAREA"].includes(target.tagName)) complaints.push(`the error summary's link ${link.getAttribute("href")} leads to a ${target.tagName}, which cannot be typed in`);
    }
    const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
    for (const id of new Set(ids.filter((one, i) => ids.indexOf(one) !== i))) complaints.push(`the id "${id}" is there more than once`);
    for (const form of document.querySelectorAll("form[method=post]"))
      if (!form.querySelector("[name=csrf]") && !/[?&]csrf=/.test(form.action) && !location.pathname.startsWith("/gallery")) complaints.push(`the form to ${form.action} has no token`);
    for (const field of document.querySelectorAll("main input:not([type=hidden]), main select, main textarea"))
      if (!field.labels?.length && !field.getAttribute("aria-label") && !field.getAttribute("aria-labelledby")) complaints.push(`the field "${field.name}" has no label`);
    const inline = served.match(/<[^>]*\s(?:style|on[a-z]+)=[^>]*>|<style[^>]*>|<script(?![^>]*\ssrc=)[^>]*>/);
    if (inline) complaints.push(`the page has an inline style or script, which the content policy refuses: ${inline[0]}`);
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (wide > 1) complaints.push(`the page is ${wide} pixels wider than its window`);
    return complaints;
  }, served);
  return found;
}

export async function accessibility(page) {
  // The content policy refuses scripts of others in the page; the debugger may still evaluate one.
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), kAxe);
  // GOV.UK's script tells screen readers whether a choice's further question is open; axe does not know it of radios and boxes.
  const known = (one, node) => one.id === "aria-allowed-attr" && /class="govuk-(radios|checkboxes)__input"/.test(node.html) && /aria-expanded/.test(node.html);
  for (const one of violations) one.nodes = one.nodes.filter((node) => !known(one, node));
  return violations.filter((one) => one.nodes.length > 0).map((one) => `axe ${one.id}: ${one.help} (${one.impact}) at ${one.nodes.slice(0, 3).map((node) => node.target.join(" ")).join("; ")}`);
}
