// The hand over the pages. A pen always writes. A finger or the mouse writes while "write" is on; else it scrolls, pinches
// and selects. While a pen is near or was used a moment ago, touches are the palm's and do nothing.
(() => {
  "use strict";
  const ask = (...asked) => window.chauban.ask(...asked);
  const PALM_MS = 800, PALM_WIDTH = 60, WIDTH = 1.7, APART = 0.35, ERASER_BUTTON = 32;
  const round = (number, by = 100) => Math.round(number * by) / by;

  function hand(root, surface, { begun, onpen, signal }) {
    const scroll = root.querySelector(".paper-scroll"), tools = root.querySelector("[data-ink-tools]");
    const tool = (name) => tools.querySelector(`[data-ink-act=${name}]`);
    let writing = false, erasing = false, penAt = -Infinity, penKnown = false, stroke = null, away = 0;
    const touches = new Set();
    const palm = () => performance.now() - penAt < PALM_MS;

    function mode(name, on) {
      if (name === "write") { writing = on; if (on) erasing = false; } else { erasing = on; if (on) writing = false; }
      tool("write").setAttribute("aria-pressed", String(writing));
      tool("erase").setAttribute("aria-pressed", String(erasing));
      root.toggleAttribute("data-inking", writing || erasing);
    }
    function pen() {
      penAt = performance.now();
      root.setAttribute("data-pen-near", ""); // the browser pans with no pen, and its touches are the palm's
      clearTimeout(away);
      away = setTimeout(() => root.removeAttribute("data-pen-near"), PALM_MS);
      if (penKnown) return;
      penKnown = true;
      if (writing) mode("write", false); // from now on fingers turn the pages
      onpen?.();
    }

    // A point of the page in points, whatever the page's size and turn.
    function at(event, page) {
      const box = page.querySelector(".paper-sheet").getBoundingClientRect(), scale = root.paper.scale;
      const width = Number(page.dataset.width), height = Number(page.dataset.height);
      const across = (event.clientX - box.left) / scale, down = (event.clientY - box.top) / scale;
      return { 0: [across, down], 90: [down, height - across], 180: [width - across, height - down], 270: [width - down, across] }[root.paper.turned];
    }
    const within = (number, most) => Math.min(most + 20, Math.max(-20, number));
    function push(event) {
      const [px, py] = at(event, stroke.page), points = stroke.stroke[2], last = points.length - 4;
      const sx = round(within(px, Number(stroke.page.dataset.width))), sy = round(within(py, Number(stroke.page.dataset.height)));
      if (last >= 0 && Math.hypot(sx - points[last], sy - points[last + 1]) < APART) return;
      const pressure = event.pointerType === "pen" && event.pressure > 0 ? Math.min(1, event.pressure) : 0.5;
      points.push(sx, sy, round(pressure), Math.round(performance.now() - stroke.since));
    }

    function start(event) {
      const page = event.target.closest?.(".paper-page");
      if (!page || stroke) return;
      const erases = erasing || Boolean(event.buttons & ERASER_BUTTON), number = Number(page.dataset.page);
      surface.prepare(page);
      stroke = { id: event.pointerId, type: event.pointerType, page, number, erases, since: performance.now(), drawn: 0, stroke: [Math.max(0, Math.round(Date.now() - begun())), WIDTH, []] };
      event.preventDefault();
      try { scroll.setPointerCapture(event.pointerId); } catch { /* gone already */ }
      move(event);
    }
    function move(event) {
      const seen = event.getCoalescedEvents?.() || [];
      for (const each of seen.length ? seen : [event]) {
        if (stroke.erases) surface.erase(stroke.number, ...at(each, stroke.page));
        else push(each);
      }
      if (stroke.erases) return;
      surface.trace(stroke.number, stroke.stroke, stroke.drawn);
      stroke.drawn = window.chauban.ink.many(stroke.stroke);
    }
    function end(keep) {
      const over = stroke;
      stroke = null;
      if (!over || over.erases) return;
      if (keep && over.stroke[2].length) surface.add(over.number, over.stroke); else surface.forgetTrace(over.number);
    }

    root.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".paper-page")) return;
      if (event.pointerType === "pen") { pen(); if (event.button === 0 || event.buttons & ERASER_BUTTON) { if (stroke?.type === "touch") end(false); start(event); } return; }
      if (event.pointerType === "touch") {
        touches.add(event.pointerId);
        if (touches.size > 1 && stroke?.type === "touch") return end(false); // two fingers pinch
        if (palm() || event.width > PALM_WIDTH) return;
      } else if (event.button) return;
      if ((writing || erasing) && touches.size < 2) start(event);
    });
    root.addEventListener("pointermove", (event) => {
      if (event.pointerType === "pen") pen();
      if (stroke?.id === event.pointerId) move(event);
    });
    const up = (event) => {
      touches.delete(event.pointerId);
      if (event.pointerType === "pen") penAt = performance.now();
      if (stroke?.id === event.pointerId) end(event.type === "pointerup" || stroke.type === "pen");
    };
    for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, up, { signal });

    // What the browser would do with the touch by itself: not while the pen writes, not with a palm beside it.
    for (const name of ["touchstart", "touchmove"]) {
      scroll.addEventListener(name, (event) => { if (event.cancelable && (stroke || palm())) event.preventDefault(); }, { passive: false });
    }
    scroll.addEventListener("mousedown", (event) => { if (stroke) event.preventDefault(); }); // no words are selected under the ink
    scroll.addEventListener("contextmenu", (event) => { if (stroke || palm()) event.preventDefault(); });

    tools.addEventListener("click", async (event) => {
      const act = event.target.closest("[data-ink-act]")?.dataset.inkAct;
      if (act === "write") mode("write", !writing);
      if (act === "erase") mode("erase", !erasing);
      if (act === "undo") surface.undo();
      if (act === "redo") surface.redo();
      if (act === "clear" && (await ask(window.chauban.said("clear"), window.chauban.said("clear-act")))) surface.clear();
    });
    const show = () => {
      const { undo, redo } = surface.may;
      tool("undo").disabled = !undo;
      tool("redo").disabled = !redo;
      tool("clear").disabled = surface.empty;
    };
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && (writing || erasing)) { mode("write", false); mode("erase", false); } }, { signal });
    return { show, mode };
  }

  window.chauban.hand = hand;

  // A finger that goes sideways over a page that fits turns to the next page, or back.
  window.chauban.upgrade("[data-paper]", (root) => {
    if (!root.paper) return;
    const scroll = root.querySelector(".paper-scroll");
    let from = null;
    // With nothing to pan sideways the browser would take the finger's way for going back in its history.
    const fitting = () => root.toggleAttribute("data-fits", scroll.scrollWidth <= scroll.clientWidth + 1);
    new ResizeObserver(fitting).observe(root.paper.pages[0]);
    scroll.addEventListener("touchstart", (event) => {
      const fits = root.hasAttribute("data-fits");
      from = event.touches.length === 1 && fits && !event.defaultPrevented && !root.hasAttribute("data-inking") ? event.touches[0] : null;
    }, { passive: true });
    scroll.addEventListener("touchend", (event) => {
      const to = event.changedTouches[0];
      if (!from || event.touches.length) return;
      const across = to.clientX - from.clientX, down = to.clientY - from.clientY;
      from = null;
      if (Math.abs(across) > 60 && Math.abs(across) > 2 * Math.abs(down)) root.paper.goto(root.paper.page + (across < 0 ? 1 : -1));
    });
    scroll.addEventListener("touchcancel", () => { from = null; });
  });
})();
