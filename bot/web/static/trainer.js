() => {
  "use strict";
  // A file over the limit is refused here, in French, before it travels: Gradio's own refusal is in English.
  const told = () => document.getElementById("too-large");
  function refuse(event, files) {
    const note = told();
    if (!note || !event.target.closest?.("#upload")) return;
    const big = [...files].find((file) => file.size > Number(note.dataset.bytes));
    note.textContent = "";
    note.hidden = !big;
    if (!big) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.type === "change") event.target.value = "";
    const size = (big.size / 1e6).toLocaleString("fr-FR", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    note.textContent = note.dataset.refusal.replace("{size}", size);
  }
  document.addEventListener("change", (event) => event.target.type === "file" && refuse(event, event.target.files), true);
  document.addEventListener("drop", (event) => refuse(event, event.dataTransfer?.files || []), true);
}
