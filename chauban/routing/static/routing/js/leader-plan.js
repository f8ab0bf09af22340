// Who handles the paper by when: a tap on the part, a tap on a chip. chauban.plan(form, onchange) gives {value, load}.
// A plan is {lead: {value, label} or null, support: [...], inform: [...], due: "2026-12-01" or ""}.
(() => {
  "use strict";
  const { element, dates } = window.chauban;
  const PARTS = ["lead", "support", "inform"];

  window.chauban.plan = (form, onchange) => {
    const holders = form.querySelector("[data-holders]"), deadlines = form.querySelector("[data-deadlines]");
    const find = form.querySelector(".leader-find [data-combobox]"), day = form.querySelector("[data-due-url]"), told = form.querySelector("[data-due-told]");
    const tab = (part) => form.querySelector(`[data-part=${part}]`);
    let plan = { lead: null, support: [], inform: [], due: "" }, part = "lead", asked = 0;

    const listOf = (name) => (name === "lead" ? [plan.lead].filter(Boolean) : plan[name]);
    const partOf = (value) => PARTS.find((name) => listOf(name).some((each) => each.value === value));
    function without(value) {
      if (plan.lead?.value === value) plan.lead = null;
      for (const name of ["support", "inform"]) plan[name] = plan[name].filter((each) => each.value !== value);
    }
    function choose(holder) {
      const before = partOf(holder.value);
      without(holder.value);
      if (before !== part) { if (part === "lead") plan.lead = holder; else plan[part].push(holder); }
      show();
      onchange();
    }

    function chipOf(holder) {
      const known = holders.querySelector(`[data-holder="${CSS.escape(holder.value)}"]`);
      if (known) return known;
      const chip = element("button", "chip large", holder.label);
      chip.type = "button";
      chip.dataset.holder = holder.value;
      holders.prepend(chip);
      return chip;
    }
    const labelOf = (chip) => chip.firstChild.textContent;
    function show() {
      PARTS.flatMap(listOf).forEach(chipOf);
      for (const chip of holders.querySelectorAll("[data-holder]")) {
        const its = partOf(chip.dataset.holder);
        chip.setAttribute("aria-pressed", String(its === part));
        chip.querySelector("small")?.remove();
        if (its && its !== part) chip.append(element("small", "", window.chauban.said(`part-${its}`)));
      }
      for (const name of PARTS) {
        tab(name).setAttribute("aria-pressed", String(name === part));
        tab(name).querySelector("[data-part-names]").textContent = listOf(name).map((each) => each.label).join(", ") || window.chauban.said("nobody");
        tab(name).classList.toggle("filled", listOf(name).length > 0);
      }
      for (const chip of deadlines.querySelectorAll("[data-day]")) chip.setAttribute("aria-pressed", String(Boolean(plan.due) && chip.dataset.day === plan.due && chip === (lastChip ?? chip)));
    }

    let lastChip = null, settled = "";
    form.addEventListener("click", (event) => {
      const chip = event.target.closest("[data-holder]"), tabbed = event.target.closest("[data-part]"), dated = event.target.closest("[data-day]");
      if (tabbed) { part = tabbed.dataset.part; show(); }
      if (chip) choose({ value: chip.dataset.holder, label: labelOf(chip) });
      if (dated) {
        const off = plan.due === dated.dataset.day && lastChip === dated;
        lastChip = off ? null : dated;
        setDue(off ? "" : dated.dataset.day, off ? "" : window.chauban.said("due", { day: dated.dataset.told }));
        day.value = settled = "";
      }
    });
    find.addEventListener("combobox:chosen", (event) => {
      const { value, label } = event.detail;
      setTimeout(() => { find.value = ""; });
      if (partOf(value) !== part) choose({ value, label });
    });
    find.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) event.preventDefault(); });

    function setDue(due, sentence) { plan.due = due; told.textContent = sentence; told.classList.remove("wrong"); show(); onchange(); }

    // A typed day is asked of the server, who knows the days off; without a connection it is taken as it is.
    async function typed() {
      const text = day.value.trim(), mine = ++asked;
      settled = day.value;
      if (!text) return;
      const read = dates.parse(text, "future");
      try {
        const response = await fetch(`${day.dataset.dueUrl}?day=${encodeURIComponent(text)}`, { headers: { Accept: "application/json", "HX-Request": "true" } });
        const answer = await response.json();
        if (mine !== asked) return;
        lastChip = null;
        if (response.ok) { setDue(answer.day, answer.sentence || window.chauban.said("due", { day: answer.told })); day.value = settled = dates.write(new Date(`${answer.day}T00:00`)); }
        else { setDue("", answer.sentence); told.classList.add("wrong"); }
      } catch {
        if (mine !== asked) return;
        const two = (number) => String(number).padStart(2, "0");
        if (read) setDue(`${read.getFullYear()}-${two(read.getMonth() + 1)}-${two(read.getDate())}`, window.chauban.said("due", { day: dates.write(read) }));
        else { setDue("", window.chauban.word("no-such-date")); told.classList.add("wrong"); }
      }
    }
    day.addEventListener("change", typed);
    day.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) { event.preventDefault(); typed(); } });

    show();
    return {
      get value() { return plan; },
      get filled() { return PARTS.some((name) => listOf(name).length); },
      // A day typed a moment ago is read before the paper goes; false when it is none.
      async settle() {
        if (day.value.trim() && day.value !== settled) await typed();
        if (told.classList.contains("wrong") && day.value.trim()) { day.focus(); return false; }
        return true;
      },
      load(kept) {
        plan = { lead: kept.lead || null, support: [...(kept.support || [])], inform: [...(kept.inform || [])], due: kept.due || "" };
        const chip = plan.due && deadlines.querySelector(`[data-day="${CSS.escape(plan.due)}"]`);
        told.textContent = plan.due ? window.chauban.said("due", { day: chip?.dataset.told || dates.write(new Date(`${plan.due}T00:00`)) }) : "";
        show();
        holders.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest", inline: "center" });
      },
      // The lead that was refused becomes support beside the one that was named meanwhile.
      leadSupports() { const lead = plan.lead; without(lead.value); plan.support.push(lead); show(); onchange(); },
    };
  };
})();
