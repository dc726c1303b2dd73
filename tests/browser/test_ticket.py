"""A whole ticket in real browsers: each field checked where it is typed, files, the text as it leaves, the exchange."""

import re
from pathlib import Path

import pytest
from making import make_pdf
from playwright.sync_api import expect
from sqlalchemy import update

from bot.storage.models import Ticket, TicketMessage, now
from tests.browser.conftest import WIDTHS, OpenBrowser, Site, violations
from tests.browser.test_trainee import ask, no_sideways_scroll

pytestmark = pytest.mark.browser


def answered(site: Site, number: str, reply: str) -> None:
    """As the desk leaves a ticket that it answered."""
    with site.services.database.session() as session:
        told = update(Ticket).where(Ticket.number == number).values(reply=reply, reviewer="sam", reviewed_at=now())
        ticket_id = session.execute(told.returning(Ticket.id)).scalar_one()
        session.add(TicketMessage(ticket_id=ticket_id, author="sam", text=reply))


@pytest.mark.parametrize("size", WIDTHS)
def test_a_ticket_from_its_first_field_to_its_second_message(
    open_browser: OpenBrowser, size: tuple[int, int], tmp_path: Path
) -> None:
    visitor = open_browser(size)
    page = visitor.open()
    ask(page, "Ma facture 2026-118 du 3 novembre 2026 est rejetée, que faire ?")
    page.locator("#prepare-ticket").click()
    sheet = page.get_by_role("dialog", name="Préparer un ticket")
    expect(sheet.get_by_label("Numéro de la facture")).to_have_value("2026-118")
    expect(sheet.get_by_label("Date de la facture")).to_have_value("3 novembre 2026")
    issuer = sheet.get_by_label("SIRET de l'émetteur")
    issuer.fill("7328293200007")
    sheet.get_by_label("Code service").focus()
    expect(sheet.locator("#pb-SIRET_ISSUER")).to_contain_text("Ce SIRET a 13 chiffres, il en faut 14.")
    expect(sheet.get_by_label("Code service")).to_be_focused()
    visitor.shoot("ticket-wrong-siret")
    issuer.fill("73282932000075")
    issuer.blur()
    expect(sheet.locator("#pb-SIRET_ISSUER")).to_contain_text("La clé de contrôle ne correspond pas")
    issuer.fill("732 829 320 00074")
    issuer.blur()
    expect(sheet.locator("#pb-SIRET_ISSUER")).to_be_empty()
    sheet.get_by_label("Description, avec vos mots").fill("Facture 2026-118 rejetée, pendant mon arrêt maladie.")
    sheet.get_by_label("Description, avec vos mots").blur()
    sheet.get_by_role("button", name="Masquer").click()
    expect(sheet.get_by_label("Description, avec vos mots")).to_have_value(re.compile("donnée de santé masquée"))

    (tmp_path / "avis.pdf").write_bytes(make_pdf("Avis de rejet"))
    (tmp_path / "faux.png").write_bytes(b"<html>")
    sheet.locator("input[type=file]").set_input_files([tmp_path / "faux.png", tmp_path / "avis.pdf"])
    expect(sheet.locator("#ticket-files")).to_contain_text("avis.pdf")
    expect(sheet.locator("#ticket-uploads")).to_contain_text("n'est pas ce que son nom annonce")
    assert violations(page) == []
    no_sideways_scroll(page)
    sheet.locator("#ticket-files").scroll_into_view_if_needed()
    visitor.shoot("ticket-files")

    sheet.get_by_role("button", name="Relire et envoyer").click()
    final = page.locator("#ticket-final")
    for shown in ("732 829 320 00074", "3 novembre 2026", "avis.pdf"):
        expect(final).to_contain_text(shown)
    visitor.shoot("ticket-final")
    assert violations(page) == []
    sheet.get_by_role("button", name="Envoyer le ticket").click()
    sent = page.locator("#ticket-sent")
    expect(sent).to_contain_text("Aucun délai n'est promis")
    visitor.shoot("ticket-sent")
    found = re.search(r"T-\d{4}-\d{6}", sent.inner_text())
    assert found

    answered(visitor.site, found[0], "Complétez l'engagement, puis renvoyez-la.")
    page.reload()
    mine_button = page.get_by_role("button", name="Mes tickets")
    expect(mine_button).to_contain_text("1 réponse non lue")
    visitor.shoot("ticket-unread")
    mine_button.click()
    mine = page.get_by_role("dialog", name="Mes tickets")
    expect(mine).to_contain_text("Nouvelle réponse")
    expect(mine).to_contain_text("Complétez l'engagement")
    mine.get_by_text("Écrire au support").click()
    mine.get_by_label("Votre message").fill("C'est fait, mais elle reste <b>rejetée</b>.")
    answered(visitor.site, found[0], "Encore une précision.")
    expect(mine).to_contain_text("Encore une précision.")
    expect(mine.get_by_label("Votre message")).to_have_value("C'est fait, mais elle reste <b>rejetée</b>.")
    visitor.shoot("ticket-answering")
    assert violations(page) == []
    mine.get_by_role("button", name="Envoyer le message").click()
    expect(mine).to_contain_text("le support le verra avec le ticket")
    expect(mine.locator(".note.mine")).to_contain_text("elle reste <b>rejetée</b>")
    expect(mine.get_by_label("Votre message")).to_have_value("")
    with page.expect_download() as download:
        mine.get_by_role("link", name=re.compile("avis.pdf")).click()
    assert download.value.suggested_filename == "avis.pdf"
    no_sideways_scroll(page)
    visitor.shoot("ticket-answered")
