// What goes wrong with a key is said in words. The ceremony itself is allauth's own script, loaded beside this one.
(() => {
  "use strict";
  document.addEventListener("allauth.error", (event) => {
    const told = document.querySelector("[data-key-problem]");
    if (!told) return;
    event.preventDefault();
    const name = event.detail.exception?.name;
    const sentence = name === "NotAllowedError" || name === "AbortError" ? told.dataset.keyCancelled : told.dataset.keyProblem;
    window.chauban.notice(sentence, { kind: "error" });
  });
})();
