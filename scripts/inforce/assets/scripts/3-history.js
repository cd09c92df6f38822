/* The history page: choose any two revisions and compare them. */
{
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.(".inforce-pick");
    if (form) check(form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest?.(".inforce-pick");
    if (!form) return;
    event.preventDefault();
    const pair = chosen(form);
    if (pair) location.href = `${form.dataset.base}${pair[0].value}/${pair[1].value}/`;
  });

  function chosen(form) {
    const picked = [...form.querySelectorAll("input:checked")];
    if (picked.length < 2 || picked[0].value === picked[1].value) return null;
    return picked.sort((a, b) => a.dataset.order - b.dataset.order);
  }

  function check(form) {
    const button = form.querySelector("button");
    if (!button) return;
    button.disabled = !chosen(form);
    form.querySelector(".inforce-pick__same").hidden = !button.disabled;
  }

  function ready() {
    for (const form of document.querySelectorAll(".inforce-pick")) {
      for (const hidden of form.querySelectorAll("[hidden]:not(.inforce-pick__same)")) hidden.hidden = false;
      check(form);
    }
  }

  inforce.ready(ready);
}
