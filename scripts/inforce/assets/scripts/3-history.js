/* The history page: choose any two revisions and compare them. The older one cannot be newer: what would turn the two round
   cannot be chosen, and the arrow keys pass over it. */
{
  inforce.at("change", ".inforce-pick", check);
  inforce.at("submit", ".inforce-pick", (form, event) => {
    event.preventDefault();
    const { old, next } = chosen(form);
    if (old && next) location.href = inforce.page(`${form.dataset.base}${old.value}/${next.value}/`);
  });

  function chosen(form) {
    return { old: form.querySelector("input[name=old]:checked"), next: form.querySelector("input[name=new]:checked") };
  }

  function check(form) {
    const { old, next } = chosen(form);
    if (!old || !next) return;
    for (const radio of form.querySelectorAll("input[type=radio]")) {
      const order = Number(radio.dataset.order);
      radio.disabled = radio.name === "old" ? order >= Number(next.dataset.order) : order <= Number(old.dataset.order);
    }
    const said = form.querySelector(".inforce-pick__chosen");
    said.replaceChildren(inforce.say(said.dataset.say, { old: inforce.words(old.value), new: inforce.words(next.value) }));
  }

  inforce.each(".inforce-pick", (form) => {
    for (const hidden of form.querySelectorAll(".inforce-pick__go, .inforce-pick__cell")) hidden.hidden = false;
    check(form);
  });
}
