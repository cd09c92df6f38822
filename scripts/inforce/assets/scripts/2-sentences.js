/* Sentences and answers that scripts put into a page: made of text and elements, never of markup, whatever an address holds. */
{
  /* A sentence with its {names} filled in by texts or elements. */
  inforce.say = (sentence, values = {}) => {
    const made = document.createDocumentFragment();
    for (const part of sentence.split(/(\{\w+\})/)) {
      const name = part.slice(1, -1);
      made.append(part.startsWith("{") && Object.hasOwn(values, name) ? values[name] : part);
    }
    return made;
  };

  /* An element with a class and children. */
  inforce.element = (name, kind, ...children) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    made.append(...children);
    return made;
  };

  inforce.paragraph = (sentence, values) => inforce.element("p", "", inforce.say(sentence, values));

  /* The address of a page; read from a disk, that of its file, since there is no server that knows it. */
  inforce.page = (address) => location.protocol === "file:" ? address.replace(/\/(?=[?#]|$)/, "/index.html") : address;

  inforce.link = (address, text) => {
    const made = inforce.element("a", "", text);
    made.href = inforce.page(address);
    return made;
  };

  /* A day for readers and machines. */
  inforce.time = (day) => {
    const made = inforce.element("time", "", inforce.words(day));
    made.dateTime = day;
    return made;
  };

  /* How many words came and went: signs and numbers run from left to right in every language. */
  inforce.counts = (added, removed) => {
    const made = inforce.element("bdi", "", `+${added} −${removed}`);
    made.dir = "ltr";
    return made;
  };

  /* Whether a text is a day that there is, written like 2016-05-01. */
  inforce.isDay = (text) => {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
    const moment = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
  };

  /* What is asked for in the address. */
  inforce.asked = (name) => new URLSearchParams(location.search).get(name);

  /* Put the question into the address, so that the answer can be linked; `values` without a value are taken out. */
  inforce.remember = (values) => {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(values)) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    history.replaceState(history.state, "", address);
  };

  /* Run where an event happens inside an element like this; both are handed on. */
  inforce.at = (kind, selector, run) => document.addEventListener(kind, (event) => {
    const found = event.target.closest?.(selector);
    if (found) run(found, event);
  });

  /* Whether a text could be copied: without permission or a secure connection, only in the old way, if at all. */
  inforce.copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const [field, focused] = [inforce.element("textarea", "inforce-unseen"), document.activeElement];
      field.value = text;
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      focused?.focus({ preventScroll: true });
      return done;
    }
  };

  /* Go to an element that has just been filled. */
  inforce.goTo = (place) => {
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: place.offsetHeight < innerHeight / 2 ? "nearest" : "start" });
  };

  /* Show an answer and go there. */
  inforce.answer = (place, ...children) => {
    place.replaceChildren(...children);
    place.hidden = false;
    inforce.goTo(place);
  };
}
