/* The day flips without a rebuild: what holds only until a day, or from a day on, is hidden and shown by the reader's clock in
   the site's time zone. Both states are in the page. */

import * as site from "./site.js";

const flip = () => {
  const today = site.today();
  for (const element of document.querySelectorAll("[data-from], [data-until]")) {
    const { from, until } = element.dataset;
    element.hidden = Boolean((from && today < from) || (until && today >= until));
  }
  for (const element of document.querySelectorAll("[data-days-to]")) {
    const left = Math.round((Date.parse(element.dataset.daysTo) - Date.parse(today)) / 86_400_000);
    const form = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numberingSystem: "latn" });
    element.textContent = form.format(left, "day");
  }
};
site.ready(flip);
