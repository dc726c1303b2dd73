"""A ticket prepared after a talk with an adviser holds what was told to both, and what is asked in vain counts it."""

from datetime import timedelta

from bot.desk.asked import ADVISER_AFTER, asked_in_vain
from bot.desk.live_types import ADVISER, TRAINEE
from bot.desk.tickets import Tickets
from bot.storage.database import Database
from bot.storage.models import Conversation, LiveMessage, LiveTalk, now
from tests.desk.conftest import make_turn

ASKED, SAID = "Ma facture FA-2026-77 est suspendue.", "Elle date du 3 novembre, pour le SIRET 732 829 320 00074."
AT = now() - timedelta(hours=1)


def store_talk(database: Database) -> None:
    """One question to the assistant, then a talk in which both sides spoke; the person's thanks close it."""
    with database.session() as session:
        row = Conversation(id="c1", owner="paul")
        row.turns = [make_turn(ASKED, created_at=AT)]
        session.add(row)
        session.flush()
        talk = LiveTalk(
            conversation_id="c1", owner="paul", state="terminé", reason="demande", asked_at=AT + timedelta(minutes=1)
        )
        session.add(talk)
        session.flush()
        said = [(ADVISER, "Bonjour, de quand date-t-elle ?"), (TRAINEE, SAID), (TRAINEE, "Merci beaucoup !")]
        for position, (author, text) in enumerate(said):
            session.add(
                LiveMessage(
                    talk_id=talk.id, position=position, after_turn=0, author=author, text=text,
                    client_key=str(position), sent_at=AT + timedelta(minutes=2 + position),
                )
            )  # fmt: skip


def test_a_draft_takes_up_the_words_to_an_adviser_in_their_order_without_the_thanks(
    database: Database, tickets: Tickets
) -> None:
    store_talk(database)
    draft = tickets.draft("c1", "paul")
    assert draft.description == f"{ASKED}\n\n{SAID}"
    assert [one["value"] for one in draft.identifiers if one["kind"] == "SIRET"] == ["73282932000074"]
    with database.session() as session:
        assert len(session.get_one(Conversation, "c1").turns) == 1, "a message became a turn"


def test_a_call_for_an_adviser_says_that_the_answer_before_it_did_not_do(database: Database) -> None:
    store_talk(database)
    with database.session() as session:
        [vain] = asked_in_vain(session, now())
    assert vain.reasons == (ADVISER_AFTER,)
