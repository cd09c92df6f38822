/* Save a redline as one HTML file that needs nothing else, made from the page in the reader's browser. */

const absolute = (root) => {
  for (const link of root.querySelectorAll("a[href]")) {
    const target = link.getAttribute("href");
    if (!target.startsWith("#")) link.setAttribute("href", new URL(target, location.href).href);
  }
};

const dataOf = async (address) => {
  const blob = await (await fetch(address)).blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(reader.result));
    reader.addEventListener("error", reject);
    reader.readAsDataURL(blob);
  });
};

const style = async () => {
  const sheet = await fetch(new URL("document.css", import.meta.url));
  return sheet.text();
};

const part = (made, name, nodes) => {
  const element = made.createElement(name);
  element.append(...nodes.map((node) => made.importNode(node, true)));
  return element;
};

/* What a banner says, as plain text. */
const saidIn = (made, banner) => {
  const element = made.createElement("div");
  element.className = "inforce-agreed";
  for (const paragraph of banner.querySelectorAll("p")) element.append(part(made, "p", [...paragraph.childNodes]));
  return element;
};

export const save = async (page) => {
  const title = document.querySelector(".inforce-title").textContent;
  const made = document.implementation.createHTMLDocument(`${title}: ${page.names.old} → ${page.names.new}`);
  made.documentElement.lang = document.documentElement.lang;
  made.documentElement.dir = document.documentElement.dir;
  const charset = made.createElement("meta");
  charset.setAttribute("charset", "utf-8");
  const viewport = made.createElement("meta");
  viewport.name = "viewport";
  viewport.content = "width=device-width, initial-scale=1";
  const sheet = made.createElement("style");
  sheet.textContent = await style();
  made.head.prepend(charset, viewport);
  made.head.append(sheet);
  const shown = ".inforce-title, .inforce-dates, .inforce-notes, .inforce-note, .inforce-reversed:not([hidden]), .inforce-legend";
  const header = part(made, "header", [...document.querySelectorAll(shown)]);
  for (const banner of document.querySelectorAll(".inforce-agreed:not([hidden])")) {
    header.querySelector(".inforce-dates").before(saidIn(made, banner));
  }
  for (const button of header.querySelectorAll("button, [hidden]")) button.remove();
  const main = part(made, "main", page.base);
  for (const image of main.querySelectorAll("img[src]")) image.src = await dataOf(new URL(image.getAttribute("src"), location.href));
  for (const marked of main.querySelectorAll("[data-current], [hidden], .inforce-folded")) {
    marked.removeAttribute("data-current");
    marked.removeAttribute("hidden");
    if (marked.classList.contains("inforce-folded")) marked.remove();
  }
  made.body.append(header, main);
  absolute(made.body);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(["<!doctype html>\n", made.documentElement.outerHTML], { type: "text/html" }));
  link.download = `${location.pathname.split("/").filter(Boolean).slice(-4).join("-")}.html`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};
