// j and k walk over the lines of the desk, Enter opens the one that is reached; beyond the last and the first they are
// the keys of the neighbouring pages. After a deed the next line is at hand.
(() => {
  "use strict";
  const subjects = () => [...document.querySelectorAll("[data-lines] .desk-line-subject")];
  const at = (found) => found.findIndex((each) => each.closest("li").contains(document.activeElement));
  let place = -1;

  function walk(step) {
    const found = subjects(), here = at(found);
    const next = here < 0 ? found.at(step > 0 ? 0 : -1) : found[here + step];
    next?.focus();
    next?.closest("li").scrollIntoView({ block: "nearest" });
    return Boolean(next);
  }

  // Before the page's own keys are looked for, of which the paging has the same.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || localStorage.getItem("keys") === "off") return;
    if (event.target.closest("input, textarea, select, [contenteditable=true], dialog")) return;
    if ((event.key === "j" || event.key === "k") && walk(event.key === "j" ? 1 : -1)) event.preventDefault();
  }, true);

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.closest?.("[data-lines]")) place = at(subjects());
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (place < 0 || !document.querySelector("[data-lines]")) return;
    const found = subjects();
    found[Math.min(place, found.length - 1)]?.focus({ preventScroll: true });
    place = -1;
  });
})();
