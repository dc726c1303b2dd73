"""The trainee's story in a real browser, on a phone and at a desk."""

import re

import pytest
from playwright.sync_api import Page, expect

from bot.desk.types import TicketChanges
from tests.browser.conftest import DESK, PHONE, WIDTHS, OpenBrowser

pytestmark = pytest.mark.browser


def ask(page: Page, question: str) -> None:
    """Type a question, send it, and wait for its whole answer."""
    page.get_by_label("Votre question").fill(question)
    page.get_by_label("Votre question").press("Enter")
    turn = page.locator("#now [data-state=answered]")
    expect(turn.locator(".asked")).to_contain_text(question)


def answer(page: Page) -> str:
    return page.locator("#now .answer .prose-ours").inner_text()


def no_sideways_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("size", WIDTHS)
def test_the_first_screen_says_what_it_does_and_offers_six_questions(
    open_browser: OpenBrowser, size: tuple[int, int]
) -> None:
    visitor = open_browser(size)
    page = visitor.open()
    expect(page.get_by_role("heading", name="Bonjour. Posez votre question avec vos mots.")).to_be_visible()
    expect(page.get_by_text("je ne vois ni votre compte ni vos factures")).to_be_visible()
    expect(page.locator(".starter")).to_have_count(6)
    expect(page.get_by_text("N'écrivez ni mot de passe ni coordonnées bancaires")).to_be_attached()
    for name in ("Parler à un conseiller", "Préparer un ticket", "Mes tickets", "Nouvelle conversation"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "fr"
    assert "Choriste" in page.title()
    no_sideways_scroll(page)
    visitor.shoot("trainee-welcome")


@pytest.mark.parametrize("size", WIDTHS)
def test_from_a_question_to_a_sent_ticket(open_browser: OpenBrowser, size: tuple[int, int]) -> None:
    visitor = open_browser(size)
    page = visitor.open()
    ask(page, "ma facture est suspendue, il faut que j'en refasse une ?")
    assert answer(page).lstrip().startswith("Non")
    visitor.shoot("trainee-answer")

    page.locator("#now .cite").first.click()
    source = page.locator("#now details.source").first
    expect(source).to_have_attribute("open", "")
    expect(source).to_contain_text("vérifié le 24 novembre 2026")
    expect(source.locator(".passage")).to_contain_text("Suspendue")
    expect(source.locator(".passage")).to_be_in_viewport()
    visitor.shoot("trainee-passage")

    page.get_by_role("group", name="Cette réponse vous a-t-elle aidé").get_by_role("button", name="Non").click()
    page.get_by_role("button", name="incomplète").click()
    expect(page.get_by_role("button", name="incomplète")).to_have_attribute("aria-pressed", "true")
    expect(source).to_have_attribute("open", "")
    expect(page.locator("#now .ladder")).to_contain_text("un humain peut prendre le relais")
    visitor.shoot("trainee-voted")

    page.locator("#now .ladder").get_by_role("button", name="Préparer un ticket").click()
    sheet = page.get_by_role("dialog", name="Préparer un ticket")
    expect(sheet.get_by_label("Description, avec vos mots")).to_have_value(re.compile("ma facture est suspendue"))
    sheet.get_by_label("Titre").fill("Facture F-2026-118 suspendue")
    sheet.get_by_label("Description, avec vos mots").fill(
        "Ma facture F-2026-118 est suspendue depuis le 3 novembre 2026. Mon SIRET : 1234567890123."
    )
    sheet.get_by_label("Titre").focus()
    expect(sheet.locator("#ticket-findings .problem").first).to_contain_text("13 chiffres")
    visitor.shoot("trainee-ticket")

    sheet.get_by_role("button", name="Relire et envoyer").click()
    final = page.locator("#ticket-final")
    expect(final).to_contain_text("Facture F-2026-118 suspendue")
    expect(final).to_contain_text("depuis le 3 novembre 2026")
    visitor.shoot("trainee-review")
    sheet.get_by_role("button", name="Envoyer le ticket").click()
    sent = page.locator("#ticket-sent")
    expect(sent).to_contain_text(re.compile(r"T-\d{4}-\d{6}"))
    number = re.search(r"T-\d{4}-\d{6}", sent.inner_text())
    assert number
    visitor.shoot("trainee-sent")

    sent.get_by_role("button", name="Mes tickets").click()
    mine = page.get_by_role("dialog", name="Mes tickets")
    expect(mine).to_contain_text(number.group())
    expect(mine).to_contain_text("Envoyé")
    visitor.shoot("trainee-tickets")
    page.keyboard.press("Escape")
    expect(mine).to_be_hidden()

    stored = [ticket for ticket in visitor.site.services.tickets.inbox() if ticket.number == number.group()]
    assert [ticket.subject for ticket in stored] == ["Facture F-2026-118 suspendue"]
    no_sideways_scroll(page)


@pytest.mark.parametrize("size", WIDTHS)
def test_the_conversation_survives_a_reload_and_a_new_one_starts_empty(
    open_browser: OpenBrowser, size: tuple[int, int]
) -> None:
    page = open_browser(size).open()
    ask(page, "C'est quoi une facture rejetée ?")
    ask(page, "Quand est-ce que je serai payé ?")
    before = answer(page)
    page.reload()
    expect(page.locator("#now .asked")).to_contain_text("Quand est-ce que je serai payé ?")
    expect(page.locator("#past .asked")).to_contain_text("C'est quoi une facture rejetée ?")
    assert answer(page) == before
    page.get_by_role("button", name="Nouvelle conversation").click()
    expect(page.locator(".starter")).to_have_count(6)
    expect(page.locator(".turn")).to_have_count(0)
    page.reload()
    expect(page.locator(".starter")).to_have_count(6)


def test_two_people_never_see_each_other_s_conversation(open_browser: OpenBrowser) -> None:
    one, other = open_browser(PHONE), open_browser(PHONE)
    ask(one.open(), "Comment valider une facture de sous-traitant ?")
    expect(other.open().locator(".starter")).to_have_count(6)
    expect(other.page.locator(".turn")).to_have_count(0)


@pytest.mark.parametrize("size", WIDTHS)
def test_what_is_not_known_is_said_with_near_topics_and_the_next_rung(
    open_browser: OpenBrowser, size: tuple[int, int]
) -> None:
    visitor = open_browser(size)
    page = visitor.open()
    ask(page, "Quel temps fera-t-il demain à Lyon ?")
    expect(page.locator("#now .source")).to_have_count(0)
    page.get_by_role("button", name="Parler à un conseiller").click()
    expect(page.locator("#notice")).to_contain_text(
        re.compile("Aucun conseiller n'est connecté|Les conseillers ne répondent pas")
    )
    visitor.shoot("trainee-abstain")
    page.locator("#notice").get_by_role("button", name="Fermer").click()
    expect(page.locator("#notice .note")).to_have_count(0)


def test_a_starter_asks_its_question_and_leaves_what_was_being_typed(open_browser: OpenBrowser) -> None:
    page = open_browser(PHONE).open()
    page.get_by_label("Votre question").fill("je commence à écrire")
    page.get_by_role("button", name="Ma facture est suspendue").click()
    expect(page.locator("#now [data-state=answered] .asked")).to_contain_text("Ma facture est suspendue")
    expect(page.get_by_label("Votre question")).to_have_value("je commence à écrire")


@pytest.mark.parametrize(
    ("typed", "said"),
    [("x" * 20_000, "la limite est de 2000"), ("   ", "Votre message est vide")],
    ids=["too long", "blank"],
)
def test_a_refused_message_is_explained_and_stays_in_the_box(open_browser: OpenBrowser, typed: str, said: str) -> None:
    page = open_browser(PHONE).open()
    expect(page.locator(".starter")).to_have_count(6)
    page.get_by_label("Votre question").fill(typed)
    page.get_by_label("Votre question").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(said)
    expect(page.get_by_label("Votre question")).to_have_value(typed)
    expect(page.locator(".turn")).to_have_count(0)


@pytest.mark.parametrize("typed", ["🤷🤷", "<img src=x onerror=alert(1)> ${7*7} {{7*7}}", "‮evil‬ \u200b"])
def test_strange_messages_are_answered_as_text(open_browser: OpenBrowser, typed: str) -> None:
    page = open_browser(PHONE).open()
    page.get_by_label("Votre question").fill(typed)
    page.get_by_label("Votre question").press("Enter")
    expect(page.locator("#now [data-state=answered]")).to_be_visible()
    assert page.locator("#now .asked").evaluate("node => node.querySelector('img') === null")
    assert "49" not in page.locator("#now .asked").inner_text()


def test_a_message_typed_without_network_is_kept_and_can_be_sent_again(open_browser: OpenBrowser) -> None:
    visitor = open_browser(PHONE)
    page = visitor.open()
    expect(page.locator(".starter")).to_have_count(6)
    visitor.context.set_offline(True)
    page.get_by_label("Votre question").fill("Comment créer mon compte ?")
    page.get_by_label("Votre question").press("Enter")
    toast = page.get_by_test_id("toast-body")
    expect(toast).to_contain_text("Votre texte est gardé")
    visitor.shoot("trainee-offline")
    with page.expect_navigation():  # Gradio opens the page again by itself
        visitor.context.set_offline(False)
    expect(page.get_by_label("Votre question")).to_have_value("Comment créer mon compte ?")
    page.get_by_label("Votre question").press("Enter")
    expect(page.locator("#now [data-state=answered] .asked")).to_contain_text("Comment créer mon compte ?")
    expect(page.get_by_label("Votre question")).to_have_value("")


def test_a_browser_that_lost_its_cookie_is_told_what_to_do_and_keeps_its_text(open_browser: OpenBrowser) -> None:
    visitor = open_browser(PHONE)
    page = visitor.open()
    expect(page.locator(".starter")).to_have_count(6)
    visitor.context.clear_cookies()
    page.get_by_label("Votre question").fill("Comment créer mon compte ?")
    page.get_by_label("Votre question").press("Enter")
    expect(page.get_by_test_id("toast-body")).to_contain_text("autorisez les cookies")
    expect(page.get_by_label("Votre question")).to_have_value("Comment créer mon compte ?")


def test_a_draft_closed_is_kept_and_can_be_taken_up_again(open_browser: OpenBrowser) -> None:
    page = open_browser(DESK).open()
    ask(page, "Ma demande de rattachement n'avance pas")
    page.locator("#prepare-ticket").click()
    sheet = page.get_by_role("dialog", name="Préparer un ticket")
    sheet.get_by_label("Titre").fill("Rattachement bloqué depuis dix jours")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.locator("#notice")).to_contain_text("Brouillon gardé")
    page.reload()
    page.get_by_role("button", name="Mes tickets").click()
    page.get_by_role("dialog", name="Mes tickets").get_by_role("button", name=re.compile("Reprendre")).click()
    expect(page.get_by_label("Titre")).to_have_value("Rattachement bloqué depuis dix jours")


