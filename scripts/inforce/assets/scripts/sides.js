/* Redlines as one side reads them, and in the other direction. The redline itself is never changed: these make copies. */

import * as dom from "./dom.js";

const LED = "[data-was-href], [data-was-dead-link]"; // links that led elsewhere, or to what is not on the site
const MARKED = `ins, del, [data-change], [data-break], [data-format], [data-was], [data-was-tag], ${LED}`;
const FLOW = "address,article,aside,blockquote,caption,dd,details,div,dl,dt,figcaption,figure,footer,h1,h2,h3,h4,h5,h6,"
  + "header,li,ol,p,pre,section,summary,table,tbody,tfoot,thead,tr,ul";
const NUMBERING = ["start", "value", "type", "reversed", "colspan", "rowspan", "title", "summary", "dir"];
const ALIGNED = ["center", "right"];
const OTHER = { inserted: "deleted", deleted: "inserted", from: "to", to: "from" };

const isMarked = (node) => node.nodeType === 1 && (node.matches(MARKED) || node.querySelector(MARKED) !== null);
const isLink = (node) => "link" in (node.dataset ?? {}); // from one end of a move to the other
const isBlank = (node) => !node || (node.nodeType === 3 && !node.data.trim());
const isEmpty = (element) => !element.textContent.trim() && !element.querySelector("img, hr, input, td, th, svg, video");

/* Take an element out, and whatever then holds nothing any more. */
const take = (element, root) => {
  const around = element.parentElement;
  element.remove();
  if (around && around !== root && around.matches(FLOW) && isEmpty(around)) take(around, root);
};

/* What a block's attributes said on the other side, and say now: name=value, percent-encoded. */
const number = (element, attributes) => {
  for (const name of NUMBERING) element.removeAttribute(name);
  for (const align of ALIGNED) element.classList.remove(`align-${align}`);
  element.removeAttribute("align");
  for (const [name, value] of attributes.split(" ").filter(Boolean).map((each) => each.split("="))) {
    if (NUMBERING.includes(name)) element.setAttribute(name, decodeURIComponent(value));
    else if (name === "align" && ALIGNED.includes(value)) element.classList.add(`align-${value}`);
  }
};

const said = (element) => [
  ...NUMBERING.filter((name) => element.hasAttribute(name)).map((name) => `${name}=${encodeURIComponent(element.getAttribute(name))}`),
  ...ALIGNED.filter((align) => element.matches(`.align-${align}, [align="${align}"]`)).map((align) => `align=${align}`),
].join(" ");

/* A block that begins only on the other side goes on in the one before it. */
const join = (element) => {
  let before = element.previousSibling;
  while (isBlank(before) && before) before = before.previousSibling;
  if (!before || before.nodeName !== element.nodeName) return;
  if (!("tight" in element.dataset)) before.append(" ");
  before.append(...element.childNodes);
  element.remove();
};

const rename = (element, tag) => {
  const made = document.createElement(tag);
  for (const { name, value } of element.attributes) made.setAttribute(name, value);
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
};

const unwrap = (elements) => {
  for (const element of elements) element.replaceWith(...element.childNodes);
};

/* Blocks as the other revision has them: of another kind, and what lies around them there. */
const exchangeKinds = (root) => {
  for (const element of root.querySelectorAll("[data-format], [data-was-tag]")) {
    const { format, wasTag } = element.dataset;
    const now = element.nodeName.toLowerCase();
    const made = rename(element, wasTag ?? (!format ? now : element.matches(`${FLOW}, td, th`) ? "div" : "span"));
    if (format) made.dataset.format = format === "added" ? "removed" : "added";
    if (format === "removed") delete made.dataset.wasTag;
    else made.dataset.wasTag = now;
  }
};

const lead = (element, target) => {
  if (target === undefined) element.removeAttribute("href");
  else element.setAttribute("href", target);
};

/* A copy of some nodes, in a <div>. */
const copied = (nodes) => dom.element("div", "", ...nodes.map((node) => node.cloneNode(true)));

/* A copy of some nodes as the "old" or the "new" side reads, with the marks of that side, in a <div>. */
const side = (nodes, which) => {
  const root = copied(nodes);
  const [tag, state] = which === "old" ? ["ins", "inserted"] : ["del", "deleted"];
  for (const element of root.querySelectorAll(`${tag}, [data-change="${state}"]`)) {
    if (root.contains(element)) take(element, root);
  }
  for (const cell of root.querySelectorAll("[data-pad]")) cell.remove();
  unwrap(root.querySelectorAll(`[data-format="${which === "old" ? "added" : "removed"}"]`));
  if (which === "old") {
    for (const element of root.querySelectorAll("[data-was]")) number(element, element.dataset.was);
    for (const element of root.querySelectorAll(LED)) lead(element, element.dataset.wasHref);
    for (const element of root.querySelectorAll("[data-was-tag]")) rename(element, element.dataset.wasTag);
  }
  for (const element of root.querySelectorAll(`[data-break="${state}"]`)) join(element);
  return root;
};

