// <div data-upload-url data-upload-list="#tray">: every file is sent on its own, with its progress; the answer is the
// HTML of its tray item. A file that failed stays in the list with "try again"; nothing chosen is ever lost silently.
(() => {
  "use strict";
  const { upgrade, word, csrf, element } = window.chauban;
  const AT_ONCE = 2;

  upgrade("[data-upload-url]", (zone) => {
    const list = document.querySelector(zone.dataset.uploadList);
    const template = zone.querySelector("template");
    const input = zone.querySelector("input[type=file]");
    const accepted = (input.accept || "").split(",").map((each) => each.trim().toLowerCase()).filter(Boolean);
    const limit = Number(zone.dataset.uploadLimit || 0);
    const queue = [];
    let running = 0;

    function add(files) {
      for (const file of files) {
        const item = template.content.firstElementChild.cloneNode(true);
        item.querySelector("[data-upload-name]").textContent = file.name;
        list.prepend(item);
        const job = { file, item };
        item.addEventListener("click", (event) => {
          if (event.target.closest("[data-upload-retry]")) { enqueue(job); item.querySelector("[data-upload-retry]").hidden = true; }
          if (event.target.closest("[data-upload-drop]")) { job.request?.abort(); job.dropped = true; item.remove(); }
        });
        const ending = `.${file.name.split(".").pop().toLowerCase()}`;
        if (accepted.length && !accepted.includes(ending) && !accepted.includes(file.type)) fail(job, word("upload-kind"), false);
        else if (limit && file.size > limit) fail(job, word("upload-big"), false);
        else enqueue(job);
      }
    }

    function enqueue(job) { job.item.dataset.state = "waiting"; say(job, word("upload-waiting")); queue.push(job); next(); }
    function next() { while (running < AT_ONCE && queue.length) { const job = queue.shift(); if (!job.dropped) send(job); } }
    function say(job, text) { job.item.querySelector("[data-upload-state]").textContent = text; }

    function fail(job, sentence, again = true) {
      job.item.dataset.state = "failed";
      job.item.querySelector("progress").hidden = true;
      job.item.querySelector("[data-upload-retry]").hidden = !again;
      say(job, sentence);
    }

    function send(job) {
      running++;
      const { item, file } = job, bar = item.querySelector("progress");
      const request = job.request = new XMLHttpRequest();
      const body = new FormData();
      body.append("file", file);
      bar.hidden = false;
      bar.removeAttribute("value");
      item.dataset.state = "sending";
      request.open("POST", zone.dataset.uploadUrl);
      request.setRequestHeader("X-CSRFToken", csrf());
      request.setRequestHeader("HX-Request", "true");
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        bar.max = event.total; bar.value = event.loaded;
        say(job, event.loaded < event.total ? word("upload-percent", { percent: `${Math.floor((100 * event.loaded) / event.total)}%` }) : word("upload-reading"));
      });
      request.addEventListener("load", () => {
        if (request.status >= 200 && request.status < 300) return arrive(item, request.responseText);
        if (request.status === 401) return fail(job, word("upload-signed-out"));
        const sentence = request.status === 422 || request.status === 403 ? plain(request.responseText) : "";
        fail(job, sentence || word("upload-failed"));
      });
      request.addEventListener("error", () => fail(job, word("no-connection")));
      request.addEventListener("loadend", () => { running--; next(); leaving(); });
      request.send(body);
      leaving();
    }

    function arrive(item, html) {
      const holder = element("template");
      holder.innerHTML = html;
      const made = [...holder.content.children];
      item.replaceWith(...made);
      made.forEach((each) => window.htmx?.process(each));
    }

    // A refusal is a sentence; a whole error page is not shown to anyone.
    const plain = (text) => { const body = new DOMParser().parseFromString(text, "text/html").body.textContent.trim(); return body.length < 300 ? body : ""; };
    const warn = (event) => event.preventDefault();
    const leaving = () => (running || queue.length ? addEventListener("beforeunload", warn) : removeEventListener("beforeunload", warn));

    input.addEventListener("change", () => { add(input.files); input.value = ""; });
    const over = (on) => (event) => { event.preventDefault(); zone.classList.toggle("over", on); };
    zone.addEventListener("dragover", over(true));
    zone.addEventListener("dragleave", over(false));
    zone.addEventListener("drop", (event) => { over(false)(event); add(event.dataTransfer.files); });
    zone.addEventListener("paste", (event) => { if (event.clipboardData.files.length) add(event.clipboardData.files); });
  });
  // A file dropped beside the zone must not replace the page.
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => { if (!event.target.closest?.("[data-upload-url]")) event.preventDefault(); });
})();
