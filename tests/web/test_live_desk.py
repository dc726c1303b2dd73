"""The advisers' place: handlers as plain functions, what the page shows, and who may come near it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.desk.errors import MessageRefused, TalkMoveRefused, TalkNotFound, TalkTaken
from bot.desk.hours import AdviserHours
from bot.desk.live import LiveTalks
from bot.desk.live_desk import canned_replies, closing_words, suggest
from bot.desk.live_types import ADVISER
from bot.people.accounts import ROLES, SUPPORT
from bot.services import Services
from bot.storage.models import Turn
from bot.web import texts_live_desk as t
from bot.web.live_desk_actions import (
    come,
    end,
    help_with,
    open_talk,
    pause,
    read_talk,
    reopen,
    send,
    show_desk,
    take,
    transfer,
)
from bot.web.live_desk_views import canned_html, lists_html, presence_html
from bot.web.live_talk_views import evidence_html, heading_html, suggestions_html, thread_html, transfer_html
from bot.web.permissions import NotAllowed
from bot.web.texts import typeset

OPEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # a Tuesday, 10 h in Paris
ASKED = "Ma facture est suspendue, dois-je la refaire ?"


class Clock:
    """A present that a test moves on."""

    def __init__(self) -> None:
        self.now = OPEN

    def __call__(self) -> datetime:
        return self.now

    def later(self, **spent: float) -> None:
        self.now += timedelta(**spent)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def house(services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Services:
    """An empty house on an open morning, an account per role and a second adviser."""
    for role in ROLES:
        services.accounts.create(role, "un mot de passe long", role)
    services.accounts.create("sacha", "un mot de passe long", SUPPORT)
    live = LiveTalks(services.database, AdviserHours(services.settings.adviser_hours), clock)
    monkeypatch.setitem(services.__dict__, "live", live)
    return services


def ask(house: Services, owner: str = "visiteur", reason: str = "demande") -> int:
    """A trainee whom the bot could not answer, then asked for an adviser; the number of their talk."""
    conversation = house.conversations.start(owner)
    with house.database.session() as session:
        session.add(
            Turn(
                conversation_id=conversation, position=0, question=ASKED, understood_as=ASKED, outcome="abstain",
                reason="erreur technique", text="Rien n'est encore indexé.",
            )
        )  # fmt: skip
    return house.live.ask(conversation, owner, reason).id


def taken(house: Services, owner: str = "visiteur", adviser: str = SUPPORT) -> str:
    come(house, adviser)
    talk = str(ask(house, owner))
    assert take(house, adviser, talk).good
    return talk


def test_default_deny(house: Services) -> None:
    talk = taken(house)
    before = house.live.get(int(talk))
    acts: list[Callable[[str | None], object]] = [
        lambda name: show_desk(house, name),
        lambda name: come(house, name),
        lambda name: pause(house, name),
        lambda name: open_talk(house, name, talk),
        lambda name: reopen(house, name, talk),
        lambda name: take(house, name, talk),
        lambda name: send(house, name, talk, "Bonjour", "a", ""),
        lambda name: transfer(house, name, talk, None, ""),
        lambda name: end(house, name, talk, "", "a"),
        lambda name: help_with(house, name, open_talk(house, SUPPORT, talk)),
    ]
    for act in acts:
        for name in ("stagiaire", "formateur", "inconnu", "", None):
            with pytest.raises(NotAllowed):
                act(name)
    assert house.live.get(int(talk)) == before
    assert [adviser.name for adviser in house.live.advisers()] == [SUPPORT]


@pytest.mark.parametrize("written", ["", None, "a", "1.5", "-1", "9" * 40, "1\n"])
def test_a_page_without_a_talk_has_none_to_change(written: str | None) -> None:
    with pytest.raises(TalkNotFound):
        read_talk(written)


def test_an_adviser_comes_is_seen_by_colleagues_and_goes(house: Services) -> None:
    assert t.COME in presence_html(show_desk(house, SUPPORT))
    desk = come(house, SUPPORT)
    assert t.PAUSE in presence_html(desk)
    assert typeset("Aussi disponibles : support (0 conversation).") in presence_html(come(house, "sacha")).unescape()
    assert t.COME in presence_html(pause(house, SUPPORT))
    assert t.ALONE in presence_html(show_desk(house, "sacha")).unescape()


def test_the_queue_shows_first_come_first_with_reason_and_wait(house: Services, clock: Clock) -> None:
    come(house, SUPPORT)
    first = ask(house, "un", "incompris ×2")
    clock.later(minutes=2)
    second = ask(house, "deux", "vote négatif")
    shown = lists_html(show_desk(house, SUPPORT), None, clock.now).unescape()
    assert shown.index(f"Conversation {first}") < shown.index(f"Conversation {second}")
    assert typeset("attend depuis 2\u00a0min · deux questions sans réponse") in shown
    assert typeset(f"attend depuis {t.SECONDS} · réponse jugée inutile") in shown
    assert 'data-waiting="2"' in shown
    assert typeset("page fermée depuis 2\u00a0min") in shown
    assert shown.count('data-act="take"') == 2
    assert 'data-act="take"' not in lists_html(pause(house, SUPPORT), None, clock.now)


def test_of_two_who_take_the_second_is_told_who_was_first(house: Services) -> None:
    talk = taken(house, adviser="sacha")
    outcome = take(house, SUPPORT, talk)
    assert not outcome.good
    assert outcome.shown is None
    assert "sacha" in outcome.said
    assert house.live.get(int(talk)).adviser == "sacha"
    with pytest.raises(TalkTaken):
        send(house, SUPPORT, talk, "Bonjour", "a", "")
    shown = open_talk(house, SUPPORT, talk)
    assert not shown.is_mine
    assert typeset("sacha répond dans cette conversation : vous la lisez seulement.") in heading_html(shown, True)


def test_a_talk_shows_the_bot_s_turns_then_both_sides_in_order(house: Services, clock: Clock) -> None:
    talk = taken(house)
    opened = open_talk(house, SUPPORT, talk)
    house.live.say(opened.talk.conversation_id, "visiteur", "Elle est <b>suspendue</b> depuis hier.", "k1")
    clock.later(seconds=5)
    opened = send(house, SUPPORT, talk, "Complétez-la : ne la refaites pas.", "k2", "")
    shown = thread_html(opened)
    assert "<b>" not in shown
    words = shown.unescape()
    places = [
        words.index(said) for said in (ASKED.split(",")[0], "suspendue</b> depuis hier", typeset("Complétez-la :"))
    ]
    assert places == sorted(places)
    assert f"<h3>{t.YOU}" in shown
    assert "<h3>support" in thread_html(open_talk(house, "sacha", talk))


def test_a_message_sent_again_with_its_key_is_there_once(house: Services) -> None:
    talk = taken(house)
    for _ in range(2):
        opened = send(house, SUPPORT, talk, "Bonjour.", "une-seule-cle", "")
    assert [m.text for m in opened.talk.messages if m.author == ADVISER] == ["Bonjour."]
    opened = send(house, SUPPORT, talk, "Bonjour.", "", "")
    assert [m.text for m in opened.talk.messages if m.author == ADVISER] == ["Bonjour."] * 2


def test_an_empty_message_is_refused_and_nothing_is_sent(house: Services) -> None:
    talk = taken(house)
    with pytest.raises(MessageRefused):
        send(house, SUPPORT, talk, " \n", "k", "")
    assert not [m for m in house.live.get(int(talk)).messages if m.author == ADVISER]


def test_what_the_trainee_said_last_calls_for_an_answer(house: Services, clock: Clock) -> None:
    talk = taken(house)
    assert show_desk(house, SUPPORT).to_answer == {int(talk)}
    send(house, SUPPORT, talk, "Bonjour.", "k", "")
    assert not show_desk(house, SUPPORT).to_answer
    house.live.say(open_talk(house, SUPPORT, talk).talk.conversation_id, "visiteur", "Et après ?", "k3")
    desk = show_desk(house, SUPPORT)
    assert t.TO_ANSWER in lists_html(desk, int(talk), clock.now).unescape()
    assert typeset("Et après ?") in lists_html(desk, None, clock.now).unescape()


def test_a_talk_given_to_a_colleague_waits_for_them_with_a_word(house: Services) -> None:
    talk = taken(house)
    come(house, "sacha")
    assert typeset("Confier à sacha") in transfer_html(
        open_talk(house, SUPPORT, talk), show_desk(house, SUPPORT).colleagues
    )
    outcome = transfer(house, SUPPORT, talk, "sacha", " Demande  le SIRET ")
    assert "sacha" in outcome.said
    mine, theirs = show_desk(house, SUPPORT), show_desk(house, "sacha")
    assert 'data-act="take"' not in lists_html(mine, None, OPEN)
    assert t.KEPT_FOR_YOU in lists_html(theirs, None, OPEN)
    opened = take(house, "sacha", talk).shown
    assert opened is not None
    assert typeset("Mot de support : « Demande le SIRET »") in heading_html(opened, True).unescape()
    assert "SIRET" not in "".join(message.text for message in opened.talk.messages)


def test_a_colleague_who_has_gone_receives_nothing_and_the_talk_stays(house: Services) -> None:
    talk = taken(house)
    come(house, "sacha")
    pause(house, "sacha")
    with pytest.raises(TalkMoveRefused):
        transfer(house, SUPPORT, talk, "sacha", "")
    assert open_talk(house, SUPPORT, talk).is_mine
    assert t.TRANSFER_ALONE in transfer_html(open_talk(house, SUPPORT, talk), []).unescape()


def test_a_talk_kept_for_one_who_has_gone_may_be_taken_by_another(house: Services, clock: Clock) -> None:
    talk = taken(house)
    come(house, "sacha")
    transfer(house, SUPPORT, talk, "sacha", "")
    pause(house, "sacha")
    assert 'data-act="take"' in lists_html(show_desk(house, SUPPORT), None, clock.now)


def test_the_end_says_its_word_once_then_the_talk_is_over(house: Services) -> None:
    talk = taken(house)
    end(house, SUPPORT, talk, "Merci de votre visite.", "k")
    view = open_talk(house, SUPPORT, talk).talk
    assert view.state == "terminé"
    assert [m.text for m in view.messages if m.author == ADVISER] == ["Merci de votre visite."]
    with pytest.raises(TalkMoveRefused):
        end(house, SUPPORT, talk, "Encore.", "k2")
    assert not [m for m in house.live.get(int(talk)).messages if m.text == "Encore."]
    assert show_desk(house, SUPPORT).mine == []


def test_a_reload_comes_back_to_the_talk_that_was_open(house: Services) -> None:
    first, second = taken(house, "un"), taken(house, "deux")
    for written, expected in ((first, first), ("", second), (None, second)):
        opened = reopen(house, SUPPORT, written)
        assert opened is not None
        assert str(opened.talk.id) == expected
    assert reopen(house, "sacha", "") is None


def test_the_evidence_shows_the_last_judgement_and_the_history(house: Services) -> None:
    talk = taken(house)
    shown = evidence_html(open_talk(house, SUPPORT, talk)).unescape()
    assert typeset(ASKED) in shown
    assert t.OUTCOMES["abstain"] in shown
    assert "erreur technique" in shown
    assert t.EVENTS["take"] in shown
    assert t.SHOWN_NONE in shown


def test_passages_answer_the_trainee_s_last_words_and_carry_their_source(small_course: Services) -> None:
    found = suggest(small_course.assistant, [ASKED])
    assert found[0].passage.document_key == "fiche:facture-suspendue"
    assert all(0 < len(one.text) <= 600 and "**" not in one.text for one in found)
    assert found[0].message == f"{found[0].text} (source : {found[0].passage.document})"
    page = next(
        one for one in suggest(small_course.assistant, ["code service de la passerelle du canal"]) if one.passage.page
    )
    assert page.source.endswith(f", page {page.passage.page}")
    assert suggest(small_course.assistant, [" ?! ", "Merci beaucoup."]) == []
    assert suggest(small_course.assistant, [ASKED, "Merci beaucoup."]) == found
    shown = suggestions_html(found, True)
    assert shown.count("data-insert=") == len(found)
    assert "data-insert" not in suggestions_html(found, False)
    assert t.SUGGESTED_NONE in suggestions_html([], True)


def test_a_message_keeps_the_passages_it_names_and_no_other(
    small_course: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        small_course.__dict__, "live", LiveTalks(small_course.database, AdviserHours("lun-ven 08:30-18:30"), clock)
    )
    small_course.accounts.create("camille", "un mot de passe long", SUPPORT)
    come(small_course, "camille")
    talk = str(ask(small_course, "visiteur des sources"))
    take(small_course, "camille", talk)
    found = suggest(small_course.assistant, [ASKED])
    first, other = found[0], next(one for one in found if one.source != found[0].source)
    cited = f"{first.passage.id}\n{other.passage.id}\ninconnu"
    opened = send(small_course, "camille", talk, typeset(f"Voyez : {first.message}"), "k", cited)
    kept = opened.talk.messages[-1].citations
    assert [(c["n"], c["passage_id"], c["text"]) for c in kept] == [(1, first.passage.id, first.passage.text)]


def test_ready_replies_are_typeset_distinct_and_promise_no_figure() -> None:
    replies = [*canned_replies(), *closing_words()]
    assert len({one.label for one in replies}) == len(replies)
    assert all(len(one.text) < 300 for one in replies)
    assert canned_html(canned_replies()).count("data-insert") == len(canned_replies())
