/* Since you agreed: from the text shown as in force on the day given, the one redline to the text in force now; a banner there says so. */
{
  function go(root, given, replace) {
    const says = JSON.parse(root.dataset.say);
    const policy = JSON.parse(root.dataset.policy);
    const today = inforce.today();
    if (inforce.isDay(given) && given <= today) {
      const [then, now] = [inforce.agreed(policy, given), inforce.on(policy, today)];
      const steps = then.id && now.id && then.id !== now.id ? inforce.steps(policy, then.id, now.id) : [];
      if (steps.length === 1) {
        const address = inforce.page(`${inforce.redlineAddress(policy, steps[0])}?since=${given}`);
        if (replace) location.replace(address); // so that the way back does not lead here again
        else location.assign(address);
        return;
      }
    }
    if (!replace) inforce.remember({ since: given });
    inforce.answer(root.querySelector(".inforce-result"), ...answers(policy, says, given, root.dataset.history));
  }

  function answers(policy, says, given, historyAddress) {
    const today = inforce.today();
    if (!inforce.isDay(given)) return [inforce.paragraph(says.nonsense, { given })];
    const day = inforce.time(given);
    if (given > today) return [inforce.paragraph(says.future, { day })];
    const then = inforce.agreed(policy, given);
    return then.id ? [...agreedTo(policy, says, given, then), ...inforce.later(policy, says, given, then)]
      : [inforce.without(policy, says, given), ...agreedToNone(policy, says, given, then, historyAddress)];
  }

  function agreedTo(policy, says, given, then) {
    const day = inforce.time(given);
    const now = inforce.on(policy, inforce.today());
    if (!now.id) return [inforce.paragraph(says["gone-now"], { since: inforce.time(now.start) }), ...untilLast(policy, says, then)];
    if (then.id !== now.id) {
      const steps = inforce.steps(policy, then.id, now.id);
      return [inforce.paragraph(says.chain), inforce.chain(policy, says, steps), ...coming(policy, says, now)];
    }
    const revision = inforce.textLink(policy, then.id);
    const same = inforce.paragraph(says["no-change"], { day, revision });
    return [same, ...corrected(policy, says, then.id, given), ...coming(policy, says, now)];
  }

  /* No text was in force on that day: where to read on. */
  function agreedToNone(policy, says, given, then, historyAddress) {
    const first = inforce.texts(policy)[0];
    if (then.state === "before" && first && first.start <= inforce.today()) {
      const read = inforce.link(inforce.textAddress(policy, first.id), says.first);
      return [inforce.paragraph(says.new, { first: read })];
    }
    const values = { day: inforce.time(given), history: inforce.link(historyAddress, says.history) };
    return [inforce.paragraph(says["agreed-none"], values)];
  }

  /* The policy is gone: what had changed until its last text. */
  function untilLast(policy, says, then) {
    const last = inforce.texts(policy).findLast(({ start }) => start <= inforce.today());
    if (last.id === then.id) {
      return [inforce.paragraph(says["last-same"], { revision: inforce.textLink(policy, last.id) })];
    }
    const steps = inforce.steps(policy, then.id, last.id);
    if (steps.length > 1) return [inforce.chain(policy, says, steps)];
    const change = inforce.link(inforce.redlineAddress(policy, steps[0]), says.changed);
    return [inforce.paragraph(says["gone-last"], { change })];
  }

  function corrected(policy, says, id, given) {
    const later = (policy.revisions[id].corrected ?? []).filter(([, , day]) => day > given);
    return later.map(([old, next, day]) => {
      const change = inforce.link(inforce.redlineAddress(policy, [old, next]), says.correction);
      return inforce.paragraph(says.corrected, { day: inforce.time(day), change });
    });
  }

  function coming(policy, says, now) {
    const later = inforce.texts(policy).filter(({ start, id }) => start > inforce.today() && id !== now.id);
    return later.map(({ start, id }) => {
      const steps = inforce.steps(policy, now.id, id);
      const change = steps.length === 1
        ? inforce.link(inforce.redlineAddress(policy, steps[0]), says["upcoming-change"])
        : inforce.link(inforce.textAddress(policy, id), says["upcoming-read"]);
      return inforce.paragraph(says.upcoming, { day: inforce.time(start), change });
    });
  }

  /* Whether a day lies in one of the spans "2016-11-01/2017-01-19 2018-05-15/". */
  function within(spans, day) {
    return spans.trim().split(" ").filter(Boolean).some((span) => inforce.covers(...span.split("/"), day));
  }

  /* On the redline: what the reader agreed to, if the address says when. */
  function announce(banner) {
    const given = inforce.asked("since");
    const today = inforce.today();
    if (given === null || !inforce.isDay(given) || given > today) return;
    const { old, new: next, agreedOld, agreedNew, policy, late, link, ...data } = banner.dataset;
    const turned = !within(agreedOld, given) && within(old, today); // published in another order than they took effect
    if (!within(turned ? agreedNew : agreedOld, given)) return;
    const text = banner.querySelector("p:last-of-type");
    text.replaceChildren(agreement(data, given, turned));
    const other = JSON.parse(data.shown ?? "[]").find(([start, end]) => inforce.covers(start, end, given));
    if (other) {
      const revision = inforce.link(`${policy}${other[3]}/`, inforce.time(other[3]));
      text.append(" ", inforce.say(data.counting, { revision, published: inforce.time(other[4]) }));
    }
    if (!within(turned ? old : next, today)) {
      text.append(" ", inforce.say(late, { link: inforce.link(`${policy}?since=${given}`, link) }));
    }
    for (const [day, address] of JSON.parse(data.upcoming ?? "[]").filter(([start]) => start > today)) {
      text.append(" ", inforce.say(data.coming, { day: inforce.time(day), change: inforce.link(address, data.change) }));
    }
    banner.querySelector("input[name=since]").value = given;
    banner.hidden = false;
  }

  function agreement(data, given, turned) {
    const since = (starts) => starts.split(",").some((start) => start > given && start <= inforce.today());
    const count = data.between.trim().split(" ").filter(since).length;
    const published = turned ? data.publishedNewer : data.published;
    const values = {
      day: inforce.time(given), revision: inforce.time(turned ? data.newer : data.revision),
      count: `${turned ? 1 : count}`, published: inforce.time(published),
    };
    return inforce.say(published > given ? data.unpublished : data.say, values);
  }

  inforce.at("submit", ".inforce-agreed", (banner, event) => { // another day leads to the redline that answers it
    event.preventDefault();
    location.assign(inforce.page(`${banner.dataset.policy}?since=${event.target.elements.since.value}`));
  });

  inforce.at("submit", ".inforce-since", (root, event) => {
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

  inforce.at("click", 'a[href="#inforce-since"]', (_, event) => {
    event.preventDefault(); // else the browser takes the focus away again
    open(document.getElementById("inforce-since"));
  });

  inforce.each(".inforce-agreed", announce);
  inforce.each(".inforce-since", (root) => {
    const given = inforce.asked("since");
    root.querySelector(".inforce-since__ask").hidden = given === null && location.hash !== `#${root.id}`;
    if (given === null) return;
    root.querySelector("input[name=since]").value = inforce.isDay(given) ? given : "";
    go(root, given, true);
  });
}
