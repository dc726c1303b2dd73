"""A talk with an adviser in the trainee's real browser; the adviser's side is the services themselves."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.desk.live import LiveTalks
from tests.browser.conftest import WIDTHS, OpenBrowser, Site, violations
from tests.desk.live import AlwaysOpen

pytestmark = pytest.mark.browser


@pytest.fixture
def live(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveTalks]:
    monkeypatch.setattr(site.services.live, "_hours", AlwaysOpen())
    site.services.live.sign_in("Rosa")
    yield site.services.live
    site.services.live.sign_out("Rosa")


def send(page: Page, text: str) -> None:
    page.get_by_label("Votre question").fill(text)
    page.get_by_label("Votre question").press("Enter")


@pytest.mark.parametrize("size", WIDTHS)
def test_from_the_queue_to_the_bot_again(open_browser: OpenBrowser, live: LiveTalks, size: tuple[int, int]) -> None:
    visitor = open_browser(size)
    page = visitor.open()
    send(page, "ma facture est suspendue, il faut que j'en refasse une ?")
    expect(page.locator("#now [data-state=answered]")).to_be_visible()
    page.get_by_role("button", name="Parler à un conseiller").click()
    banner = page.locator("#live-banner")
    expect(banner).to_contain_text(re.compile(r"En attente.*1er dans la file"))
    visitor.shoot("live-waiting")

    [waiting] = live.queue()
    live.take(waiting.id, "Rosa")
    expect(banner).to_contain_text("Vous parlez avec Rosa")
    page.get_by_label("Votre question").fill("je suis en train d'écrire")
    live.reply(waiting.id, "Rosa", "Bonjour, quel est le statut affiché ?", "r1")
    expect(page.locator("#now")).to_contain_text("quel est le statut affiché")
    expect(page.locator("#said")).to_contain_text("quel est le statut affiché")
    expect(page.get_by_label("Votre question")).to_have_value("je suis en train d'écrire")
    send(page, "« Suspendue »")
    expect(page.locator("#now .asked")).to_contain_text("« Suspendue »")
    expect(page.get_by_label("Votre question")).to_have_value("")
    assert live.get(waiting.id).messages[-1].text == "« Suspendue »"
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    visitor.shoot("live-talking")

    page.reload()
    expect(banner).to_contain_text("Vous parlez avec Rosa")
    expect(page.locator("#talk")).to_contain_text(
        re.compile("refasse une.*a rejoint.*statut affiché.*« Suspendue »", re.S)
    )
    live.close(waiting.id, "Rosa")
    expect(page.locator("#now")).to_contain_text("L'assistant répond de nouveau")
    expect(page.locator("#live-banner .banner")).to_have_count(0)
    visitor.shoot("live-ended")
    send(page, "C'est quoi une facture rejetée ?")
    expect(page.locator("#now [data-state=answered] .sources").first).to_be_visible()
