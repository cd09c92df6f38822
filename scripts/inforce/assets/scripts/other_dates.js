/* Other dates for a redline: two lists in the place of its own dates, made of the policy's history when a reader asks. Without
   this, the link leads to the history, where two revisions can be chosen. */

import * as dom from "./dom.js";
import * as site from "./site.js";

function select(texts, label, chosen) {
  const made = dom.element("select", "", ...texts.map(({ id, words }) => new Option(words, id, false, id === chosen)));
  made.setAttribute("aria-label", label);
  return made;
}

function form(link, texts) {
  const [old, next] = ["old", "new"].map((end) => {
    const place = document.querySelector(`.inforce-dates [data-end="${end}"]`);
    return select(texts, place.previousElementSibling.textContent, link.dataset[end]);
  });
  const go = dom.element("button", "md-button", link.textContent);
  go.type = "submit";
  const made = dom.element("form", "inforce-ask inforce-choose", old, " → ", next, go);
  const check = () => { // the older text cannot be the newer one
    const at = (list) => texts.findIndex(({ id }) => id === list.value);
    go.disabled = at(old) >= at(next);
  };
  made.addEventListener("change", check);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    location.href = `${link.dataset.base}${old.value}/${next.value}/`;
  });
  check();
  return made;
}

async function choose(link) {
  const { revisions } = await (await fetch(link.dataset.history)).json();
  const texts = revisions.map(({ id }) => ({ id, words: site.words(id.slice(0, 10)) }));
  const made = form(link, texts);
  link.closest(".inforce-actions").after(made);
  link.hidden = true;
  made.querySelector("select").focus();
}

site.at("click", 'a[data-do="choose"]', (link, event) => {
  event.preventDefault();
  choose(link).catch(() => location.assign(link.href));
});
