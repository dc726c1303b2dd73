"""The whole ladder with four people at once, each in a browser of their own, then a third trainee after them.

One scene a function, in the order of the story, so that what comes after the ticket can be added at its end.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from bot.desk.live import LiveTalks
from bot.people.accounts import ADMINISTRATOR, SUPPORT
from tests.browser.conftest import DESK, PHONE, OpenBrowser, Site, Visitor, violations
from tests.browser.test_trainee import ask, no_sideways_scroll
from tests.desk.live import AlwaysOpen

pytestmark = pytest.mark.browser
QUESTION = "Que faire d'une facture suspendue quand la commune a changé de nom ?"
CONFIRMED = (
    "Quand la commune a changé de nom, complétez la facture suspendue avec le **nouveau nom de la commune** ; elle ne "
    "se refait pas."
)
ASKED = "ma facture est suspendue, il faut que j'en refasse une ?"


@pytest.fixture
def live(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveTalks]:
    monkeypatch.setattr(site.services.live, "_hours", AlwaysOpen())
    yield site.services.live
    for name in (SUPPORT, ADMINISTRATOR):
        site.services.live.sign_out(name)


@dataclass
class Cast:
    """Who plays: the first trainee and the second adviser are on phones."""

    lou: Visitor
    max: Visitor
    support: Visitor
    administrator: Visitor
    live: LiveTalks

    def talk_of(self, adviser: str) -> int:
        [line] = self.live.in_hand(adviser)
        return line.id


def test_four_people_climb_the_ladder(open_browser: OpenBrowser, live: LiveTalks) -> None:
    cast = Cast(open_browser(PHONE), open_browser(DESK), open_browser(DESK), open_browser(PHONE), live)
    advisers_come(cast)
    trainees_call(cast)
    both_reach_for_the_same_talk(cast)
    they_talk_both_ways_and_keep_what_is_typed(cast)
    they_reload_in_the_middle(cast)
    one_talk_is_given_to_a_colleague(cast)
    both_talks_end_and_the_bot_takes_up_again(cast)
    number = a_ticket_keeps_everything(cast)
    the_support_reads_and_replies(cast, number)
    the_reply_is_proposed_as_a_fiche(cast)
    a_trainer_accepts_it(cast)
    the_next_person_gets_it(open_browser(PHONE))


def desk_list(page: Page) -> Page:
    """The list of talks in front, on a phone too."""
    back = page.get_by_role("button", name="‹ Conversations")
    if back.is_visible():
        back.click()
    return page


def say(page: Page, text: str) -> None:
    """As the trainee."""
    page.get_by_label("Votre question").fill(text)
    page.get_by_label("Votre question").press("Enter")
    expect(page.get_by_label("Votre question")).to_have_value("")


def advisers_come(cast: Cast) -> None:
    for visitor, name in ((cast.support, SUPPORT), (cast.administrator, ADMINISTRATOR)):
        page = visitor.sign_in(name, "/support")
        expect(page.locator("#live-lists")).to_contain_text("Personne n'attend")
        assert violations(page) == []
        visitor.shoot("ladder-empty")
        page.get_by_role("button", name="Je suis disponible").click()
        expect(page.get_by_role("button", name="Je fais une pause")).to_be_visible()
    expect(cast.support.page.locator("#live-presence")).to_contain_text("administrateur")


def trainees_call(cast: Cast) -> None:
    for visitor in (cast.lou, cast.max):
        page = visitor.open()
        ask(page, ASKED)
        page.get_by_role("button", name="Parler à un conseiller").click()
        expect(page.locator("#live-banner")).to_contain_text("En attente")
    for visitor in (cast.support, cast.administrator):
        expect(visitor.page.locator("#live-lists [data-act=take]")).to_have_count(2)
        expect(visitor.page.get_by_role("tab", name="Conversations")).to_have_attribute("data-badge", "2")
        assert violations(visitor.page) == []
        no_sideways_scroll(visitor.page)
        visitor.shoot("ladder-queue")


def both_reach_for_the_same_talk(cast: Cast) -> None:
    """The second hears of it only after they pressed: their page has no news meanwhile."""
    first, second = cast.support.page, cast.administrator.page
    wanted, other = [line.id for line in cast.live.queue()]
    mark = second.locator("[data-news-mark]").get_attribute("data-news-mark")
    stale: dict[str, object] = {
        "mark": mark,
        "waiting": 2,
        "tickets": 0,
        "mine": {},
        "here": True,
        "badge": 2,
        "pace": 1500,
    }
    second.route("**/nouvelles*", lambda route: route.fulfill(json=stale))
    first.locator(f"#live-lists [data-act=take][data-talk='{wanted}']").click()
    expect(first.locator("#live-heading")).to_contain_text("avec vous")
    second.locator(f"#live-lists [data-act=take][data-talk='{wanted}']").click()
    expect(second.locator("#live-told")).to_contain_text(f"support a pris la conversation {wanted}")
    expect(second.locator(f"#live-lists [data-act=take][data-talk='{wanted}']")).to_have_count(0)
    assert violations(second) == []
    cast.administrator.shoot("ladder-refused")
    second.unroute("**/nouvelles*")
    second.locator(f"#live-lists [data-act=take][data-talk='{other}']").click()
    expect(second.locator("#live-heading")).to_contain_text("avec vous")
    assert cast.talk_of(SUPPORT) == wanted
    assert cast.talk_of(ADMINISTRATOR) == other
    expect(cast.lou.page.locator("#live-banner")).to_contain_text("Vous parlez avec support")
    expect(cast.max.page.locator("#live-banner")).to_contain_text("Vous parlez avec administrateur")


def they_talk_both_ways_and_keep_what_is_typed(cast: Cast) -> None:
    adviser, lou = cast.support.page, cast.lou.page
    box = adviser.get_by_label("Votre message au stagiaire")
    expect(adviser.locator("#live-thread")).to_contain_text(ASKED)
    expect(adviser.locator("#live-evidence")).to_contain_text("a répondu")
    box.fill("Bonjour,")
    say(lou, "Elle est « Suspendue » depuis hier, que faire ?")
    expect(adviser.locator("#live-thread")).to_contain_text("depuis hier, que faire")
    expect(adviser.locator("#live-lists")).to_contain_text("à répondre")
    expect(box).to_have_value("Bonjour,")
    adviser.locator("#live-suggested").get_by_role("button", name=re.compile("Insérer")).first.click()
    expect(box).to_have_value(re.compile(r"^Bonjour,\n.+\(source.: .+\)", re.S))
    assert violations(adviser) == []
    no_sideways_scroll(adviser)
    cast.support.shoot("ladder-talk")
    box.press("Enter")
    expect(box).to_have_value("")
    expect(adviser.locator("#live-thread .said.mine")).to_contain_text("source")
    expect(lou.locator("#now")).to_contain_text("source")
    [sent] = [m for m in cast.live.get(cast.talk_of(SUPPORT)).messages if m.author == "conseiller"]
    assert [citation["n"] for citation in sent.citations] == [1]

    phone, max_ = cast.administrator.page, cast.max.page
    expect(phone.locator("#live-queue")).to_be_hidden()
    phone.get_by_label("Votre message au stagiaire").fill("Bonjour, je lis vos échanges.")
    phone.locator("#live-send").click()
    expect(max_.locator("#now")).to_contain_text("je lis vos échanges")
    say(max_, "Merci beaucoup.")
    expect(phone.locator("#live-thread")).to_contain_text("Merci beaucoup.")
    assert violations(phone) == []
    no_sideways_scroll(phone)
    cast.administrator.shoot("ladder-talk")
    phone.get_by_role("button", name="Passages et contexte").click()
    expect(phone.locator("#live-talk")).to_be_hidden()
    expect(phone.locator("#live-evidence")).to_contain_text("Passages montrés au stagiaire")
    assert violations(phone) == []
    no_sideways_scroll(phone)
    cast.administrator.shoot("ladder-help")
    phone.get_by_role("button", name="‹ La conversation").click()


def they_reload_in_the_middle(cast: Cast) -> None:
    adviser, lou = cast.support.page, cast.lou.page
    adviser.get_by_label("Votre message au stagiaire").fill("Encore un mot, pas encore envoyé")
    adviser.reload()
    expect(adviser.locator("#live-heading")).to_contain_text("avec vous")
    expect(adviser.locator("#live-thread")).to_contain_text("depuis hier, que faire")
    expect(adviser.get_by_label("Votre message au stagiaire")).to_have_value("Encore un mot, pas encore envoyé")
    lou.reload()
    expect(lou.locator("#live-banner")).to_contain_text("Vous parlez avec support")
    expect(lou.locator("#talk")).to_contain_text("depuis hier, que faire")


def one_talk_is_given_to_a_colleague(cast: Cast) -> None:
    adviser, phone, lou = cast.support.page, cast.administrator.page, cast.lou.page
    talk = cast.talk_of(SUPPORT)
    adviser.locator("#live-transfer button").first.click()
    adviser.get_by_label("Un mot pour la personne suivante").fill("Demande aussi le SIRET")
    cast.support.shoot("ladder-transfer")
    assert violations(adviser) == []
    adviser.get_by_role("button", name="Confier à administrateur").click()
    expect(adviser.locator("#live-told")).to_contain_text("est confiée à administrateur")
    expect(lou.locator("#live-banner")).to_contain_text("administrateur")
    desk_list(phone)
    expect(phone.locator("#live-lists")).to_contain_text("pour vous")
    phone.locator(f"#live-lists [data-act=take][data-talk='{talk}']").click()
    expect(phone.locator("#live-heading")).to_contain_text("Demande aussi le SIRET")
    expect(phone.locator("#live-thread")).to_contain_text("depuis hier, que faire")
    phone.get_by_label("Votre message au stagiaire").fill("Je prends la suite : quel est le SIRET ?")
    phone.locator("#live-send").click()
    expect(lou.locator("#now")).to_contain_text("quel est le SIRET")
    assert "Demande aussi" not in lou.locator("#talk").inner_text()


def both_talks_end_and_the_bot_takes_up_again(cast: Cast) -> None:
    phone, lou, max_ = cast.administrator.page, cast.lou.page, cast.max.page
    phone.locator("#live-end button").first.click()
    cast.administrator.shoot("ladder-end")
    assert violations(phone) == []
    phone.get_by_role("button", name="Terminer la conversation").click()
    expect(phone.locator("#live-told")).to_contain_text("est terminée")
    expect(lou.locator("#now")).to_contain_text("L'assistant répond de nouveau")
    expect(lou.locator("#talk")).to_contain_text("Merci de votre visite")
    max_.get_by_role("button", name="Terminer l'échange").click()
    expect(max_.locator("#live-banner .banner")).to_have_count(0)
    expect(phone.locator("#live-lists")).to_contain_text("Vous n'en suivez aucune")
    assert cast.live.in_hand(ADMINISTRATOR) == []
    ask(max_, "C'est quoi une facture rejetée ?")


def a_ticket_keeps_everything(cast: Cast) -> str:
    lou = cast.lou.page
    lou.locator("#prepare-ticket").click()
    sheet = lou.get_by_role("dialog", name="Préparer un ticket")
    expect(sheet.get_by_label("Description, avec vos mots")).to_have_value(re.compile("facture est suspendue"))
    sheet.get_by_label("Titre").fill("Facture suspendue, suite de l'échange")
    sheet.get_by_role("button", name="Relire et envoyer").click()
    sheet.get_by_role("button", name="Envoyer le ticket").click()
    expect(lou.locator("#ticket-sent")).to_contain_text(re.compile(r"T-\d{4}-\d{6}"))
    tickets = [
        one for one in cast.lou.site.services.tickets.inbox() if one.subject.startswith("Facture suspendue, suite")
    ]
    assert len(tickets) == 1
    assert tickets[0].conversation_id is not None
    assert "depuis hier, que faire" in tickets[0].description, "what was told to the adviser is not in the ticket"
    return str(tickets[0].number)


def the_support_reads_and_replies(cast: Cast, number: str) -> None:
    page, lou = cast.support.page, cast.lou.page
    page.get_by_role("tab", name="Tickets").click()
    page.locator("#tickets [data-act=open]", has_text=number).click()
    expect(page.locator("#ticket .ticket-number")).to_contain_text(number)
    expect(page.get_by_role("button", name="Proposer une fiche")).to_have_count(0)
    page.get_by_role("button", name="Prendre ce ticket").click()
    expect(page.locator("#desk-told .note.good")).to_contain_text("à votre nom")
    page.get_by_label("Votre réponse").fill(f"Bonjour,\n\n{CONFIRMED}\n\nCordialement")
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.locator("#desk-told .note.good")).to_contain_text(f"ticket {number} est envoyée")
    lou.locator("#ticket-sheet").get_by_role("button", name="Fermer").click()
    lou.get_by_role("navigation").get_by_role("button", name="Mes tickets").click()
    expect(lou.locator("#tickets-list")).to_contain_text("nouveau nom de la commune")


def the_reply_is_proposed_as_a_fiche(cast: Cast) -> None:
    page = cast.support.page
    page.get_by_role("button", name="Proposer une fiche").click()
    form = page.get_by_role("dialog", name="Proposer une fiche")
    expect(form.locator("#proposal-preview .preview")).to_contain_text("nouveau nom de la commune")
    form.get_by_label("Question, comme un stagiaire").fill(QUESTION)
    expect(form.locator(".preview h4")).to_contain_text("changé de nom")
    cast.support.shoot("ladder-proposal")
    form.get_by_role("button", name="Proposer aux formateurs").click()
    expect(form.locator("#proposal-told .note.good")).to_be_visible()


def a_trainer_accepts_it(cast: Cast) -> None:
    page = cast.administrator.open("/formateur")
    page.get_by_role("tab", name=re.compile(r"Propositions \(\d+\)")).click()
    card = page.locator("#proposal-list .gap", has_text="changé de nom")
    assert violations(page) == []
    cast.administrator.shoot("ladder-to-decide")
    card.get_by_role("button", name="Accepter telle quelle").click()
    expect(page.locator("#proposals-told")).to_contain_text("est en service", timeout=120_000)


def the_next_person_gets_it(visitor: Visitor) -> None:
    page = visitor.open()
    ask(page, "ma commune vient de changer de nom, ma facture suspendue j'en fais quoi ?")
    expect(page.locator("#now .answer")).to_contain_text("nouveau nom de la commune")
    expect(page.locator("#now .source").first).to_contain_text("changé de nom")
    visitor.shoot("ladder-next-person")
