() => {
  "use strict";
  // The desk by keyboard; never while somebody types, and it can be turned off for good (WCAG 2.1.4).
  const KEPT = "choriste-raccourcis";
  const box = () => document.getElementById("keys-on");
  const off = () => localStorage.getItem(KEPT) === "non";
  const typing = (element) => element.closest?.("input, textarea, select, [contenteditable], [role=textbox], [role=combobox], [role=listbox]");
  const lines = () => [...document.querySelectorAll("#tickets [data-act=open]")];
  function step(by) {
    const all = lines();
    const at = all.indexOf(document.activeElement);
    const from = at < 0 ? all.findIndex((line) => line.hasAttribute("aria-current")) : at;
    const to = from < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(from + by, 0), all.length - 1);
    all[to]?.focus();
  }
  const acts = {
    j: () => step(1),
    k: () => step(-1),
    o: () => (lines().includes(document.activeElement) ? document.activeElement : lines()[0])?.click(),
    a: () => document.querySelector("#moves [data-act=take]")?.click(),
    r: () => document.querySelector("#reply textarea:not([disabled])")?.focus(),
    "?": () => {
      const list = document.getElementById("keys");
      list.open = !list.open;
      if (list.open) list.querySelector("summary").focus();
    },
  };
  document.addEventListener("keydown", (event) => {
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.altKey || event.metaKey || event.repeat && !"jk".includes(event.key)) return;
    if (off() || typing(event.target) || !document.getElementById("desk")?.offsetParent) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "keys-on") localStorage.setItem(KEPT, event.target.checked ? "oui" : "non");
  });
  // The list is drawn when its tab is first opened, and anew after it.
  document.addEventListener("toggle", (event) => {
    if (event.target.id === "keys" && box()) box().checked = !off();
  }, true);
}
