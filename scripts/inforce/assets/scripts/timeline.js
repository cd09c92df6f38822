/* Which revision is in force on a day, and which redlines lead from one revision to another: by the days in the page. */

import * as dom from "./dom.js";
import * as site from "./site.js";

/* What holds on a day: its state ("before" the first), the revision's id or "", and the days from `start` to before `end`. */
export const on = (policy, day) => {
  const place = policy.periods.findLastIndex(([start]) => start <= day);
  if (place < 0) return { state: "before", id: "", start: "", end: policy.periods[0]?.[0] ?? "" };
  const [start, id, state] = policy.periods[place];
  return { state, id, start, end: policy.periods[place + 1]?.[0] ?? "" };
};

/* Whether a day lies in the days from `start` to before `end`, "" for open. */
export const covers = (start, end, day) => start <= day && (!end || day < end);

/* What who agreed on a day was shown: a text published later may count for that day, but could not be agreed to then. */
export const agreed = (policy, day) => {
  const other = policy.shown.find(([start, end]) => covers(start, end, day));
  if (!other) return on(policy, day);
  const [start, end, id, counting, published] = other;
  return { state: "in force", id, start, end, counting, published };
};

/* What who reads of a day is to know of it: that another text, published later, counts for it now, or that this one was. */
export const later = (policy, says, day, found) => {
  if (found.counting) {
    const values = { revision: textLink(policy, found.counting), published: dom.time(found.published) };
    return [dom.paragraph(says.counting, values)];
  }
  const published = policy.revisions[found.id]?.late;
  if (!(published > day)) return [];
  return [dom.paragraph(says.late, { published: dom.time(published), from: dom.time(found.start) })];
};

/* The periods in which a text is in force, as above. */
export const texts = (policy) => policy.periods.filter(([, id]) => id).map(([start]) => on(policy, start));

export const textAddress = (policy, id) => `${policy.at}${id}/`;

export const textLink = (policy, id) => dom.link(textAddress(policy, id), dom.time(id));

/* Redlines from one revision to another, as [older, newer]: one, or a chain of neighbours where only those exist. */
export const steps = (policy, from, to) => {
  const order = Object.keys(policy.revisions);
  const [old, next] = order.indexOf(from) < order.indexOf(to) ? [from, to] : [to, from];
  if (policy.all) return [[old, next]];
  const chain = [];
  for (let id = next; id && id !== old; id = policy.revisions[id].before) {
    if (policy.revisions[id].before) chain.unshift([policy.revisions[id].before, id]);
  }
  return chain;
};

export const redlineAddress = (policy, [old, next]) => `${policy.at}compare/${old}/${next}/`;

/* A period in words, as readers count days. */
export const span = (says, { start, end }) => {
  if (!end) return dom.say(start > site.today() ? says.from : says.since, { from: dom.time(start) });
  const last = new Date(Date.parse(end) - 86_400_000).toISOString().slice(0, 10);
  return dom.say(says.span, { from: dom.time(start), to: dom.time(last) });
};

/* A chain of redlines as a list, with the notes where they are known. */
export const chain = (policy, says, pairs) =>
  dom.element("ol", "inforce-chain", ...pairs.map((step) => {
    const { note } = policy.revisions[step[1]];
    const revision = dom.link(redlineAddress(policy, step), dom.time(step[1]));
    return dom.element("li", "", dom.say(note ? says["step-note"] : says.step, { revision, note }));
  }));

/* Why no text is in force on a day, in a paragraph. */
export const without = (policy, says, day) => {
  const found = on(policy, day);
  const values = { day: dom.time(day) };
  let key = found.state;
  if (found.state === "before") {
    const first = texts(policy)[0];
    if (!first) return dom.paragraph(says.never);
    key = first.start > site.today() ? "before-upcoming" : "before";
    values.first = textLink(policy, first.id);
    if (first.start !== first.id) values.first = dom.link(textAddress(policy, first.id), dom.time(first.start));
  } else if (found.state !== "not in force") {
    if (day > site.today()) key = `will-${found.state}`;
    values.since = dom.time(found.start);
  }
  return dom.paragraph(says[key], values);
};
