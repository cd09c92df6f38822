/* Sentences and answers that scripts put into a page: made of text and elements, never of markup, whatever an address holds. */

import * as site from "./site.js";

/* A sentence with its {names} filled in by texts or elements. */
export const say = (sentence, values = {}) => {
  const made = document.createDocumentFragment();
  for (const part of sentence.split(/(\{\w+\})/)) {
    const name = part.slice(1, -1);
    made.append(part.startsWith("{") && Object.hasOwn(values, name) ? values[name] : part);
  }
  return made;
};

/* An element with a class and children. */
export const element = (name, kind, ...children) => {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...children);
  return made;
};

export const paragraph = (sentence, values) => element("p", "", say(sentence, values));

export const link = (address, text) => {
  const made = element("a", "", text);
  made.href = site.page(address);
  return made;
};

/* A day for readers and machines. */
export const time = (day) => {
  const made = element("time", "", site.words(day));
  made.dateTime = day;
  return made;
};

/* How many words came and went: signs and numbers run from left to right in every language. */
export const counts = (added, removed) => {
  const made = element("bdi", "", `+${added} −${removed}`);
  made.dir = "ltr";
  return made;
};

/* Whether a text could be copied: without permission or a secure connection, only in the old way, if at all. */
export const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const [field, focused] = [element("textarea", "inforce-unseen"), document.activeElement];
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
export const goTo = (place) => {
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: place.offsetHeight < innerHeight / 2 ? "nearest" : "start" });
};

/* Show an answer and go there. */
export const answer = (place, ...children) => {
  place.replaceChildren(...children);
  place.hidden = false;
  goTo(place);
};
