// Dragging sheets into another order; the buttons beside each do the same from the keyboard.
(() => {
  "use strict";
  window.chauban.upgrade("[data-sheets]", (list) => {
    const form = document.querySelector(list.dataset.sheets);
    let dragged = null;
    const clear = () => list.querySelectorAll(".before").forEach((each) => each.classList.remove("before"));
    list.addEventListener("dragstart", (event) => {
      dragged = event.target.closest(".sheet");
      dragged.classList.add("dragged");
      event.dataTransfer.effectAllowed = "move";
    });
    list.addEventListener("dragend", () => { dragged?.classList.remove("dragged"); dragged = null; clear(); });
    list.addEventListener("dragover", (event) => {
      const over = event.target.closest(".sheet");
      if (!dragged || !over || over === dragged) return;
      event.preventDefault();
      clear();
      over.classList.add("before");
    });
    list.addEventListener("drop", (event) => {
      const over = event.target.closest(".sheet");
      if (!dragged || !over || over === dragged) return;
      event.preventDefault();
      const goesDown = dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (goesDown) over.after(dragged); else over.before(dragged);
      form.elements.order.value = [...list.children].map((each) => each.dataset.sheet).join(",");
      form.requestSubmit();
    });
  });
})();
