// While lines of the tray are busy, ask each second how far they are; when none is, nothing is asked.
// When something in the tray changed elsewhere, its lines are laid anew into the same list: files that are on their way
// into it stay.
(() => {
  "use strict";
  window.chauban.upgrade("[data-tray-poll]", (poll) => {
    setInterval(() => {
      if (!document.hidden && document.querySelector("[name=busy]")) poll.dispatchEvent(new Event("tray:tick"));
    }, 1000);
  });

  window.chauban.upgrade("[data-tray]", (part) => {
    const list = part.querySelector("#tray");
    part.addEventListener("htmx:beforeSwap", (event) => {
      const fresh = new DOMParser().parseFromString(event.detail.serverResponse, "text/html").querySelector("[data-tray]");
      if (event.target !== part || !fresh) return;
      event.detail.shouldSwap = false;
      list.replaceChildren(...[...list.children].filter((each) => !each.id), ...fresh.querySelectorAll("#tray > li"));
      part.querySelector("[data-tray-paging]").replaceChildren(...fresh.querySelector("[data-tray-paging]").childNodes);
      window.htmx.process(part);
    });
  });
})();
