// A row of the book while it is written: the cursor goes into it, Esc leaves it as it was.
(() => {
  "use strict";
  window.chauban.upgrade(".book-editing", (row) => {
    row.querySelector("[aria-invalid=true], input:not([type=hidden])")?.focus();
    row.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) row.querySelector("[data-row-leave]").click();
    });
  });
})();
