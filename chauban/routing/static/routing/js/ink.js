// Red ink on the pages of the paper viewer: strokes in points of the page, drawn on a canvas over each page at the
// device's own resolution. `chauban.ink.surface(root, {onchange, onfull})` gives {add, erase, undo, redo, clear, load,
// strokes, empty, may}; the hand is in ink-pen.js. The same curves are drawn for others by `routing/drawing.py`.
(() => {
  "use strict";
  const LEAST = 0.4, MORE = 1.2, POINT = 4, MOST_STROKES = 10000, MOST_SIDE = 6000, NEAR = 6;
  const widthAt = (stroke, at) => stroke[1] * (LEAST + MORE * stroke[2][at * POINT + 2]);
  const x = (stroke, at) => stroke[2][at * POINT], y = (stroke, at) => stroke[2][at * POINT + 1];
  const many = (stroke) => stroke[2].length / POINT;

  // The curve around point `at`: from the middle before it to the middle after it.
  function curve(paint, stroke, at) {
    const last = many(stroke) - 1;
    const mid = (i) => [(x(stroke, i) + x(stroke, i + 1)) / 2, (y(stroke, i) + y(stroke, i + 1)) / 2];
    paint.lineWidth = widthAt(stroke, at);
    paint.beginPath();
    if (at === 0) { paint.moveTo(x(stroke, 0), y(stroke, 0)); if (last) paint.lineTo(...mid(0)); else paint.lineTo(x(stroke, 0) + 0.01, y(stroke, 0)); }
    else if (at === last) { paint.moveTo(...mid(at - 1)); paint.lineTo(x(stroke, at), y(stroke, at)); }
    else { paint.moveTo(...mid(at - 1)); paint.quadraticCurveTo(x(stroke, at), y(stroke, at), ...mid(at)); }
    paint.stroke();
  }

  function touches(stroke, px, py) {
    for (let i = 0; i < many(stroke); i += 1) {
      const j = Math.max(0, i - 1), ax = x(stroke, j), ay = y(stroke, j), dx = x(stroke, i) - ax, dy = y(stroke, i) - ay;
      const along = dx || dy ? Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy))) : 0;
      if (Math.hypot(px - ax - along * dx, py - ay - along * dy) < NEAR) return true;
    }
    return false;
  }

  function surface(root, { onchange, onfull }) {
    const pages = new Map(); // number of the page -> its strokes
    let done = [], undone = []; // each {page, add: [...]} or {page, remove: [[at, stroke], ...]}
    const canvases = new Map();

    // One canvas a page that came near; it follows the page's size, whatever changed it.
    const sizes = new ResizeObserver((entries) => entries.forEach((entry) => fit(entry.target)));
    function prepare(page) {
      const number = Number(page.dataset.page), sheet = page.querySelector(".paper-sheet");
      if (canvases.has(number) || !sheet) return;
      const canvas = document.createElement("canvas");
      canvas.className = "ink-canvas";
      canvas.setAttribute("aria-hidden", "true");
      canvas.dataset.page = number;
      sheet.append(canvas);
      canvases.set(number, canvas);
      sizes.observe(canvas);
    }
    function fit(canvas) {
      const page = root.paper.find(canvas.dataset.page);
      const wanted = canvas.clientWidth * devicePixelRatio, scale = Math.min(wanted, MOST_SIDE) / page.dataset.width;
      const width = Math.round(page.dataset.width * scale), height = Math.round(page.dataset.height * scale);
      if (canvas.width === width && canvas.height === height) return;
      canvas.width = width; canvas.height = height;
      canvas.scale = scale;
      canvas.ink = getComputedStyle(canvas).color;
      draw(Number(canvas.dataset.page));
    }
    function paintOf(number) {
      const canvas = canvases.get(number);
      if (!canvas?.scale) return null;
      const paint = canvas.getContext("2d");
      paint.setTransform(canvas.scale, 0, 0, canvas.scale, 0, 0);
      paint.lineCap = paint.lineJoin = "round";
      paint.strokeStyle = canvas.ink;
      return paint;
    }
    function draw(number) {
      const paint = paintOf(number), canvas = canvases.get(number);
      if (!paint) return;
      paint.clearRect(0, 0, canvas.width / canvas.scale, canvas.height / canvas.scale);
      for (const stroke of pages.get(number) || []) for (let i = 0; i < many(stroke); i += 1) curve(paint, stroke, i);
      count(number);
    }
    function count(number) { if (canvases.has(number)) canvases.get(number).dataset.strokes = (pages.get(number) || []).length; }
    root.addEventListener("paper:near", (event) => prepare(event.target));
    root.paper.pages.forEach((page) => { if (page.dataset.near) prepare(page); });

    function changed(number) { draw(number); onchange?.(); }
    function note(step) { done.push(step); undone = []; changed(step.page); }

    const own = (number) => pages.get(number) ?? pages.set(number, []).get(number);
    function apply({ page, add, remove }) {
      const strokes = own(page);
      if (add) strokes.push(...add);
      if (remove) for (const [, stroke] of remove) strokes.splice(strokes.indexOf(stroke), 1);
    }
    function takeBack({ page, add, remove }) {
      const strokes = own(page);
      if (add) for (const stroke of add) strokes.splice(strokes.indexOf(stroke), 1);
      if (remove) for (const [at, stroke] of remove) strokes.splice(at, 0, stroke);
    }
    function step(from, to, act) {
      const last = from.pop();
      if (!last) return;
      act(last); to.push(last);
      changed(last.page);
    }

    return {
      prepare,
      // A stroke that is being written is painted curve by curve; the last point waits for the next.
      trace(number, stroke, from) {
        const paint = paintOf(number);
        if (paint) for (let i = Math.max(0, from - 1); i < many(stroke) - 1; i += 1) curve(paint, stroke, i);
      },
      add(number, stroke) {
        if (own(number).length >= MOST_STROKES) { draw(number); return onfull?.(); }
        own(number).push(stroke);
        done.push({ page: number, add: [stroke] });
        undone = [];
        // All of it but its end is on the page already.
        const paint = paintOf(number);
        if (paint) curve(paint, stroke, many(stroke) - 1);
        count(number);
        return onchange?.();
      },
      erase(number, px, py) {
        const strokes = own(number), hit = [...strokes.entries()].filter(([, stroke]) => touches(stroke, px, py));
        if (!hit.length) return;
        apply({ page: number, remove: hit });
        note({ page: number, remove: hit });
      },
      forgetTrace: draw,
      undo: () => step(done, undone, takeBack),
      redo: () => step(undone, done, apply),
      clear() { for (const [page, strokes] of pages) if (strokes.length) { const remove = [...strokes.entries()]; apply({ page, remove }); note({ page, remove }); } },
      load(kept) {
        for (const [number, strokes] of Object.entries(kept || {})) { pages.set(Number(number), strokes); draw(Number(number)); }
      },
      get strokes() { return Object.fromEntries([...pages].filter(([, strokes]) => strokes.length)); },
      get empty() { return ![...pages.values()].some((strokes) => strokes.length); },
      get may() { return { undo: done.length > 0, redo: undone.length > 0 }; },
    };
  }

  window.chauban.ink = { surface, many };
})();
