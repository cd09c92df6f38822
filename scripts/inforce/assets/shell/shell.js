/* The switch between light and dark, and tables that scroll by themselves. Pages can be read without either. */
{
  const root = document.documentElement;
  const button = document.querySelector(".inforce-shell__scheme");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.mdColorScheme ? root.dataset.mdColorScheme === "slate" : system.matches);
  const show = () => button.setAttribute("aria-pressed", String(isDark()));

  button.addEventListener("click", () => {
    root.dataset.mdColorScheme = isDark() ? "default" : "slate";
    try { localStorage.setItem("inforce-scheme", root.dataset.mdColorScheme); } catch { /* for this page only */ }
    show();
  });
  system.addEventListener("change", show);
  show();
  button.hidden = false;
  for (const form of document.querySelectorAll(".inforce-shell__search")) form.hidden = false;

  for (const table of document.querySelectorAll(".md-typeset table:not([class])")) {
    const box = document.createElement("div");
    box.className = "md-typeset__scrollwrap";
    table.replaceWith(box);
    box.append(table);
  }
}