const wrap = (element, tag, change) => {
  const made = document.createElement(tag);
  made.dataset.n = change;
  made.append(...[...element.childNodes].filter((node) => !isLink(node)));
  element.append(made);
};

/* What was edited in a moved block is marked where the block comes to lie: in reverse, at its other end. */
const exchange = (root, from) => {
  const change = from.dataset.n;
  const at = (end) => [...root.querySelectorAll(`[data-move="${end}"][data-n="${change}"]`)];
  const to = at("to")[at("from").indexOf(from)];
  if (!to || [from, to].some((end) => end.matches("ins, del") || end.querySelector(`${FLOW}, td, th`))) return;
  const edited = [...to.childNodes].filter((node) => !isLink(node));
  for (const node of [...from.childNodes]) if (!isLink(node)) node.remove();
  from.append(...edited.map((node) => node.cloneNode(true)));
  for (const element of to.querySelectorAll("del")) element.remove();
  unwrap(to.querySelectorAll("ins"));
  wrap(to, "ins", change); // renamed with the others
  for (const element of from.querySelectorAll("[id]")) element.removeAttribute("id");
  for (const element of from.querySelectorAll("ins, del")) element.dataset.n = change;
};

const endsInSpace = (node) => !node || (node.nodeType === 3 && /\s$/.test(node.data));
const beginsWithSpace = (node) => !node || (node.nodeType === 3 && /^\s/.test(node.data));

/* What is deleted comes before what is inserted in its place. */
const order = (inserted) => {
  const space = isBlank(inserted.nextSibling) ? inserted.nextSibling : null;
  const deleted = space ? space.nextSibling : inserted.nextSibling;
  if (deleted?.nodeName !== "DEL" || deleted.dataset.n !== inserted.dataset.n) return;
  if (space && (inserted.closest("pre") || !endsInSpace(inserted.previousSibling) || !beginsWithSpace(deleted.nextSibling))) return;
  inserted.before(deleted);
  if (space) deleted.after(space);
  else if ("apart" in deleted.dataset) {
    delete deleted.dataset.apart;
    inserted.dataset.apart = "";
  }
};

const orderBlocks = (last) => {
  let first = last;
  while (first.previousElementSibling?.dataset.change === "inserted" && !("move" in first.previousElementSibling.dataset)) {
    first = first.previousElementSibling;
  }
  let next = last.nextElementSibling;
  while (next?.dataset.change === "deleted" && !("move" in next.dataset)) {
    const after = next.nextElementSibling;
    first.before(next);
    next = after;
  }
};

/* A copy of a redline that leads from its newer text to its older one. */
const reversed = (nodes) => {
  const root = copied(nodes);
  for (const from of root.querySelectorAll('[data-move="from"]')) exchange(root, from);
  for (const element of root.querySelectorAll("ins, del")) rename(element, element.nodeName === "INS" ? "del" : "ins");
  for (const element of root.querySelectorAll("[data-change], [data-break], [data-move]")) {
    for (const name of ["change", "break", "move"]) {
      if (name in element.dataset) element.dataset[name] = OTHER[element.dataset[name]];
    }
  }
  exchangeKinds(root);
  for (const element of root.querySelectorAll(`${LED}, span[href]`)) {
    const [now, was] = [element.getAttribute("href"), element.dataset.wasHref];
    lead(element, was);
    delete element.dataset.wasHref;
    delete element.dataset.wasDeadLink;
    if (now !== null) element.dataset.wasHref = now;
    else if (element.localName === "a") element.dataset.wasDeadLink = "true";
  }
  for (const element of root.querySelectorAll("[data-was]")) {
    const now = said(element);
    number(element, element.dataset.was);
    element.dataset.was = now;
  }
  for (const element of root.querySelectorAll("[data-note]")) element.removeAttribute("data-note"); // they hold one way only
  for (const element of root.querySelectorAll("ins")) order(element);
  for (const element of root.querySelectorAll('[data-change="inserted"]:not([data-move])')) {
    if (element.nextElementSibling?.dataset.change === "deleted") orderBlocks(element);
  }
  return [...root.childNodes];
};

export { FLOW, MARKED, copied, isBlank, isMarked, reversed, side };
