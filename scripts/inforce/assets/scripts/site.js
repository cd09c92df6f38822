/* What the modules of a page share: when it is ready, its day, its address and what is asked for there. */

/**
 * Run now and after every page that Material's instant navigation brings, which comes without a load event.
 * @param {() => void} run
 */
export const ready = (run) => {
  if (window.document$) window.document$.subscribe(run);
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run);
  else run();
};

/**
 * The same for every element like this.
 * @param {string} selector
 * @param {(element: any) => void} run
 */
export const each = (selector, run) => ready(() => { for (const element of document.querySelectorAll(selector)) run(element); });

/**
 * Run where an event happens inside an element like this; both are handed on.
 * @param {string} kind
 * @param {string} selector
 * @param {(element: any, event: any) => void} run
 */
export const at = (kind, selector, run) => document.addEventListener(kind, (event) => {
  const found = event.target.closest?.(selector);
  if (found) run(found, event);
});

/* The value of one of this site's <meta name="inforce-..."> elements. */
const meta = (name) => document.querySelector(`meta[name="inforce-${name}"]`)?.getAttribute("content") ?? "";

/* Today in the site's time zone, as 2018-07-11: the day on which revisions take effect. */
export const today = () => {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: meta("timezone") || "UTC", year: "numeric", month: "2-digit", day: "2-digit",
  }).formatToParts();
  const of = (type) => parts.find((part) => part.type === type).value;
  return `${of("year")}-${of("month")}-${of("day")}`;
};

/**
 * A date as people write it in the page's language, by the calendar and with the digits of the dates that the build writes.
 * @param {string} day as 2018-07-11
 */
export const words = (day) => {
  const form = new Intl.DateTimeFormat(document.documentElement.lang || "en", {
    dateStyle: "long", timeZone: "UTC", calendar: "gregory", numberingSystem: "latn",
  });
  return form.format(new Date(`${day}T00:00:00Z`));
};

/**
 * Whether a text is a day that there is, written like 2016-05-01.
 * @param {string} text
 */
export const isDay = (text) => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
};

/**
 * What is asked for in the address; null if nothing is.
 * @param {string} name
 */
export const asked = (name) => new URLSearchParams(location.search).get(name);

/**
 * Put the question into the address, so that the answer can be linked; `values` without a value are taken out.
 * @param {Record<string, string>} values
 */
export const remember = (values) => {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value) address.searchParams.set(name, value);
    else address.searchParams.delete(name);
  }
  history.replaceState(history.state, "", address);
};
