"""The support's story in a real browser, on a phone and at a desk: a ticket read, answered, and two people on one."""

import pytest
from playwright.sync_api import Page, expect

from bot.desk.tickets import TicketChanges, TicketView
from bot.people.accounts import ADMINISTRATOR, SUPPORT
from bot.services import Services
from tests.browser.conftest import DESK, PHONE, WIDTHS, OpenBrowser

pytestmark = pytest.mark.browser


def sent_ticket(services: Services, subject: str) -> TicketView:
    """A ticket as a visitor sends it after one question."""
    owner = f"visiteur {subject}"
    conversation = services.conversations.start(owner)
    services.conversations.ask(conversation, owner, "ma facture est suspendue, il faut que j'en refasse une ?")
    draft = services.tickets.draft(conversation, owner)
    changes = TicketChanges(subject=subject, description="Facture 2026-118, SIRET 7328293200007 : <b>suspendue</b> ?")
    return services.tickets.send(draft.id, owner, changes, draft.revision)


def open_in(page: Page, ticket: TicketView) -> None:
    page.locator("#tickets label", has_text=str(ticket.number)).click()
    expect(page.locator("#ticket .ticket-number")).to_contain_text(str(ticket.number))
    expect(page.get_by_label("Objet")).to_have_value(ticket.subject)


@pytest.mark.parametrize("size", WIDTHS)
def test_a_ticket_is_opened_understood_answered_and_marked_reviewed(
    open_browser: OpenBrowser, size: tuple[int, int]
) -> None:
    visitor = open_browser(size)
    ticket = sent_ticket(visitor.site.services, f"Facture suspendue {size[0]}")
    page = visitor.sign_in(SUPPORT, "/support")
    expect(page.locator("#tickets label", has_text=str(ticket.number))).to_be_visible()
    visitor.shoot("support-inbox")
    open_in(page, ticket)
    visitor.shoot("support-ticket")
    evidence = page.locator("#evidence")
    if size == PHONE:
        expect(page.locator("#inbox")).to_be_hidden()
        expect(evidence).to_be_hidden()
        page.get_by_role("button", name="Ce que l'assistant a fait").click()
        expect(page.locator("#ticket")).to_be_hidden()
    expect(evidence.locator(".identifiers .told-bad")).to_contain_text("13 chiffres")
    expect(evidence).to_contain_text("ma facture est suspendue")
    evidence.get_by_text("Réponse montrée").click()
    visitor.shoot("support-evidence")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if size == PHONE:
        page.get_by_role("button", name="Le ticket").click()
    page.get_by_label("Objet").fill("Facture suspendue : que faire")
    page.get_by_label("Réponse au stagiaire").fill("Bonjour,\nComplétez-la, ne la refaites pas.")
    page.get_by_role("button", name="Marquer relu").click()
    expect(page.locator("#ticket .note.good")).to_contain_text(f"Le ticket {ticket.number} est relu")
    visitor.shoot("support-reviewed")
    stored = visitor.site.services.tickets.get(ticket.id)
    assert (stored.state, stored.reviewer, stored.subject) == ("relu", SUPPORT, "Facture suspendue : que faire")
    assert stored.reply == "Bonjour,\nComplétez-la, ne la refaites pas."
    if size == PHONE:
        page.get_by_role("button", name="Tickets reçus").click()
    expect(page.locator("#tickets label", has_text=str(ticket.number))).to_have_count(0)
    page.locator("#states label", has_text="Relus").click()
    expect(page.locator("#tickets label", has_text=str(ticket.number))).to_be_visible()


@pytest.mark.parametrize("size", WIDTHS)
def test_two_people_on_one_ticket_each_see_both_texts_and_none_is_lost(
    open_browser: OpenBrowser, size: tuple[int, int]
) -> None:
    visitor, other = open_browser(size), open_browser(DESK)
    services = visitor.site.services
    ticket = sent_ticket(services, f"Deux relectures {size[0]}")
    page, second = visitor.sign_in(SUPPORT, "/support"), other.sign_in(ADMINISTRATOR, "/support")
    open_in(page, ticket)
    open_in(second, ticket)
    second.get_by_label("Réponse au stagiaire").fill("La réponse de l'administrateur.")
    second.get_by_role("button", name="Marquer relu").click()
    expect(second.locator("#ticket .note.good")).to_be_visible()
    page.get_by_label("Réponse au stagiaire").fill("Ma propre réponse.")
    page.get_by_role("button", name="Marquer relu").click()
    conflict = page.locator("#conflict")
    expect(conflict.get_by_role("alert")).to_contain_text("enregistré par quelqu'un d'autre")
    expect(conflict).to_contain_text("Ma propre réponse.")
    expect(conflict).to_contain_text("La réponse de l'administrateur.")
    expect(page.get_by_label("Réponse au stagiaire")).to_have_value("Ma propre réponse.")
    visitor.shoot("support-conflict")
    assert services.tickets.get(ticket.id).reply == "La réponse de l'administrateur."
    page.get_by_role("button", name="Reprendre la version enregistrée").click()
    expect(conflict).to_be_hidden()
    expect(page.get_by_label("Réponse au stagiaire")).to_have_value("La réponse de l'administrateur.")


def test_a_ticket_sent_while_the_page_is_open_comes_when_asked_for(open_browser: OpenBrowser) -> None:
    visitor = open_browser(DESK)
    page = visitor.sign_in(SUPPORT, "/support")
    expect(page.get_by_role("button", name="Actualiser")).to_be_visible()
    ticket = sent_ticket(visitor.site.services, "Arrivé entre-temps")
    page.get_by_role("button", name="Actualiser").click()
    expect(page.locator("#tickets label", has_text=str(ticket.number))).to_be_visible()
