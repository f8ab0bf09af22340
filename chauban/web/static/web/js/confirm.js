// Dialogs. data-dialog-open="id" opens one, data-dialog-close closes it. data-confirm="sentence" on a form or its button
// asks in the office's own dialog (#confirm).
(() => {
  "use strict";
  function ask(sentence, act) {
    const dialog = document.getElementById("confirm");
    if (!dialog) return Promise.resolve(window.confirm(sentence));
    dialog.querySelector("[data-confirm-sentence]").textContent = sentence;
    const yes = dialog.querySelector("[value=yes]");
    yes.textContent = act || yes.dataset.label;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) { event.preventDefault(); document.getElementById(opener.dataset.dialogOpen)?.showModal(); }
    const closer = event.target.closest("[data-dialog-close]");
    if (closer) { event.preventDefault(); closer.closest("dialog")?.close(); }
    // An open menu closes when one looks elsewhere.
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    const sentence = button?.dataset.confirm || form.dataset.confirm;
    if (!sentence || form.dataset.confirmed) return void delete form.dataset.confirmed;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!(await ask(sentence, button?.dataset.confirmAct || button?.textContent.trim()))) return button?.focus();
    form.dataset.confirmed = "1";
    form.requestSubmit(button);
  }, true);

  window.chauban.ask = ask;
})();
