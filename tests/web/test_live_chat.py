"""The trainee's page while an adviser is asked for, speaks, and leaves: over real talks and the small course."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest

from bot.dialogue.assistant import Assistant
from bot.services import Services
from bot.storage.models import now
from bot.web.chat_actions import ChatActions, Screen, Seen
from tests.desk.live import AlwaysOpen, Clock, LiveTalks

SUSPENDED = "Ma facture est suspendue, dois-je la refaire ?"
UNKNOWN = ("quel temps fera-t-il demain à Brest ?", "une recette de crêpes bretonnes")


class Page:
    """One trainee's page, which holds what a browser holds between two actions."""

    def __init__(self, services: Services, owner: str | None = None) -> None:
        self.actions = ChatActions(services)
        self.owner = owner or uuid.uuid4().hex
        self.services = services
        self.screen = self.actions.open(self.owner)
        self.seen = self.screen.seen or Seen()

    def show(self, screen: Screen) -> Screen:
        self.screen = screen
        self.seen = screen.seen or self.seen
        return screen

    def send(self, text: str, key: str = "") -> Screen:
        [*_, last] = self.actions.send(self.owner, self.screen.conversation, text, key or uuid.uuid4().hex, self.seen)
        return self.show(last)

    def act(self, name: str) -> Screen:
        return self.show(getattr(self.actions, name)(self.owner, self.screen.conversation, self.seen))

    @property
    def talk(self) -> int:
        assert self.screen.conversation
        return self.services.live.of(self.screen.conversation, self.owner)[-1].id

    @property
    def text(self) -> str:
        """All that the page shows, as a reload would."""
        screen = self.actions.open(self.owner)
        return unescape(f"{screen.older}{screen.past}{screen.now}")


@pytest.fixture
def clock() -> Clock:
    return Clock(now())


@pytest.fixture
def desk(small_course: Services, clock: Clock) -> Iterator[Services]:
    """The small course with an adviser signed in at any hour."""
    opened = replace(small_course, live=LiveTalks(small_course.database, AlwaysOpen(), clock))
    opened.live.sign_in("Rosa")
    yield opened
    opened.live.sign_out("Rosa")


@pytest.fixture
def page(desk: Services) -> Page:
    return Page(desk)


def test_asking_for_an_adviser_waits_in_a_banner_that_a_reload_shows_again(page: Page) -> None:
    page.send(SUSPENDED)
    asked = page.act("call_adviser")
    banner = unescape(asked.banner or "")
    assert "En attente : 1er dans la file" in banner.replace("\u00a0", " ")
    assert 'data-act="cancel"' in banner
    assert "Demande d'un conseiller envoyée" in asked.said
    again = page.actions.open(page.owner)
    assert (again.banner, again.now, again.said) == (asked.banner, asked.now, "")
    assert page.act("call_adviser").banner == asked.banner  # pressed twice: still one request
    assert len(page.services.live.of(str(asked.conversation), page.owner)) == 1


def test_the_bot_answers_while_one_waits_and_keeps_quiet_while_an_adviser_speaks(page: Page) -> None:
    page.act("call_adviser")
    answered = page.send(SUSPENDED)
    assert "Sources de la réponse" in answered.now
    page.services.live.take(page.talk, "Rosa")
    told = page.send("Vous êtes là ?")
    assert page.services.live.get(page.talk).messages[-1].text == "Vous êtes là ?"
    assert len(page.services.conversations.turns(str(page.screen.conversation), page.owner)) == 1
    assert "Vous parlez avec Rosa" in (told.banner or "")
    assert told.typed == ""
    assert page.text.index("a rejoint la conversation") < page.text.index("Vous êtes là ?")


