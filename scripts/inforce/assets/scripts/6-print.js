/* On paper: the day of printing, where the page has a place for it. */
addEventListener("beforeprint", () => {
  for (const place of document.querySelectorAll("[data-printed]")) {
    place.replaceChildren(inforce.say(place.dataset.printed, { day: inforce.time(inforce.today()) }));
  }
});
