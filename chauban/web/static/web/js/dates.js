// <input data-date>: takes 5/2, 05/02/26, 5.2.2026, 050226 and writes 05/02/2026; refuses a day that does not exist.
// A day without a year is one to come with data-date="future" (deadlines), one gone by with "past", otherwise the nearest.
// The same rules as `web/days.py`.
(() => {
  "use strict";
  const { word, element } = window.chauban;
  const EARLIEST = 1900;

  function parse(text, leaning, today = new Date()) {
    let parts = text.trim().split(/[\s./,-]+/).filter(Boolean);
    if (parts.length === 1 && /^\d{4}$|^\d{6}$|^\d{8}$/.test(parts[0])) {
      const all = parts[0];
      parts = [all.slice(0, 2), all.slice(2, 4), all.slice(4)].filter(Boolean);
    }
    if (parts.length === 3 && parts[0].length === 4) parts.reverse(); // 2026-02-05 pasted from elsewhere
    if (parts.length < 2 || parts.length > 3 || parts.some((part) => !/^\d+$/.test(part))) return null;
    const [day, month] = parts.map(Number);
    const year = parts.length === 3 ? fullYear(parts[2], today) : nearestYear(day, month, leaning, today);
    const date = new Date(year, month - 1, day);
    return year >= EARLIEST && date.getFullYear() === year && date.getMonth() === month - 1 && date.getDate() === day ? date : null;
  }

  function fullYear(text, today) {
    if (text.length !== 2) return text.length === 4 ? Number(text) : NaN;
    const century = Math.floor(today.getFullYear() / 100) * 100;
    const year = century + Number(text);
    return year > today.getFullYear() + 30 ? year - 100 : year;
  }

  // On 24 November "5/2" is next February's and "20/11" is four days ago; 29/2 comes every fourth year, and not in 2100.
  function nearestYear(day, month, leaning, today) {
    const midnight = new Date(today.getFullYear(), today.getMonth(), today.getDate());
    const years = Array.from({ length: 17 }, (_, step) => today.getFullYear() - 8 + step).filter((year) => new Date(year, month - 1, day).getMonth() === month - 1);
    const distance = (year) => new Date(year, month - 1, day) - midnight;
    if (leaning === "future") return years.find((year) => distance(year) >= 0);
    if (leaning === "past") return years.findLast((year) => distance(year) <= 0);
    return years.reduce((best, year) => (Math.abs(distance(year)) < Math.abs(distance(best)) ? year : best), years[0]);
  }

  const two = (number) => String(number).padStart(2, "0");
  const write = (date) => `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`;

  function complain(input, sentence) {
    const id = `${input.id}_dateproblem`;
    document.getElementById(id)?.remove();
    const named = (input.getAttribute("aria-describedby") || "").split(" ").filter((each) => each && each !== id);
    if (sentence) {
      const line = element("p", "field-error", sentence);
      line.id = id;
      line.setAttribute("role", "alert");
      (input.closest(".field") || input.parentElement).append(line);
      named.push(id);
      input.setAttribute("aria-invalid", "true");
    } else if (input.dataset.dateBad) input.removeAttribute("aria-invalid");
    if (sentence) input.dataset.dateBad = "1"; else delete input.dataset.dateBad;
    if (named.length) input.setAttribute("aria-describedby", named.join(" ")); else input.removeAttribute("aria-describedby");
  }

  function settle(input) {
    if (!input.value.trim()) return complain(input, "");
    const date = parse(input.value, input.dataset.date);
    if (!date) return complain(input, word("no-such-date"));
    complain(input, "");
    const written = write(date);
    if (input.value !== written) { input.value = written; input.dispatchEvent(new Event("input", { bubbles: true })); }
  }

  document.addEventListener("focusout", (event) => { if (event.target.matches?.("input[data-date]")) settle(event.target); });
  // Enter sends a form without leaving the field, so dates are settled once more before it goes.
  document.addEventListener("submit", (event) => { for (const input of event.target.querySelectorAll("input[data-date]")) settle(input); }, true);
  window.chauban.dates = { parse, write, settle };
})();
