"""A conversation is its owner's alone, and kept turn by turn as it stood."""

import threading
from collections.abc import Iterable
from dataclasses import fields, replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from bot.dialogue.assistant import Assistant
from bot.dialogue.conversations import SILENT, Conversations, TurnView
from bot.dialogue.errors import AdviserSpeaks, ConversationNotFound, QuestionRefused
from bot.dialogue.types import Question, Reply
from bot.services import Services
from bot.storage.models import Conversation, Turn

KNOWN, UNKNOWN = "ma facture est suspendue, que faire ?", "quel temps fera-t-il demain à Brest ?"


class Talk:
    """One person's conversation."""

    def __init__(self, conversations: Conversations) -> None:
        self.conversations = conversations
        self.owner = f"visiteur-{uuid4().hex[:8]}"
        self.id = conversations.start(self.owner)

    def ask(self, text: str) -> TurnView:
        return self.conversations.ask(self.id, self.owner, text)

    def turns(self) -> list[TurnView]:
        return self.conversations.turns(self.id, self.owner)


@pytest.fixture
def talk(small_course: Services) -> Talk:
    return Talk(small_course.conversations)


def outcomes(turns: Iterable[TurnView]) -> list[str]:
    return [turn.outcome for turn in turns]


def test_turns_are_kept_in_order_with_what_was_shown(talk: Talk) -> None:
    shown = [talk.ask("bonjour"), talk.ask(KNOWN), talk.ask(UNKNOWN)]
    assert talk.turns() == shown
    assert [turn.position for turn in shown] == [0, 1, 2]
    assert outcomes(shown) == ["smalltalk", "answer", "abstain"]


def test_cases_to_choose_from_are_kept_with_the_turn_and_a_chosen_one_is_a_question_like_another(talk: Talk) -> None:
    asked = talk.ask("ma facture m'est revenue, je fais quoi ?")
    assert asked.outcome == "clarify"
    assert [case.label for case in asked.cases] == ["« À recycler »", "« Suspendue »", "« Rejetée »"]
    assert asked.suggestions == []
    chosen = talk.ask(asked.cases[1].question)
    assert (chosen.outcome, chosen.cases) == ("answer", [])
    assert talk.turns() == [asked, chosen]


def test_a_citation_keeps_the_whole_passage_as_it_stood(talk: Talk, small_course: Services) -> None:
    [cited, *_] = talk.ask(KNOWN).citations
    passage = small_course.retriever.load().passages[cited["passage_id"]]
    assert cited["text"] == passage.text
    assert cited["version"] == passage.version == 1
    assert cited["quote"] in passage.text


def test_a_turn_keeps_the_passages_found_with_their_version(talk: Talk, small_course: Services) -> None:
    found = talk.ask(KNOWN).passages
    assert len(found) == 10
    assert all(p["id"] in small_course.retriever.load().passages and p["version"] == 1 for p in found)


def test_a_follow_up_is_understood_with_what_was_asked_before(talk: Talk) -> None:
    talk.ask("Quel est le délai de paiement d'une collectivité ?")
    turn = talk.ask("et pour un hôpital ?")
    assert turn.question == "et pour un hôpital ?"
    assert turn.understood_as.startswith("Quel est le délai")


@pytest.mark.parametrize("text", ["", "   ", "\n\t\u00a0"])
def test_an_empty_message_is_refused_and_not_kept(talk: Talk, text: str) -> None:
    with pytest.raises(QuestionRefused, match="vide"):
        talk.ask(text)
    assert talk.turns() == []


def test_a_message_of_20_000_characters_is_refused_with_both_lengths_and_not_kept(talk: Talk) -> None:
    with pytest.raises(QuestionRefused, match="20000 caractères ; la limite est de 2000"):
        talk.ask("a" * 20_000)
    assert talk.turns() == []


def test_the_longest_message_allowed_is_answered(talk: Talk) -> None:
    assert talk.ask(KNOWN + " facture" * 245).position == 0


def test_a_message_of_emoji_alone_is_kept_with_a_kind_word(talk: Talk) -> None:
    turn = talk.ask("🙂🙂")
    assert (turn.outcome, turn.reason) == ("smalltalk", "vide")


def test_a_conversation_of_somebody_else_is_as_good_as_absent(talk: Talk, small_course: Services) -> None:
    turn = talk.ask(KNOWN)
    other = Talk(small_course.conversations)
    for reach in (
        lambda: other.conversations.turns(talk.id, other.owner),
        lambda: other.conversations.ask(talk.id, other.owner, KNOWN),
        lambda: other.conversations.vote(turn.id, other.owner, -1),
        lambda: other.conversations.turns("inconnue", other.owner),
        lambda: other.conversations.vote(999_999, other.owner, 1),
    ):
        with pytest.raises(ConversationNotFound, match="n'existe pas ou n'est pas la vôtre"):
            reach()
    assert talk.turns() == [turn]


