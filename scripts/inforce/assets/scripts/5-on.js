/* The history page: which revision was in force on a day. */
{
  function answers(root, given) {
    const says = JSON.parse(root.dataset.say);
    const policy = JSON.parse(root.dataset.policy);
    if (!inforce.isDay(given)) return [inforce.paragraph(says.nonsense, { given })];
    const found = inforce.on(policy, given);
    if (!found.id) return [inforce.without(policy, says, given)];
    return [...standing(policy, says, given, found), ...since(policy, says, given, found)];
  }

  function standing(policy, says, day, found) {
    const today = inforce.today();
    const now = inforce.on(policy, today);
    const key = day > today ? "will" : day === today ? "today" : now.start === found.start ? "is" : "was";
    const days = inforce.span(says, found);
    const values = { day: inforce.time(day), revision: inforce.textLink(policy, found.id), days };
    return [inforce.paragraph(says[key], values), ...inforce.later(policy, says, day, found)];
  }

  function since(policy, says, day, found) {
    const read = inforce.link(inforce.textAddress(policy, found.id), says.read);
    const now = inforce.on(policy, inforce.today());
    if (day > inforce.today()) return [inforce.element("p", "", read)];
    if (!now.id) {
      return [inforce.element("p", "", read), inforce.paragraph(says["gone-now"], { since: inforce.time(now.start) })];
    }
    if (now.id === found.id) return [inforce.element("p", "", read)];
    const steps = inforce.steps(policy, found.id, now.id);
    if (steps.length === 1) {
      const changed = inforce.link(inforce.redlineAddress(policy, steps[0]), says.changed);
      return [inforce.element("p", "", read, " · ", changed)];
    }
    return [inforce.element("p", "", read), inforce.paragraph(says.chain), inforce.chain(policy, says, steps)];
  }

  function answer(root, given) {
    inforce.answer(root.querySelector(".inforce-result"), ...answers(root, given));
  }

  inforce.at("submit", ".inforce-find .inforce-ask--on", (form, event) => {
    event.preventDefault();
    const given = form.elements.on.value;
    inforce.remember({ on: given, words: "" });
    answer(form.closest(".inforce-find"), given);
  });

  inforce.each(".inforce-find", (root) => {
    root.hidden = false;
    const [given, words, fold] = [inforce.asked("on"), inforce.asked("words"), root.closest(".inforce-finding")];
    fold.hidden = false;
    fold.open = given !== null || words !== null;
    if (given === null) return;
    root.querySelector("input[name=on]").value = inforce.isDay(given) ? given : "";
    answer(root, given);
  });
}
