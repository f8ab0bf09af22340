// data-theme-choice="light|dark|auto": kept in a cookie, which the server writes into <html data-theme>, so no page flashes.
(() => {
  "use strict";
  const show = () => {
    const now = document.documentElement.dataset.theme || "auto";
    document.querySelectorAll("[data-theme-choice]").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.themeChoice === now)));
  };
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-theme-choice]")?.dataset.themeChoice;
    if (!choice) return;
    if (choice === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    document.cookie = `theme=${choice}; path=/; max-age=${choice === "auto" ? 0 : 31536000}; samesite=lax`;
    show();
  });
  window.chauban.upgrade("[data-theme-choice]", show);
})();
