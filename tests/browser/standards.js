/* What axe-core doesn't measure, in the page as it stands: each finding is one line; none is what the tests expect. */
({ phone, motion }) => {
  const found = [];
  const say = (rule, element, more = "") => found.push(`${rule}: ${element.outerHTML.replace(/\s+/g, " ").slice(0, 140)} ${more}`.trim());
  const style = (element, part) => getComputedStyle(element, part);
  const unseen = (element) => style(element).clipPath === "inset(50%)" || /^rect\(0px,? 0px,? 0px,? 0px\)/.test(style(element).clip);
  const aside = (element) => {
    for (let at = element; at; at = at.parentElement) if (at.matches("[aria-hidden='true'], [inert]") || unseen(at)) return true;
    return false;
  };
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && element.getClientRects().length > 0;
  // Under a sheet the page is there, and out of reach.
  const sheet = document.querySelector(".sheet[aria-modal='true']");
  const all = (query) => [...(sheet || document).querySelectorAll(query)].filter((element) => seen(element) && !aside(element));

  /* Nothing moves for who asked that nothing move (WCAG 2.3.3). */
  if (!motion)
    for (const one of document.getAnimations())
      if (one.playState === "running" && one.effect?.target) say("moves", one.effect.target, one.animationName || one.transitionProperty);

  /* Everything is read without scrolling sideways (1.4.10), and no letter is cut (1.4.4, 1.4.12). */
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) {
    found.push(`scrolls sideways: ${wide} px in ${innerWidth}`);
    const out = all("body *").filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest("[data-scrolls]"));
    for (const element of out.slice(0, 3)) say("too wide", element, element.getBoundingClientRect().right);
  }
  const clips = (value) => value === "hidden" || value === "clip";
  const walker = document.createTreeWalker(sheet || document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !seen(holder) || aside(holder) || holder.closest("script, style, noscript, option, svg")) continue;
    range.selectNodeContents(walker.currentNode);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 1);
    for (let frame = holder; frame && frame !== document.body; frame = frame.parentElement) {
      const { overflowX, overflowY, position } = style(frame), edge = frame.getBoundingClientRect();
      if (clips(overflowX) && boxes.some((box) => box.right > edge.right + 2 || box.left < edge.left - 2)) { say("cut", holder, frame.className); break; }
      if (clips(overflowY) && boxes.some((box) => box.bottom > edge.bottom + 6 || box.top < edge.top - 6)) { say("cut", holder, frame.className); break; }
      if (/auto|scroll/.test(overflowX + overflowY) || position === "fixed") break;
    }
  }

  /* Gradio's own words are French too, those that only a screen reader says included (3.1.2). */
  for (const named of all("[aria-label], [title], [placeholder], [alt]"))
    for (const name of ["aria-label", "title", "placeholder", "alt"])
      if (/\b(click|close|clear|remove|upload|download|drop|loading|open|edit|fullscreen|error|zoom|reset)\b/i.test(named.getAttribute(name) || "")) say("English", named);

  /* A finger finds each target: 24 px at least (2.5.8), 44 px high for the buttons of a phone. */
  const controls = all("a[href], button, summary, select, textarea, input:not([type='hidden']), [role='tab'], [role='option'], [role='switch']");
  const reach = (element) => {
    const box = element.getBoundingClientRect(), more = style(element, "::after");
    let [width, height] = [box.width, box.height];
    if (more.content !== "none" && more.position === "absolute") {
      const beyond = (...edges) => edges.reduce((sum, edge) => sum + Math.max(0, -parseFloat(edge) || 0), 0);
      width += beyond(more.left, more.right);
      height += beyond(more.top, more.bottom);
    }
    const label = /checkbox|radio|file/.test(element.type) && (element.labels?.[0] || element.closest("label, button"));
    if (label) { const around = label.getBoundingClientRect(); width = Math.max(width, around.width); height = Math.max(height, around.height); }
    return [width, height];
  };
  // A link inside a sentence is as high as its line.
  const inSentence = (element) => element.tagName === "A" && style(element).display === "inline" && element.parentElement.textContent.trim() !== element.textContent.trim();
  for (const control of controls) {
    if (inSentence(control) || control.disabled) continue;
    const [width, height] = reach(control);
    const least = phone && control.matches("button, summary, [role='tab'], textarea, .button, .bar-link") ? 44 : 24;
    if (width < 23.5 || height < least - 0.5) say("small", control, `${Math.round(width)} × ${Math.round(height)}`);
  }

  /* The edge of a field stands out from what is around it, three to one (1.4.11). */
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data;
  };
  const light = (colour) => {
    const [r, g, b] = [...rgba(colour)].slice(0, 3).map((part) => ((part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) if (rgba(style(at).backgroundColor)[3] > 250) return style(at).backgroundColor;
    return "white";
  };
  for (const field of all("textarea, select, input:not([type='hidden']):not([type='file'])")) {
    if (field.disabled || /checkbox|radio/.test(field.type) && style(field).appearance === "auto") continue;
    let frame = field;
    while (frame.parentElement && parseFloat(style(frame).borderBottomWidth) < 1 && frame.getBoundingClientRect().height < field.getBoundingClientRect().height + 24) frame = frame.parentElement;
    const edge = style(frame).borderBottomColor, around = frame.parentElement ? ground(frame.parentElement) : "white";
    const told = parseFloat(style(frame).borderBottomWidth) >= 1 ? contrast(edge, around) : 1;
    const filled = contrast(ground(field), around);
    if (Math.max(told, filled) < 3) say("faint edge", field, `${told.toFixed(2)}: ${edge} on ${around}`);
  }
  return found;
}
