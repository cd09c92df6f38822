/* A redline side by side: one row for each block, the older text in the first column and the newer one in the second. */

import * as dom from "./dom.js";
import { copied, isBlank, isMarked, side } from "./sides.js";

const CUT = new Set(["DIV", "SECTION", "ARTICLE", "BLOCKQUOTE", "UL", "OL", "DL", "TABLE", "THEAD", "TBODY", "TFOOT"]);
const BLOCK = /^(ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|DETAILS|DIV|DL|FIGURE|FOOTER|FORM|H[1-6]|HEADER|HR|OL|P|PRE|SECTION|TABLE|UL|LI|D[DT]|T[RDH]|TBODY|THEAD|TFOOT|CAPTION)$/;
const LONG = 8; // rows from which a table is cut; a shorter one reads better whole

/* Rows of a table keep their columns only if all have the same. */
const isRegular = (table) => {
  const rows = [...table.rows];
  return rows.length > LONG && !table.querySelector("[colspan], [rowspan], [data-was], td[data-change], th[data-change], [data-pad], table")
    && rows.every((row) => row.cells.length === rows[0].cells.length);
};

const canCut = (node, next) => node.nodeType === 1 && CUT.has(node.nodeName) && isMarked(node)
  && !node.matches("[data-change], [data-break], [data-format], [data-was], [data-was-tag], [reversed]") && !(next?.dataset && "break" in next.dataset)
  && (node.nodeName !== "TABLE" || isRegular(node));

const isBlock = (node) => node.nodeType === 1 && BLOCK.test(node.nodeName);

/* Whether a node stands in one row with those before it. */
const goesOn = (row, node) => {
  const last = row?.at(-1);
  if (!last) return false;
  if (!isBlock(node) && !isBlock(last)) return true;
  if (node.dataset && "break" in node.dataset) return true;
  return Boolean(isBlock(node) && last.dataset?.change && node.dataset.change && node.dataset.n === last.dataset.n
    && !("move" in node.dataset) && !("move" in last.dataset));
};

/* The rows inside a node: their nodes, and the elements that they are to stand in. */
const rowsOf = (parent, around, out) => {
  let row = null;
  const nodes = [...parent.childNodes].filter((node) => !isBlank(node));
  nodes.forEach((node, k) => {
    if (canCut(node, nodes[k + 1])) {
      rowsOf(node, [...around, { element: node, next: { old: node.start ?? 1, new: node.start ?? 1 } }], out);
      row = null;
    } else if (goesOn(row, node)) {
      row.push(node);
    } else {
      row = [node];
      out.push({ nodes: row, around });
    }
  });
  return out;
};

/* An id is given once. */
const claim = (root, taken) => {
  for (const element of root.querySelectorAll("[id]")) {
    if (taken.has(element.id)) element.removeAttribute("id");
    else taken.add(element.id);
  }
};

const fill = (cell, { nodes, around }, which) => {
  const text = side(nodes, which);
  let inside = [...text.childNodes];
  if (!inside.length) return false;
  const count = text.querySelectorAll(":scope > li").length;
  for (const { element, next } of around.toReversed()) {
    const shell = element.cloneNode(false);
    if (shell.nodeName === "OL") {
      shell.setAttribute("start", next[which]);
      next[which] += count;
    }
    if (shell.nodeName === "TABLE") shell.classList.add("inforce-cut");
    shell.append(...inside);
    inside = [shell];
  }
  cell.append(...inside);
  return true;
};

const cellOf = (row, which, said, marked) => {
  const cell = dom.element("div", `inforce-cell inforce-cell--${which}`);
  if (fill(cell, row, which) && marked) cell.prepend(dom.element("p", "inforce-cell__label", said[which]));
  return cell;
};

/* `names` are the two texts' names for the heads of the columns, `said` what stands before a cell on a narrow screen. */
export const columns = (nodes, names, said) => {
  const taken = new Set();
  const heads = [names.old, names.new].map((name) => dom.element("div", "", name));
  const made = [dom.element("div", "inforce-heads", ...heads)];
  for (const row of rowsOf(copied(nodes), [], [])) {
    const marked = row.nodes.some(isMarked);
    const [older, newer] = ["old", "new"].map((which) => cellOf(row, which, said, marked));
    claim(newer, taken);
    claim(older, taken);
    made.push(dom.element("div", marked ? "inforce-row inforce-row--changed" : "inforce-row", older, newer));
  }
  return made;
};
