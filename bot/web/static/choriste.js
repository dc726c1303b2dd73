/* Runs before Gradio: French words, then the few things that a page of components can't say by itself. */
(() => {
  "use strict";
  // Gradio picks its own words (« Retry », « Loading ») by the browser's language; this product speaks French.
  for (const [key, value] of [["language", "fr-FR"], ["languages", ["fr-FR", "fr"]]]) {
    Object.defineProperty(navigator, key, { get: () => value, configurable: true });
  }
  document.documentElement.lang = "fr";

  const quiet = matchMedia("(prefers-reduced-motion: reduce)");
  const draftKey = "choriste-brouillon:" + location.pathname;
  const draftBox = () => document.querySelector("[data-keep-draft] textarea, #question textarea");

  /* Opens the source that a [n] points to, and shows it. */
  function openSource(key) {
    const card = document.querySelector(`details[data-source="${CSS.escape(key)}"]`);
    if (!card) return;
    card.open = true;
    document.querySelectorAll(".source.aimed").forEach((other) => other.classList.remove("aimed"));
    card.classList.add("aimed");
    card.querySelector("summary").focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest", behavior: quiet.matches ? "auto" : "smooth" });
  }
  document.addEventListener("click", (event) => {
    const cite = event.target.closest("[data-open]");
    if (cite) openSource(cite.dataset.open);
    const voted = event.target.closest("[data-act='vote'], [data-act='reason']");
    if (voted) follow = voted.closest(".turn").dataset.turn;
  });

  /* What a vote brings (its reasons, an offer) comes into view, not under the input. */
  let follow = null;
  function followVote() {
    const brought = follow && [...document.querySelectorAll(`[data-turn="${CSS.escape(follow)}"] :is(.ladder, .reasons, .voted)`)].pop();
    if (!brought) return;
    follow = null;
    brought.scrollIntoView({ block: "nearest", behavior: quiet.matches ? "auto" : "smooth" });
  }

  /* Icon buttons without a word get the name that their title, class or place gives them. */
  const names = { "copy-text": "Copier", clear: "Effacer", close: "Fermer", "toast-close": "Fermer le message", scroll: "Aller en bas" };
  function nameButtons(root) {
    // Its own words say it in French; Gradio's label over them is English.
    for (const button of root.querySelectorAll("button[aria-label]:has([data-testid='upload-text'])")) button.removeAttribute("aria-label");
    for (const button of root.querySelectorAll("button:not([aria-label])")) {
      if (button.textContent.trim()) continue;
      const known = Object.keys(names).find((word) => button.className.includes(word));
      button.setAttribute("aria-label", button.title || (known ? names[known] : "Action"));
    }
  }

  /* The few sentences that Gradio writes in English whatever the language. Its lost connection reloads the page. */
  const french = {
    Error: "Cela n'a pas marché", Warning: "Attention", Info: "À savoir", Success: "C'est fait", "Connection Lost": "Connexion perdue",
    "Connection to the server was lost. Attempting reconnection...": "La connexion au serveur est perdue. Votre texte est gardé : la page se rouvrira d'elle-même dès que le réseau revient.",
  };
  function frenchToasts() {
    for (const toast of document.querySelectorAll("[data-testid='toast-body']")) {
      const walker = document.createTreeWalker(toast, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const said = french[walker.currentNode.data.trim()];
        if (said) walker.currentNode.data = said;
      }
      toast.querySelector("[aria-label='Close']")?.setAttribute("aria-label", "Fermer le message");
    }
  }

  /* The keyboard's place is never lost: what had the focus and went away gives it to what came of the act, or to what
     stands nearest to where it was. */
  let holder = null, around = [];
  const given = new WeakSet(); // a heading that is drawn anew in its place loses the focus while it stays
  const isSeen = (element) => Boolean(element?.getClientRects().length && element.checkVisibility()); // nor in a folded part
  function focusOn(element) {
    if (!isSeen(element)) return false;
    if (element.tabIndex < 0) element.tabIndex = -1;
    element.focus({ preventScroll: true });
    if (document.activeElement !== element) return false;
    if (element.tabIndex < 0) given.add(element);
    element.scrollIntoView({ block: "nearest", behavior: "instant" });
    return true;
  }
  /* For the pages' own scripts: the first of these that is there; never taken from a field that somebody writes in. */
  const isWriting = () => document.activeElement.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=file])");
  window.choristeFocus = (...places) => !isWriting() && places.some((place) => focusOn(document.querySelector(place)));
  document.addEventListener("focusin", (event) => {
    holder = event.target;
    around = [];
    for (let at = holder.parentElement; at && at !== document.body; at = at.parentElement) if (at.id && at.id !== "root") around.push(at);
  });
  document.addEventListener("pointerdown", () => { holder = null; });
  let told = null;
  const notes = () => [...document.querySelectorAll(".note:is([role='status'], [role='alert'])")].filter((note) => isSeen(note) && !note.closest("#live-news"));
  document.addEventListener("click", () => { told = new Map(notes().map((note) => [note, note.textContent])); }, true);
  let arrival = null;
  function keepFocus() {
    const sheet = document.querySelector(".sheet[data-dressed]"), at = document.activeElement;
    // What a step of a sheet begins with may come an instant after the step before it went.
    const arrived = [...document.querySelectorAll(".sheet [data-arrive]")].find(isSeen) || null;
    const isNew = arrived && arrived !== arrival;
    arrival = arrived;
    if (isNew && (at === document.body || given.has(at)) && focusOn(arrived)) return;
    if (at !== document.body || !holder || (isSeen(holder) && !holder.disabled && !given.has(holder))) return;
    if (document.querySelector("#now [data-state='searching']")) return; // it is drawn anew again
    if (given.has(holder) && focusOn(holder)) return;
    const place = sheet || around.find(isSeen);
    if (!place) return;
    const fresh = notes().filter((note) => told?.get(note) !== note.textContent && (!sheet || sheet.contains(note))).pop();
    const inside = (what) => [...place.querySelectorAll(what)].find((one) => isSeen(one) && !one.disabled);
    [arrived, fresh, place.id === "composer" && draftBox(), inside(".asked"), inside("h2, h3, h4"), place].some((one) => one && focusOn(one));
  }

  /* The arrows go from tab to tab, as they do everywhere; Enter opens. */
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.("[role='tab']");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || !step) return;
    const tabs = [...tab.parentElement.querySelectorAll("[role='tab']")].filter(isSeen);
    tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length].focus();
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.("#skip")) return;
    event.preventDefault();
    window.choristeFocus("#talk", "[role='tablist'] [role='tab'][aria-selected='true']", "main");
  });

  /* A sheet is a dialog: named, holding the focus, closed by Escape, giving the focus back. */
  let opener = null, wasOpen = false;
  function dressSheets() {
    const open = [...document.querySelectorAll(".sheet")].find((sheet) => sheet.offsetParent !== null || sheet.getClientRects().length);
    const dressed = document.querySelector(".sheet[data-dressed]");
    if (dressed && dressed !== open) delete dressed.dataset.dressed;
    document.body.classList.toggle("under-sheet", Boolean(open));
    if (open && !open.dataset.dressed) {
      open.dataset.dressed = "1";
      open.setAttribute("role", "dialog");
      open.setAttribute("aria-modal", "true");
      const title = open.querySelector("h2");
      if (title) {
        title.id ||= "sheet-title-" + (open.id || "1");
        title.tabIndex = -1;
        open.setAttribute("aria-labelledby", title.id);
        const from = document.activeElement;
        if (from !== document.body && !open.contains(from)) opener = from;
        title.focus({ preventScroll: true });
      }
    }
    if (wasOpen && !open) [opener, draftBox(), document.querySelector("main")].some((place) => place && focusOn(place));
    wasOpen = Boolean(open);
  }
  document.addEventListener("keydown", (event) => {
    const sheet = document.querySelector(".sheet[data-dressed]");
    if (!sheet) return;
    if (event.key === "Escape" && !event.defaultPrevented) { sheet.querySelector("[data-act='close']")?.click(); return; }
    if (event.key !== "Tab") return;
    const stops = [...sheet.querySelectorAll("a[href], button, input, textarea, select, summary, [tabindex='0']")].filter((e) => !e.disabled && isSeen(e));
    if (!stops.length) return;
    const first = stops[0], last = stops[stops.length - 1], at = document.activeElement;
    if (event.shiftKey && (at === first || !stops.includes(at))) { event.preventDefault(); last.focus(); }
    else if (!event.shiftKey && (at === last || !sheet.contains(at))) { event.preventDefault(); first.focus(); }
  });

  /* What was typed survives a reload or a lost network, until its answer is there. */
  document.addEventListener("input", (event) => {
    if (event.target === draftBox()) sessionStorage.setItem(draftKey, event.target.value);
  });
  function restoreDraft(box) {
    const kept = sessionStorage.getItem(draftKey);
    if (!kept || box.value) return;
    box.value = kept;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* A new question comes into view; an answer that follows it doesn't move the page again. */
  let shown = null;
  function followTalk() {
    const turn = [...document.querySelectorAll("#now [data-turn]")].pop();
    if (!turn) return;
    if (restored && turn.dataset.state === "answered" && draftBox() && !draftBox().value) sessionStorage.removeItem(draftKey);
    if (turn.dataset.turn === shown) return;
    const first = shown === null;
    shown = turn.dataset.turn;
    turn.scrollIntoView({ block: first ? "end" : "start", behavior: first || quiet.matches ? "auto" : "smooth" });
  }

  let scheduled = false, restored = false;
  function settle() {
    scheduled = false;
    nameButtons(document);
    document.querySelector("main:not([id])")?.setAttribute("id", "contenu"); // where « Aller au contenu » leads
    frenchToasts();
    dressSheets();
    keepFocus();
    followTalk();
    followVote();
    const box = draftBox();
    if (box && !restored) { restored = true; restoreDraft(box); }
    if (document.querySelector("gradio-app .gradio-container .block, gradio-app .gradio-container .html-container")) document.getElementById("waiting")?.remove();
  }
  const watcher = new MutationObserver(() => {
    if (!scheduled) { scheduled = true; requestAnimationFrame(settle); }
  });
  document.addEventListener("DOMContentLoaded", () => {
    watcher.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["class", "style", "data-turn", "data-state"] });
  });
})();
