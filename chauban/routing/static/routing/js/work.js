// What a deed left behind: HX-Trigger {"told": "sentence"} becomes a notice, and a refused deed shows its first error.
// One deed of a piece of work is open at a time; not by <details name>, which would close the one that a swap brings open.
(() => {
  "use strict";
  document.addEventListener("told", (event) => window.chauban.notice(event.detail.value));
  document.addEventListener("htmx:afterSettle", () => document.querySelector("#work .work-deed[open] .form-errors")?.focus());
  document.addEventListener("toggle", (event) => {
    const opened = event.target;
    if (!opened.matches?.("details.work-deed[open]")) return;
    for (const other of opened.parentElement.querySelectorAll(":scope > .work-deed[open]")) if (other !== opened) other.open = false;
  }, true);
})();
