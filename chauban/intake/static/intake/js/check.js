// Registering: the number on the button follows the register and the arrival date, the register follows secrecy and kind, and the cursor starts
// where a look is needed first among the fields of the first rank, so that these stand before the clerk's eyes.
(() => {
  "use strict";
  window.chauban.upgrade("form[data-register]", (form) => {
    const books = JSON.parse(document.getElementById("books")?.textContent || "{}");
    const { register, arrived_on: arrived } = form.elements, shown = form.querySelector("[data-next-number]");
    const two = (number) => String(number).padStart(2, "0");
    const iso = (date) => date && `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    const show = () => {
      const day = iso(window.chauban.dates.parse(arrived.value, arrived.dataset.date));
      const held = day && books[register.value]?.numbers.find(({ since, until }) => since <= day && (!until || day <= until));
      if (shown) shown.textContent = held?.next || "?";
    };
    register.addEventListener("change", show);
    arrived.addEventListener("input", show);
    form.addEventListener("change", (event) => {
      if (!["secrecy", "kind"].includes(event.target.name)) return;
      const level = Number(form.elements.secrecy.value), kind = window.chauban.fold(form.elements.kind.value.trim());
      const takes = (book) => book && book.from <= level && level <= book.to && (!book.kind || window.chauban.fold(book.kind) === kind);
      if (!takes(books[register.value])) {
        const fitting = [...register.options].find((option) => takes(books[option.value]));
        if (fitting) register.value = fitting.value;
      }
      show();
    });
    show();
    const choice = form.querySelector(".check-choice");
    const wrong = choice || form.querySelector("[aria-invalid=true]"), errors = form.querySelector(".form-errors");
    const unsure = form.querySelector(':scope > .form-grid .field:has(.confidence:not([data-level="sure"])) :is(input, textarea):not([type=hidden])');
    const start = wrong || errors || unsure || form.elements.symbol;
    start.closest("details")?.setAttribute("open", "");
    const paper = document.querySelector("[data-paper]");
    const begin = () => start.focus();
    if (paper && !paper.dataset.ready) paper.addEventListener("paper:ready", begin, { once: true });
    else begin();
  });
})();