def test_the_reply_of_the_support_is_read_in_my_tickets(open_browser: OpenBrowser) -> None:
    visitor = open_browser(PHONE)
    page = visitor.open()
    ask(page, "Ma facture est suspendue, dois-je la refaire ?")
    page.locator("#prepare-ticket").click()
    sheet = page.get_by_role("dialog", name="Préparer un ticket")
    sheet.get_by_label("Titre").fill("Suspendue sans motif")
    sheet.get_by_role("button", name="Relire et envoyer").click()
    sheet.get_by_role("button", name="Envoyer le ticket").click()
    expect(page.locator("#ticket-sent")).to_contain_text("T-")
    services = visitor.site.services
    ticket = next(sent for sent in services.tickets.inbox() if sent.subject == "Suspendue sans motif")
    services.review.answer(
        ticket.id, "sam", TicketChanges(), "Demandez le motif <b>par écrit</b>\nau client.", ticket.revision
    )
    page.locator("#ticket-sent").get_by_role("button", name="Mes tickets").click()
    mine = page.get_by_role("dialog", name="Mes tickets")
    expect(mine).to_contain_text("Réponse du support")
    expect(mine).to_contain_text("Demandez le motif <b>par écrit</b>")
    visitor.shoot("trainee-reply")


def test_a_ticket_without_title_is_not_sent(open_browser: OpenBrowser) -> None:
    page = open_browser(PHONE).open()
    expect(page.locator(".starter")).to_have_count(6)
    page.locator("#prepare-ticket").click()
    sheet = page.get_by_role("dialog", name="Préparer un ticket")
    sheet.get_by_role("button", name="Relire et envoyer").click()
    expect(sheet.get_by_role("alert")).to_contain_text("Donnez un titre")
    expect(sheet.get_by_role("button", name="Envoyer le ticket")).to_be_hidden()


