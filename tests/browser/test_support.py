"""The support's story in a real browser, on a phone and at a desk: a ticket read, forwarded, answered; two on one."""

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.desk.tickets import TicketChanges, TicketView
from bot.people.accounts import ADMINISTRATOR, SUPPORT
from bot.services import Services
from tests.browser.conftest import DESK, PHONE, WIDTHS, OpenBrowser, Visitor, violations

pytestmark = pytest.mark.browser


def sent_ticket(services: Services, subject: str) -> TicketView:
    """A ticket as a visitor sends it after one question."""
    owner = f"visiteur {subject}"
    conversation = services.conversations.start(owner)
    services.conversations.ask(conversation, owner, "ma facture est suspendue, il faut que j'en refasse une ?")
    draft = services.tickets.draft(conversation, owner)
    changes = TicketChanges(subject=subject, description="Facture 2026-118, SIRET 7328293200007 : <b>suspendue</b> ?")
    return services.tickets.send(draft.id, owner, changes, draft.revision)


def to_tickets(visitor: Visitor) -> Page:
    """Signed in, with the tickets in front."""
    page = visitor.sign_in(SUPPORT, "/support")
    page.get_by_role("tab", name="Tickets").click()
    return page


def line(page: Page, ticket: TicketView) -> Locator:
    return page.locator("#tickets [data-act=open]", has_text=str(ticket.number))


def open_in(page: Page, ticket: TicketView) -> None:
    line(page, ticket).click()
    expect(page.locator("#ticket .ticket-number")).to_contain_text(str(ticket.number))
    expect(page.get_by_label("Objet")).to_have_value(ticket.subject)


@pytest.mark.parametrize("size", WIDTHS)
def test_a_ticket_is_taken_understood_noted_forwarded_and_answered(
    open_browser: OpenBrowser, size: tuple[int, int]
) -> None:
    visitor = open_browser(size)
    ticket = sent_ticket(visitor.site.services, f"Facture suspendue {size[0]}")
    page = to_tickets(visitor)
    expect(line(page, ticket)).to_be_visible()
    visitor.shoot("support-inbox")
    open_in(page, ticket)
    page.get_by_role("button", name="Prendre ce ticket").click()
    expect(page.locator("#desk-told .note.good")).to_contain_text("à votre nom")
    visitor.shoot("support-ticket")
    evidence = page.locator("#evidence")
    if size == PHONE:
        expect(page.locator("#inbox")).to_be_hidden()
        expect(evidence).to_be_hidden()
        page.get_by_role("button", name="Ce que l'assistant a fait").click()
        expect(page.locator("#ticket")).to_be_hidden()
    expect(evidence.locator(".identifiers .told-bad")).to_contain_text("13 chiffres")
    expect(evidence.locator(".source").first).to_contain_text("Facture")
    evidence.get_by_text("Réponse montrée").click()
    evidence.get_by_label("Ajouter une note").fill("Déjà vu en octobre.")
    evidence.get_by_role("button", name="Ajouter la note").click()
    expect(evidence).to_contain_text("Déjà vu en octobre.")
    visitor.shoot("support-evidence")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if size == PHONE:
        page.get_by_role("button", name="Le ticket").click()
    page.get_by_role("button", name="Transmettre à Chorus Pro").click()
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copier « Titre / Résumé »").click()
    expect(page.locator("#copied")).to_contain_text("Copié")
    assert page.evaluate("navigator.clipboard.readText()") == ticket.subject
    page.get_by_label("Numéro donné par le portail").fill("CSP-12")
    visitor.shoot("support-forward")
    page.get_by_role("button", name="Noter la transmission").click()
    expect(page.locator("#ticket .flag").first).to_have_text("transmis")
    expect(page.locator("#ticket")).to_contain_text("Numéro sur le portail : CSP-12".replace(" :", "\u00a0:"))
    page.get_by_label("Objet").fill("Facture suspendue : que faire")
    page.get_by_label("Votre réponse").fill("Bonjour,\nComplétez-la, ne la refaites pas.")
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.locator("#desk-told .note.good")).to_contain_text(f"ticket {ticket.number} est envoyée")
    visitor.shoot("support-answered")
    stored = visitor.site.services.tickets.get(ticket.id)
    assert (stored.state, stored.reviewer, stored.subject) == ("répondu", SUPPORT, "Facture suspendue : que faire")
    assert stored.reply == "Bonjour,\nComplétez-la, ne la refaites pas."
    if size == PHONE:
        page.get_by_role("button", name="Tickets reçus").click()
    expect(line(page, ticket)).to_have_count(0)
    page.locator("#states label", has_text="Répondus").click()
    expect(line(page, ticket)).to_be_visible()
    page.get_by_label("Chercher").fill("facture 2026-118 inconnue")
    expect(page.locator("#tickets")).to_contain_text("Aucun ticket ne correspond")


