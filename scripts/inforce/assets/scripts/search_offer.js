/* Where the theme's search finds nothing, it leads on to the search in earlier versions. */

import * as dom from "./dom.js";

const nothing = () => JSON.parse(document.getElementById("__config")?.textContent ?? "{}").translations?.["search.result.none"];

function offer(result) {
  const words = document.querySelector(".md-search__input")?.value.trim() ?? "";
  const meta = result.querySelector(".md-search-result__meta");
  const isEmpty = Boolean(words) && meta?.textContent.trim() === nothing();
  const there = result.querySelector(".inforce-offer");
  if (!isEmpty) return there?.remove();
  const { content, dataset } = document.querySelector('meta[name="inforce-earlier"]');
  const said = dom.element("span", "", dom.say(content, { words }));
  said.dataset.mdScore = "0"; // on Enter the theme asks the first element in each link for its score, and follows the best
  const link = dom.link(`${dataset.home}?words=${encodeURIComponent(words)}`, said);
  if (there?.firstChild.href === link.href) return undefined;
  there?.remove();
  return meta.after(dom.element("p", "inforce-offer", link));
}

const result = document.querySelector(".md-search-result");
if (result) new MutationObserver(() => offer(result)).observe(result, { childList: true, subtree: true, characterData: true });
