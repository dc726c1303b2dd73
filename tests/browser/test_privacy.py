"""One person's data in a real browser: told of at first, taken away, erased, and gone after a reload."""

import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, WIDTHS, OpenBrowser, violations
from tests.browser.test_trainee import ask, no_sideways_scroll

pytestmark = pytest.mark.browser
QUESTION = "Ma facture est suspendue, dois-je la refaire ?"
# The first screen shows what is kept, all there is to ask and where to write.
_SEEN_TOGETHER = """() => {
  const last = [...document.querySelectorAll(".starter")].pop().getBoundingClientRect();
  return last.bottom <= document.querySelector("#composer").getBoundingClientRect().top;
}"""


@pytest.mark.parametrize("size", WIDTHS)
def test_from_the_notice_to_the_erasure(open_browser: OpenBrowser, size: tuple[int, int]) -> None:
    visitor = open_browser(size)
    page = visitor.open()
    notice = page.get_by_role("region", name="Vos données")
    expect(notice).to_contain_text("12 mois")
    expect(page.locator(".starter")).to_have_count(6)
    assert violations(page) == []
    no_sideways_scroll(page)
    expect(notice).to_be_in_viewport(ratio=1)
    assert page.evaluate(_SEEN_TOGETHER)
    visitor.shoot("privacy-notice")
    ask(page, QUESTION)  # the notice blocks nothing
    notice.get_by_role("button", name="J'ai compris").click()
    expect(notice).to_have_count(0)
    page.reload()
    expect(page.locator("#now .turn")).to_contain_text("suspendue")
    expect(notice).to_have_count(0)
    if size == PHONE:  # whose bar has no room for it
        page.get_by_role("button", name="Mes tickets").click()
        expect(page.get_by_role("dialog", name="Mes tickets")).to_be_visible()
        assert violations(page) == []
        visitor.shoot("my-data-link")
    page.get_by_role("link", name="Mes données").click()
    expect(page.get_by_role("heading", name="Mes données")).to_be_visible()
    expect(page.locator("main")).to_contain_text("1 question et sa réponse")
    assert violations(page) == []
    visitor.shoot("my-data")
    with page.expect_download() as waited:
        page.get_by_role("button", name="Télécharger mes données").click()
    with zipfile.ZipFile(waited.value.path()) as archive:
        told = json.loads(archive.read("mes-donnees.json"))
    assert told["conversations"][0]["echanges"][0]["question"] == QUESTION
    page.get_by_role("link", name=re.compile("Effacer mes données")).click()
    expect(page.get_by_role("heading", name="Ce qui reste")).to_be_visible()
    assert violations(page) == []
    visitor.shoot("my-data-erase")
    page.get_by_role("button", name="Effacer définitivement").click()
    expect(page.get_by_role("heading", name="C'est effacé")).to_be_visible()
    visitor.shoot("my-data-erased")
    page.get_by_role("link", name="Confidentialité").click()
    expect(page.get_by_role("heading", name="Vos droits")).to_be_visible()
    assert violations(page) == []
    no_sideways_scroll(page)
    visitor.shoot("privacy-page")
    visitor.open()
    expect(page.locator(".starter")).to_have_count(6)
    expect(page.locator(".turn")).to_have_count(0)
    expect(notice).to_be_visible()  # a new name has read nothing yet
