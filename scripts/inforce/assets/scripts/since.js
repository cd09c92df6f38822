/* Since you agreed: from the text shown as in force on the day given, the one redline to the text in force now; a banner there says so. */

import * as dom from "./dom.js";
import * as site from "./site.js";
import * as timeline from "./timeline.js";

function go(root, given, replace) {
  const says = JSON.parse(root.dataset.say);
  const policy = JSON.parse(root.dataset.policy);
  const today = site.today();
  if (site.isDay(given) && given <= today) {
    const [then, now] = [timeline.agreed(policy, given), timeline.on(policy, today)];
    const steps = then.id && now.id && then.id !== now.id ? timeline.steps(policy, then.id, now.id) : [];
    if (steps.length === 1) {
      const address = `${timeline.redlineAddress(policy, steps[0])}?since=${given}`;
      if (replace) location.replace(address); // so that the way back does not lead here again
      else location.assign(address);
      return;
    }
  }
  if (!replace) site.remember({ since: given });
  dom.answer(root.querySelector(".inforce-result"), ...answers(policy, says, given, root.dataset.history));
}

function answers(policy, says, given, historyAddress) {
  const today = site.today();
  if (!site.isDay(given)) return [dom.paragraph(says.nonsense, { given })];
  const day = dom.time(given);
  if (given > today) return [dom.paragraph(says.future, { day })];
  const then = timeline.agreed(policy, given);
  return then.id ? [...agreedTo(policy, says, given, then), ...timeline.later(policy, says, given, then)]
    : [timeline.without(policy, says, given), ...agreedToNone(policy, says, given, then, historyAddress)];
}

function agreedTo(policy, says, given, then) {
  const day = dom.time(given);
  const now = timeline.on(policy, site.today());
  if (!now.id) return [dom.paragraph(says["gone-now"], { since: dom.time(now.start) }), ...untilLast(policy, says, then)];
  if (then.id !== now.id) {
    const steps = timeline.steps(policy, then.id, now.id);
    return [dom.paragraph(says.chain), timeline.chain(policy, says, steps), ...coming(policy, says, now)];
  }
  const revision = timeline.textLink(policy, then.id);
  const same = dom.paragraph(says["no-change"], { day, revision });
  return [same, ...corrected(policy, says, then.id, given), ...coming(policy, says, now)];
}

/* No text was in force on that day: where to read on. */
function agreedToNone(policy, says, given, then, historyAddress) {
  const first = timeline.texts(policy)[0];
  if (then.state === "before" && first && first.start <= site.today()) {
    const read = dom.link(timeline.textAddress(policy, first.id), says.first);
    return [dom.paragraph(says.new, { first: read })];
  }
  const values = { day: dom.time(given), history: dom.link(historyAddress, says.history) };
  return [dom.paragraph(says["agreed-none"], values)];
}

/* The policy is gone: what had changed until its last text. */
function untilLast(policy, says, then) {
  const last = timeline.texts(policy).findLast(({ start }) => start <= site.today());
  if (last.id === then.id) {
    return [dom.paragraph(says["last-same"], { revision: timeline.textLink(policy, last.id) })];
  }
  const steps = timeline.steps(policy, then.id, last.id);
  if (steps.length > 1) return [timeline.chain(policy, says, steps)];
  const change = dom.link(timeline.redlineAddress(policy, steps[0]), says.changed);
  return [dom.paragraph(says["gone-last"], { change })];
}

function corrected(policy, says, id, given) {
  const later = (policy.revisions[id].corrected ?? []).filter(([, , day]) => day > given);
  return later.map(([old, next, day]) => {
    const change = dom.link(timeline.redlineAddress(policy, [old, next]), says.correction);
    return dom.paragraph(says.corrected, { day: dom.time(day), change });
  });
}

function coming(policy, says, now) {
  const later = timeline.texts(policy).filter(({ start, id }) => start > site.today() && id !== now.id);
  return later.map(({ start, id }) => {
    const steps = timeline.steps(policy, now.id, id);
    const change = steps.length === 1
      ? dom.link(timeline.redlineAddress(policy, steps[0]), says["upcoming-change"])
      : dom.link(timeline.textAddress(policy, id), says["upcoming-read"]);
    return dom.paragraph(says.upcoming, { day: dom.time(start), change });
  });
}

/* Whether a day lies in one of the spans "2016-11-01/2017-01-19 2018-05-15/". */
function within(spans, day) {
  return spans.trim().split(" ").filter(Boolean).some((span) => timeline.covers(...span.split("/"), day));
}

/* On the redline: what the reader agreed to, if the address says when. */
function announce(banner) {
  const given = site.asked("since");
  const today = site.today();
  if (given === null || !site.isDay(given) || given > today) return;
  const { old, new: next, agreedOld, agreedNew, policy, late, link, ...data } = banner.dataset;
  const turned = !within(agreedOld, given) && within(old, today); // published in another order than they took effect
  if (!within(turned ? agreedNew : agreedOld, given)) return;
  const text = banner.querySelector("p:last-of-type");
  text.replaceChildren(agreement(data, given, turned));
  const other = JSON.parse(data.shown ?? "[]").find(([start, end]) => timeline.covers(start, end, given));
  if (other) {
    const revision = dom.link(`${policy}${other[3]}/`, dom.time(other[3]));
    text.append(" ", dom.say(data.counting, { revision, published: dom.time(other[4]) }));
  }
  if (!within(turned ? old : next, today)) {
    text.append(" ", dom.say(late, { link: dom.link(`${policy}?since=${given}`, link) }));
  }
  for (const [day, address] of JSON.parse(data.upcoming ?? "[]").filter(([start]) => start > today)) {
    text.append(" ", dom.say(data.coming, { day: dom.time(day), change: dom.link(address, data.change) }));
  }
  banner.querySelector("input[name=since]").value = given;
  banner.hidden = false;
}

function agreement(data, given, turned) {
  const since = (starts) => starts.split(",").some((start) => start > given && start <= site.today());
  const count = data.between.trim().split(" ").filter(since).length;
  const published = turned ? data.publishedNewer : data.published;
  const values = {
    day: dom.time(given), revision: dom.time(turned ? data.newer : data.revision),
    count: `${turned ? 1 : count}`, published: dom.time(published),
  };
  return dom.say(published > given ? data.unpublished : data.say, values);
}

site.at("submit", ".inforce-agreed", (banner, event) => { // another day leads to the redline that answers it
  event.preventDefault();
  location.assign(`${banner.dataset.policy}?since=${event.target.elements.since.value}`);
});

site.at("submit", ".inforce-since", (root, event) => {
  event.preventDefault();
  go(root, event.target.elements.since.value, false);
});

/* The link at the top of a policy leads to the question, ready for the day. */
function open(root) {
  root.querySelector(".inforce-since__ask").hidden = false;
  const input = root.querySelector("input[name=since]");
  input.focus({ preventScroll: true });
  input.scrollIntoView({ block: "center" });
}

site.at("click", 'a[href="#inforce-since"]', (_, event) => {
  event.preventDefault(); // else the browser takes the focus away again
  open(document.getElementById("inforce-since"));
});

site.each(".inforce-agreed", announce);
site.each(".inforce-since", (root) => {
  const given = site.asked("since");
  root.querySelector(".inforce-since__ask").hidden = given === null && location.hash !== `#${root.id}`;
  if (given === null) return;
  root.querySelector("input[name=since]").value = site.isDay(given) ? given : "";
  go(root, given, true);
});
