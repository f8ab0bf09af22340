// <form data-keep id="...">: what was typed survives an error, a reload or a lost line. It lives in this tab only and for
// the person who typed it (data-keep-for of the body): another may sign in after a session ended by itself. It is dropped
// when a page says the act was done ([data-saved]), when signing out (form[data-forget]), and after 12 hours.
// Fields with data-nokeep, passwords, files and hidden fields are never kept.
(() => {
  "use strict";
  const { upgrade, word, notice } = window.chauban;
  const PREFIX = "keep:", TWELVE_HOURS = 12 * 3600 * 1000;
  const keyOf = (form) => `${PREFIX}${document.body.dataset.keepFor || ""}:${location.pathname}#${form.id || "form"}`;
  const fields = (form) => [...form.elements].filter((each) => each.name && !each.matches("[data-nokeep], [type=hidden], [type=password], [type=file], [type=submit], button, fieldset") && !each.closest("[data-nokeep]"));
  const read = (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } };

  function values(form) {
    return fields(form).map((each) => [each.name, /checkbox|radio/.test(each.type) ? `${each.value}:${each.checked}` : each.value]);
  }

  function keep(form, sent = false) {
    try { sessionStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), sent, values: values(form) })); } catch { /* full or forbidden: nothing to be done */ }
  }

  function restore(form) {
    const kept = read(keyOf(form));
    if (!kept || Date.now() - kept.at > TWELVE_HOURS) return sessionStorage.removeItem(keyOf(form));
    const before = values(form), waiting = [...kept.values];
    if (JSON.stringify(before) === JSON.stringify(kept.values)) return;
    fields(form).forEach((each) => put(each, waiting));
    notice(word("restored"), { act: { label: word("restored-drop"), run: () => {
      sessionStorage.removeItem(keyOf(form));
      fields(form).forEach((each) => put(each, before));
    } } });
  }

  function put(field, list) {
    const at = list.findIndex(([name, value]) => name === field.name && (!/checkbox|radio/.test(field.type) || value.startsWith(`${field.value}:`)));
    if (at < 0) return;
    const [[, value]] = list.splice(at, 1);
    if (/checkbox|radio/.test(field.type)) field.checked = value.endsWith(":true");
    else field.value = value;
  }

  const forget = (test) => Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX) && test(read(key))).forEach((key) => sessionStorage.removeItem(key));
  const dropSent = () => forget((kept) => !kept || kept.sent);

  upgrade("[data-saved]", dropSent);
  upgrade("form[data-keep]", (form) => {
    // A form that came back with errors holds what was typed already.
    if (!form.querySelector("[aria-invalid=true]")) restore(form);
    let timer;
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => keep(form), 400); });
    form.addEventListener("submit", () => { clearTimeout(timer); keep(form, true); });
    form.addEventListener("reset", () => sessionStorage.removeItem(keyOf(form)));
  });
  document.addEventListener("saved", dropSent); // an HX-Trigger: saved answer
  document.addEventListener("submit", (event) => { if (event.target.matches("form[data-forget]")) forget(() => true); });
})();
