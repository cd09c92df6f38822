/* What Material leaves undone for readers with a keyboard or a screen reader. In other themes there is nothing to do here. */

import * as dom from "./dom.js";
import * as site from "./site.js";

const drawn = matchMedia("(max-width: 76.234375em)");  // narrower, Material's menu is a drawer
const drawer = () => /** @type {HTMLInputElement | null} */ (document.getElementById("__drawer"));

/* Words for screen readers inside an element that shows none. */
function name(element, words) {
  if (!element || !words || element.textContent.trim()) return;
  element.append(dom.element("span", "inforce-unseen", words));
}

/* A menu that is not to be seen cannot be walked through; the button that opens it can be reached. */
function shut() {
  const menu = document.querySelector(".md-sidebar--primary");
  if (menu && drawer()) menu.inert = drawn.matches && !drawer().checked;
}

function menus() {
  const opener = document.querySelector(".md-header__button[for='__drawer']");
  if (opener) opener.tabIndex = 0;  // Material clicks a label that has the focus on Enter
  name(opener, document.querySelector(".md-nav--primary")?.getAttribute("aria-label"));
  for (const label of document.querySelectorAll(".md-nav__container > label")) {
    name(label, label.parentElement.querySelector("a")?.textContent.trim());
  }
  shut();
}

function search() {
  const dialog = document.querySelector(".md-search[role='dialog']:not([aria-label])");
  const words = dialog?.querySelector("input")?.getAttribute("aria-label");
  if (words) dialog.setAttribute("aria-label", words);
  if (document.querySelector('meta[name="inforce-earlier"]')) {
    dialog?.querySelector("input")?.addEventListener("focus", () => import("./search_offer.js"), { once: true });
  }
}

/* What scrolls sideways can be scrolled with the arrow keys. */
function scrollers() {
  for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .inforce-scroll")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
}

const sized = new ResizeObserver(scrollers);

site.ready(() => {
  menus();
  search();
  const content = document.querySelector(".md-content");
  sized.disconnect();
  if (content) sized.observe(content);
});
drawn.addEventListener("change", shut);
document.addEventListener("change", (event) => { if (event.target === drawer()) shut(); });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !drawn.matches || !drawer()?.checked) return;
  drawer().click();
  document.querySelector(".md-header__button[for='__drawer']")?.focus();
});
