/* The history page: choose any two revisions and compare them. The older one cannot be newer: what would turn the two round
   cannot be chosen, and the arrow keys pass over it. */

import * as dom from "./dom.js";
import * as site from "./site.js";

site.at("change", ".inforce-pick", check);
site.at("submit", ".inforce-pick", (form, event) => {
  event.preventDefault();
  const { old, next } = chosen(form);
  if (old && next) location.href = `${form.dataset.base}${old.value}/${next.value}/`;
});

function chosen(form) {
  return { old: form.querySelector("input[name=old]:checked"), next: form.querySelector("input[name=new]:checked") };
}

function check(form) {
  const { old, next } = chosen(form);
  if (!old || !next) return;
  for (const radio of form.querySelectorAll("input[type=radio]")) {
    const order = Number(radio.dataset.order);
    radio.disabled = radio.name === "old" ? order >= Number(next.dataset.order) : order <= Number(old.dataset.order);
  }
  const said = form.querySelector(".inforce-pick__chosen");
  said.replaceChildren(dom.say(said.dataset.say, { old: site.words(old.value), new: site.words(next.value) }));
}

site.each(".inforce-pick", (form) => {
  for (const hidden of form.querySelectorAll(".inforce-pick__go, .inforce-pick__cell")) hidden.hidden = false;
  check(form);
});
