/* The history page: which revisions have these words, first and last, in which passages. The texts are fetched on the first
   search only. */

import * as dom from "./dom.js";
import * as filter from "./filter.js";
import * as site from "./site.js";
import * as timeline from "./timeline.js";

const SHOWN = 20; // passages; more are counted
const WORD = 20; // characters by which an excerpt may grow so as not to end within a word
const AROUND = 90; // characters of a passage before and after the first word found
/* Scripts that put no space between words: a word may begin anywhere in them. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const LETTER = /[\p{L}\p{N}]/u;
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]/g;
const texts = new Map(); // by address: what was fetched

/* Text without case, accents and typographic quotation marks. */
function fold(text) {
  return text.toLowerCase().normalize("NFKD").replace(MARKS, "").replace(/ß/g, "ss").replace(/ς/g, "σ")
    .replace(/[‘’‚‛′]/g, "'").replace(/[“”„‟«»″]/g, '"').replace(/[‐‑–—−]/g, "-");
}

/* The words of a question; what stands in quotation marks is one, and ends where a word ends. */
export function terms(question) {
  const found = [];
  for (const [, phrase, word] of fold(question).matchAll(/"([^"]+)"|([^\s"]+)/g)) {
    const text = (phrase ?? word).trim().replace(/\s+/g, " ");
    if (text) found.push({ text, whole: phrase !== undefined });
  }
  return found;
}

/* Where a folded text has a term; -1 where it has not. A word begins where a word begins. */
function place(text, { text: term, whole }, start = 0) {
  for (let at = text.indexOf(term, start); at >= 0; at = text.indexOf(term, at + 1)) {
    const end = at + term.length;
    const begins = UNSPACED.test(term[0]) || !LETTER.test(term[0]) || !LETTER.test(text[at - 1] ?? "");
    const ends = !whole || UNSPACED.test(term.at(-1)) || !LETTER.test(term.at(-1)) || !LETTER.test(text[end] ?? "");
    if (begins && ends) return at;
  }
  return -1;
}

export async function fetched(address) {
  if (!texts.has(address)) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${answer.status}`);
    const data = await answer.json();
    data.folded = data.passages.map(([, text]) => fold(text));
    texts.set(address, data);
  }
  return texts.get(address);
}

/* Every passage that has all terms, and the numbers of the revisions that hold it. */
export function search(data, asked) {
  return data.passages.flatMap(([anchor, text, ...runs], k) => {
    if (!asked.every((term) => place(data.folded[k], term) >= 0)) return [];
    const held = [];
    for (let at = 0; at < runs.length; at += 2) for (let n = runs[at]; n <= runs[at + 1]; n += 1) held.push(n);
    return [{ anchor: data.anchors[anchor], text, held }];
  });
}

/* A passage with its words marked, cut to what surrounds the first of them. */
function excerpt(text, asked) {
  const whole = [...text];
  let folded = "";
  const origins = []; // for each folded character: the character that it came from
  whole.forEach((character, k) => {
    for (const unit of fold(character).split("")) {
      folded += unit;
      origins.push(k);
    }
  });
  const marks = new Set();
  let first = whole.length;
  for (const term of asked) {
    for (let at = place(folded, term); at >= 0; at = place(folded, term, at + term.text.length)) {
      for (let unit = at; unit < at + term.text.length; unit += 1) marks.add(origins[unit]);
      first = Math.min(first, origins[at]);
    }
  }
  let start = Math.max(0, first - AROUND);
  while (start > 0 && start < first && whole[start - 1] !== " ") start += 1;
  let end = Math.min(whole.length, first + 2 * AROUND);
  for (const last = Math.min(whole.length, end + WORD); end < last && whole[end] !== " ";) end += 1;
  const made = dom.element("q", "inforce-excerpt", start > 0 ? "… " : "");
  for (let k = start; k < end;) {
    const marked = marks.has(k);
    let next = k;
    while (next < end && marks.has(next) === marked) next += 1;
    const piece = whole.slice(k, next).join("");
    made.append(marked ? dom.element("mark", "", piece) : piece);
    k = next;
  }
  if (end < whole.length) made.append(" …");
  return made;
}

export function summary(data, says, policy, ids) {
  const days = [...ids].sort();
  const values = {
    count: `${days.length}`, all: `${data.revisions.length}`,
    first: timeline.textLink(policy, days[0]), last: timeline.textLink(policy, days.at(-1)),
  };
  const key = days.length === data.revisions.length && days.length > 1 ? "in-every" : days.length === 1 ? "in-one" : "in";
  const now = timeline.on(policy, site.today());
  const standing = now.id ? [" ", says[ids.has(now.id) ? "in-force" : "not-in-force"]] : [];
  return dom.element("p", "", dom.say(says[key], values), ...standing);
}

/* The days on which any of some revisions is in force, each stretch as one period. */
function stretches(policy, ids) {
  const found = [];
  for (const period of timeline.texts(policy).filter(({ id }) => ids.has(id))) {
    if (found.at(-1)?.end === period.start) found.at(-1).end = period.end;
    else found.push({ ...period });
  }
  return found;
}

function passage(data, says, spans, policy, { anchor, text, held }, asked) {
  const id = data.revisions[held.at(-1)];
  const address = timeline.textAddress(policy, id) + (anchor ? `#${encodeURIComponent(anchor)}` : "");
  const periods = stretches(policy, new Set(held.map((number) => data.revisions[number])));
  const days = periods.flatMap((period, k) => [k ? ", " : "", timeline.span(spans, period)]);
  const link = dom.link(address, "");
  link.append(...(days.length ? days : [dom.say(says.never, { revision: dom.time(id) })]));
  return dom.element("li", "", excerpt(text, asked), " ", dom.element("span", "inforce-meta", "(", link, ")"));
}

