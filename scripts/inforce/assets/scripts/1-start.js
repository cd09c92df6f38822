/* What the scripts share. Pages can be read without any of this. */
const inforce = {
  /* Run now and after every page that Material's instant navigation brings, which comes without a load event. */
  ready(run) {
    if (window.document$) window.document$.subscribe(run);
    else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", run);
    else run();
  },
  /* The same for every element like this. */
  each(selector, run) {
    inforce.ready(() => { for (const element of document.querySelectorAll(selector)) run(element); });
  },
  /* The value of one of this site's <meta name="inforce-..."> elements. */
  meta(name) {
    return document.querySelector(`meta[name="inforce-${name}"]`)?.content ?? "";
  },
  /* Today in the site's time zone, as 2018-07-11: the day on which revisions take effect. */
  today() {
    const parts = new Intl.DateTimeFormat("en", {
      timeZone: inforce.meta("timezone") || "UTC", year: "numeric", month: "2-digit", day: "2-digit",
    }).formatToParts();
    const of = (type) => parts.find((part) => part.type === type).value;
    return `${of("year")}-${of("month")}-${of("day")}`;
  },
  /* A date as people write it in the page's language, by the calendar and with the digits of the dates that the build writes. */
  words(day) {
    const form = new Intl.DateTimeFormat(document.documentElement.lang || "en", {
      dateStyle: "long", timeZone: "UTC", calendar: "gregory", numberingSystem: "latn",
    });
    return form.format(new Date(`${day}T00:00:00Z`));
  },
};
