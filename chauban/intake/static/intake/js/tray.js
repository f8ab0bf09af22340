// While lines of the tray are busy, ask each second how far they are; when none is, nothing is asked.
(() => {
  "use strict";
  window.chauban.upgrade("[data-tray-poll]", (poll) => {
    setInterval(() => {
      if (!document.hidden && document.querySelector("[name=busy]")) poll.dispatchEvent(new Event("tray:tick"));
    }, 1000);
  });
})();
