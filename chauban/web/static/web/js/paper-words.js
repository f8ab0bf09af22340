// The words over a page: invisible, but they can be selected, searched with Ctrl+F and copied. And the boxes that show
// where a value was read: a field with data-places='[{"page":1,"x0":..,"y0":..,"x1":..,"y1":..}]' shows them on focus.
(() => {
  "use strict";
  const { upgrade, element } = window.chauban;
  const ruler = document.createElement("canvas").getContext("2d");
  const percent = (part, whole) => `${(100 * part) / whole}%`;

  function place(made, box, page) {
    made.style.left = percent(box.x0, page.dataset.width);
    made.style.top = percent(box.y0, page.dataset.height);
    made.style.width = percent(box.x1 - box.x0, page.dataset.width);
    made.style.height = percent(box.y1 - box.y0, page.dataset.height);
    return made;
  }

  async function load(page) {
    if (page.words || !page.dataset.wordsUrl) return page.words || [];
    page.words = (async () => {
      const response = await fetch(page.dataset.wordsUrl, { headers: { Accept: "application/json" } });
      return response.ok ? response.json() : [];
    })().catch(() => []);
    page.words = await page.words;
    layOut(page);
    return page.words;
  }

  function layOut(page) {
    const layer = element("div", "paper-words");
    ruler.font = '100px "Times New Roman", Tinos, "Liberation Serif", serif';
    for (const word of page.words) {
      const span = element("span", "", `${word.t} `);
      const height = word.y1 - word.y0, measured = (ruler.measureText(word.t).width * height) / 100;
      span.style.left = percent(word.x0, page.dataset.width);
      span.style.top = percent(word.y0, page.dataset.height);
      span.style.setProperty("--h", height);
      if (measured > 0) span.style.transform = `scaleX(${(word.x1 - word.x0) / measured})`;
      layer.append(span);
    }
    page.querySelector(".paper-sheet").append(layer);
  }

  upgrade("[data-paper]", (root) => {
    if (!root.paper) return;
    root.addEventListener("paper:near", (event) => load(event.target));

    function clear() { root.querySelectorAll(".paper-box, .paper-tag").forEach((each) => each.remove()); }

    function highlight(number, boxes, label = "") {
      const page = root.paper.find(number);
      if (!page) return;
      const sheet = page.querySelector(".paper-sheet"), pad = 1.5;
      const made = boxes.map((box) => place(element("div", "paper-box"), { x0: box.x0 - pad, y0: box.y0 - pad, x1: box.x1 + pad, y1: box.y1 + pad }, page));
      sheet.append(...made);
      if (label) {
        const tag = element("div", "paper-tag", label);
        tag.setAttribute("aria-hidden", "true");
        tag.style.left = made[0].style.left;
        tag.style.top = made[0].style.top;
        sheet.append(tag);
      }
      const scroll = root.querySelector(".paper-scroll"), seen = scroll.getBoundingClientRect(), at = made[0].getBoundingClientRect();
      const smooth = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
      if (at.top < seen.top + 24 || at.bottom > seen.bottom - 24) scroll.scrollBy({ top: at.top - seen.top - seen.height / 3, behavior: smooth });
      if (at.left < seen.left || at.right > seen.right) scroll.scrollBy({ left: at.left - seen.left - 24, behavior: smooth });
    }

    Object.assign(root.paper, { highlight, clear, words: (number) => load(root.paper.find(number)), place });
    // Who is quicker than the script is already in a field.
    show(document.activeElement);
  });

  const labelOf = (field) => field.dataset.placesLabel || field.labels?.[0]?.childNodes[0]?.textContent.trim() || "";
  function show(field) {
    const root = document.querySelector("[data-paper]");
    if (!root?.paper?.highlight || root.contains(field)) return;
    const written = field.dataset?.places;
    root.paper.clear();
    if (!written) return;
    const byPage = Map.groupBy ? Map.groupBy(JSON.parse(written), (box) => box.page) : JSON.parse(written).reduce((all, box) => all.set(box.page, [...(all.get(box.page) || []), box]), new Map());
    for (const [number, boxes] of byPage) root.paper.highlight(number, boxes, labelOf(field));
  }
  document.addEventListener("focusin", (event) => show(event.target));
})();