def test_an_answer_begun_before_the_adviser_came_is_dropped_and_the_question_goes_to_them(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chatwoot PR 13673: the bot talked over the human."""
    page.act("call_adviser")
    reply, talk = Assistant.reply, page.talk

    def taken_meanwhile(self: Assistant, question: object) -> object:
        page.services.live.take(talk, "Rosa")
        return reply(self, question)  # type: ignore[arg-type]

    monkeypatch.setattr(Assistant, "reply", taken_meanwhile)
    screen = page.send(SUSPENDED)
    assert page.services.conversations.turns(str(screen.conversation), page.owner) == []
    assert page.services.live.get(talk).messages[-1].text == SUSPENDED
    assert "Je cherche" not in page.text


def test_messages_and_turns_are_shown_in_the_order_in_which_they_came(page: Page) -> None:
    page.send(SUSPENDED)
    page.act("call_adviser")
    page.send("Qui peut m'aider ?")
    live = page.services.live
    live.take(page.talk, "Rosa")
    live.reply(page.talk, "Rosa", "Bonjour de Rosa", "k1")
    page.send("Ma réponse à Rosa")
    live.close(page.talk, "Rosa")
    page.send("Comment créer mon compte ?")
    order = [
        "dois-je la refaire", "Demande d'un conseiller", "Qui peut m'aider", "a rejoint", "Bonjour de Rosa",
        "Ma réponse à Rosa", "a terminé l'échange", "Comment créer mon compte",
    ]  # fmt: skip
    places = [page.text.index(part) for part in order]
    assert places == sorted(places)


def test_what_the_adviser_wrote_is_announced_once_and_earlier_parts_don_t_travel_again(page: Page) -> None:
    page.send(SUSPENDED)
    page.act("call_adviser")
    page.services.live.take(page.talk, "Rosa")
    page.act("news")
    page.services.live.reply(page.talk, "Rosa", "Quel est le statut ?", "k1")
    told = page.act("news")
    assert told.said.replace("\u00a0", " ").replace("\u202f", " ") == "Rosa, conseiller : Quel est le statut ?"
    assert told.past is None
    assert "Quel est le statut" in unescape(told.now)
    assert page.act("news").said == ""
    assert page.send("Suspendue").said == ""
    assert told.typed is None  # what is being typed stays


def test_after_the_end_the_bot_takes_up_again_and_says_so_once(page: Page) -> None:
    """fazer-ai #457, #158: silence after the human left, or two closing replies."""
    page.act("call_adviser")
    page.services.live.take(page.talk, "Rosa")
    page.act("end")
    assert page.act("end").banner == page.screen.banner
    assert page.text.count("L'assistant répond de nouveau") == 1
    assert 'class="note banner"' not in (page.screen.banner or "")
    answered = page.send(SUSPENDED)
    assert 'data-state="answered"' in answered.now
    assert page.text.count("L'assistant répond de nouveau") == 1


def test_no_adviser_is_offered_again_for_what_came_before_the_end_of_the_talk(page: Page) -> None:
    """Chatwoot #13880, #15068: a hand-off loop, the old words replayed after the reopening."""
    for text in UNKNOWN:
        offered = page.send(text)
    assert 'data-act="adviser"' in offered.now
    page.act("call_adviser")
    assert page.services.live.get(page.talk).reason in ("incompris ×2", "hors périmètre")
    assert 'data-act="decline"' not in page.text
    page.services.live.take(page.talk, "Rosa")
    page.services.live.close(page.talk, "Rosa")
    page.act("news")
    assert 'data-act="decline"' not in page.text
    assert 'data-act="decline"' not in page.send("quel est le score du match ?").now
    assert 'data-act="decline"' in page.send("une recette de crêpes bretonnes").now


def test_a_refused_offer_goes_away_and_the_button_below_still_works(page: Page) -> None:
    for text in UNKNOWN:
        page.send(text)
    assert 'data-act="decline"' not in page.act("decline").now
    assert 'data-act="decline"' not in page.actions.open(page.owner).now
    page.act("call_adviser")
    assert page.services.live.get(page.talk).reason == "demande"


def test_with_nobody_there_it_is_said_the_ticket_is_offered_and_nothing_waits(page: Page) -> None:
    """Chatwoot #273, Rocket.Chat #665."""
    page.send(SUSPENDED)
    page.services.live.sign_out("Rosa")
    told = page.act("call_adviser")
    assert "Aucun conseiller n'est connecté" in unescape(told.notice)
    assert 'data-act="ticket"' in told.notice
    assert page.services.live.of(str(told.conversation), page.owner) == []
    assert 'data-state="answered"' in page.send("Qui peut m'aider ?").now


def test_a_time_out_is_said_plainly_with_the_ticket_and_everything_kept(page: Page, clock: Clock) -> None:
    page.send(SUSPENDED)
    page.act("call_adviser")
    page.services.live.sign_out("Rosa")
    assert "pour revenir" in page.act("news").banner  # type: ignore[operator]
    clock.pass_(minutes=11)
    told = page.act("news")
    assert "ne s'est libéré à temps" in unescape(told.said)
    assert 'data-act="ticket"' in (told.banner or "")
    draft = page.services.tickets.draft(str(told.conversation), page.owner)
    assert SUSPENDED in draft.description
    assert 'data-act="ticket"' not in (page.send("Qui peut m'aider ?").banner or "")


def test_a_message_for_an_adviser_who_just_left_goes_back_in_the_box(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.act("call_adviser")
    page.services.live.take(page.talk, "Rosa")
    say, talk = page.services.live.say, page.talk

    def too_late(*args: str) -> object:
        page.services.live.close(talk, "Rosa")
        return say(*args)

    monkeypatch.setattr(page.services.live, "say", too_late)
    screen = page.send("Une dernière chose")
    assert screen.typed == "Une dernière chose"
    assert "vient de se terminer" in unescape(screen.notice)


def test_the_same_message_sent_twice_is_said_once(page: Page) -> None:
    page.act("call_adviser")
    page.services.live.take(page.talk, "Rosa")
    for _ in range(2):
        page.send("Allô ?", "une-cle")
    assert page.text.count("Allô ?") == 1
    for _ in range(2):  # a suggestion pressed, which has no key: each press is a message
        list(page.actions.send(page.owner, page.screen.conversation, "Une suggestion", "", page.seen))
    assert page.text.count("Une suggestion") == 2


def test_a_new_conversation_waits_for_the_end_of_the_talk(page: Page) -> None:
    page.act("call_adviser")
    kept = page.actions.begin_anew(page.owner)
    assert kept.conversation == page.screen.conversation
    assert "terminez-le" in unescape(kept.notice)
    page.act("cancel")
    assert page.actions.begin_anew(page.owner).conversation != page.screen.conversation


def test_markup_from_an_adviser_is_shown_as_text(page: Page) -> None:
    page.act("call_adviser")
    page.services.live.take(page.talk, "Rosa")
    page.services.live.reply(page.talk, "Rosa", "<img src=x onerror=alert(1)>", "k")
    assert "<img" not in page.act("news").now


def test_a_trainee_sees_their_own_talk_only(page: Page) -> None:
    page.act("call_adviser")
    stranger = page.actions.open(uuid.uuid4().hex, page.screen.conversation)
    assert 'class="note banner"' not in (stranger.banner or "")
    assert page.actions.cancel(uuid.uuid4().hex, page.screen.conversation, Seen()).conversation is None
    assert page.services.live.get(page.talk).state == "en attente"