async function answers(root, question) {
  const [says, spans] = [JSON.parse(root.dataset.search), JSON.parse(root.dataset.say)];
  const policy = JSON.parse(root.dataset.policy);
  const asked = terms(question);
  if (!asked.length) return { shown: [dom.paragraph(says.empty)], ids: null };
  let data;
  try {
    data = await fetched(new URL(root.querySelector("[data-words]").dataset.words, location.href).href);
  } catch {
    return { shown: [dom.paragraph(says.failed)], ids: null };
  }
  const found = search(data, asked);
  const ids = new Set(found.flatMap(({ held }) => held.map((number) => data.revisions[number])));
  if (!found.length) return { shown: [dom.paragraph(says.nothing)], ids };
  found.sort((a, b) => b.held.at(-1) - a.held.at(-1));
  const listed = found.slice(0, SHOWN);
  const counted = dom.say(says.passages, { shown: `${listed.length}`, all: `${found.length}` });
  const list = dom.element("ul", "inforce-passages", ...listed.map((one) => passage(data, says, spans, policy, one, asked)));
  return { shown: [summary(data, says, policy, ids), dom.element("p", "inforce-meta", counted), list], ids };
}

function mark(root, ids) {
  const { found } = JSON.parse(root.dataset.search);
  for (const flag of document.querySelectorAll(".inforce-found")) flag.remove();
  for (const row of document.querySelectorAll(".inforce-history tbody tr[data-revision]")) {
    if (!ids?.has(row.dataset.revision)) continue;
    row.querySelector(".inforce-noted").after(" ", dom.element("span", "inforce-flag inforce-found", found));
  }
  filter.showFound(ids);
}

async function run(root, question) {
  const { shown, ids } = await answers(root, question);
  mark(root, ids);
  dom.answer(root.querySelector(".inforce-result"), ...shown);
}

site.at("submit", ".inforce-find .inforce-ask--words", (form, event) => {
  event.preventDefault();
  const question = form.elements.words.value;
  site.remember({ words: question, on: "" });
  run(form.closest(".inforce-find"), question);
});

document.addEventListener("inforce:reset", () => {
  for (const flag of document.querySelectorAll(".inforce-found")) flag.remove();
  for (const root of document.querySelectorAll(".inforce-find")) {
    /** @type {HTMLInputElement} */ (root.querySelector("input[name=words]")).value = "";
    root.querySelector(".inforce-result").hidden = true;
    site.remember({ words: "", on: "" });
  }
});

site.each(".inforce-find", (root) => {
  const question = site.asked("words");
  if (question === null) return;
  root.querySelector("input[name=words]").value = question;
  run(root, question);
});
