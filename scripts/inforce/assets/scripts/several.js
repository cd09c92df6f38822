/* Several policies at once: what of them was in force on a day, what changed between two days, and all those redlines in one. */

import * as dom from "./dom.js";
import * as site from "./site.js";
import * as timeline from "./timeline.js";

const AT_ONCE = 4; // requests under way: enough to be quick, few enough for any server

function read(root) {
  return { says: JSON.parse(root.dataset.sayAll), spans: JSON.parse(root.dataset.say), policies: JSON.parse(root.dataset.policies) };
}

function table(heads, rows, caption) {
  const head = dom.element("tr", "", ...heads.map((text) => {
    const cell = dom.element("th", "", text);
    cell.scope = "col";
    return cell;
  }));
  const body = rows.map((cells) => dom.element("tr", "", ...cells.map((content, k) => {
    const cell = dom.element("td", "", ...content);
    cell.dataset.label = heads[k];
    return cell;
  })));
  return dom.element("table", "inforce-history",
    dom.element("caption", "", caption), dom.element("thead", "", head), dom.element("tbody", "", ...body));
}

const titled = (policy) => [dom.link(policy.at, policy.title)];

function standing(policy, says, found) {
  if (found.state === "before") return [says["not-yet"]];
  return found.id ? [timeline.textLink(policy, found.id)] : [says[found.state]];
}

/* The same with its days; those of a revision begin with its date, mostly, which need not be said twice. */
function inDays(policy, says, spans, found) {
  if (!found.id) return standing(policy, says, found);
  const days = timeline.span(spans, found);
  if (found.start !== found.id) return [timeline.textLink(policy, found.id), " (", days, ")"];
  const link = dom.link(timeline.textAddress(policy, found.id), "");
  link.append(days);
  return [link];
}

const remarks = (policy, spans, day, found) =>
  timeline.later(policy, spans, day, found).flatMap((said) => [" ", dom.element("div", "inforce-meta", ...said.childNodes)]);

/* Each policy on a day. */
function on({ says, spans, policies }, day) {
  const caption = dom.say(says.on, { day: dom.time(day) });
  const rows = policies.map((policy) => {
    const found = timeline.on(policy, day);
    return [titled(policy), [...inDays(policy, says, spans, found), ...remarks(policy, spans, day, found)]];
  });
  const known = day > site.today() ? [dom.paragraph(says.known, { day: dom.time(day) })] : [];
  return [...known, table([says.document, says.text], rows, caption)];
}

/* What became of one policy between two days, by what readers were shown on them: its key, and the redlines that show it. */
function became(policy, from, to) {
  const [then, now] = [timeline.agreed(policy, from), timeline.agreed(policy, to)];
  if (!then.id && !now.id) return { then, now, key: "", steps: [] };
  if (!then.id) return { then, now, key: "new", steps: [] };
  if (!now.id) return { then, now, key: "gone", steps: [] };
  if (then.id !== now.id) return { then, now, key: "show", steps: timeline.steps(policy, then.id, now.id) };
  const steps = (policy.revisions[now.id].corrected ?? []).filter(([, , day]) => from < day && day <= to);
  return { then, now, key: steps.length ? "corrected" : "unchanged", steps };
}

function change(policy, says, { key, steps }) {
  const links = steps.flatMap((step) => {
    const text = steps.length > 1 || key === "corrected" ? dom.time(step[2] ?? step[1]) : says.show;
    return [" ", dom.link(timeline.redlineAddress(policy, step), text)];
  });
  if (key === "corrected") return [says.corrected, ...links];
  return key === "show" ? links : [says[key] ?? "–"];
}

function between(data, given, to) {
  const { says, spans, policies } = data;
  const swapped = given > to;
  const [first, last] = swapped ? [to, given] : [given, to];
  if (first === last) return [dom.paragraph(says["same-day"])];
  const found = policies.map((policy) => ({ policy, ...became(policy, first, last) }));
  const changed = found.filter(({ key }) => key && key !== "unchanged");
  const values = { from: dom.time(first), to: dom.time(last) };
  const shown = (policy, day, state) => [...standing(policy, says, state), ...remarks(policy, spans, day, state)];
  const rows = found.map((entry) => [
    titled(entry.policy),
    shown(entry.policy, first, entry.then),
    shown(entry.policy, last, entry.now),
    [entry.words = dom.element("span", "inforce-words", "–")],
    change(entry.policy, says, entry),
  ]);
  const heads = [says.document, site.words(first), site.words(last), says.words, says.redline];
  const counted = { changed: `${changed.length}`, all: `${found.length}` };
  const total = dom.element("span", "inforce-total");
  const made = [
    swapped ? dom.paragraph(says.swapped) : "",
    last > site.today() ? dom.paragraph(says.known, { day: dom.time(last) }) : "",
    table(heads, rows, dom.say(says.between, values)),
    dom.element("p", "", changed.length ? dom.say(says.counted, counted) : says.none, " ", total),
  ];
  count(found.filter(({ key, policy }) => key === "show" && policy.all), says, total);
  const redlines = found.flatMap((entry) => entry.steps.map((step) => ({ policy: entry.policy, step })));
  return redlines.length ? [...made, ...loader(redlines, says)] : made;
}

