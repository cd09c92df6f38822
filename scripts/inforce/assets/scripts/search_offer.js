/* Where the theme's search finds nothing, it leads on to the search in earlier versions. */

import * as dom from "./dom.js";

const nothing = () => JSON.parse(document.getElementById("__config")?.textContent ?? "{}").translations?.["search.result.none"];

function offer(result) {
  const field = /** @type {HTMLInputElement | null} */ (document.querySelector(".md-search__input"));
  const words = field?.value.trim() ?? "";
  const meta = result.querySelector(".md-search-result__meta");
  const isEmpty = Boolean(words) && meta?.textContent.trim() === nothing();
  const there = result.querySelector(".inforce-offer");
  const told = document.querySelector('meta[name="inforce-earlier"]');
  const address = `${told.dataset.home}?words=${encodeURIComponent(words)}`;
  if (isEmpty && there?.firstElementChild.getAttribute("href") === address) return;
  there?.remove();
  if (!isEmpty) return;
  const said = dom.element("span", "", dom.say(told.getAttribute("content"), { words }));
  said.dataset.mdScore = "0"; // on Enter the theme asks the first element in each link for its score, and follows the best
  meta.after(dom.element("p", "inforce-offer", dom.link(address, said)));
}

const result = document.querySelector(".md-search-result");
if (result) new MutationObserver(() => offer(result)).observe(result, { childList: true, subtree: true, characterData: true });