def test_the_story_can_be_told_from_the_keyboard_alone(open_browser: OpenBrowser) -> None:
    page = open_browser(DESK).open()
    expect(page.locator(".starter")).to_have_count(6)
    page.keyboard.press("Tab")
    for _ in range(40):
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("Ma facture est suspendue, que faire ?")
    page.keyboard.press("Enter")
    expect(page.locator("#now [data-state=answered]")).to_be_visible()
    page.locator("#now .cite").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#now details.source").first).to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.locator("#prepare-ticket").focus()
    page.keyboard.press("Enter")
    sheet = page.get_by_role("dialog", name="Préparer un ticket")
    expect(sheet.get_by_role("heading", name="Préparer un ticket")).to_be_focused()
    for _ in range(30):
        page.keyboard.press("Tab")
        assert sheet.evaluate("node => node.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(page.locator("#prepare-ticket")).to_be_focused()


def test_an_answer_is_announced_once_and_whole(open_browser: OpenBrowser) -> None:
    page = open_browser(PHONE).open()
    expect(page.locator(".starter")).to_have_count(6)
    page.evaluate(
        """() => {
            window.said = [];
            const place = document.querySelector('#said [role=status]');
            new MutationObserver(() => window.said.push(place.textContent.trim()))
                .observe(place, {childList: true, characterData: true, subtree: true});
        }"""
    )
    ask(page, "Ma facture est suspendue, dois-je la refaire ?")
    expect(page.locator("#said [role=status]")).to_contain_text("Réponse de l'assistant")
    said = [text for text in page.evaluate("window.said") if text]
    assert len(said) == 1
    assert "source" in said[0]


def test_touch_targets_are_large_enough_on_a_phone(open_browser: OpenBrowser) -> None:
    page = open_browser(PHONE).open()
    ask(page, "Ma facture est suspendue, dois-je la refaire ?")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, a[href], summary, textarea')]
            .filter((e) => e.getClientRects().length && !e.closest('.visually-hidden'))
            .map((e) => [e, e.getBoundingClientRect(), getComputedStyle(e, '::after')])
            .filter(([e, box, after]) => {
                const reach = after.position === 'absolute' ? -2 * parseFloat(after.top || '0') : 0;
                return box.height + reach < 44;
            })
            .map(([e, box]) => `${e.outerHTML.slice(0, 80)} ${box.height}`)"""
    )
    assert small == []


@pytest.mark.parametrize("size", WIDTHS)
def test_a_case_is_chosen_by_its_button_with_the_keyboard_alone(
    open_browser: OpenBrowser, size: tuple[int, int]
) -> None:
    visitor = open_browser(size)
    page = visitor.open()
    ask(page, "Ma facture m'est revenue, je fais quoi ?")
    cases = page.get_by_role("list", name=re.compile("Choisissez votre cas")).get_by_role("button")
    expect(cases).to_have_count(3)
    assert "Dans quel cas êtes-vous" in answer(page)
    assert all((case.bounding_box() or {"height": 0})["height"] >= 44 for case in cases.all())
    no_sideways_scroll(page)
    visitor.shoot("clarify")
    page.get_by_label("Votre question").fill("à moitié écrit")
    cases.last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#now [data-state=answered] .asked")).to_contain_text("(facture « Rejetée »)")
    assert "Rejetée" in answer(page)
    expect(page.locator("#now .cases")).to_have_count(0)
    expect(page.get_by_label("Votre question")).to_have_value("à moitié écrit")
    visitor.shoot("clarified")
