// <input data-combobox data-options-url="/..."> or <input data-combobox data-options="#id-of-json">: an ARIA combobox.
// Options are [{value, label, hint}]. Free text stays allowed; data-combobox-value="#id" names a hidden input for the
// value of a chosen option.
(() => {
  "use strict";
  const { upgrade, word, fold, element } = window.chauban;
  let serial = 0;

  upgrade("input[data-combobox]", (input) => {
    const list = element("ul", "combobox-list");
    list.id = `combobox-${++serial}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", word("suggestions"));
    input.after(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id], ["autocomplete", "off"]]) input.setAttribute(name, value);
    if (getComputedStyle(input.parentElement).position === "static") input.parentElement.classList.add("combobox-holder");

    const hidden = input.dataset.comboboxValue ? document.querySelector(input.dataset.comboboxValue) : null;
    const fixed = input.dataset.options ? JSON.parse(document.querySelector(input.dataset.options)?.textContent || "[]") : null;
    let shown = [], active = -1, chosenLabel = input.value, asked = 0, timer;

    const close = () => { list.hidden = true; active = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };

    function point(index) {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = index;
      const option = list.children[active];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    }

    function choose(index) {
      const option = shown[index];
      if (!option) return;
      input.value = chosenLabel = option.label;
      if (hidden) { hidden.value = option.value; hidden.dispatchEvent(new Event("change", { bubbles: true })); }
      input.dispatchEvent(new CustomEvent("combobox:chosen", { bubbles: true, detail: option }));
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
      close();
    }

    function show(options) {
      shown = options.slice(0, 50);
      list.replaceChildren(...shown.map((option, index) => {
        const row = element("li", "", "");
        row.id = `${list.id}-${index}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.append(element("span", "", option.label));
        if (option.hint) row.append(element("small", "", option.hint));
        return row;
      }));
      active = -1;
      list.hidden = !shown.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      input.removeAttribute("aria-activedescendant");
    }

    // Every typed word must begin some word of the option; options that begin with the whole text come first.
    function matching(options, text) {
      const wanted = fold(text).split(/\s+/).filter(Boolean);
      const ranked = [];
      for (const option of options) {
        const words = fold(`${option.label} ${option.hint || ""} ${option.value}`).split(/[\s/.,()-]+/);
        if (!wanted.every((part) => words.some((each) => each.startsWith(part)))) continue;
        ranked.push([fold(option.label).startsWith(wanted.join(" ")) ? 0 : 1, option]);
      }
      return ranked.sort((a, b) => a[0] - b[0]).map(([, option]) => option);
    }

    async function look(text) {
      if (fixed) return show(matching(fixed, text));
      const mine = ++asked;
      const url = new URL(input.dataset.optionsUrl, location.href);
      url.searchParams.set("q", text);
      try {
        const response = await fetch(url, { headers: { Accept: "application/json" } });
        if (mine === asked && response.ok && document.activeElement === input) show(await response.json());
      } catch { close(); } // without suggestions one can still type
    }

    input.addEventListener("input", (event) => {
      if (!event.isTrusted) return;
      if (hidden && input.value !== chosenLabel) hidden.value = "";
      clearTimeout(timer);
      timer = setTimeout(() => look(input.value), fixed ? 0 : 150);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // a Vietnamese input method is still putting the letter together
      const open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) return look(event.altKey ? "" : input.value);
        const step = event.key === "ArrowDown" ? 1 : -1;
        point((active + step + shown.length + (active < 0 && step < 0 ? 1 : 0)) % shown.length);
      } else if (open && event.key === "Enter" && active >= 0) { event.preventDefault(); choose(active); }
      else if (open && event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
      else if (open && event.key === "Tab" && (active >= 0 || shown.length === 1)) choose(Math.max(active, 0));
    });
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // keep the focus in the input
      const row = event.target.closest("[role=option]");
      if (row) choose([...list.children].indexOf(row));
    });
    input.addEventListener("blur", () => { clearTimeout(timer); asked++; close(); });
  });
})();
