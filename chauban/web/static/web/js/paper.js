// <section data-paper>: the paper viewer. Zoom (bar, Ctrl+wheel, pinch, + - 0), page jump, a passing turn.
// All sizes hang on --zoom, CSS pixels per point, so that words, marks and stamps follow the page by themselves.
// The element carries `.paper`: {goto, zoom, fit, turn, page, find, highlight, clear, words}; the last three come from paper-words.js.
(() => {
  "use strict";
  const { upgrade } = window.chauban;
  const LEAST = 0.25, MOST = 6, STEP = 1.2, PX_PER_POINT = 96 / 72;
  const watched = new IntersectionObserver((entries) => entries.forEach((entry) => {
    if (entry.isIntersecting) entry.target.dispatchEvent(new CustomEvent("paper:near", { bubbles: true }));
  }), { rootMargin: "100%" });

  upgrade("[data-paper]", (root) => {
    const scroll = root.querySelector(".paper-scroll");
    const pages = [...root.querySelectorAll(".paper-page")];
    if (!scroll || !pages.length) return;
    const part = (name) => root.querySelector(`[data-paper-${name}]`);
    let zoom = 1, fitting = true, turn = 0, current = 1;

    for (const page of pages) {
      page.style.setProperty("--width", page.dataset.width);
      page.style.setProperty("--height", page.dataset.height);
      if (!page.querySelector(".paper-sheet")) {
        const sheet = document.createElement("div");
        sheet.className = "paper-sheet";
        sheet.append(...page.childNodes);
        page.append(sheet);
      }
      watched.observe(page);
    }

    // Keeps the point under (x, y) of the scroll area where it is while the size changes.
    function setZoom(wanted, x = scroll.clientWidth / 2, y = 0, fit = false) {
      const next = Math.min(MOST, Math.max(LEAST, wanted)), ratio = next / zoom;
      zoom = next; fitting = fit;
      root.style.setProperty("--zoom", zoom);
      if (!fit) { scroll.scrollLeft = (scroll.scrollLeft + x) * ratio - x; scroll.scrollTop = (scroll.scrollTop + y) * ratio - y; }
      const shown = part("percent");
      if (shown) shown.textContent = `${Math.round((100 * zoom) / PX_PER_POINT)}%`;
    }

    function fit() {
      const style = getComputedStyle(scroll);
      const room = scroll.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
      const widest = Math.max(...pages.map((page) => Number(turn % 180 ? page.dataset.height : page.dataset.width)));
      const keep = current;
      if (room > 0) setZoom(room / widest, 0, 0, true);
      if (keep > 1) goto(keep);
    }

    function setTurn(by = 90) { turn = (turn + by + 360) % 360; root.dataset.turn = turn; if (fitting) fit(); }

    const find = (number) => pages.find((page) => Number(page.dataset.page) === Number(number));
    function goto(number) {
      const page = find(Math.min(Math.max(1, number), pages.length));
      if (page) scroll.scrollTop = page.offsetTop - scroll.offsetTop - 8;
    }

    scroll.addEventListener("scroll", () => {
      const middle = scroll.scrollTop + scroll.offsetTop + scroll.clientHeight / 3;
      const page = pages.findLast((each) => each.offsetTop <= middle) || pages[0];
      current = Number(page.dataset.page);
      const input = part("page");
      if (input && document.activeElement !== input) input.value = current;
    }, { passive: true });

    root.addEventListener("paper:near", (event) => { event.target.dataset.near = "1"; });
    root.addEventListener("click", (event) => {
      const act = event.target.closest("[data-paper-act]")?.dataset.paperAct;
      ({ in: () => setZoom(zoom * STEP), out: () => setZoom(zoom / STEP), fit, turn: () => setTurn(), next: () => goto(current + 1), previous: () => goto(current - 1) })[act]?.();
    });
    part("page")?.addEventListener("change", (event) => goto(Number(event.target.value)));
    part("page")?.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); goto(Number(event.target.value)); } });

    scroll.addEventListener("wheel", (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const box = scroll.getBoundingClientRect();
      setZoom(zoom * Math.exp(-event.deltaY / 400), event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
    scroll.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target !== scroll) return;
      const act = { "+": () => setZoom(zoom * STEP), "=": () => setZoom(zoom * STEP), "-": () => setZoom(zoom / STEP), 0: fit, Home: () => goto(1), End: () => goto(pages.length) }[event.key];
      if (act) { event.preventDefault(); act(); }
    });

    // Two fingers: the distance between them is the zoom, the point between them stays. Touch events, because a browser
    // that pans by itself would take pointer events away in the middle of the pinch.
    let pinch = null;
    const middle = ([a, b]) => ({ x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2 });
    const spread = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    scroll.addEventListener("touchstart", (event) => {
      if (event.touches.length !== 2) return;
      event.preventDefault();
      pinch = { distance: spread(event.touches), zoom, middle: middle(event.touches) };
    }, { passive: false });
    scroll.addEventListener("touchmove", (event) => {
      if (!pinch || event.touches.length !== 2) return;
      if (event.cancelable) event.preventDefault();
      const at = middle(event.touches), box = scroll.getBoundingClientRect();
      // Both fingers going the same way move the paper.
      scroll.scrollLeft -= at.x - pinch.middle.x;
      scroll.scrollTop -= at.y - pinch.middle.y;
      pinch.middle = at;
      setZoom((pinch.zoom * spread(event.touches)) / pinch.distance, at.x - box.left, at.y - box.top);
    }, { passive: false });
    for (const name of ["touchend", "touchcancel"]) scroll.addEventListener(name, () => { pinch = null; });

    root.paper = { goto, zoom: setZoom, fit, turn: setTurn, find, pages, get scale() { return zoom; }, get turned() { return turn; }, get page() { return current; } };
    root.dataset.ready = "1";
    fit();
    new ResizeObserver(() => { if (fitting) fit(); }).observe(scroll);
    root.dispatchEvent(new CustomEvent("paper:ready", { bubbles: true }));
  });
})();
