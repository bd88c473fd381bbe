// Pages are whole without this: it only makes components of govuk-frontend livelier (focus on an error summary, a button
// that shows a password, counts of characters).
import { initAll } from "@govuk-frontend.js@";

document.body.classList.add("govuk-frontend-supported");
initAll();

for (const button of document.querySelectorAll("[data-rp-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
