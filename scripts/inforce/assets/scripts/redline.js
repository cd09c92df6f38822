/* The page of a redline: from change to change, changes only, side by side, in reverse. */

import * as columns from "./columns.js";
import * as dom from "./dom.js";
import * as folds from "./folds.js";
import * as quotes from "./quotes.js";
import * as sides from "./sides.js";
import * as site from "./site.js";

const VIEWS = ["changes", "side", "reverse"];
const KEPT = ["changes", "side"]; // what the next redline is shown with too; not that it is read backwards
const STORE = "inforce-redline";
const KEYS = { n: 1, p: -1 };
const ADDRESS = /^change-x[0-9a-f]{8}(-\d+)?$/;
let page = null;

const stored = () => {
  try {
    return (localStorage.getItem(STORE) ?? "").split(",");
  } catch {
    return [];
  }
};

const store = (views) => {
  try {
    localStorage.setItem(STORE, views.join(","));
  } catch {
    /* the browser keeps nothing: the address still does */
  }
};

const shortened = (text) => (text.length > 90 ? `${text.slice(0, 90).trimEnd()}…` : text);
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

class RedlinePage {
  constructor(redline) {
    this.redline = redline;
    this.home = [...redline.childNodes];
    this.toolbar = document.querySelector(".inforce-toolbar");
    this.here = document.querySelector(".inforce-here");
    this.said = document.querySelector(".inforce-sayings").dataset;
    const asked = site.asked("view");
    // Who agreed wants to see what changed, and a correction is a word or two of a whole text.
    const few = site.asked("since") !== null || redline.dataset.view ? ["changes"] : stored();
    const views = asked === null ? few : asked.split(",");
    this.opens = few[0]; // with what it is shown unless the address says otherwise
    this.views = new Set(VIEWS.filter((view) => views.includes(view)));
    this.isReversed = false;
    this.isMade = false;
    this.current = 0;
    this.closed = 0;
    this.texts = this.names; // in order of time, in whatever direction the redline is read
    this.changes = new Map();
    for (const piece of redline.querySelectorAll("[data-n]")) {
      const number = Number(piece.dataset.n);
      if (!this.changes.has(number)) this.changes.set(number, { address: "", pieces: [] });
      const change = this.changes.get(number);
      if (ADDRESS.test(piece.id)) change.address = piece.id;
      if (!("link" in piece.dataset)) change.pieces.push(piece);
    }
    this.toolbar.hidden = false;
    for (const save of document.querySelectorAll(".inforce-save")) save.hidden = false;
    this.show();
    this.follow();
  }

  /* The nodes of the redline in the direction in which it is read. */
  get base() {
    return this.views.has("reverse") ? sides.reversed(this.home) : this.home;
  }

  show() {
    this.folds?.end();
    this.mark(false);
    if (!this.isMade) this.home = [...this.redline.childNodes]; // the theme may have wrapped tables meanwhile
    if (this.views.has("reverse") !== this.isReversed) this.turn();
    const isSide = this.views.has("side");
    const make = isSide || this.views.has("reverse");
    if (make || this.isMade) {
      this.redline.replaceChildren(...(isSide ? columns.columns(this.base, this.names, this.labels) : this.base));
    }
    this.isMade = make;
    this.beside(!isSide && matchMedia("(min-width: 76.25em)").matches);
    this.redline.classList.toggle("inforce-redline--side", isSide);
    this.redline.parentElement.classList.toggle("inforce-layout--side", isSide);
    this.redline.classList.toggle("inforce-redline--reversed", this.views.has("reverse"));
    this.folds = this.views.has("changes") ? folds.fold(this.redline, (kind, count) => this.counted(kind, count)) : null;
    this.stops = new Map();
    for (const piece of this.redline.querySelectorAll("[data-n]:not([data-link])")) {
      const number = Number(piece.dataset.n);
      if (this.stops.has(number)) this.stops.get(number).push(piece);
      else this.stops.set(number, [piece]);
    }
    this.order = [...this.stops.keys()];
    for (const view of VIEWS) {
      const button = this.toolbar.querySelector(`[data-do="${view}"]`);
      button.setAttribute("aria-pressed", String(this.views.has(view)));
    }
    if (this.current) this.mark(true);
    this.count();
  }

