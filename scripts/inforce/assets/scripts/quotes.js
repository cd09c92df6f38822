/* Quoting a redline: what is copied from it keeps its marks, and the wording of a change before and after. */

import * as dom from "./dom.js";
import { FLOW } from "./sides.js";

const BLOCKS = `${FLOW},td,th`;
const MARKS = "ins, del, [data-change]";
const SHELLS = "ul, ol, dl, table, thead, tbody, tfoot, tr"; // nothing of theirs can stand outside them
const LINES = "li, dt, dd, thead, tbody, tfoot, tr"; // what stands in one line, without an empty one before it
const OURS = "[data-link], [hidden], button, script, style, template, .headerlink, .inforce-heads, .inforce-cell__label,"
  + " .inforce-folded, .inforce-unseen";
const KEPT = new Set(["alt", "colspan", "dir", "href", "lang", "reversed", "rowspan", "src", "start", "value"]);
const SIGNS = { del: ["[-", "-]"], ins: ["{+", "+}"], "": ["", ""] };

const sideOf = (node) => {
  const mark = node.parentElement?.closest(MARKS);
  if (!mark) return "";
  return mark.localName === "ins" || mark.dataset.change === "inserted" ? "ins" : "del";
};

/* The text in an element: lines of runs of one side each, and how far each line stands from the one before it. */
const linesOf = (root) => {
  const lines = [{ runs: [], gap: 0 }];
  const edge = (gap) => {
    if (lines.at(-1).runs.some(({ text }) => text.trim())) lines.push({ runs: [], gap });
    else Object.assign(lines.at(-1), { runs: [], gap: Math.max(gap, lines.at(-1).gap) });
  };
  const add = (text, node) => lines.at(-1).runs.push({ text, node, side: sideOf(node) });
  const walk = (parent, cell) => {
    for (const node of parent.childNodes) {
      if (node.nodeType === 3) add(parent.closest("pre") ? node.data : node.data.replace(/[ \t\r\n\f]+/g, " "), node);
      else if (node.nodeType !== 1 || node.matches(OURS)) continue;
      else if (node.localName === "br") add("\n", node);
      else if (node.matches("td, th")) {
        if (node.previousElementSibling) lines.at(-1).runs.push({ text: "\t", node, side: "" });
        walk(node, true);
      } else if (node.matches(FLOW) && cell) {
        add(" ", node);
        walk(node, true);
      } else if (node.matches(FLOW)) {
        edge(node.matches(LINES) ? 1 : 2);
        walk(node, false);
        edge(node.matches(LINES) ? 1 : 2);
      } else walk(node, cell);
    }
  };
  walk(root, root.matches("td, th"));
  return lines.filter(({ runs }) => runs.some(({ text }) => text.trim()));
};

const evened = (text) => text.replace(/ *([\n\t]) */g, "$1").replace(/ {2,}/g, " ").trim();

/* Words of one side in its signs; the spaces at their ends stand outside. */
const signed = (text, side) => {
  const words = text.trim();
  const [lead, tail] = [text.slice(0, text.length - text.trimStart().length), text.slice(text.trimEnd().length)];
  return words ? `${lead}${SIGNS[side][0]}${words}${SIGNS[side][1]}${tail}` : text;
};

const lineText = ({ runs }) => {
  const between = ({ text }, k) => text === " " && runs[k - 1]?.side === "del" && runs[k + 1]?.side === "ins";
  const merged = [];
  for (const { text, side } of runs.filter((run, k) => !between(run, k))) {
    const last = merged.at(-1);
    if (last?.side === side) last.text += text;
    else merged.push({ text, side });
  }
  return evened(merged.map(({ text, side }) => signed(text, side)).join(""));
};

const plain = (root) => linesOf(root).map((line, k) => (k ? "\n".repeat(line.gap || 1) : "") + lineText(line)).join("");

/* What a range holds, in a <div>: with the elements that it needs around it, every changed word in a mark. */
const picked = (range, redline) => {
  let held = range.cloneContents();
  let at = range.commonAncestorContainer;
  if (at.nodeType !== 1) at = at.parentElement;
  while (at !== redline && (at.matches(SHELLS) || !at.matches(BLOCKS))) {
    const shell = at.cloneNode(false);
    shell.append(held);
    held = shell;
    at = at.parentElement;
  }
  const root = dom.element("div");
  const around = at === redline ? null : at.closest(MARKS);
  if (around && redline.contains(around)) root.dataset.change = around.dataset.change ?? { INS: "inserted", DEL: "deleted" }[around.nodeName];
  root.append(held);
  for (const element of root.querySelectorAll(OURS)) element.remove();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const bare = [];
  while (walker.nextNode()) {
    const text = /** @type {Text} */ (walker.currentNode);
    const mark = text.parentElement.closest(MARKS);
    if (text.data.trim() && mark?.matches(":not(ins, del)")) bare.push(text);
  }
  for (const node of bare) { // of a passage that moved here
    const mark = dom.element(sideOf(node));
    node.replaceWith(mark);
    mark.append(node);
  }
  return root;
};

