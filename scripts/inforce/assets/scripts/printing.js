/* On paper: the day of printing, where the page has a place for it. */

import * as dom from "./dom.js";
import * as site from "./site.js";

addEventListener("beforeprint", () => {
  for (const place of document.querySelectorAll("[data-printed]")) {
    place.replaceChildren(dom.say(place.dataset.printed, { day: dom.time(site.today()) }));
  }
});
