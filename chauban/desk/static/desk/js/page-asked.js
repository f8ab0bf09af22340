// A search result leads to the page on which the words stand: /documents/12/?page=3.
(() => {
  "use strict";
  document.addEventListener("paper:ready", (event) => {
    const wanted = Number(new URLSearchParams(location.search).get("page"));
    if (wanted > 1) event.target.paper.goto(wanted);
  });
})();
