() => {
  "use strict";
  // What an adviser types belongs to the talk it was typed for, until it is sent; a reload or a lost network keeps it.
  const field = (id) => document.querySelector(`#${id} :is(textarea, input)`);
  const current = () => document.querySelector("#live-heading [data-talk-title]")?.dataset.talkTitle || "";
  const slot = (what, talk) => `choriste-${what}:${talk}`;
  const kept = (what, talk) => JSON.parse(sessionStorage.getItem(slot(what, talk)) || "null");
  const keep = (what, talk, value) => sessionStorage.setItem(slot(what, talk), JSON.stringify(value));
  const forget = (what, talk) => sessionStorage.removeItem(slot(what, talk));

  // The same text sent again after a lost answer carries the same key, and the server knows it.
  function keyFor(talk, text) {
    const known = kept("key", talk);
    if (known && known.text === text) return known.key;
    const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    keep("key", talk, { text, key });
    return key;
  }

  window.choristeDesk = {
    draft(talk) {
      sessionStorage.setItem("choriste-talk", talk);
      return [kept("message", talk) || ""];
    },
    // What is sent goes to the talk that is seen.
    sending(text) {
      const talk = current();
      const named = (kept("cited", talk) || []).filter((one) => text.includes(one.named));
      return [talk, text, keyFor(talk, text), named.map((one) => one.id).join("\n")];
    },
    ending: (text) => [current(), text, keyFor(current(), text)],
    giving: (note) => [current(), note],
    sent(text, sent) {
      // What was typed while the message travelled stays.
      const rest = text.startsWith(sent) ? text.slice(sent.length).trimStart() : text;
      const talk = current();
      forget("key", talk);
      forget("cited", talk);
      if (rest) keep("message", talk, rest); else forget("message", talk);
      return [rest];
    },
    gone() { sessionStorage.removeItem("choriste-talk"); },
  };

  document.addEventListener("input", (event) => {
    if (event.target === field("live-box") && current()) keep("message", current(), event.target.value);
  });

  function insert(button) {
    const area = field(button.dataset.into || "live-box");
    if (!area) return;
    if (button.dataset.into) {
      area.value = button.dataset.insert;
    } else {
      const start = area.selectionStart ?? area.value.length, before = area.value.slice(0, start);
      const gap = before && !/\s$/.test(before) ? (button.dataset.passage ? "\n" : " ") : "";
      area.value = before + gap + button.dataset.insert + area.value.slice(area.selectionEnd ?? start);
      const end = (before + gap + button.dataset.insert).length;
      if (button.dataset.passage) {
        const { passage: id, named } = button.dataset;
        keep("cited", current(), [...(kept("cited", current()) || []).filter((one) => one.id !== id), { id, named }]);
      }
      document.body.dataset.livePane = "talk";
      requestAnimationFrame(() => { area.focus(); area.setSelectionRange(end, end); });
    }
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button) insert(button);
    // On a phone the sources stand in a column of their own.
    if (event.target.closest("#live-thread [data-open]")) document.body.dataset.livePane = "help";
  }, true);

  // The last words come into view, unless the adviser is reading further up.
  let shown = "";
  function followThread() {
    const thread = document.querySelector("#live-thread .thread");
    if (!thread) { shown = ""; return; }
    if (!thread.clientHeight) return; // on a phone, another column is in front
    const said = `${current()}:${thread.dataset.last}`;
    if (said === shown) return;
    const near = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 200 + (thread.lastElementChild?.offsetHeight || 0);
    if (near || shown.split(":")[0] !== current()) thread.scrollTop = thread.scrollHeight;
    shown = said;
  }

  // How many talks call for an act, on the tab itself: another place may be in front.
  let calls = null;
  function tellCalls() {
    const count = Number(document.querySelector("[data-waiting]")?.dataset.waiting || 0);
    const tab = [...document.querySelectorAll("#support-tabs [role=tab]")].find((one) => one.textContent.trim().startsWith("Conversations"));
    if (!tab || count === calls) return;
    if (count) tab.dataset.badge = count; else delete tab.dataset.badge;
    document.title = (count ? `(${count}) ` : "") + document.title.replace(/^\(\d+\) /, "");
    calls = count;
  }

  let scheduled = false;
  new MutationObserver(() => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => { scheduled = false; followThread(); tellCalls(); });
  }).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-waiting", "data-last", "data-live-pane"] });
}
