// <output for="id_file" data-chosen-file>: names the file that is chosen; until then its own words stand there.
(() => {
  "use strict";
  window.chauban.upgrade("[data-chosen-file]", (output) => {
    const input = document.getElementById(output.htmlFor.value), none = output.textContent;
    const show = () => { output.textContent = input.files.length ? input.files[0].name : none; };
    input.addEventListener("change", show);
    show();
  });
})();
