/* The sign beside a heading copies the link to that section, and offers the link to this very wording of it. */

import * as dom from "./dom.js";

const box = () => {
  let found = document.querySelector(".inforce-copied");
  if (!found) {
    const words = document.querySelector("[data-inforce-copied]");
    if (!words) return null;
    found = dom.element("div", "inforce-copied");
    found.setAttribute("role", "status");
    document.body.append(found);
  }
  return found;
};

let leaving;
const say = (text, lasting, id) => {
  const place = box();
  if (!place) return;
  place.replaceChildren(text);
  const dated = document.querySelector("[data-inforce-copied]").dataset;
  if (lasting) {
    const button = dom.element("button", "", dated.inforceLasting);
    button.type = "button";
    button.addEventListener("click", async () => {
      await dom.copy(`${new URL(dated.inforceAddress, location.href)}#${id}`);
      say(dated.inforceCopied, false, id);
    });
    place.append(" ", button);
  }
  clearTimeout(leaving);
  leaving = setTimeout(() => place.remove(), 8000);
};

document.addEventListener("click", async (event) => {
  const link = /** @type {HTMLAnchorElement | null} */ (event.target.closest?.(".inforce-text .headerlink"));
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const words = document.querySelector("[data-inforce-copied]")?.dataset;
  if (words && (await dom.copy(link.href))) say(words.inforceCopied, Boolean(words.inforceLasting), new URL(link.href).hash.slice(1));
});
