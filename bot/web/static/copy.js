/* What a button holds in data-copy goes into the clipboard; a page without HTTPS has no clipboard but the old command. */
(() => {
  "use strict";
  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.body.appendChild(document.createElement("textarea"));
    area.value = text;
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    await copy(button.dataset.copy);
    button.focus();
    const said = button.closest(".link-made")?.querySelector("[data-told-copied]") || document.getElementById("copied");
    if (said) said.textContent = `${button.getAttribute("aria-label")} : ${button.dataset.copied}`;
    const label = button.dataset.label ??= button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => (button.textContent = label), 2000);
  });
})();
