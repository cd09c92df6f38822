/* Words in any revision of any policy on a page: which policies have them, and when. The texts are fetched on a search only. */

import * as dom from "./dom.js";
import * as site from "./site.js";
import { inTurn } from "./several.js";
import { fetched, search, summary, terms } from "./word_search.js";

/* What a policy has of the words, as an item of a list; null where it has none. */
async function found(policy, says, question, asked) {
  const data = await fetched(new URL(`${policy.at}history/words.json`, location.href).href);
  const ids = new Set(search(data, asked).flatMap(({ held }) => held.map((number) => data.revisions[number])));
  if (!ids.size) return null;
  const link = dom.link(`${policy.at}history/?words=${encodeURIComponent(question)}`, policy.title);
  return dom.element("li", "", link, ": ", ...summary(data, says, policy, ids).childNodes);
}

async function run(root, question) {
  const says = JSON.parse(root.querySelector(".inforce-ask--anywhere").dataset.search);
  const place = root.querySelector(".inforce-result");
  const asked = terms(question);
  if (!asked.length) return dom.answer(place, dom.paragraph(says.empty));
  const policies = JSON.parse(root.dataset.policies);
  const items = policies.map((policy) => ({ policy, item: null, failed: true }));
  await inTurn(items, async (one) => {
    one.item = await found(one.policy, says, question, asked);
    one.failed = false;
  });
  const having = items.map(({ item }) => item).filter(Boolean);
  const failed = items.some((one) => one.failed) ? [dom.paragraph(says.failed)] : [];
  const none = having.length || failed.length ? [] : [dom.paragraph(says.nothing)];
  return dom.answer(place, ...failed, ...none, having.length ? dom.element("ul", "", ...having) : "");
}

site.at("submit", ".inforce-ask--anywhere", (form, event) => {
  event.preventDefault();
  const question = form.elements.words.value;
  site.remember({ on: "", from: "", to: "", since: "", words: question });
  run(form.closest(".inforce-days"), question);
});

site.each(".inforce-days", (root) => {
  const question = site.asked("words");
  if (question === null) return;
  root.querySelector("input[name=words]").value = question;
  run(root, question);
});
