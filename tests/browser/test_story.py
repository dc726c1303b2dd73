"""The whole story in real browsers: a trainee asks, is not helped, sends a ticket; the support answers; it is read."""

import re

import pytest
from playwright.sync_api import expect

from bot.people.accounts import SUPPORT
from tests.browser.conftest import WIDTHS, OpenBrowser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", WIDTHS)
def test_a_question_that_did_not_help_comes_back_answered_by_the_support(
    open_browser: OpenBrowser, size: tuple[int, int]
) -> None:
    trainee = open_browser(size)
    page = trainee.open()
    page.get_by_label("Votre question").fill("ma facture est suspendue, il faut que j'en refasse une ?")
    page.get_by_label("Votre question").press("Enter")
    expect(page.locator("#now .answer .prose-ours")).to_contain_text("Non")
    page.get_by_role("group", name="Cette réponse vous a-t-elle aidé").get_by_role("button", name="Non").click()
    page.get_by_role("button", name="incomplète").click()
    page.locator("#now .ladder").get_by_role("button", name="Préparer un ticket").click()
    sheet = page.get_by_role("dialog", name="Préparer un ticket")
    subject = f"Suspendue depuis dix jours, écran de {size[0]}"
    sheet.get_by_label("Titre").fill(subject)
    sheet.get_by_role("button", name="Relire et envoyer").click()
    expect(page.locator("#ticket-final")).to_contain_text(subject)
    sheet.get_by_role("button", name="Envoyer le ticket").click()
    sent = page.locator("#ticket-sent")
    expect(sent).to_contain_text(re.compile(r"T-\d{4}-\d{6}"))
    number = re.search(r"T-\d{4}-\d{6}", sent.inner_text())
    assert number

    support = open_browser(size)
    desk = support.sign_in(SUPPORT, "/support")
    desk.get_by_role("tab", name="Tickets").click()
    desk.locator("#tickets [data-act=open]", has_text=number.group()).click()
    expect(desk.get_by_label("Objet")).to_have_value(subject)
    desk.get_by_label("Votre réponse").fill("Demandez le motif écrit, puis complétez la facture.")
    desk.get_by_role("button", name="Envoyer la réponse").click()
    expect(desk.locator("#desk-told .note.good")).to_contain_text("est envoyée")

    sent.get_by_role("button", name="Mes tickets").click()
    mine = page.get_by_role("dialog", name="Mes tickets")
    expect(mine).to_contain_text("Réponse du support")
    expect(mine).to_contain_text("Demandez le motif écrit")
    assert trainee.strays == support.strays == []
