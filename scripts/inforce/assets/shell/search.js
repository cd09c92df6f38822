/* The page that finds texts in force: asks Pagefind's index as somebody types, and keeps the words in the address. */
const form = document.querySelector(".inforce-search");
const field = form.elements.namedItem("q");
const status = document.querySelector(".inforce-search__status");
const list = document.querySelector(".inforce-search__found");
const finder = await import(new URL(`${form.dataset.index}pagefind.js`, location.href).href);
await finder.options({ baseUrl: new URL(form.dataset.home, location.href).pathname });

/* An excerpt with the words marked that were found; nothing else of it is taken for HTML. */
function excerpt(html) {
  const line = document.createElement("p");
  for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) {
    const part = node.nodeName === "MARK" ? document.createElement("mark") : document.createElement("span");
    part.textContent = node.textContent;
    line.append(part);
  }
  return line;
}

function entry(found) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = found.url;
  link.textContent = found.meta?.title ?? found.title;
  item.append(link, excerpt(found.excerpt));
  const parts = (found.sub_results ?? []).filter((part) => part.url !== found.url).slice(0, 3);
  if (parts.length) {
    const inner = document.createElement("ul");
    inner.append(...parts.map(entry));
    item.append(inner);
  }
  return item;
}

async function find() {
  const words = field.value.trim();
  const address = new URL(location.href);
  if (words) address.searchParams.set("q", words);
  else address.searchParams.delete("q");
  history.replaceState(null, "", address);
  const answer = words ? await finder.debouncedSearch(words, {}, 200) : { results: [] };
  if (answer === null) return; // more was typed
  const found = await Promise.all(answer.results.slice(0, 30).map((result) => result.data()));
  if (field.value.trim() !== words) return;
  list.replaceChildren(...found.map(entry));
  status.textContent = words ? (found.length ? form.dataset.found.replace("{count}", answer.results.length) : form.dataset.none) : "";
}

field.value = new URL(location.href).searchParams.get("q") ?? "";
field.addEventListener("input", find);
form.addEventListener("submit", (event) => { event.preventDefault(); find(); });
find();
