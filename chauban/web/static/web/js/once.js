// <form data-once>: a second click while the first is on its way does nothing. The server guards the act itself.
(() => {
  "use strict";
  const buttons = (form) => [...form.elements].filter((each) => each.type === "submit");

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented && !form.matches("[hx-post], [data-hx-post]")) return;
    if (!form.hasAttribute("data-once")) return;
    if (form.dataset.sending) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    form.dataset.sending = "1";
    (event.submitter || buttons(form)[0])?.setAttribute("aria-busy", "true");
    // Later, so that the pressed button's own name and value are still sent.
    setTimeout(() => buttons(form).forEach((each) => { each.disabled = true; }));
  });

  function release(form) {
    delete form.dataset.sending;
    for (const each of buttons(form)) { each.disabled = false; each.removeAttribute("aria-busy"); }
  }
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form[data-once]");
    if (form) release(form);
  });
  // Coming back with the browser's Back finds the form as it was left, usable again.
  window.addEventListener("pageshow", (event) => { if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(release); });
})();
