/* Asks /nouvelles at the pace it gives, and tells: the page by an event, the tab by its title, the ear when one wants it. */
(() => {
  "use strict";
  const HIDDEN_PACE = 5000, PRESENCE_PACE = 30000, AGAIN = 8000, TICK = 250, SOUND = "choriste-son";
  const title = () => document.title.replace(/^\(\d+\) /, "");
  function badge(count) {
    const wanted = (count ? `(${count}) ` : "") + title();
    if (document.title !== wanted) document.title = wanted;
  }
  const wantsSound = () => localStorage.getItem(SOUND) === "oui";
  let audio = null;
  function ring() {
    if (!wantsSound()) return;
    audio ||= new AudioContext();
    const at = audio.currentTime, gain = audio.createGain(), tone = audio.createOscillator();
    tone.frequency.setValueAtTime(660, at);
    tone.frequency.setValueAtTime(880, at + 0.12);
    gain.gain.setValueAtTime(0.08, at);
    gain.gain.exponentialRampToValueAtTime(0.001, at + 0.35);
    tone.connect(gain).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.36);
  }

  /* How many tickets were sent and not read yet, on their tab. */
  function countTickets(count) {
    const tab = [...document.querySelectorAll("#support-tabs [role=tab]")].find((one) => one.textContent.trim().startsWith("Tickets"));
    if (!tab || count === undefined) return;
    if (count) tab.dataset.badge = count; else delete tab.dataset.badge;
  }

  /* What the page shows now, as its own handlers wrote it there; a page that writes none shows what it was last told. */
  const shownMark = () => document.querySelector("[data-news-mark]")?.dataset.newsMark;
  const searching = () => document.querySelector("#now [data-state='searching']");

  window.choristeNews = (element, tell) => {
    const address = element.querySelector("[data-news]").dataset.news;
    const note = element.querySelector("[role='alert']"), sound = element.querySelector(".sound");
    let asked = 0, pace = 0, mark = null, told = null, toldAt = Date.now(), unseen = 0, busy = false;

    function showSound() {
      sound.setAttribute("aria-pressed", String(wantsSound()));
      sound.textContent = wantsSound() ? sound.dataset.on : sound.dataset.off;
    }
    sound?.addEventListener("click", () => {
      localStorage.setItem(SOUND, wantsSound() ? "non" : "oui");
      showSound();
      ring();
    });
    if (sound) showSound();
    const seenNow = () => { unseen = 0; if (sound) badge(0); };
    window.addEventListener("focus", seenNow);

    async function ask() {
      busy = true;
      try {
        const answer = await fetch(address, { cache: "no-cache", credentials: "same-origin" });
        note.hidden = true;
        if (answer.ok) hear(await answer.json());
        else pace = PRESENCE_PACE;
      } catch {
        note.hidden = false; // the network is gone: what was typed stays, and asking goes on
      }
      busy = false;
    }
    function hear(news) {
      pace = news.pace;
      const fresh = mark !== null && news.mark !== mark;
      mark = news.mark;
      countTickets(news.tickets);
      if (!sound || !fresh || document.hasFocus()) return; // the support's page has its own badge and sound
      unseen += 1;
      badge(unseen);
      ring();
    }
    /* The event waits for an answer that is being looked for, and comes again if what it brought didn't arrive. */
    function settle() {
      const shown = shownMark() ?? told;
      if (mark === null || searching()) return;
      if (told === null && shown === null) { told = mark; return; }
      if (shown === mark || (told === mark && Date.now() - toldAt < AGAIN)) return;
      told = mark;
      toldAt = Date.now();
      tell();
    }
    const timer = setInterval(() => {
      if (!element.isConnected) { clearInterval(timer); window.removeEventListener("focus", seenNow); return; }
      // A page just told that its person waits asks at once, at its new pace.
      if (shownMark() !== undefined && shownMark() !== mark && Date.now() - asked > 1000) pace = Math.min(pace, 1000);
      if (!busy && Date.now() - asked >= (document.hidden ? Math.max(pace, HIDDEN_PACE) : pace)) { asked = Date.now(); ask(); }
      settle();
    }, TICK);
  };

  /* The key of a message that is on its way: the same words sent again before they were taken are the same message. */
  const KEPT = "choriste-cle";
  window.choristeKey = {
    of(text) {
      const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
      if (kept?.text === text) return kept.key;
      const key = [...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join("-");
      sessionStorage.setItem(KEPT, JSON.stringify({ text, key }));
      return key;
    },
    used() { sessionStorage.removeItem(KEPT); },
  };
})();
