/* Lists of revisions: only those of a section or policy, with words in their note, or with words in their text. */

import * as dom from "./dom.js";
import * as site from "./site.js";

const found = new WeakMap(); // for a form: the ids of revisions whose text has the words searched for

function folded(text) {
  return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
}

function fits(part, form, corrections) {
  const { section, policy, note } = form.elements;
  if (section?.value && !part.dataset.sections.split(" ").includes(section.value)) return false;
  if (policy?.value && part.dataset.policy !== policy.value) return false;
  if (found.has(form) && !found.get(form).has(part.dataset.revision)) return false;
  const noted = [part.querySelector(".inforce-noted"), ...(corrections ? part.querySelectorAll("[data-correction]") : [])];
  const text = folded(noted.map((element) => element?.textContent ?? "").join(" "));
  return folded(note.value).split(/\s+/).every((word) => text.includes(word));
}

function filter(form) {
  const rows = [...document.querySelectorAll(form.dataset.rows)];
  const corrections = form.elements.corrections.checked;
  let all = 0;
  let shown = 0;
  for (const row of rows) {
    const parts = form.dataset.parts ? [...row.querySelectorAll(form.dataset.parts)] : [row];
    for (const part of parts) {
      part.hidden = !fits(part, form, corrections);
      all += 1;
      shown += part.hidden ? 0 : 1;
      for (const element of part.querySelectorAll("[data-correction]")) element.hidden = !corrections;
    }
    row.hidden = parts.every((part) => part.hidden);
  }
  const said = dom.say(form.dataset.say, { shown: `${shown}`, all: `${all}` });
  form.querySelector("[role=status]").replaceChildren(said, shown ? "" : ` ${form.dataset.none}`);
}

/* Show only revisions with these ids; all again where there are none given. */
export const showFound = (ids) => {
  for (const form of document.querySelectorAll(".inforce-filter")) {
    if (ids) found.set(form, ids);
    else found.delete(form);
    filter(form);
  }
};

for (const kind of ["input", "change", "submit"]) {
  site.at(kind, ".inforce-filter", (form, event) => {
    if (kind === "submit") event.preventDefault();
    filter(form);
  });
}

site.at("reset", ".inforce-filter", () => {
  document.dispatchEvent(new CustomEvent("inforce:reset"));
  setTimeout(() => showFound(null)); // the fields are empty only after this event
});

site.each(".inforce-filter", (form) => {
  form.hidden = false;
  filter(form);
});
