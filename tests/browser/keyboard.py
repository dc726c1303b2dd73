"""A person without a mouse: only keys, and at each step what has the focus is seen, named, outlined and uncovered."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

_MOST_STEPS = 150
_FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  if (at === document.body) return ["the focus is lost"];
  const found = [], what = at.outerHTML.replace(/\\s+/g, " ").slice(0, 120);
  const say = (fault) => found.push(`${fault}: ${what}`);
  if (!at.checkVisibility({ visibilityProperty: true }) || box.width < 1 || box.height < 1) say("can't be seen");
  // 2.4.7: the line is there; that it stands out is the palette's business, tested with it.
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  if (!outlined && style.boxShadow === "none") say("has no outline");
  // 2.4.11: neither under a bar that stays nor out of the window, in the middle of what of it is in the window.
  const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
  const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
  const over = right > left && bottom > top && document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  const label = at.labels?.[0];
  if (!over) say(`is out of the window at ${Math.round(box.left)},${Math.round(box.top)}`);
  else if (![at, label].some((one) => one?.contains(over)) && !over.contains(at)) say(`is under ${over.outerHTML}`);
  return found;
}"""


@dataclass
class Keys:
    """Presses keys on a page and nothing else; raises AssertionError at the first step where a person would be lost."""

    page: Page

    def reach(self, target: Locator, key: str = "Tab") -> None:
        """Go from stop to stop until ``target`` has the focus."""
        expect(target).to_be_visible()
        for _ in range(_MOST_STEPS):
            self.page.keyboard.press(key)
            # Past the last stop comes the browser's own frame: the page has no focus for one step.
            if self.page.evaluate("document.activeElement === document.body"):
                continue
            self.check()
            if target.evaluate("node => node === document.activeElement"):
                return
        raise AssertionError(f"never reached by {key}: {target}")

    def press(self, target: Locator, key: str = "Enter") -> None:
        self.reach(target)
        self.page.keyboard.press(key)

    def back_to(self, target: Locator, key: str = "Enter") -> None:
        """Like ``press``, backwards."""
        self.reach(target, "Shift+Tab")
        self.page.keyboard.press(key)

    def type_in(self, target: Locator, text: str) -> None:
        """Reach a field and write ``text`` in it, in place of what stands there."""
        self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        expect(target).to_have_value(text)

    def lands_on(self, target: Locator) -> None:
        """What was pressed went away, and the focus is on ``target`` by itself."""
        expect(target).to_be_focused()
        self.check()

    def check(self) -> None:
        faults = self.page.evaluate(_FOCUS)
        assert faults == []
        said = self.page.locator("*:focus").aria_snapshot()
        # « - button "Envoyer" », « - heading "…" [level=2] », or what is said inside.
        assert re.search(r'"[^"]+"|: \S', said), f"has no name: {said}"
