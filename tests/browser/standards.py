"""What every state of every screen must hold, looked at in the page as it stands: WCAG 2.2 AA, as far as code can tell.

One call looks in both colour schemes, with the text spaced out and at half the width, so that the stories need not be
told again for each.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

_MEASURES = (Path(__file__).parent / "standards.js").read_text(encoding="utf-8")
_RULES = {"resultTypes": ["violations"]}
_CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
_NARROWEST = 320  # a page of 1280 at 400 % (1.4.10)
# WCAG 1.4.12, put in by a script's sheet, which no policy of the page refuses.
_SPACED = (
    "*:not(svg, svg *) { line-height: 1.5 !important; letter-spacing: .12em !important; "
    "word-spacing: .16em !important } p { margin-bottom: 2em !important }"
)
_DOUBLED = "html { font-size: 200% !important }"
# Gradio hears of the scheme after the page does.
_SHOWN = """async (dark) => {
  const shown = () => getComputedStyle(document.body).colorScheme === (dark ? "dark" : "light");
  for (let left = 600; !shown(); left--) {
    if (!left) throw new Error("the page doesn't follow the system's colours");
    await new Promise(requestAnimationFrame);
  }
}"""
_PUT = "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css); document.adoptedStyleSheets.push(sheet); }"


def violations(page: Page) -> list[str]:
    """What axe-core and our own measures find wrong with the page, each with the elements concerned."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = [*_axe(page, _RULES), *_measured(page)]
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    _show(page, dark=not dark)
    found += [f"the other scheme, {one}" for one in (*_axe(page, _CONTRAST), *_measured(page))]
    _show(page, dark=dark)
    size = page.viewport_size
    assert size
    narrow = size["width"] // 2 if size["width"] > 640 else _NARROWEST
    with _resized(page, {"width": narrow, "height": size["height"]}), _styled(page, _SPACED):
        found += [f"narrow and spaced, {one}" for one in _measured(page)]
    with _styled(page, _DOUBLED):
        found += [f"text doubled, {one}" for one in _measured(page)]
    return found


def _show(page: Page, dark: bool) -> None:
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.evaluate(_SHOWN, dark)


def _axe(page: Page, options: dict[str, Any]) -> list[str]:
    rules = page.evaluate("options => axe.run(document, options).then((told) => told.violations)", options)
    return [f"{rule['id']}: {[node['html'][:120] for node in rule['nodes']]}" for rule in rules]


def _measured(page: Page) -> list[str]:
    size = page.viewport_size
    assert size
    found: list[str] = page.evaluate(_MEASURES, {"phone": size["width"] < 640, "motion": False})
    return found


@contextmanager
def _resized(page: Page, size: ViewportSize) -> Iterator[None]:
    before = page.viewport_size
    assert before
    page.set_viewport_size(size)
    yield
    page.set_viewport_size(before)


@contextmanager
def _styled(page: Page, css: str) -> Iterator[None]:
    page.evaluate(_PUT, css)
    yield
    page.evaluate("document.adoptedStyleSheets.pop()")
