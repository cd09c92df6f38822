/* The history page: which revision was in force on a day. */

import * as dom from "./dom.js";
import * as site from "./site.js";
import * as timeline from "./timeline.js";

function answers(root, given) {
  const says = JSON.parse(root.dataset.say);
  const policy = JSON.parse(root.dataset.policy);
  if (!site.isDay(given)) return [dom.paragraph(says.nonsense, { given })];
  const found = timeline.on(policy, given);
  if (!found.id) return [timeline.without(policy, says, given)];
  return [...standing(policy, says, given, found), ...since(policy, says, given, found)];
}

function standing(policy, says, day, found) {
  const today = site.today();
  const now = timeline.on(policy, today);
  const key = day > today ? "will" : day === today ? "today" : now.start === found.start ? "is" : "was";
  const days = timeline.span(says, found);
  const values = { day: dom.time(day), revision: timeline.textLink(policy, found.id), days };
  return [dom.paragraph(says[key], values), ...timeline.later(policy, says, day, found)];
}

function since(policy, says, day, found) {
  const read = dom.link(timeline.textAddress(policy, found.id), says.read);
  const now = timeline.on(policy, site.today());
  if (day > site.today()) return [dom.element("p", "", read)];
  if (!now.id) {
    return [dom.element("p", "", read), dom.paragraph(says["gone-now"], { since: dom.time(now.start) })];
  }
  if (now.id === found.id) return [dom.element("p", "", read)];
  const steps = timeline.steps(policy, found.id, now.id);
  if (steps.length === 1) {
    const changed = dom.link(timeline.redlineAddress(policy, steps[0]), says.changed);
    return [dom.element("p", "", read, " · ", changed)];
  }
  return [dom.element("p", "", read), dom.paragraph(says.chain), timeline.chain(policy, says, steps)];
}

function answer(root, given) {
  dom.answer(root.querySelector(".inforce-result"), ...answers(root, given));
}

site.at("submit", ".inforce-find .inforce-ask--on", (form, event) => {
  event.preventDefault();
  const given = form.elements.on.value;
  site.remember({ on: given, words: "" });
  answer(form.closest(".inforce-find"), given);
});

site.each(".inforce-find", (root) => {
  root.hidden = false;
  const [given, words, fold] = [site.asked("on"), site.asked("words"), root.closest(".inforce-finding")];
  fold.hidden = false;
  fold.open = given !== null || words !== null;
  if (given === null) return;
  root.querySelector("input[name=on]").value = site.isDay(given) ? given : "";
  answer(root, given);
});
