// The ĐẾN stamp: a move is kept once the hand rests; a stamp that cannot be moved is only put in its place.
(() => {
  "use strict";
  const { upgrade, csrf, notice, word } = window.chauban;
  const MM = 72 / 25.4, REST = 600;

  upgrade("[data-arrival-stamp]", (stamp) => {
    let timer;
    stamp.addEventListener("stamp:moved", (event) => {
      const { x, y } = event.detail;
      clearTimeout(timer);
      timer = setTimeout(async () => {
        try {
          const response = await fetch(stamp.dataset.arrivalStamp, { method: "POST", headers: { "X-CSRFToken": csrf(), "HX-Request": "true" }, body: new URLSearchParams({ x, y }) });
          if (!response.ok) notice(response.status === 403 ? await response.text() : word("failed"), { kind: "error" });
        } catch { notice(word("no-connection"), { kind: "error" }); }
      }, REST);
    });
  });

  upgrade("[data-arrival-fixed]", (stamp) => {
    const page = stamp.closest(".paper-page");
    if (!page) return;
    const wide = page.dataset.width / MM, high = page.dataset.height / MM;
    stamp.style.left = `${(100 * stamp.dataset.x) / wide}%`;
    stamp.style.top = `${(100 * stamp.dataset.y) / high}%`;
    stamp.style.width = `${(100 * stamp.dataset.w) / wide}%`;
    stamp.style.height = `${(100 * stamp.dataset.h) / high}%`;
  });
})();
