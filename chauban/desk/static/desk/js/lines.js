// j and k walk over the lines of the desk, Enter opens the one that is reached. After a deed the next line is at hand.
(() => {
  "use strict";
  const subjects = () => [...document.querySelectorAll("[data-lines] .desk-line-subject")];
  const at = (found) => found.findIndex((each) => each.closest("li").contains(document.activeElement));
  let place = -1;

  function walk(step) {
    const found = subjects(), here = at(found);
    const next = found[here < 0 ? (step > 0 ? 0 : found.length - 1) : Math.min(Math.max(here + step, 0), found.length - 1)];
    next?.focus();
    next?.closest("li").scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || localStorage.getItem("keys") === "off") return;
    if (event.target.closest("input, textarea, select, [contenteditable=true], dialog") || !subjects().length) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); walk(event.key === "j" ? 1 : -1); }
  });

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
