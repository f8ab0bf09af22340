// data-key="g t" on a link, button or field: pressing g then t opens, presses or focuses it. "?" lists them all.
// Single letters can be switched off in that list (WCAG 2.1.4). Combinations such as "ctrl+enter" always work.
(() => {
  "use strict";
  const { word, element } = window.chauban;
  let typed = "", timer;

  const writing = (target) => target.closest?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable=true], [role=application]");
  const lettersOff = () => localStorage.getItem("keys") === "off";

  function find(keys) {
    const scope = document.querySelector("dialog[open]") || document;
    return [...scope.querySelectorAll("[data-key]")].find((each) => each.dataset.key.toLowerCase() === keys && each.getClientRects().length && !each.disabled);
  }
  const begins = (keys) => [...document.querySelectorAll("[data-key]")].some((each) => each.dataset.key.toLowerCase().startsWith(`${keys} `));

  function use(target) {
    target.scrollIntoView({ block: "nearest" });
    if (target.matches("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select")) { target.focus(); target.select?.(); }
    else target.click();
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented || !event.key) return;
    // With Alt some keyboards write another letter, so the key itself is asked.
    const name = event.altKey && /^Key[A-Z]$/.test(event.code) ? event.code.at(3).toLowerCase() : event.key.toLowerCase();
    if (event.ctrlKey || event.altKey || event.metaKey) {
      const combination = [(event.ctrlKey || event.metaKey) && "ctrl", event.altKey && "alt", event.shiftKey && "shift", name].filter(Boolean).join("+");
      const target = find(combination);
      if (target) { event.preventDefault(); use(target); }
      return;
    }
    if (writing(event.target) || name.length !== 1) return;
    if (name === "?") { event.preventDefault(); return sheet(); }
    if (lettersOff()) return;
    const keys = typed ? `${typed} ${name}` : name;
    clearTimeout(timer);
    const target = find(keys) || find(name);
    if (target) { typed = ""; event.preventDefault(); return use(target); }
    typed = begins(keys) ? keys : "";
    timer = setTimeout(() => { typed = ""; }, 1200);
  });

  const label = (each) => each.dataset.keyLabel || each.getAttribute("aria-label") || each.labels?.[0]?.textContent.trim() || each.textContent.trim().replace(/\s+/g, " ");

  function sheet() {
    const dialog = document.getElementById("keys");
    if (!dialog || dialog.open) return;
    const list = dialog.querySelector(".keys-list");
    list.querySelectorAll(".found").forEach((each) => each.remove());
    for (const each of document.querySelectorAll("[data-key]")) {
      if (!each.getClientRects().length && !each.closest("[popover]")) continue;
      const term = element("dt", "found");
      each.dataset.key.split(" ").forEach((key) => term.append(element("kbd", "", key), " "));
      list.append(term, element("dd", "found", label(each)));
    }
    const box = dialog.querySelector("[data-keys-letters]");
    if (box) box.checked = !lettersOff();
    dialog.showModal();
  }
  document.addEventListener("click", (event) => { if (event.target.closest("[data-keys-open]")) sheet(); });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-keys-letters]")) localStorage.setItem("keys", event.target.checked ? "on" : "off");
  });

  // Enter saves from any field of the form; a new line in a long text is Shift+Enter.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing || event.shiftKey || event.ctrlKey || event.altKey) return;
    const form = event.target.form;
    if (!form?.hasAttribute("data-enter-saves") || !event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    const buttons = [...form.elements].filter((each) => each.type === "submit" && !each.disabled);
    const save = buttons.find((each) => each.classList.contains("primary")) || buttons[0];
    if (save) form.requestSubmit(save);
  });
})();
