// A stamp to be put on a page: <button class="paper-overlay" data-draggable-stamp data-x="120" data-y="15" data-w="50"
// data-h="35"> inside a .paper-page, in millimetres from the page's top left. Dragging or the arrow keys (1 mm, 10 with
// Shift) move it; every move sends "stamp:moved" {page, x, y}, and data-stamp-x="#id" / data-stamp-y="#id" are filled.
(() => {
  "use strict";
  const { upgrade, word } = window.chauban;
  const MM = 72 / 25.4; // points in a millimetre

  upgrade("[data-draggable-stamp]", (stamp) => {
    const page = stamp.closest(".paper-page"), root = stamp.closest("[data-paper]");
    page?.querySelector(".paper-sheet")?.append(stamp); // over the image even when the template put it after
    const wide = page.dataset.width / MM, high = page.dataset.height / MM;
    const state = { x: Number(stamp.dataset.x), y: Number(stamp.dataset.y), w: Number(stamp.dataset.w), h: Number(stamp.dataset.h) };
    const field = (name) => stamp.dataset[name] && document.querySelector(stamp.dataset[name]);
    const what = stamp.getAttribute("aria-label") || stamp.textContent.trim();

    function show() {
      stamp.style.left = `${(100 * state.x) / wide}%`;
      stamp.style.top = `${(100 * state.y) / high}%`;
      stamp.style.width = `${(100 * state.w) / wide}%`;
      stamp.style.height = `${(100 * state.h) / high}%`;
      stamp.setAttribute("aria-label", word("stamp-at", { what, x: Math.round(state.x), y: Math.round(state.y) }));
    }

    function move(x, y) {
      state.x = Math.round(10 * Math.min(Math.max(0, x), wide - state.w)) / 10;
      state.y = Math.round(10 * Math.min(Math.max(0, y), high - state.h)) / 10;
      show();
      if (field("stampX")) field("stampX").value = state.x;
      if (field("stampY")) field("stampY").value = state.y;
      stamp.dispatchEvent(new CustomEvent("stamp:moved", { bubbles: true, detail: { page: Number(page.dataset.page), x: state.x, y: state.y } }));
    }

    stamp.addEventListener("keydown", (event) => {
      const by = event.shiftKey ? 10 : 1;
      const step = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by], ArrowDown: [0, by] }[event.key];
      if (!step) return;
      event.preventDefault();
      move(state.x + step[0], state.y + step[1]);
    });

    let grip = null;
    stamp.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      grip = { x: event.clientX, y: event.clientY, from: { ...state } };
      stamp.setPointerCapture(event.pointerId);
    });
    stamp.addEventListener("pointermove", (event) => {
      if (!grip) return;
      const scale = root.paper.scale * MM;
      move(grip.from.x + (event.clientX - grip.x) / scale, grip.from.y + (event.clientY - grip.y) / scale);
    });
    for (const name of ["pointerup", "pointercancel"]) stamp.addEventListener(name, () => { grip = null; });
    show();
  });
})();