@pytest.mark.parametrize("size", WIDTHS)
def test_two_people_on_one_ticket_each_see_both_texts_and_none_is_lost(
    open_browser: OpenBrowser, size: tuple[int, int]
) -> None:
    visitor = open_browser(size)
    services = visitor.site.services
    ticket = sent_ticket(services, f"Deux relectures {size[0]}")
    page = to_tickets(visitor)
    open_in(page, ticket)
    services.review.answer(
        ticket.id,
        ADMINISTRATOR,
        TicketChanges(subject="Le titre de l'autre"),
        "La réponse de l'autre.",
        ticket.revision,
    )
    page.get_by_label("Objet").fill("Mon titre")
    page.get_by_label("Votre réponse").fill("Ma propre réponse.")
    page.get_by_role("button", name="Envoyer la réponse").click()
    conflict = page.locator("#conflict")
    expect(conflict.get_by_role("alert")).to_contain_text("enregistré par quelqu'un d'autre")
    for text in ("Mon titre", "Le titre de l'autre", "La réponse de l'autre."):
        expect(conflict).to_contain_text(text)
    expect(page.get_by_label("Votre réponse")).to_have_value("Ma propre réponse.")
    visitor.shoot("support-conflict")
    assert services.tickets.get(ticket.id).reply == "La réponse de l'autre."
    page.get_by_role("button", name="Reprendre la version enregistrée").click()
    expect(conflict).to_be_hidden()
    expect(page.get_by_label("Objet")).to_have_value("Le titre de l'autre")


def test_the_desk_is_worked_by_keyboard_and_the_keys_can_be_turned_off(open_browser: OpenBrowser) -> None:
    visitor = open_browser(DESK)
    older, ticket = (sent_ticket(visitor.site.services, f"Au clavier {at}") for at in range(2))
    page = to_tickets(visitor)
    expect(line(page, ticket)).to_be_visible()
    page.keyboard.press("j")
    expect(line(page, ticket)).to_be_focused()
    page.keyboard.press("j")
    expect(line(page, older)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("o")
    expect(page.locator("#ticket .ticket-number")).to_contain_text(str(ticket.number))
    page.keyboard.press("a")
    expect(page.locator("#ticket .ticket-number")).to_contain_text("en relecture")
    page.keyboard.press("r")
    expect(page.get_by_label("Votre réponse")).to_be_focused()
    page.keyboard.type("ajouka ?")  # in a field, keys are letters
    expect(page.get_by_label("Votre réponse")).to_have_value("ajouka ?")
    line(page, ticket).focus()
    page.keyboard.press("?")
    expect(page.get_by_label("Raccourcis actifs")).to_be_visible()
    visitor.shoot("support-keys")
    page.get_by_label("Raccourcis actifs").uncheck()
    line(page, ticket).focus()
    page.keyboard.press("j")
    expect(line(page, ticket)).to_be_focused()
    page.reload()
    page.get_by_role("tab", name="Tickets").click()
    expect(line(page, ticket)).to_be_visible()
    page.locator("#keys summary").click()
    expect(page.get_by_label("Raccourcis actifs")).not_to_be_checked()


@pytest.mark.parametrize("size", WIDTHS)
def test_axe_finds_nothing_at_the_desk(open_browser: OpenBrowser, size: tuple[int, int]) -> None:
    visitor = open_browser(size)
    page = visitor.page
    ticket = sent_ticket(visitor.site.services, f"Accessible {size[0]}")
    to_tickets(visitor)
    expect(line(page, ticket)).to_be_visible()
    page.locator("#keys summary").click()
    page.get_by_role("button", name="Filtrer").click()
    assert violations(page) == []
    open_in(page, ticket)
    page.get_by_role("button", name="Transmettre à Chorus Pro").click()
    page.get_by_role("button", name="C'est un doublon").click()
    assert violations(page) == []
    visitor.shoot("support-open")
    page.get_by_role("tab", name="Chiffres").click()
    expect(page.locator("#ticket-tiles .tiles")).to_be_visible()
    expect(page.locator("#ticket-figures .js-plotly-plot").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    visitor.shoot("support-figures")


def test_a_ticket_sent_while_the_page_is_open_comes_when_asked_for(open_browser: OpenBrowser) -> None:
    visitor = open_browser(DESK)
    page = to_tickets(visitor)
    expect(page.get_by_role("button", name="Actualiser")).to_be_visible()
    ticket = sent_ticket(visitor.site.services, "Arrivé entre-temps")
    page.get_by_role("button", name="Actualiser").click()
    expect(line(page, ticket)).to_be_visible()
