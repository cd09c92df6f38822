/* Loads what a page uses: the modules of its kind. Pages can be read without any of this. */

import "./clock.js";
import { ready } from "./site.js";

const KINDS = {
  ".inforce-toolbar": "redline",
  ".inforce-redline": "quotes",
  '[data-do="choose"]': "other_dates",
  ".inforce-since, .inforce-agreed": "since",
  ".inforce-pick": "pick",
  ".inforce-filter": "filter",
  ".inforce-find": "on_a_day",
  ".inforce-ask--words": "word_search",
  ".inforce-days": "several",
  ".inforce-ask--anywhere": "anywhere",
  "[data-inforce-copied]": "headings",
  "[data-printed]": "printing",
  ".md-header, .md-typeset__scrollwrap, .inforce-scroll": "material",
};

/* Settled once all that the page uses has run, for whoever must wait for it. */
export let loaded = Promise.resolve([]);

ready(() => {
  const used = Object.entries(KINDS).filter(([selector]) => document.querySelector(selector));
  loaded = Promise.all(used.map(([, name]) => import(`./${name}.js`)));
});
