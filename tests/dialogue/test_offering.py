"""When an adviser is offered: the real turns of the small course, then every way of not being asked again."""

from uuid import uuid4

import pytest

from bot.desk.live_states import OPEN_STATES
from bot.dialogue import offering
from bot.dialogue.errors import ConversationNotFound
from bot.dialogue.offering import Ended, Offers, reason_to_offer
from bot.services import Services
from bot.storage.database import Database
from bot.storage.models import Conversation, Turn

UNKNOWN = ("abstain", "incompris", None)
OFFTOPIC = ("abstain", "hors périmètre", None)
PERSONAL = ("abstain", "cas personnel", None)
BROKEN = ("abstain", "erreur technique", None)
ANSWER = ("answer", "trouvé", None)
AGAINST = ("answer", "trouvé", -1)
THANKS = ("smalltalk", "thanks", None)


@pytest.mark.parametrize(
    ("turns", "reason"),
    [
        ([], None),
        ([ANSWER], None),
        ([UNKNOWN], None),
        ([UNKNOWN, UNKNOWN], "incompris ×2"),
        ([UNKNOWN, ANSWER, UNKNOWN], None),
        ([UNKNOWN, UNKNOWN, ANSWER], None),
        ([UNKNOWN, UNKNOWN, THANKS], None),
        ([OFFTOPIC], None),
        ([OFFTOPIC, OFFTOPIC], "hors périmètre"),
        ([OFFTOPIC, UNKNOWN], "incompris ×2"),
        ([AGAINST], "vote négatif"),
        ([AGAINST, ANSWER], None),
        ([PERSONAL], "cas personnel"),
        ([BROKEN], "erreur technique"),
        ([("handoff", "demande", None)], "demande"),
        ([ANSWER, ("ticket", "demande", None)], "demande"),
    ],
)
def test_the_ladder_is_that_of_the_portal_s_agent(turns: list[tuple[str, str, int | None]], reason: str | None) -> None:
    assert reason_to_offer([Ended(*turn) for turn in turns]) == reason


class Talk:
    """One person's conversation, turns put in as they ended."""

    def __init__(self, database: Database) -> None:
        self.database, self.offers = database, Offers(database)
        self.id = str(uuid4())
        with database.session() as session:
            session.add(Conversation(id=self.id, owner="paul"))

    def turns(self, *ended: tuple[str, str, int | None]) -> None:
        with self.database.session() as session:
            row = session.get_one(Conversation, self.id)
            for outcome, reason, vote in ended:
                row.turns.append(
                    Turn(
                        position=len(row.turns), question="?", understood_as="?", outcome=outcome, reason=reason,
                        text="", vote=vote,
                    )
                )  # fmt: skip

    def due(self) -> str | None:
        return self.offers.due(self.id, "paul")


@pytest.fixture
def talk(database: Database) -> Talk:
    return Talk(database)


def test_a_refused_offer_is_not_made_again_for_what_led_to_it(talk: Talk) -> None:
    talk.turns(UNKNOWN, UNKNOWN)
    assert talk.due() == "incompris ×2"
    talk.offers.decline(talk.id, "paul")
    assert talk.due() is None
    talk.turns(UNKNOWN)
    assert talk.due() is None  # one miss since then
    talk.turns(UNKNOWN)
    assert talk.due() == "incompris ×2"


def test_nothing_is_offered_while_an_adviser_is_waited_for_or_speaks(talk: Talk) -> None:
    talk.turns(UNKNOWN, UNKNOWN)
    assert offering._OPEN == OPEN_STATES
    for state in OPEN_STATES:
        with talk.database.session() as session:
            session.get_one(Conversation, talk.id).state = state
        assert talk.due() is None


def test_another_s_conversation_is_as_good_as_absent(talk: Talk) -> None:
    for act in (talk.offers.due, talk.offers.decline):
        with pytest.raises(ConversationNotFound):
            act(talk.id, "zoé")


def test_the_real_turns_give_the_reasons(small_course: Services) -> None:
    talks, offers = small_course.conversations, small_course.offers

    def due(*questions: str) -> str | None:
        owner = uuid4().hex
        conversation = talks.start(owner)
        for question in questions:
            talks.ask(conversation, owner, question)
        return offers.due(conversation, owner)

    assert due("bonjour", "ma facture est suspendue, que faire ?") is None
    assert due("je veux parler à un conseiller") == "demande"
    assert due("où en est ma facture n° F2026-118 envoyée à la mairie de Brest ?") == "cas personnel"
    assert due("quel temps fera-t-il demain à Brest ?") is None
    assert due("quel temps fera-t-il demain à Brest ?", "une recette de crêpes bretonnes") in (
        "incompris ×2",
        "hors périmètre",
    )