/* Fill in the words added and removed, which stand in a file of each policy. */
async function count(found, says, total) {
  const sum = [0, 0];
  await inTurn(found, async ({ policy, steps: [[old, next]], then, words }) => {
    const answer = await fetch(`${policy.at}history/sizes.json`);
    if (!answer.ok) return;
    let size = (await answer.json()).words[old]?.[next];
    if (!size) return;
    if (old !== then.id) size = [size[1], size[0]];
    words.replaceChildren(dom.counts(size[0], size[1]));
    sum[0] += size[0];
    sum[1] += size[1];
  });
  if (found.length < 2) return;
  total.replaceChildren(dom.say(says.total, { words: dom.counts(sum[0], sum[1]) }));
}

/* Run a task for each item, a few at a time; an item whose task fails is left as it is. */
export async function inTurn(items, task) {
  const waiting = items.entries();
  const work = async () => {
    for (const [, item] of waiting) await task(item).catch(() => {});
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/* The button that brings all redlines into this page, and where they go. */
function loader(redlines, says) {
  const button = dom.element("button", "md-button", says.all);
  button.type = "button";
  const said = dom.element("p", "inforce-meta");
  said.setAttribute("role", "status");
  const place = dom.element("div", "inforce-loaded");
  place.tabIndex = -1;
  button.addEventListener("click", () => load(redlines, says, { button, said, place }));
  return [dom.element("p", "", button), said, place];
}

async function load(redlines, says, { button, said, place }) {
  button.disabled = true;
  let done = 0;
  const sections = redlines.map(({ policy, step }) => {
    const address = timeline.redlineAddress(policy, step);
    const title = dom.element("h3", "", dom.link(address, `${policy.title}: `));
    title.firstChild.append(dom.time(step[0].slice(0, 10)), " → ", dom.time(step[2] ?? step[1])); // a correction: the day of it
    return { address, part: dom.element("section", "inforce-loaded__part", title) };
  });
  place.replaceChildren(...sections.map(({ part }) => part));
  import("./quotes.js"); // what is copied from them keeps its marks
  const numbered = sections.map((section, k) => ({ ...section, prefix: `redline-${k + 1}-` }));
  await inTurn(numbered, async ({ address, part, prefix }) => {
    const redline = await fetched(address, prefix).catch(() => null);
    part.append(redline ?? dom.paragraph(says.failed, { link: dom.link(address, address) }));
    done += 1;
    said.replaceChildren(dom.say(says.loading, { done: `${done}`, all: `${redlines.length}` }));
  });
  said.replaceChildren(dom.say(says.done, { all: `${redlines.length}` }));
  button.hidden = true;
  dom.goTo(place);
}

/* The redline of a page of this site, fit to stand among others: its ids told apart, its links leading where they led. */
async function fetched(address, prefix) {
  const answer = await fetch(address);
  if (!answer.ok) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const redline = page.querySelector(".inforce-redline");
  if (!redline) return null;
  for (const element of [redline, ...redline.querySelectorAll("*")]) {
    if (element.id) element.id = prefix + element.id;
    for (const name of ["for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"]) {
      const ids = element.getAttribute(name);
      if (ids) element.setAttribute(name, ids.split(" ").map((id) => prefix + id).join(" "));
    }
    for (const name of ["href", "src"]) {
      const target = element.getAttribute(name);
      if (target?.startsWith("#")) element.setAttribute(name, `#${prefix}${target.slice(1)}`);
      else if (target) element.setAttribute(name, new URL(target, answer.url).href);
    }
    const level = /^H([1-6])$/.exec(element.tagName)?.[1];
    if (level) element.setAttribute("aria-level", String(Math.min(6, Number(level) + 3))); // below the title that it has here
  }
  return document.importNode(redline, true);
}

/**
 * @param {HTMLElement} root
 * @param {{on?: string, from?: string, to?: string}} question
 */
function ask(root, { on: day, from, to }) {
  const data = read(root);
  const place = root.querySelector(".inforce-result");
  const wrong = [day, from, to].find((text) => text !== undefined && !site.isDay(text));
  if (wrong !== undefined) dom.answer(place, dom.paragraph(data.says.nonsense, { given: wrong }));
  else if (day) dom.answer(place, ...on(data, day));
  else dom.answer(place, ...between(data, from, to));
}

site.at("submit", ".inforce-days", (root, event) => {
  if (event.target.matches(".inforce-ask--anywhere")) return; // about words
  event.preventDefault();
  const asked = /** @type {Record<string, string>} */ (Object.fromEntries(new FormData(event.target)));
  site.remember({ on: "", from: "", to: "", since: "", words: "", ...asked });
  ask(root, asked);
});

site.each(".inforce-days", (root) => {
  root.hidden = false;
  root.querySelector("input[name=to]").value = site.today();
  const [day, from, to] = [site.asked("on"), site.asked("from") ?? site.asked("since"), site.asked("to")];
  const asked = from !== null ? { from, to: to || site.today() } : day !== null ? { on: day } : null;
  if (!asked) return;
  for (const [name, value] of Object.entries(asked)) {
    root.querySelector(`input[name=${name}]`).value = site.isDay(value) ? value : "";
  }
  ask(root, asked);
});
