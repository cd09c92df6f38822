/* Sentences and answers that scripts put into a page: made of text and elements, never of markup, whatever an address holds. */

import * as site from "./site.js";

/**
 * A sentence with its {names} filled in by texts or elements.
 * @param {string} sentence
 * @param {Record<string, string | Node>} values
 */
export const say = (sentence, values = {}) => {
  const made = document.createDocumentFragment();
  for (const part of sentence.split(/(\{\w+\})/)) {
    const name = part.slice(1, -1);
    made.append(part.startsWith("{") && Object.hasOwn(values, name) ? values[name] : part);
  }
  return made;
};

/**
 * An element with a class and children.
 * @param {string} name
 * @param {string} [kind] its class
 * @param {...(string | Node)} children
 * @returns {any} by its name another kind of element
 */
export const element = (name, kind, ...children) => {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  made.append(...children);
  return made;
};

/** @type {(sentence: string, values?: Record<string, string | Node>) => HTMLParagraphElement} */
export const paragraph = (sentence, values) => element("p", "", say(sentence, values));

/** @type {(address: string, text: string | Node) => HTMLAnchorElement} */
export const link = (address, text) => {
  const made = element("a", "", text);
  made.href = address;
  return made;
};

/**
 * A day for readers and machines.
 * @param {string} day as 2018-07-11
 */
export const time = (day) => {
  const made = element("time", "", site.words(day));
  made.dateTime = day;
  return made;
};

/**
 * How many words came and went: signs and numbers run from left to right in every language.
 * @param {number} added
 * @param {number} removed
 */
export const counts = (added, removed) => {
  const made = element("bdi", "", `+${added} −${removed}`);
  made.dir = "ltr";
  return made;
};

/**
 * Whether a text could be copied: without permission or a secure connection, only in the old way, if at all.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const [field, focused] = [element("textarea", "inforce-unseen"), /** @type {HTMLElement} */ (document.activeElement)];
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    focused?.focus({ preventScroll: true });
    return done;
  }
};

/**
 * Go to an element that has just been filled.
 * @param {HTMLElement} place
 */
export const goTo = (place) => {
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: place.offsetHeight < innerHeight / 2 ? "nearest" : "start" });
};

/**
 * Show an answer and go there.
 * @param {HTMLElement} place
 * @param {...(string | Node)} children
 */
export const answer = (place, ...children) => {
  place.replaceChildren(...children);
  place.hidden = false;
  goTo(place);
};