def test_the_latest_conversation_is_the_owner_s_last(small_course: Services) -> None:
    first = Talk(small_course.conversations)
    second = small_course.conversations.start(first.owner)
    assert small_course.conversations.latest(first.owner) == second != first.id
    assert small_course.conversations.latest("personne") is None


def test_the_last_vote_counts_with_its_reason(talk: Talk) -> None:
    turn = talk.ask(KNOWN)
    talk.conversations.vote(turn.id, talk.owner, -1, "pas claire")
    talk.conversations.vote(turn.id, talk.owner, 1)
    [kept] = talk.turns()
    assert (kept.vote, kept.vote_reason) == (1, None)


@pytest.mark.parametrize(("vote", "reason"), [(0, None), (2, None), (-1, "<b>bof</b>")])
def test_a_vote_out_of_the_list_is_a_fault_of_the_caller(talk: Talk, vote: int, reason: str | None) -> None:
    turn = talk.ask(KNOWN)
    with pytest.raises(ValueError, match="VOTE_REASONS"):
        talk.conversations.vote(turn.id, talk.owner, vote, reason)
    assert talk.turns()[0].vote is None


def test_the_bot_keeps_quiet_while_an_adviser_speaks_even_when_they_came_as_it_was_thinking(
    talk: Talk, small_course: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chatwoot PR 13673: the bot talked over the human, with an answer begun before they came."""

    def take(*_: object) -> None:
        with small_course.database.session() as session:
            session.get_one(Conversation, talk.id).state = SILENT

    reply = Assistant.reply
    monkeypatch.setattr(Assistant, "reply", lambda self, question: (take(), reply(self, question))[1])
    with pytest.raises(AdviserSpeaks):
        talk.ask(KNOWN)
    monkeypatch.setattr(Assistant, "reply", take)  # and it isn't even asked to think
    with pytest.raises(AdviserSpeaks):
        talk.ask(KNOWN)
    assert talk.turns() == []


def test_two_messages_sent_at_once_are_both_kept(talk: Talk) -> None:
    start = threading.Barrier(4)
    met: list[BaseException] = []

    def send(text: str) -> None:
        start.wait()
        try:
            talk.ask(text)
        except Exception as error:  # noqa: BLE001 - whatever a thread meets is shown by the test
            met.append(error)

    threads = [threading.Thread(target=send, args=(f"{KNOWN} {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert met == []
    assert [turn.position for turn in talk.turns()] == [0, 1, 2, 3]


def test_the_timings_of_a_turn_are_stored(talk: Talk, small_course: Services) -> None:
    turn = talk.ask(KNOWN)
    with small_course.database.session() as session:
        timings = session.scalar(select(Turn.timings).where(Turn.id == turn.id))
    assert timings is not None
    assert timings["total"] > 0


def test_a_turn_being_answered_when_its_author_joins_a_session_goes_with_them(small_course: Services) -> None:
    def become(owner: str) -> None:
        with small_course.database.session() as session:
            session.get_one(Conversation, talk.id).owner = owner

    class Slow(Assistant):
        def reply(self, question: Question) -> Reply:
            become(meanwhile[0])
            return Assistant.reply(self, question)

    parts = {field.name: getattr(small_course.assistant, field.name) for field in fields(small_course.assistant)}
    talk = Talk(Conversations(small_course.database, Slow(**parts), 2000))
    meanwhile = [f"participant:{10**9}"]
    talk.ask(KNOWN)
    assert [turn.question for turn in talk.conversations.turns(talk.id, meanwhile[0])] == [KNOWN]
    with pytest.raises(ConversationNotFound):
        talk.ask(KNOWN)  # but a new question of whoever has it no more isn't heard
    become(talk.owner)
    for meanwhile[0] in ("anonyme", "user:1", "un-autre-visiteur"):
        with pytest.raises(ConversationNotFound):
            talk.ask(KNOWN)
        become(talk.owner)
    assert len(talk.turns()) == 1


def test_a_failure_of_the_assistant_keeps_the_conversation_as_it_was(small_course: Services) -> None:
    class Broken(Assistant):
        def reply(self, question: object) -> None:  # type: ignore[override]
            raise OSError(28, "No space left on device")

    broken = Broken(*(getattr(small_course.assistant, name) for name in ("retriever", "classifier", "judge")))
    talk = Talk(Conversations(small_course.database, broken, 2000))
    with pytest.raises(OSError, match="No space"):
        talk.ask(KNOWN)
    assert talk.turns() == []
    assert replace(small_course.assistant) == small_course.assistant
