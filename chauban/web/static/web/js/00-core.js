// What the other scripts stand on: words from the page, set-up of elements now and after every htmx swap, notices.
window.chauban = (() => {
  "use strict";
  const upgrades = [];
  const done = new WeakMap();

  function apply(root, selector, setUp) {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const element of found) {
      const seen = done.get(element) ?? done.set(element, new Set()).get(element);
      if (!seen.has(setUp)) { seen.add(setUp); setUp(element); }
    }
  }

  // Sets an element up once, whether it is in the page already or arrives later.
  function upgrade(selector, setUp) {
    upgrades.push([selector, setUp]);
    if (document.readyState !== "loading") apply(document.body, selector, setUp);
  }

  function upgradeAll(root) { for (const [selector, setUp] of upgrades) apply(root, selector, setUp); }
  document.addEventListener("DOMContentLoaded", () => upgradeAll(document.body));
  document.addEventListener("htmx:load", (event) => upgradeAll(event.target));

  let table = null;
  // The words of the interface are written by Django into #words, so that one catalogue translates everything.
  function word(key, values = {}) {
    table ??= JSON.parse(document.getElementById("words")?.textContent || "{}");
    return (table[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  // Vietnamese without its marks, for comparing what was typed: "Tỉnh ủy" and "tinh uy" are the same.
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase();

  // Who signed in again in another tab has a new one.
  const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

  // A few words at the corner of the page; errors stay until they are put away.
  function notice(text, { kind = "info", act = null } = {}) {
    const corner = document.getElementById("toasts");
    if (!corner) return null;
    const toast = document.createElement("div");
    toast.className = `toast ${kind}`;
    toast.setAttribute("role", kind === "error" ? "alert" : "status");
    const sentence = document.createElement("p");
    sentence.textContent = text;
    toast.append(sentence);
    const button = (label, run) => {
      const element = document.createElement("button");
      element.type = "button";
      element.className = "link";
      element.textContent = label;
      element.addEventListener("click", () => { run?.(); toast.remove(); });
      toast.append(element);
    };
    if (act) button(act.label, act.run);
    if (kind === "error" || act) button(word("close"));
    else setTimeout(() => toast.remove(), 6000);
    corner.append(toast);
    return toast;
  }

  // Refusals and broken lines are told, never swallowed; what was typed stays where it is.
  document.addEventListener("htmx:sendError", () => notice(word("no-connection"), { kind: "error" }));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    notice(word(status === 403 ? "refused" : status === 404 ? "not-found" : "failed"), { kind: "error" });
  });

  return { upgrade, word, fold, csrf, notice, element: (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  } };
})();
