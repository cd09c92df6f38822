/* Changes only: what did not change is folded, in lists and tables too; each fold can be opened, and is found by the browser's search. */

import * as dom from "./dom.js";
import { MARKED } from "./sides.js";

const INSIDE = new Set(["DIV", "SECTION", "ARTICLE", "BLOCKQUOTE", "UL", "OL", "DL", "TABLE", "TBODY"]);
const KEPT = new Set(["THEAD", "TFOOT", "CAPTION", "COLGROUP"]);
const LEAST = 2; // a single one reads better than a button
const ITEM = "li, tr, dt, dd, .inforce-row:has(> .inforce-cell > :is(ul, ol, dl, table, .md-typeset__scrollwrap))";
const CAN_FIND = "onbeforematch" in document.documentElement;

/* Every element that is marked or holds a mark; a paragraph that was split belongs to its other half. */
const changedIn = (root) => {
  const found = new Set();
  for (const mark of root.querySelectorAll(MARKED)) {
    for (let at = mark; at && at !== root && !found.has(at); at = at.parentElement) found.add(at);
    if ("break" in mark.dataset && mark.previousElementSibling) found.add(mark.previousElementSibling);
  }
  return found;
};

const headingOf = (unit) => {
  const element = unit.classList.contains("inforce-row") ? unit.lastElementChild.firstElementChild : unit;
  return /^H[1-6]$/.test(element?.nodeName ?? "") ? Number(element.nodeName[1]) : 0;
};

/* The headings that lead to a change, outermost first. */
const leading = (units, changed) => {
  const kept = new Set();
  let open = [];
  for (const unit of units) {
    const level = headingOf(unit);
    if (level) open = [...open.filter((heading) => heading.level < level), { level, unit }];
    if (changed.has(unit)) for (const heading of open) kept.add(heading.unit);
  }
  return kept;
};

class Folds {
  constructor(root, say) {
    this.root = root;
    this.say = say;
    this.all = new Set();
    this.changed = changedIn(root);
    this.walk(root);
    this.found = (event) => this.reveal(event.target);
    root.addEventListener("beforematch", this.found);
  }

  walk(parent) {
    const units = [...parent.children].filter((unit) => !unit.classList.contains("inforce-heads"));
    const kept = leading(units, this.changed);
    let run = [];
    for (const unit of [...units, null]) {
      if (unit && !this.changed.has(unit) && !kept.has(unit) && !KEPT.has(unit.nodeName)) {
        run.push(unit);
        continue;
      }
      if (run.length >= LEAST) this.fold(run);
      run = [];
      if (unit && this.changed.has(unit)) this.enter(unit);
    }
  }

  /* Into a long list or table of which only some changed. */
  enter(unit) {
    if (unit.matches("[data-change], .inforce-row")) return;
    if (INSIDE.has(unit.nodeName)) {
      if (unit.nodeName !== "OL" || CAN_FIND) this.walk(unit); // else the numbers of what is shown would be others
    } else if (unit.nodeName === "LI" || unit.nodeName === "DD") {
      for (const inner of unit.children) if (INSIDE.has(inner.nodeName) && this.changed.has(inner)) this.enter(inner);
    }
  }

  fold(run) {
    const button = dom.element("button", "", this.say(run[0].matches(ITEM) ? "items" : "paragraphs", run.length));
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    const fold = { run, place: this.place(run[0], button) };
    button.addEventListener("click", () => this.open(fold, true));
    for (const unit of run) {
      if (CAN_FIND && unit.nodeName !== "TR") unit.setAttribute("hidden", "until-found");
      else unit.hidden = true;
    }
    this.all.add(fold);
  }

  place(first, button) {
    const tag = { LI: "li", TR: "tr", DT: "dt", DD: "dd" }[first.nodeName] ?? "div";
    const place = dom.element(tag, "inforce-folded");
    let holder = place;
    if (tag === "tr") {
      holder = dom.element("td");
      holder.colSpan = Math.max(1, first.cells.length);
      place.append(holder);
    }
    holder.append(button);
    first.before(place);
    return place;
  }

  open(fold, focus = false) {
    for (const unit of fold.run) unit.removeAttribute("hidden");
    fold.place.remove();
    this.all.delete(fold);
    if (focus) focusOn(fold.run[0]);
  }

  /* Open the fold that an element lies in. */
  reveal(element) {
    for (const fold of [...this.all]) if (fold.run.some((unit) => unit.contains(element))) this.open(fold);
  }

  end() {
    for (const fold of [...this.all]) this.open(fold);
    this.root.removeEventListener("beforematch", this.found);
  }
}

/* Focus something that takes none by itself, for as long as it has it. */
export const focusOn = (element) => {
  if (!element.hasAttribute("tabindex")) {
    element.tabIndex = -1;
    element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
  }
  element.focus({ preventScroll: true });
};

export const fold = (root, say) => new Folds(root, say);
