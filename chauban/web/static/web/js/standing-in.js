// Powers that are lent end by themselves, in a page left open too: the line goes at its minute, and forms marked
// data-on-behalf (its value the giver's number, or empty for any) can no longer be sent. The server refuses anyway.
(() => {
  "use strict";
  const { upgrade, notice } = window.chauban;
  const LONGEST_WAIT = 2 ** 31 - 1; // milliseconds; a browser's timer knows no longer one
  const over = new Set();
  let band = null, lines = [];

  // The server's hour when the page was made, and what has passed since: by whichever of the device's clocks ran on.
  const shown = Date.now(), counted = performance.now();
  const now = () => Date.parse(band.dataset.now) + Math.max(Date.now() - shown, performance.now() - counted);

  function stop(form) {
    const giver = form.dataset.onBehalf;
    if (giver ? !over.has(giver) : lines.length || !over.size) return;
    form.dataset.over = "";
    for (const each of form.elements) each.disabled = true;
  }

  function look() {
    const ended = lines.filter((line) => Date.parse(line.dataset.until) <= now());
    lines = lines.filter((line) => !ended.includes(line));
    for (const line of ended) {
      if (lines.some((each) => each.dataset.giver === line.dataset.giver)) { line.remove(); continue; }
      over.add(line.dataset.giver);
      line.remove();
      notice(line.dataset.over, { kind: "error" });
    }
    if (ended.length) document.querySelectorAll("form[data-on-behalf]").forEach(stop);
    if (!lines.length) return band.remove();
    const next = Math.min(...lines.map((line) => Date.parse(line.dataset.until)));
    setTimeout(look, Math.min(Math.max(next - now(), 0) + 1, LONGEST_WAIT));
  }

  upgrade("[data-standing-in]", (element) => {
    band = element;
    lines = [...band.querySelectorAll("[data-until]")];
    look();
    // A device that slept, or a page that lay in the background, looks at once when it is seen again.
    document.addEventListener("visibilitychange", () => { if (lines.length) look(); });
    window.addEventListener("pageshow", () => { if (lines.length) look(); });
  });
  upgrade("form[data-on-behalf]", stop);
  document.addEventListener("submit", (event) => {
    if ("over" in event.target.dataset) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
})();
