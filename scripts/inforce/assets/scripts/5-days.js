/* Which revision is in force on a day, and which redlines lead from one revision to another: by the days in the page. */
{
  /* What holds on a day: its state ("before" the first), the revision's id or "", and the days from `start` to before `end`. */
  inforce.on = (policy, day) => {
    const place = policy.periods.findLastIndex(([start]) => start <= day);
    if (place < 0) return { state: "before", id: "", start: "", end: policy.periods[0]?.[0] ?? "" };
    const [start, id, state] = policy.periods[place];
    return { state, id, start, end: policy.periods[place + 1]?.[0] ?? "" };
  };

  /* Whether a day lies in the days from `start` to before `end`, "" for open. */
  inforce.covers = (start, end, day) => start <= day && (!end || day < end);

  /* What who agreed on a day was shown: a text published later may count for that day, but could not be agreed to then. */
  inforce.agreed = (policy, day) => {
    const other = policy.shown.find(([start, end]) => inforce.covers(start, end, day));
    if (!other) return inforce.on(policy, day);
    const [start, end, id, counting, published] = other;
    return { state: "in force", id, start, end, counting, published };
  };

  /* What who reads of a day is to know of it: that another text, published later, counts for it now, or that this one was. */
  inforce.later = (policy, says, day, found) => {
    if (found.counting) {
      const values = { revision: inforce.textLink(policy, found.counting), published: inforce.time(found.published) };
      return [inforce.paragraph(says.counting, values)];
    }
    const published = policy.revisions[found.id]?.late;
    if (!(published > day)) return [];
    return [inforce.paragraph(says.late, { published: inforce.time(published), from: inforce.time(found.start) })];
  };

  /* The periods in which a text is in force, as above. */
  inforce.texts = (policy) => policy.periods.filter(([, id]) => id).map(([start]) => inforce.on(policy, start));

  inforce.textAddress = (policy, id) => `${policy.at}${id}/`;

  inforce.textLink = (policy, id) => inforce.link(inforce.textAddress(policy, id), inforce.time(id));

  /* Redlines from one revision to another, as [older, newer]: one, or a chain of neighbours where only those exist. */
  inforce.steps = (policy, from, to) => {
    const order = Object.keys(policy.revisions);
    const [old, next] = order.indexOf(from) < order.indexOf(to) ? [from, to] : [to, from];
    if (policy.all) return [[old, next]];
    const chain = [];
    for (let id = next; id && id !== old; id = policy.revisions[id].before) {
      if (policy.revisions[id].before) chain.unshift([policy.revisions[id].before, id]);
    }
    return chain;
  };

  inforce.redlineAddress = (policy, [old, next]) => `${policy.at}compare/${old}/${next}/`;

  /* A period in words, as readers count days. */
  inforce.span = (says, { start, end }) => {
    if (!end) return inforce.say(start > inforce.today() ? says.from : says.since, { from: inforce.time(start) });
    const last = new Date(Date.parse(end) - 86_400_000).toISOString().slice(0, 10);
    return inforce.say(says.span, { from: inforce.time(start), to: inforce.time(last) });
  };

  /* A chain of redlines as a list, with the notes where they are known. */
  inforce.chain = (policy, says, steps) =>
    inforce.element("ol", "inforce-chain", ...steps.map((step) => {
      const { note } = policy.revisions[step[1]];
      const revision = inforce.link(inforce.redlineAddress(policy, step), inforce.time(step[1]));
      return inforce.element("li", "", inforce.say(note ? says["step-note"] : says.step, { revision, note }));
    }));

  /* Why no text is in force on a day, in a paragraph. */
  inforce.without = (policy, says, day) => {
    const found = inforce.on(policy, day);
    const values = { day: inforce.time(day) };
    let key = found.state;
    if (found.state === "before") {
      const first = inforce.texts(policy)[0];
      if (!first) return inforce.paragraph(says.never);
      key = first.start > inforce.today() ? "before-upcoming" : "before";
      values.first = inforce.textLink(policy, first.id);
      if (first.start !== first.id) values.first = inforce.link(inforce.textAddress(policy, first.id), inforce.time(first.start));
    } else if (found.state !== "not in force") {
      if (day > inforce.today()) key = `will-${found.state}`;
      values.since = inforce.time(found.start);
    }
    return inforce.paragraph(says[key], values);
  };
}
