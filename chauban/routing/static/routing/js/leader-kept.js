// What a leader wrote and the server does not have yet: kept on the device at every stroke, sent again and again until it
// is acknowledged. One record a person and paper: {id, person, submission, paper, state: writing | waiting | refused, deed,
// fields, key, text, ink, plan, instead, classified, changed, sentence, field}. Classified papers live in memory only.
(() => {
  "use strict";
  const DATABASE = "chauban-leader", STORE = "written", FLAG = "leader-unsent";
  const FIRST_WAIT = 2000, LONGEST_WAIT = 60000, PATIENCE = 60000, AFTER_LOADING = 1500;
  const memory = new Map();
  let table = null;
  window.chauban.said = (key, values = {}) => {
    table ??= JSON.parse(document.getElementById("leader-words")?.textContent || "{}");
    return (table[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  };

  // --- the device's store -----------------------------------------------------------------------------------------
  let opening = null;
  const open = () => (opening ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id" });
    asked.onsuccess = () => { asked.result.onversionchange = () => { asked.result.close(); opening = null; }; resolve(asked.result); };
    asked.onerror = () => reject(asked.error);
  }).catch((error) => { opening = null; throw error; }));

  async function run(way, act) {
    const database = await open();
    return new Promise((resolve, reject) => {
      const work = database.transaction(STORE, way), asked = act(work.objectStore(STORE));
      work.oncomplete = () => resolve(asked.result);
      work.onabort = work.onerror = () => reject(work.error);
    });
  }

  const idOf = (person, submission) => `${person}:${submission}`;
  function flag(on) { try { if (on) localStorage.setItem(FLAG, "1"); else localStorage.removeItem(FLAG); } catch { /* forbidden */ } }

  // Where it is kept now: "device", "memory", or "nowhere" but the page when the device refuses.
  async function put(record) {
    memory.set(record.id, record);
    if (record.classified) return "memory";
    try { await run("readwrite", (store) => store.put(record)); } catch { return "nowhere"; }
    if (record.state !== "writing") flag(true);
    return "device";
  }
  async function get(person, submission) {
    const id = idOf(person, submission);
    if (memory.has(id)) return memory.get(id);
    try { return (await run("readonly", (store) => store.get(id))) || null; } catch { return null; }
  }
  async function all(person) {
    let kept = [];
    try { kept = await run("readonly", (store) => store.getAll()); } catch { /* nothing can be kept here */ }
    const found = new Map(kept.map((each) => [each.id, each]));
    for (const [id, each] of memory) found.set(id, each);
    return [...found.values()].filter((each) => each.person === person).sort((a, b) => a.changed - b.changed);
  }
  async function drop(record) {
    memory.delete(record.id);
    if (!record.classified) try { await run("readwrite", (store) => store.delete(record.id)); } catch { /* was never kept */ }
  }
  // What somebody wrote, drafts too; what another person left on this device waits for them.
  async function wipe(person) {
    for (const record of await all(person)) await drop(record);
    memory.clear();
    flag(false);
  }

  // --- sending ----------------------------------------------------------------------------------------------------
  let place = null; // {person, up, ready}: whose device this is and where to send
  let token = "", busy = false, again = 0, wait = 0, down = false;
  const tell = (kind, detail = {}) => document.dispatchEvent(new CustomEvent(`leader:${kind}`, { detail }));

  function body(record) {
    const form = new FormData();
    form.set("person", record.person);
    for (const [name, value] of Object.entries(record.fields || {})) form.set(name, value);
    if (record.deed !== "send") return form;
    form.set("key", record.key);
    form.set("text", record.text);
    if (record.instead) form.set("instead", "on");
    if (record.plan.lead) form.set("lead", record.plan.lead.value);
    for (const part of ["support", "inform"]) for (const each of record.plan[part]) form.append(part, each.value);
    if (record.plan.due) form.set("due", record.plan.due);
    if (Object.keys(record.ink).length) form.set("ink", new Blob([JSON.stringify(record.ink)], { type: "application/json" }), "ink.json");
    return form;
  }

  const ask = (url, options = {}) => fetch(url, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE), ...options });
  const post = (record) => ask(`${place.up}${record.submission}/${record.deed}/`, { method: "POST", headers: { "X-CSRFToken": token }, body: body(record) });

  // Who is signed in now; the token of the page is stale once somebody signed in anew. False when it is not this person.
  async function greet() {
    const response = await ask(place.ready, { headers: { Accept: "application/json" } });
    if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) return false;
    if (!response.ok) throw new Error(String(response.status));
    const who = await response.json();
    if (place.person && who.person !== place.person) return false;
    place.person = who.person;
    token = who.token;
    return true;
  }

  // One try. True: go on with the next; false: stop for now.
  async function attempt(record) {
    if (!token && !(await greet())) return signedOut();
    record.posted = true; // from now on the server may have it, whatever is heard from there, and after a reload too
    await put(record);
    let response = await post(record);
    if (response.status === 403 && (await greet())) response = await post(record);
    if (response.type === "opaqueredirect" || [401, 403].includes(response.status)) return signedOut();
    if (response.status >= 500 || response.status === 429) throw new Error(String(response.status));
    const answer = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
    if (answer.outcome === "done" || answer.outcome === "already") {
      await settle(record);
      tell("sent", { record, sentence: answer.sentence });
    } else if (answer.outcome === "other") return signedOut();
    else {
      Object.assign(record, { state: "refused", sentence: answer.sentence || "", field: answer.field || "", gone: response.status === 404 });
      await put(record);
      tell("refused", { record });
    }
    return true;
  }
  // A paper that stays with the leader keeps what is written on it so far.
  async function settle(record) {
    const stays = ["later", "again", "ask"].includes(record.deed);
    const written = record.text || Object.keys(record.ink).length || record.plan.lead || record.plan.inform.length;
    if (!stays || !written) return drop(record);
    Object.assign(record, { state: "writing", deed: "send", fields: {} });
    return put(record);
  }
  function signedOut() { tell("signed-out"); return false; }

  async function send() {
    if (busy || !place) return;
    busy = true;
    clearTimeout(again);
    try {
      for (;;) {
        const next = place.person || (await greet()) ? (await all(place.person)).find((each) => each.state === "waiting") : null;
        if (!next) break;
        tell("sending", { record: next });
        if (!(await attempt(next))) break;
      }
      if (down) tell("back");
      down = false; wait = 0;
    } catch {
      down = true;
      wait = Math.min(LONGEST_WAIT, wait ? wait * 2 : FIRST_WAIT);
      again = setTimeout(send, wait * (0.75 + Math.random() / 2));
      tell("down");
    } finally { busy = false; }
    const left = place.person ? await all(place.person) : [];
    flag(left.some((each) => !each.classified && each.state !== "writing"));
    tell("changed", { left });
  }
  const sendNow = () => { wait = 0; return send(); };
  window.addEventListener("online", sendNow);

  function begin({ person, up, ready }) {
    place = { person, up, ready };
    token ||= window.chauban.csrf();
    return send();
  }

  // On any other page: what is still unsent goes from there too.
  window.chauban.upgrade("body[data-live]", () => {
    let unsent = false;
    try { unsent = localStorage.getItem(FLAG) === "1"; } catch { /* forbidden */ }
    if (unsent && !document.querySelector("[data-person]")) setTimeout(() => begin({ person: 0, up: "/routing/up/", ready: "/routing/up/ready/" }), AFTER_LOADING);
  });
  document.addEventListener("leader:sent", ({ detail: { record, sentence } }) => {
    if (!document.querySelector("[data-leader-status]")) window.chauban.notice(`${record.paper}: ${sentence}`);
  });
  document.addEventListener("leader:refused", ({ detail: { record } }) => {
    if (!document.querySelector("[data-leader-status]")) window.chauban.notice(`${record.paper}: ${record.sentence}`, { kind: "error" });
  });
  window.addEventListener("beforeunload", (event) => { if ([...memory.values()].some((each) => each.classified && each.touched)) event.preventDefault(); });

  // Signing out leaves nothing on the device; what is not sent yet is asked about first.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-forget]") || form.dataset.wiped) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const person = Number(document.body.dataset.keepFor), unsent = (await all(person)).filter((each) => each.touched);
    if (unsent.length && !(await window.chauban.ask(window.chauban.word("forget", { count: unsent.length }), window.chauban.word("forget-act")))) return;
    await wipe(person);
    form.dataset.wiped = "1";
    form.requestSubmit(event.submitter);
  }, true);

  window.chauban.kept = { put, get, all, drop, send: sendNow, begin, idOf };
})();