  /* The changed sections stand open where there is room for them beside the text, and closed above it. */
  beside(isRoom) {
    const sections = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".inforce-sections"));
    if (sections && this.isBeside !== isRoom) sections.open = isRoom;
    this.isBeside = isRoom;
  }

  get names() {
    const name = (end) => document.querySelector(`.inforce-dates [data-end="${end}"]`).querySelector("a").textContent;
    return { old: name("old"), new: name("new") };
  }

  get labels() {
    return { old: this.said.before, new: this.said.after };
  }

  /* Everything around the redline that says in which direction it is read. */
  turn() {
    this.isReversed = !this.isReversed;
    const [old, newer] = ["old", "new"].map((end) => document.querySelector(`.inforce-dates [data-end="${end}"]`));
    const held = [...old.childNodes];
    old.replaceChildren(...newer.childNodes);
    newer.replaceChildren(...held);
    for (const words of document.querySelectorAll(".inforce-words")) {
      const [added, removed] = ["inserted", "deleted"].map((side) => words.querySelector(`[data-count="${side}"]`));
      [added.textContent, removed.textContent] = [removed.textContent, added.textContent];
    }
    const [inserted, deleted] = ["inserted", "deleted"].map((kind) => document.querySelector(`.inforce-legend [data-kind="${kind}"]`));
    [inserted.hidden, deleted.hidden] = [deleted.hidden, inserted.hidden];
    document.querySelector(".inforce-reversed").hidden = !this.isReversed;
  }

  toggle(view) {
    const number = this.current || this.seen();
    const at = this.stops.get(number)?.[0].getBoundingClientRect().top;
    if (!this.views.delete(view)) this.views.add(view);
    this.show();
    const piece = this.stops.get(number)?.[0];
    if (piece && at > 0 && at < innerHeight) scrollBy({ top: piece.getBoundingClientRect().top - at, behavior: "instant" });
    store(KEPT.filter((each) => this.views.has(each)));
    const address = new URL(location.href);
    address.searchParams.delete("view");
    const views = VIEWS.filter((each) => this.views.has(each)).join(",");
    const asked = address.searchParams.toString(); // since when, on the redline of who agreed
    if (views || this.opens || stored()[0]) address.search = `?${asked && `${asked}&`}view=${views}`;
    history.replaceState(history.state, "", address);
  }

  /* A count in the page's language: the page holds a form for each of some numbers. */
  counted(kind, count) {
    const rules = new Intl.PluralRules(document.documentElement.lang || "en");
    const form = [1, 2, 5].find((number) => rules.select(number) === rules.select(count)) ?? 5;
    return this.said[`${kind}-${form}`].replace(String(form), String(count));
  }

  /* The first change that is not above the screen. */
  seen() {
    const top = this.toolbar.getBoundingClientRect().bottom;
    return this.order.find((number) => this.stops.get(number)[0].getBoundingClientRect().top >= top) ?? 0;
  }

  step(by) {
    const at = this.order.indexOf(this.current || this.left());
    if (at >= 0) return this.order[(at + by + this.order.length) % this.order.length];
    const next = this.order.indexOf(this.seen());
    if (next < 0) return this.order.at(by > 0 ? 0 : -1);
    return this.order[(by > 0 ? next : next - 1 + this.order.length) % this.order.length];
  }

  go(number, { focus = false, scroll = true } = {}) {
    const pieces = this.stops.get(number);
    if (!pieces) return;
    this.mark(false);
    this.current = number;
    this.folds?.reveal(pieces[0]);
    this.mark(true);
    this.count();
    if (scroll) pieces[0].scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
    if (focus) folds.focusOn(pieces[0]);
  }

  mark(on) {
    for (const piece of this.stops?.get(this.current) ?? []) piece.toggleAttribute("data-current", on);
    this.here.hidden = !on;
    if (on) this.tell();
  }

  count() {
    const at = this.order.indexOf(this.current) + 1;
    const output = this.toolbar.querySelector("output");
    output.replaceChildren(dom.say(output.dataset.say, { number: at ? `${at}` : "–", count: `${this.order.length}` }));
  }

  /* What happened, in words. */
  tell() {
    const pieces = this.stops.get(this.current);
    const text = (tag) => pieces.filter((piece) => piece.matches(tag)).map((piece) => piece.textContent).join(" ").trim();
    const [gone, come] = [text("del"), text("ins")];
    const kind = pieces.map((piece) => piece.dataset.kind).find(Boolean)
      ?? (gone && come ? "replaced" : gone || pieces[0].dataset.change === "deleted" ? "deleted" : "inserted");
    const label = document.querySelector(`.inforce-legend [data-kind="${kind}"]`);
    const fill = {
      kind: label?.lastElementChild.textContent ?? kind,
      section: this.section(pieces[0]),
      words: kind === "moved" ? "" : [gone, come].filter(Boolean).map(shortened).join(" → "),
      note: pieces.map((piece) => piece.dataset.note).find(Boolean) ?? "",
    };
    for (const [name, value] of Object.entries(fill)) {
      const place = this.here.querySelector(`[data-say="${name}"]`);
      place.textContent = value;
      place.hidden = !value;
    }
    const link = this.here.querySelector('[data-say="link"]');
    this.here.querySelector('[role="status"]').textContent = "";
    const { address, pieces: all } = this.changes.get(this.current);
    link.setAttribute("href", `${location.search}#${address}`);
    for (const which of ["old", "new"]) {
      this.here.querySelector(`[data-do="copy-${which}"]`).hidden = !quotes.wording(all, which);
    }
  }

  /* The heading that a piece stands under. */
  section(piece) {
    let found = null;
    for (const heading of this.redline.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
      const before = heading.contains(piece) || heading.compareDocumentPosition(piece) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (!before) break;
      if (!heading.closest(".inforce-cell--old")) found = heading;
    }
    if (!found) return "";
    const copy = found.cloneNode(true);
    for (const gone of copy.querySelectorAll("del, .headerlink")) gone.remove();
    return copy.textContent.trim();
  }

  get address() {
    return /** @type {HTMLAnchorElement} */ (this.here.querySelector('[data-say="link"]')).href;
  }

  /* The wording of this change in one of the texts, and what one must know to find it again. */
  quote(which) {
    const title = document.querySelector(`.inforce-dates [data-end="${which}"]`).dataset.title;
    const source = dom.say(this.said[which], { title, text: this.texts[which] }).textContent;
    return `${quotes.wording(this.changes.get(this.current).pieces, which)}\n\n${source}\n${this.address}\n`;
  }

  async copy(text) {
    const status = this.here.querySelector('[role="status"]');
    const done = await dom.copy(text);
    if (!done && text === this.address) location.hash = new URL(text).hash; // the address bar then holds it
    status.textContent = done ? status.dataset.done : status.dataset.failed;
    clearTimeout(this.saying);
    this.saying = setTimeout(() => { status.textContent = ""; }, 8000);
  }

  /* The change whose card was closed, as long as it is still to be seen; else none. */
  left() {
    const box = this.stops.get(this.closed)?.[0].getBoundingClientRect();
    return box && box.bottom > 0 && box.top < innerHeight ? this.closed : 0;
  }

  close() {
    const pieces = this.stops.get(this.current);
    this.mark(false);
    [this.closed, this.current] = [this.current, 0];
    this.count();
    if (pieces && this.here.contains(document.activeElement)) folds.focusOn(pieces[0]);
  }

  /* What the address asks for: a change, or any other place in the text. */
  follow() {
    const name = decodeURIComponent(location.hash.slice(1));
    if (!name) return;
    const place = document.getElementById(name);
    const change = [...this.changes].find(([, { address }]) => address === name)?.[0];
    const counted = place ? null : /^change-(\d+)$/.exec(name); // as changes were called at first, by their number
    if (change || counted) this.go(change ?? Number(counted[1]));
    else if (place && this.redline.contains(place)) {
      this.folds?.reveal(place);
      place.scrollIntoView();
    }
  }

  run(button) {
    const name = button.dataset.do;
    if (name === "next" || name === "previous") this.go(this.step(name === "next" ? 1 : -1));
    else if (VIEWS.includes(name)) this.toggle(name);
    else if (name === "copy") this.copy(this.address);
    else if (name.startsWith("copy-")) this.copy(this.quote(name.slice(5)));
    else if (name === "close") this.close();
    else if (name === "save") import("./saving.js").then(({ save }) => save(this));
  }
}

const isTyping = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.nodeName);

document.addEventListener("click", (event) => {
  if (!page) return;
  const button = event.target.closest?.("[data-do]");
  const piece = event.target.closest?.(".inforce-redline [data-n]");
  if (button) page.run(button);
  else if (piece && !event.target.closest("a, button, summary") && getSelection().isCollapsed) {
    page.go(Number(piece.dataset.n), { scroll: false });
  }
});

/* Before the theme hears of them: there, n and p lead to other pages. */
document.addEventListener("keydown", (event) => {
  if (!page || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || isTyping(event.target)) return;
  if (event.key === "Escape" && page.current) page.close();
  if (!(event.key in KEYS)) return;
  event.preventDefault();
  event.stopPropagation();
  page.go(page.step(KEYS[event.key]), { focus: true });
}, true);

addEventListener("hashchange", () => page?.follow());

site.ready(() => {
  const redline = document.querySelector(".inforce-toolbar ~ .inforce-redline");
  if (redline && page?.redline !== redline) page = new RedlinePage(redline);
  else if (!redline) page = null;
});