/* The same as HTML for other programs: no names, classes or styles of this page, links that lead on from anywhere. */
const markup = (root) => {
  for (const element of root.querySelectorAll("*")) {
    for (const name of ["href", "src"]) {
      if (element.hasAttribute(name)) element.setAttribute(name, new URL(element.getAttribute(name), location.href).href);
    }
    for (const { name } of [...element.attributes]) if (!KEPT.has(name)) element.removeAttribute(name);
  }
  for (const element of root.querySelectorAll("span:not([dir], [lang]), a:not([href])")) element.replaceWith(...element.childNodes);
  return root.innerHTML;
};

/* The part of a range that lies in a redline, if nothing of it is read elsewhere. */
const inside = (range) => {
  const element = (node) => (node.nodeType === 1 ? node : node.parentElement);
  const redline = element(range.startContainer).closest(".inforce-redline") ?? element(range.endContainer).closest(".inforce-redline");
  if (!redline) return null;
  const all = document.createRange();
  all.selectNodeContents(redline);
  const clipped = range.cloneRange();
  const [before, after] = [range.cloneRange(), range.cloneRange()];
  if (range.compareBoundaryPoints(Range.START_TO_START, all) < 0) {
    clipped.setStart(all.startContainer, all.startOffset);
    before.setEnd(all.startContainer, all.startOffset);
  } else before.collapse(true);
  if (range.compareBoundaryPoints(Range.END_TO_END, all) > 0) {
    clipped.setEnd(all.endContainer, all.endOffset);
    after.setStart(all.endContainer, all.endOffset);
  } else after.collapse();
  return `${before}${after}`.trim() ? null : picked(clipped, redline);
};

document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (selection.isCollapsed || event.target.closest?.("input, textarea, [contenteditable]")) return;
  const parts = Array.from({ length: selection.rangeCount }, (_, k) => inside(selection.getRangeAt(k)));
  if (!parts.every(Boolean) || !parts.some((part) => part.querySelector("ins, del"))) return;
  event.clipboardData.setData("text/plain", parts.map(plain).join("\n"));
  event.clipboardData.setData("text/html", parts.map(markup).join(""));
  event.preventDefault();
});

/* Where the sentences of a text begin and end. */
const sentences = (text, language) => {
  if (!Intl.Segmenter) return [[0, text.length]];
  const found = new Intl.Segmenter(language, { granularity: "sentence" }).segment(text);
  return Array.from(found, ({ index, segment }) => [index, index + segment.length]);
};

/* The sentences of a line around what `isHit`, as one side has them; "" if it has none. */
const around = (runs, isHit, which, language) => {
  const text = { old: "", new: "" };
  const spans = runs.map(({ text: words, side, node }) => {
    const start = { old: text.old.length, new: text.new.length };
    if (side !== "ins") text.old += words;
    if (side !== "del") text.new += words;
    return { start, end: { old: text.old.length, new: text.new.length }, kept: !side, hit: isHit(node) };
  });
  const overlapping = (on, [a, b]) => sentences(text[on], language).filter(([from, to]) => text[on].slice(Math.max(a, from), Math.min(b, to)).trim());
  const whole = (on, ranges) => {
    const found = ranges.flatMap((range) => overlapping(on, range));
    return found.length ? [Math.min(...found.map(([from]) => from)), Math.max(...found.map(([, to]) => to))] : null;
  };
  const hits = (on) => spans.filter(({ hit }) => hit).map(({ start, end }) => [start[on], end[on]]);
  const other = which === "old" ? "new" : "old";
  const there = whole(other, hits(other));
  /* What this side has in the place of those sentences. */
  const across = !there ? [] : spans.filter(({ start, end, kept }) => kept && start[other] < there[1] && end[other] > there[0])
    .map(({ start, end }) => [Math.max(there[0], start[other]), Math.min(there[1], end[other])].map((at) => at - start[other] + start[which]));
  const here = whole(which, [...hits(which), ...across]);
  return here ? evened(text[which].slice(...here)) : "";
};

/* What stands on one side where a change is, given its pieces: whole sentences, or what else is read as one. */
export const wording = (pieces, which) => {
  const blocks = new Set(pieces.map((piece) => piece.closest("tr") ?? piece.closest(FLOW) ?? piece));
  const outer = [...blocks].filter((block) => ![...blocks].some((other) => other !== block && other.contains(block)));
  const isHit = (node) => pieces.some((piece) => piece.contains(node));
  const language = pieces[0].closest("[lang]")?.lang || undefined;
  return outer.flatMap(linesOf).filter(({ runs }) => runs.some(({ node }) => isHit(node)))
    .map(({ runs }) => runs.filter(({ node, side }) => side !== "del" || !node.parentElement.closest('ins, [data-change="inserted"]')))
    .map((runs) => around(runs, isHit, which, language)).filter(Boolean).join("\n");
};
