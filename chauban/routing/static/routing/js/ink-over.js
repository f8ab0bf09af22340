// What others wrote by hand, laid over the pages: [data-ink-over="/routing/ink/12/"] holds <svg data-ink-page="1">…, or
// fetches them, and fetches them anew when the document changes.
(() => {
  "use strict";
  window.chauban.upgrade("[data-ink-over]", (holder) => {
    const root = (holder.closest("[data-leader]") || document).querySelector("[data-paper]");
    if (!root?.paper) return;
    function lay() {
      const fresh = [...holder.querySelectorAll("svg[data-ink-page]")];
      if (fresh.length || holder.dataset.fetched) root.querySelectorAll(".ink-over").forEach((each) => each.remove());
      for (const drawing of fresh) root.paper.find(drawing.dataset.inkPage)?.querySelector(".paper-sheet").append(drawing);
    }
    async function load() {
      try {
        const response = await fetch(holder.dataset.inkOver, { headers: { "HX-Request": "true" } });
        if (!response.ok) return;
        holder.innerHTML = await response.text();
        holder.dataset.fetched = "1";
        lay();
      } catch { /* without a connection the pages are read without it */ }
    }
    if (holder.children.length) lay();
    else if (!holder.closest("[data-leader]")) load();
    const again = () => { if (holder.isConnected) load(); else document.removeEventListener("live:document", again); };
    document.addEventListener("live:document", again);
  });
})();
