// Filling a field from the paper. The field last focused among [data-markable] receives what is marked: drag a rectangle
// in mark mode (data-paper-act="mark"), or select text and press Enter or the button data-paper-use.
(() => {
  "use strict";
  const { upgrade, word, element, notice } = window.chauban;
  let wanting = null;

  function want(field) {
    wanting?.closest(".field")?.classList.remove("marking");
    wanting = field;
    wanting.closest(".field")?.classList.add("marking");
    for (const button of document.querySelectorAll("[data-paper-use]")) button.dataset.field = name(field);
  }
  const name = (field) => field.dataset.placesLabel || field.labels?.[0]?.childNodes[0]?.textContent.trim() || field.name;
  document.addEventListener("focusin", (event) => { if (event.target.matches?.("[data-markable]")) want(event.target); });

  function fill(text) {
    if (!text) return notice(word("mark-nothing"));
    if (!wanting?.isConnected) return notice(word("mark-no-field"));
    wanting.value = text;
    wanting.dispatchEvent(new Event("input", { bubbles: true }));
    wanting.dispatchEvent(new Event("change", { bubbles: true }));
    wanting.focus();
    if (wanting.matches("[data-date]")) window.chauban.dates.settle(wanting);
  }

  // Words are read line by line: those whose middles lie within half a letter's height share a line.
  function inReadingOrder(words) {
    const sorted = [...words].sort((a, b) => a.y0 + a.y1 - b.y0 - b.y1), lines = [];
    for (const each of sorted) {
      const middle = (each.y0 + each.y1) / 2, line = lines.at(-1);
      if (line && Math.abs(line.middle - middle) < (each.y1 - each.y0) / 2) line.words.push(each);
      else lines.push({ middle, words: [each] });
    }
    return lines.flatMap((line) => line.words.sort((a, b) => a.x0 - b.x0)).map((each) => each.t).join(" ");
  }

  upgrade("[data-paper]", (root) => {
    if (!root.paper) return;
    const toggle = root.querySelector("[data-paper-act=mark]"), use = root.querySelector("[data-paper-use]");
    const mode = (on) => { root.toggleAttribute("data-marking", on); toggle?.setAttribute("aria-pressed", String(on)); };
    toggle?.addEventListener("click", () => mode(!root.hasAttribute("data-marking")));
    document.addEventListener("keydown", (event) => { if (event.key === "Escape" && root.hasAttribute("data-marking")) mode(false); });

    let drag = null;
    // A point on the sheet in points; offsetX follows the sheet's own axes, so a turned page needs no sums.
    function at(event, sheet, page) {
      const box = sheet.getBoundingClientRect(), turn = root.paper.turned, across = event.clientX - box.left, down = event.clientY - box.top;
      const scale = root.paper.scale, width = Number(page.dataset.width), height = Number(page.dataset.height);
      const [x, y] = { 0: [across / scale, down / scale], 90: [down / scale, height - across / scale], 180: [width - across / scale, height - down / scale], 270: [width - down / scale, across / scale] }[turn];
      return { x: Math.min(Math.max(x, 0), width), y: Math.min(Math.max(y, 0), height) };
    }

    root.addEventListener("pointerdown", (event) => {
      const sheet = event.target.closest(".paper-sheet");
      if (!sheet || !root.hasAttribute("data-marking") || event.button) return;
      event.preventDefault();
      const page = sheet.closest(".paper-page"), lasso = element("div", "paper-lasso");
      sheet.append(lasso);
      drag = { sheet, page, lasso, from: at(event, sheet, page) };
      sheet.setPointerCapture(event.pointerId);
    });
    root.addEventListener("pointermove", (event) => {
      if (!drag) return;
      const to = at(event, drag.sheet, drag.page), { from } = drag;
      drag.box = { x0: Math.min(from.x, to.x), y0: Math.min(from.y, to.y), x1: Math.max(from.x, to.x), y1: Math.max(from.y, to.y) };
      root.paper.place(drag.lasso, drag.box, drag.page);
    });
    root.addEventListener("pointerup", async () => {
      if (!drag) return;
      const { page, box, lasso } = drag;
      drag = null;
      lasso.remove();
      if (!box || box.x1 - box.x0 < 2 || box.y1 - box.y0 < 2) return;
      const words = await root.paper.words(page.dataset.page);
      const inside = words.filter((each) => { const x = (each.x0 + each.x1) / 2, y = (each.y0 + each.y1) / 2; return x >= box.x0 && x <= box.x1 && y >= box.y0 && y <= box.y1; });
      fill(inReadingOrder(inside));
    });

    // The keyboard's way, and the finger's: select words, then Enter or the button.
    const selected = () => { const selection = getSelection(); return selection.anchorNode && root.contains(selection.anchorNode) && selection.anchorNode.parentElement?.closest(".paper-words") ? selection : null; };
    function useSelection() {
      const selection = selected();
      if (selection) fill(selection.toString().replace(/\s+/g, " ").trim());
    }
    document.addEventListener("selectionchange", () => {
      if (!use || !root.isConnected) return;
      use.hidden = !(selected()?.toString().trim() && wanting?.isConnected);
      if (!use.hidden) use.textContent = word("mark-use", { field: use.dataset.field });
    });
    use?.addEventListener("pointerdown", (event) => event.preventDefault());
    use?.addEventListener("click", useSelection);
    root.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.matches(".paper-scroll") && selected()?.toString().trim()) { event.preventDefault(); useSelection(); } });
  });
})();
