// <body data-live="/live/" data-live-since="…">: one stream of events while the tab is visible. An element with
// data-live-refresh="desk" (or "document", or both) and data-live-url is fetched anew when something of that kind
// happened, unless somebody is at work inside it: then a notice offers to. data-live-document on an element asks for the
// events of that document. data-live-said on a fetched element is told as a notice when its data-live-line is new.
(() => {
  "use strict";
  const { upgrade, word, notice } = window.chauban;
  const SETTLE = 300, LONGEST_WAIT = 60000;
  let source = null, since = "", wait = 0, again = 0, settling = 0, offer = null, byOthers = false;
  const due = new Set();

  function open() {
    clearTimeout(again);
    if (source || document.hidden) return;
    const address = new URL(document.body.dataset.live, location.href);
    const paper = document.querySelector("[data-live-document]")?.dataset.liveDocument;
    if (paper) address.searchParams.set("document", paper);
    if (since) address.searchParams.set("since", since);
    source = new EventSource(address);
    source.addEventListener("open", () => { wait = 0; document.body.dataset.liveState = "open"; });
    source.addEventListener("error", lost);
    source.addEventListener("ended", close);
    for (const kind of ["desk", "document", "refresh"]) source.addEventListener(kind, told);
  }

  function close() {
    source?.close();
    source = null;
    delete document.body.dataset.liveState;
  }

  // A stream that broke off is taken up again by the browser itself; one that was refused is not.
  function lost() {
    delete document.body.dataset.liveState;
    if (source?.readyState !== EventSource.CLOSED) return;
    close();
    wait = Math.min(LONGEST_WAIT, wait ? wait * 2 : 2000);
    again = setTimeout(open, wait * (0.75 + Math.random() / 2));
  }

  function told(event) {
    since = event.lastEventId || since;
    const about = JSON.parse(event.data);
    if (about.urgent) ring();
    byOthers ||= !about.own;
    for (const kind of event.type === "refresh" ? ["desk", "document"] : [event.type]) due.add(kind);
    clearTimeout(settling);
    settling = setTimeout(refresh, SETTLE);
    document.dispatchEvent(new CustomEvent(`live:${event.type}`));
  }

  const parts = () => [...document.querySelectorAll("[data-live-refresh]")].filter((part) => part.dataset.liveRefresh.split(" ").some((kind) => due.has(kind)));

  function refresh() {
    const found = parts();
    if (found.some(atWork)) return offerIt();
    due.clear();
    offer?.remove();
    offer = null;
    found.forEach(fetchAnew);
  }

  function offerIt() {
    if (offer?.isConnected) return;
    offer = notice(word("live-changed"), { act: { label: word("live-load"), run: () => { const found = parts(); due.clear(); found.forEach(fetchAnew); } } });
  }

  // Whether something would be lost or pulled away: words being typed or just refused, an open dialog or menu, a choice half made.
  function atWork(part) {
    const here = document.activeElement;
    if (part.contains(here) && here.matches("input, textarea, select, [contenteditable]")) return true;
    if (part.querySelector("dialog[open], details.menu[open], :popover-open, .htmx-request, .form-errors")) return true;
    return [...part.querySelectorAll("input, textarea, select")].some(changed);
  }

  function changed(field) {
    if (field.type === "hidden" || field.disabled) return false;
    if (field.matches("select")) return [...field.options].some((each) => each.selected !== each.defaultSelected) && field.selectedIndex > 0;
    return /checkbox|radio/.test(field.type) ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  }

  function fetchAnew(part) {
    // Only the part that tells of the change says it, whichever of the parts comes first.
    const line = (part.matches("[data-live-said]") ? part : part.querySelector("[data-live-said]"))?.dataset.liveLine;
    const focus = part.contains(document.activeElement) ? sign(document.activeElement) : null;
    const opened = [...part.querySelectorAll("details[open][data-live-keep]")].map((each) => each.dataset.liveKeep);
    window.htmx.ajax("GET", part.dataset.liveUrl, { source: part, target: part, swap: "outerHTML" }).then(() => {
      for (const name of opened) document.querySelector(`details[data-live-keep="${CSS.escape(name)}"]`)?.setAttribute("open", "");
      if (focus) document.querySelector(focus)?.focus({ preventScroll: true });
      if (line !== undefined) say(line);
    });
  }

  const sign = (element) => element.id ? `#${CSS.escape(element.id)}` : element.matches("a[href]") ? `a[href="${CSS.escape(element.getAttribute("href"))}"]` : null;

  function say(before) {
    const now = document.querySelector("[data-live-said]");
    if (now && now.dataset.liveLine !== before && byOthers) notice(now.dataset.liveSaid);
    if (now) byOthers = false;
  }

  // Two short tones. A browser that has not been touched yet keeps quiet.
  const wanted = () => { try { return localStorage.getItem("ring") !== "off"; } catch { return true; } };
  let sound = null;

  function ring() {
    if (!wanted() || !navigator.userActivation?.hasBeenActive) return;
    sound ??= new AudioContext();
    sound.resume().then(() => [880, 1175].forEach((pitch, at) => tone(pitch, sound.currentTime + at * 0.18)));
    document.body.dataset.liveRang = String(Date.now());
  }

  function tone(pitch, start) {
    const swing = new OscillatorNode(sound, { frequency: pitch }), volume = new GainNode(sound, { gain: 0 });
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.2, start + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.001, start + 0.4);
    swing.connect(volume).connect(sound.destination);
    swing.start(start);
    swing.stop(start + 0.45);
  }

  upgrade("[data-ring-choice]", (button) => {
    const show = () => button.setAttribute("aria-pressed", String(wanted()));
    button.addEventListener("click", () => {
      try { localStorage.setItem("ring", wanted() ? "off" : "on"); } catch { /* forbidden: it rings */ }
      show();
    });
    show();
  });

  upgrade("body[data-live]", (body) => {
    since = body.dataset.liveSince;
    document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
    window.addEventListener("pagehide", close);
    window.addEventListener("pageshow", (event) => { if (event.persisted) open(); });
    open();
  });
})();
