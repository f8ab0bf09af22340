// The leader's screen: one paper at a time, written on, sent, and the next one follows at once; without a connection too.
(() => {
  "use strict";
  const { upgrade, element } = window.chauban;
  const said = (...asked) => window.chauban.said(...asked), ask = (...asked) => window.chauban.ask(...asked);
  const SOON = 300, MOST_PAGES_AHEAD = 8;
  const ahead = new Map(); // number of a submission -> {html, images: Map(address -> blob address)}
  const gone = new Set(); // submissions dealt with on this page, sent or not
  let held = []; // addresses of the images that the paper on the screen was fetched ahead with
  const toOpen = new Set(); // fetched ahead, seen, and not told to the server yet
  const hour = () => new Date().toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });

  function status(text, link = null) {
    const line = document.querySelector("[data-leader-status]");
    if (!line) return;
    line.replaceChildren(text);
    if (link) { const made = element("a", "", link.label); made.href = link.url; line.append(" · ", made); }
  }

  // An address without TLS has no randomUUID; random numbers it has.
  function key() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40; bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  // --- from paper to paper ----------------------------------------------------------------------------------------
  const screen = () => document.querySelector("[data-leader]");
  const fetchPart = (url, part) => fetch(url, { headers: { "X-Part": part }, redirect: "manual" });

  async function prefetch(root) {
    for (const number of root.dataset.ahead.split(" ").filter(Boolean)) {
      if (ahead.has(number) || gone.has(Number(number))) continue;
      try {
        const response = await fetchPart(`${root.dataset.upUrl}${number}/`, "ahead");
        if (!response.ok) continue;
        const entry = { html: await response.text(), images: new Map() };
        ahead.set(number, entry);
        const pages = [...parse(entry.html).querySelectorAll(".paper-page img")].slice(0, MOST_PAGES_AHEAD);
        for (const image of pages) {
          const address = image.getAttribute("src"), got = await fetch(address);
          if (got.ok) entry.images.set(address, URL.createObjectURL(await got.blob()));
        }
        root.dataset.fetched = [...ahead.keys()].join(" ");
      } catch { return; }
    }
  }
  const parse = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("[data-leader]");

  // The next paper, the first of those at hand that are not dealt with.
  async function go(wanted, record = true) {
    const root = screen(), up = root.dataset.upUrl;
    const order = [wanted, ...root.dataset.ahead.split(" "), ...ahead.keys()].filter((each) => each && !gone.has(Number(each)) && Number(each) !== Number(root.dataset.leader));
    for (const number of order) if (await show(number, `${up}${number}/`, record)) return;
    end();
  }

  async function show(number, url, push = true) {
    const entry = ahead.get(String(number));
    let html = entry?.html;
    if (!html) {
      try {
        const response = await fetchPart(url, "now");
        if (response.type === "opaqueredirect") { status(said("signed-out")); return false; }
        if (!response.ok) return false;
        html = await response.text();
      } catch { status(said("no-paper")); return false; }
    }
    const next = parse(html);
    if (!next) return false;
    for (const image of next.querySelectorAll(".paper-page img")) { const own = entry?.images.get(image.getAttribute("src")); if (own) image.src = own; }
    for (const own of held) URL.revokeObjectURL(own);
    held = entry ? [...entry.images.values()] : [];
    ahead.delete(String(number));
    if (entry) { toOpen.add(number); tellOpened(url); }
    document.dispatchEvent(new CustomEvent("leader:left"));
    screen().replaceWith(next);
    if (push) history.pushState({ leader: number }, "", url);
    document.title = document.title.replace(/^.*? – /, `${next.dataset.paperName} – `);
    next.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
    next.querySelector("#leader-subject")?.focus({ preventScroll: true });
    return true;
  }

  async function tellOpened(url) {
    const number = url.match(/(\d+)\/$/)[1];
    try {
      const response = await fetch(`${url}opened/`, { method: "POST", headers: { "X-CSRFToken": window.chauban.csrf() }, redirect: "manual" });
      if (response.ok) toOpen.delete(number);
    } catch { /* told when the line is back */ }
  }

  function end() {
    const shape = document.querySelector("[data-leader-end]");
    document.dispatchEvent(new CustomEvent("leader:left"));
    screen()?.replaceWith(shape.content.cloneNode(true));
    document.querySelector(".leader-end h1").focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-leader-next]");
    if (!link || event.ctrlKey || event.metaKey || event.button) return;
    event.preventDefault();
    go(screen().dataset.next);
  });
  window.addEventListener("popstate", () => { if (document.querySelector("[data-leader-place]")) location.reload(); });

  // --- what is not sent yet ---------------------------------------------------------------------------------------
  document.addEventListener("leader:sending", ({ detail: { record } }) => status(`${record.paper}: ${said("sending")}…`));
  document.addEventListener("leader:sent", ({ detail: { record, sentence } }) => {
    status(said("done", { paper: record.paper, sentence, hour: hour() }), { label: said("look"), url: `${document.querySelector("[data-up-url]")?.dataset.upUrl || "/routing/up/"}${record.submission}/` });
    const count = document.querySelector(".leader-count");
    if (count) window.htmx.ajax("GET", count.dataset.liveUrl, { source: count, target: count, swap: "outerHTML" });
    document.querySelector(`.desk-line[data-submission="${record.submission}"]`)?.remove();
  });
  document.addEventListener("leader:down", () => status(said("waiting")));
  document.addEventListener("leader:back", () => { for (const number of toOpen) tellOpened(`${screen()?.dataset.upUrl || "/routing/up/"}${number}/`); if (screen()) prefetch(screen()); });
  document.addEventListener("leader:signed-out", () => status(said("signed-out"), { label: said("sign-in"), url: `/accounts/login/?next=${encodeURIComponent(location.pathname)}` }));
  document.addEventListener("leader:refused", ({ detail: { record } }) => { gone.delete(record.submission); status(`${record.paper}: ${said("refused", { sentence: record.sentence })}`, { label: said("look"), url: `/routing/up/${record.submission}/` }); });

  document.addEventListener("leader:changed", ({ detail: { left } }) => {
    const box = document.querySelector("[data-unsent]");
    if (!box) return;
    const unsent = left.filter((each) => each.state !== "writing"), up = document.querySelector("[data-up-url]")?.dataset.upUrl || "/routing/up/";
    box.hidden = !unsent.length;
    box.querySelector("[data-unsent-count]").textContent = said("unsent", { count: unsent.length });
    box.querySelector("[data-unsent-list]").replaceChildren(...unsent.map((each) => {
      const line = element("li"), link = element("a", "", each.paper);
      link.href = `${up}${each.submission}/`;
      line.append(link, element("small", "", each.state === "refused" ? said("refused", { sentence: each.sentence }) : said("state-waiting")));
      return line;
    }));
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-unsent-retry]")) window.chauban.kept.send(); });
  // --- one paper --------------------------------------------------------------------------------------------------
  upgrade("[data-leader]", async (root) => {
    const form = root.querySelector("[data-leader-form]"), paper = root.querySelector("[data-paper]");
    const person = Number(root.dataset.person), submission = Number(root.dataset.leader), up = root.dataset.upUrl;
    window.chauban.kept.begin({ person, up, ready: root.dataset.readyUrl });
    prefetch(root);
    if (!form) return void root.setAttribute("data-begun", "");

    const kept = await window.chauban.kept.get(person, submission);
    const record = kept || {
      id: window.chauban.kept.idOf(person, submission), person, submission, paper: root.dataset.paperName, classified: root.hasAttribute("data-classified"),
      state: "writing", deed: "send", fields: {}, key: key(), begun: Date.now(), text: "", ink: {}, plan: { lead: null, support: [], inform: [], due: "" }, instead: false, touched: false,
    };
    const life = new AbortController(), signal = life.signal;
    document.addEventListener("leader:left", () => life.abort(), { once: true });
    const text = form.querySelector("[name=text]"), banner = form.querySelector("[data-leader-banner]");
    let surface = null, hand = null, timer = 0, saving = null, dirty = false;

    const plan = window.chauban.plan(form, changed);
    plan.load(record.plan);
    // What was typed before this script came stays.
    text.value = text.value || record.text;
    if (paper?.paper) {
      surface = window.chauban.ink.surface(paper, { onchange: () => { hand?.show(); changed(); }, onfull: () => window.chauban.notice(said("full"), { kind: "error" }) });
      surface.load(record.ink);
      hand = window.chauban.hand(paper, surface, { begun: () => record.begun, onpen: () => status(said("pen")), signal });
      hand.show();
    }
    if (text.value !== record.text) changed();
    if (kept?.touched) tellState();

    function collect() { Object.assign(record, { text: text.value, ink: surface ? surface.strokes : record.ink, plan: plan.value, changed: Date.now() }); }
    // At every stroke; while one writing is under way the next waits, so that the last state is always written.
    async function save() {
      collect();
      if (saving) { dirty = true; return saving; }
      saving = window.chauban.kept.put(record);
      const where = await saving;
      saving = null;
      if (dirty) { dirty = false; return save(); }
      if (record.state === "writing") status(said({ device: "kept", memory: "memory", nowhere: "nowhere" }[where]));
      root.dataset.kept = where;
      return where;
    }
    function changed() {
      record.touched = true;
      if (record.state !== "writing") { record.state = "writing"; banner.hidden = true; }
      if (record.posted) Object.assign(record, { key: key(), posted: false }); // other words under the same key would be taken for the first
      save();
    }
    text.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(changed, SOON); });
    text.addEventListener("change", () => { clearTimeout(timer); changed(); });

    // What became of it when it was sent, and what can be done now.
    function tellState() {
      banner.replaceChildren();
      banner.hidden = record.state === "writing";
      if (record.state === "writing") return status(said("restored"));
      const button = (label, act) => { const made = element("button", "button small", label); made.type = "button"; made.addEventListener("click", act); banner.append(made); };
      banner.append(element("p", "", record.state === "waiting" ? said("waiting") : record.gone ? said("gone") : said("refused", { sentence: record.sentence })));
      if (record.state === "waiting") return button(said("change"), () => { record.state = "writing"; banner.hidden = true; gone.delete(submission); save(); });
      if (record.field === "instead") {
        button(said("instead"), () => { record.instead = true; send("send"); });
        if (plan.value.lead) button(said("support"), () => { plan.leadSupports(); send("send"); });
      }
      if (record.deed !== "send") openDeed(record.deed, record.fields);
      return button(said("drop"), async () => { if (await ask(said("drop-ask"), said("drop"))) { await window.chauban.kept.drop(record); window.chauban.kept.send(); go(null, false); } });
    }

    function complain(sentence) { banner.replaceChildren(element("p", "", sentence)); banner.hidden = false; }

    async function send(deed) {
      clearTimeout(timer);
      if (deed === "send" && !(await plan.settle())) return undefined;
      const fields = fieldsOf(deed);
      collect();
      if (deed === "send" && !record.text.trim() && !plan.filled && (!surface || surface.empty)) return complain(said("nothing"));
      Object.assign(record, { state: "waiting", deed, fields, sentence: "", touched: true });
      gone.add(submission);
      await window.chauban.kept.put(record);
      const sending = window.chauban.kept.send();
      if (!["ask", "again"].includes(deed)) return go(root.dataset.next);
      await sending;
      gone.delete(submission);
      return record.state === "writing" && show(submission, location.pathname, false);
    }

    const fieldsOf = (deed) => Object.fromEntries([...(form.querySelector(`[data-deed=${deed}]`)?.querySelectorAll("[name]") || [])].filter((each) => each.type !== "radio" || each.checked).map((each) => [each.name, each.value]));
    function closeDeeds() {
      form.querySelectorAll("[data-deed]").forEach((each) => { each.hidden = true; });
      form.querySelectorAll("[data-deed-open]").forEach((each) => each.setAttribute("aria-expanded", "false"));
    }
    function openDeed(name, fields = {}) {
      closeDeeds();
      const part = form.querySelector(`[data-deed=${name}]`);
      if (!part) return;
      part.hidden = false;
      form.querySelector(`[data-deed-open=${name}]`)?.setAttribute("aria-expanded", "true");
      for (const each of part.querySelectorAll("[name]")) if (each.type === "radio") each.checked = each.value === fields[each.name]; else each.value = fields[each.name] ?? each.value;
      part.querySelector("textarea, input")?.focus();
      part.scrollIntoView({ block: "nearest" });
    }

    form.addEventListener("click", (event) => {
      const target = (name) => event.target.closest(`[data-${name}]`);
      const phrase = target("phrase"), opener = target("deed-open"), doer = target("do");
      if (phrase) {
        const before = text.value.trim();
        text.value = before ? `${before}${/[.;:!?]$/.test(before) ? " " : ". "}${phrase.textContent}` : phrase.textContent;
        changed();
      }
      if (target("phrases-first")) form.querySelector("[data-phrase]")?.focus();
      if (opener) { if (opener.getAttribute("aria-expanded") === "true") closeDeeds(); else openDeed(opener.dataset.deedOpen); }
      if (target("deed-close")) closeDeeds();
      if (target("leader-take")) take(JSON.parse(form.querySelector("[data-leader-proposed]").textContent));
      if (target("leader-fold")) {
        const low = root.toggleAttribute("data-low");
        target("leader-fold").setAttribute("aria-expanded", String(!low));
      }
      if (doer && doer.type !== "submit") send(doer.dataset.do);
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); send("send"); });
    function take(proposed) {
      text.value = proposed.text;
      plan.load({ lead: proposed.lead[0], support: [...proposed.lead.slice(1), ...proposed.support], inform: proposed.inform, due: proposed.due });
      changed();
    }

    document.addEventListener("leader:refused", ({ detail }) => {
      if (detail.record.id === record.id) { Object.assign(record, detail.record); tellState(); }
    }, { signal });
    root.setAttribute("data-begun", "");
  });
  upgrade("[data-leader-queue]", (list) => { window.chauban.kept.begin({ person: Number(list.dataset.person), up: list.dataset.upUrl, ready: list.dataset.readyUrl }); });
})();
