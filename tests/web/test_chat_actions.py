"""What the trainee's page does, over the real conversations and the small course."""

import uuid

import pytest

from bot.dialogue.conversations import Conversations, TurnView
from bot.services import Services
from bot.storage.models import Conversation
from bot.web.chat_actions import _BLOCK, ChatActions, Screen

SUSPENDED = "Ma facture est suspendue, dois-je la refaire ?"


@pytest.fixture
def owner() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def actions(small_course: Services) -> ChatActions:
    return ChatActions(small_course)


def last(actions: ChatActions, owner: str, text: str, conversation: str | None = None) -> Screen:
    return list(actions.ask(owner, conversation, text))[-1]


def test_a_first_visit_shows_the_welcome_and_stores_nothing(
    actions: ChatActions, small_course: Services, owner: str
) -> None:
    screen = actions.open(owner)
    assert screen.conversation is None
    assert 'class="starter"' in screen.now
    assert small_course.conversations.latest(owner) is None


def test_the_question_is_shown_at_once_then_the_answer_travels_once(actions: ChatActions, owner: str) -> None:
    asked, answered = actions.ask(owner, None, SUSPENDED)
    assert 'data-state="searching"' in asked.now
    assert "suspendue, dois-je la refaire" in asked.now
    assert asked.typed == ""
    assert 'data-state="answered"' in answered.now
    assert "Sources de la réponse" in answered.now


def test_earlier_turns_travel_once_per_question_and_whole_blocks_of_them_hardly_ever(
    actions: ChatActions, owner: str
) -> None:
    screen, travelled, shown = actions.open(owner), [], ["", ""]
    for number in range(2 * _BLOCK + 2):
        assert screen.seen
        steps = list(actions.ask(owner, screen.conversation, f"Merci {number} !", seen=screen.seen))
        travelled.append([(step.older is not None, step.past is not None) for step in steps])
        for step in steps:
            shown = [old if new is None else str(new) for old, new in zip(shown, (step.older, step.past), strict=True)]
        screen = steps[-1]
        again = actions.open(owner)
        assert [*shown, screen.now] == [again.older, again.past, again.now]
    assert {steps[0][1] for steps in travelled} == {True}
    assert {part for steps in travelled for part in steps[1]} == {False}
    assert [number for number, steps in enumerate(travelled) if steps[0][0]] == [_BLOCK, 2 * _BLOCK]


def test_only_the_whole_answer_is_announced(actions: ChatActions, owner: str) -> None:
    screens = list(actions.ask(owner, None, SUSPENDED))
    assert [screen.said for screen in screens[:-1]] == [""] * (len(screens) - 1)
    assert screens[-1].said.startswith("Réponse de l'assistant")
    assert "<" not in screens[-1].said


def test_an_answer_is_shown_whole_to_whoever_joins_a_session_meanwhile_in_another_tab(
    actions: ChatActions, small_course: Services, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = f"participant:{uuid.uuid4().int}"
    answer = Conversations.ask

    def ask_then_join(talks: Conversations, conversation: str, *about: str) -> TurnView:
        turn = answer(talks, conversation, *about)
        with small_course.database.session() as session:
            session.get_one(Conversation, conversation).owner = joined
        return turn

    monkeypatch.setattr(Conversations, "ask", ask_then_join)
    shown = last(actions, owner, SUSPENDED)
    assert 'data-state="answered"' in shown.now
    assert shown.said
    assert small_course.conversations.latest(owner) is None
    assert "dois-je la refaire" in actions.open(joined).now


def test_a_reload_shows_the_same_turns(actions: ChatActions, owner: str) -> None:
    first = last(actions, owner, SUSPENDED)
    second = last(actions, owner, "Qui peut m'aider ?", first.conversation)
    again = actions.open(owner)
    assert (again.conversation, again.now) == (second.conversation, second.now)
    assert again.past is not None
    assert "dois-je la refaire" in again.past


def test_another_s_conversation_is_never_shown_but_one_s_own_latest(actions: ChatActions, owner: str) -> None:
    theirs = last(actions, owner, SUSPENDED)
    stranger = uuid.uuid4().hex
    assert "starter" in actions.open(stranger, theirs.conversation).now
    screens = list(actions.ask(stranger, theirs.conversation, "Comment créer mon compte ?"))
    assert screens[0].past == ""
    assert screens[-1].conversation != theirs.conversation


@pytest.mark.parametrize("text", ["", "   \n", "x" * 20_000])
def test_a_refused_text_goes_back_in_the_box_and_nothing_is_stored(
    actions: ChatActions, small_course: Services, owner: str, text: str
) -> None:
    before = last(actions, owner, SUSPENDED)
    screen = last(actions, owner, text, before.conversation)
    assert screen.typed == text
    assert 'role="alert"' in screen.notice
    assert (screen.past, screen.now) == ("", before.now)
    assert before.conversation is not None
    assert len(small_course.conversations.turns(before.conversation, owner)) == 1


def test_a_failure_gives_the_text_back_before_it_is_told(
    actions: ChatActions, small_course: Services, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(type(small_course.conversations), "ask", fail)
    screens: list[Screen] = []
    with pytest.raises(RuntimeError, match="disk full"):
        screens.extend(actions.ask(owner, None, SUSPENDED))
    steps = actions.ask(owner, None, SUSPENDED)
    seen = [next(steps), next(steps)]
    assert seen[-1].typed == SUSPENDED
    assert "starter" in seen[-1].now


def test_a_vote_is_kept_and_a_negative_one_asks_why_and_offers_the_next_rung(
    actions: ChatActions, small_course: Services, owner: str
) -> None:
    asked = last(actions, owner, SUSPENDED)
    assert asked.conversation is not None
    turn = small_course.conversations.turns(asked.conversation, owner)[0]
    against = actions.vote(owner, asked.conversation, turn.id, -1)
    assert against.now.count('data-act="reason"') == 4
    assert "un humain peut prendre le relais" in against.now
    assert 'data-act="ticket"' in against.now
    reasoned = actions.vote(owner, asked.conversation, turn.id, -1, "fausse")
    assert "Merci" in reasoned.now
    stored = small_course.conversations.turns(asked.conversation, owner)[0]
    assert (stored.vote, stored.vote_reason) == (-1, "fausse")
    assert "un humain" not in actions.vote(owner, asked.conversation, turn.id, 1).now


def test_a_new_conversation_is_empty_and_made_only_once(
    actions: ChatActions, small_course: Services, owner: str
) -> None:
    former = last(actions, owner, SUSPENDED)
    fresh = actions.begin_anew(owner)
    assert fresh.conversation != former.conversation
    assert "starter" in fresh.now
    assert actions.begin_anew(owner).conversation == fresh.conversation
    assert actions.open(owner).conversation == fresh.conversation
    assert former.conversation is not None
    assert len(small_course.conversations.turns(former.conversation, owner)) == 1


def test_a_question_with_markup_is_shown_as_text(actions: ChatActions, owner: str) -> None:
    screen = last(actions, owner, "<img src=x onerror=alert(1)> facture [1] **x**")
    assert "<img" not in screen.now
    assert "&lt;img" in screen.now
