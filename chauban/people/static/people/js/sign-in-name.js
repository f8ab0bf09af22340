// <input data-proposes="#id_username">: shows in the other field's place-holder the sign-in name the server would make.
(() => {
  "use strict";
  const { upgrade, fold } = window.chauban;
  const propose = (name) => {
    const words = fold(name).match(/[a-z0-9]+/g) || [];
    return words.length ? words.at(-1) + words.slice(0, -1).map((word) => word[0]).join("") : "";
  };
  upgrade("input[data-proposes]", (input) => {
    const target = document.querySelector(input.dataset.proposes);
    if (!target) return;
    const show = () => { target.placeholder = propose(input.value); };
    input.addEventListener("input", show);
    show();
  });
})();
