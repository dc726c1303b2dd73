"""A ticket completed in the chat: one question at a time, never a trap, and nothing that a reload loses."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.desk.asking import BEGIN, QUESTIONS, SKIP, STOP, hear
from bot.desk.errors import TicketNotFound
from bot.desk.ticket_form import ENTRIES, MAIL, PORTAL_ENTRIES, Slot
from bot.desk.ticket_talk import NOTHING_SAID, READY, TicketTalk
from bot.desk.tickets import Tickets
from bot.desk.types import TicketView
from bot.dialogue.types import COMPLETED, COMPLETING
from bot.storage.database import Database
from bot.storage.models import Turn
from tests.desk.conftest import Talk

Say = Callable[[str], str | None]
DATE, ISSUER, RECIPIENT, SERVICE, ENGAGEMENT = (
    QUESTIONS[key] for key in ("INVOICE_DATE", "SIRET_ISSUER", "SIRET_RECIPIENT", "SERVICE", "ENGAGEMENT")
)


@pytest.fixture
def say(database: Database, tickets: Tickets, talk: Talk) -> Say:
    """Say something in a conversation about a rejected invoice; returns the assistant's words, None left to the bot."""
    talk([("Bonjour", "smalltalk"), ("la mairie a rejeté ma facture FA-2026-118 de 1 250 € TTC", "abstain")])
    talking = TicketTalk(database, tickets)

    def say_it(text: str) -> str | None:
        turn = talking.hear("c1", "paul", text)
        if turn is None:
            talk([(text, "answer")])  # the assistant answers as usual
        return turn.text if turn else None

    return say_it


def ticket(tickets: Tickets) -> TicketView:
    (only,) = tickets.mine("paul")
    return only


def test_every_field_of_every_category_has_its_question_with_an_example() -> None:
    assert set(QUESTIONS) == set(ENTRIES) - {MAIL, *(entry.key for entry in PORTAL_ENTRIES)}
    for question in QUESTIONS.values():
        assert question.endswith(" ?")
        assert question.count("?") == 1
        assert "par exemple" in question


def test_what_is_missing_is_asked_for_one_by_one_until_it_is_ready(say: Say, tickets: Tickets) -> None:
    asked = say(BEGIN) or ""
    assert asked.startswith("Il manque 5 renseignements au ticket.")
    assert asked.endswith(DATE)
    assert (say("le 3/11/2026") or "").endswith(ISSUER)
    assert (say("c'est le 637 129 263 00017") or "").endswith(RECIPIENT)
    assert (say("21750001600019") or "").endswith(SERVICE)
    assert (say("je ne l'ai pas") or "").endswith(ENGAGEMENT)
    assert (say("4500123987") or "").endswith(READY)
    done = ticket(tickets)
    assert done.fields == {
        "INVOICE_DATE": "3 novembre 2026",
        "SIRET_ISSUER": "63712926300017",
        "SIRET_RECIPIENT": "21750001600019",
        "ENGAGEMENT": "4500123987",
    }
    assert (done.missing, done.not_had, done.asked_field) == (["code service"], ["SERVICE"], None)
    assert say("merci") is None


def test_a_wrong_value_is_told_why_asked_once_more_then_left_to_the_reading_over(say: Say, tickets: Tickets) -> None:
    say(BEGIN)
    say("passer")
    first = say("6371292630001") or ""
    assert first == f"Ce SIRET a 13 chiffres, il en faut 14. {ISSUER}"
    assert ticket(tickets).fields == {}
    second = say("6371292630001") or ""
    assert second.startswith("Ce SIRET a 13 chiffres, il en faut 14. Je le garde tel quel")
    assert second.endswith(RECIPIENT)
    assert ticket(tickets).fields == {"SIRET_ISSUER": "6371292630001"}


def test_a_word_that_is_no_value_is_not_kept(say: Say, tickets: Tickets) -> None:
    say(BEGIN)
    say("bof")
    assert (say("bof") or "").endswith(ISSUER)
    assert ticket(tickets).fields == {}


def test_another_question_is_answered_and_the_answer_still_finds_its_field(say: Say, tickets: Tickets) -> None:
    say(BEGIN)
    say(SKIP)
    for other in ("C'est quoi un SIRET ?", "ok", "non", "ma facture a encore été suspendue hier par le service"):
        assert say(other) is None
    assert (say("637 129 263 00017") or "").endswith(RECIPIENT)


def test_one_answer_may_give_several_fields(say: Say, tickets: Tickets) -> None:
    say(BEGIN)
    assert (say("du 3 novembre 2026, engagement 4500123987, code service FACT-01") or "").endswith(ISSUER)
    assert set(ticket(tickets).fields) == {"INVOICE_DATE", "ENGAGEMENT", "SERVICE"}


@pytest.mark.parametrize("word", [STOP, "stop", "Laisse tomber", "on arrête !"])
def test_one_may_stop_at_any_time_and_begin_again(say: Say, tickets: Tickets, word: str) -> None:
    say(BEGIN)
    assert "Le brouillon est gardé" in (say(word) or "")
    assert ticket(tickets).asked_field is None
    assert say("637 129 263 00017") is None
    assert (say("compléter le ticket") or "").endswith(DATE)


def test_a_restart_goes_on_with_the_same_question_and_shows_what_was_said(
    say: Say, database: Database, tickets: Tickets
) -> None:
    say(BEGIN)
    say("3 novembre 2026")
    again = TicketTalk(database, Tickets(database)).hear("c1", "paul", "6371292630001, mdp : Toto2026!")
    assert again is not None
    with database.session() as session:
        turns = list(session.scalars(select(Turn).order_by(Turn.position)))
    assert [turn.reason for turn in turns[2:]] == [COMPLETING] * 3
    assert [turn.position for turn in turns] == list(range(5))
    assert turns[-1].text.endswith(ISSUER)
    assert "Toto2026" not in turns[-1].question


def test_what_was_answered_stays_out_of_the_description(say: Say, tickets: Tickets) -> None:
    before = tickets.draft("c1", "paul").description
    say(BEGIN)
    say("3 novembre 2026")
    say(STOP)
    assert tickets.draft("c1", "paul").description == before


def test_without_a_word_said_the_problem_comes_first(database: Database, tickets: Tickets, talk: Talk) -> None:
    talk([("Bonjour", "smalltalk")])
    turn = TicketTalk(database, tickets).hear("c1", "paul", BEGIN)
    assert turn is not None
    assert (turn.text, turn.reason) == (NOTHING_SAID, COMPLETED)


def test_another_s_ticket_is_neither_begun_nor_answered(say: Say, database: Database, tickets: Tickets) -> None:
    say(BEGIN)
    other = TicketTalk(database, tickets)
    assert other.hear("c1", "anne", "3 novembre 2026") is None
    with pytest.raises(TicketNotFound):
        other.hear("c1", "anne", BEGIN)


@pytest.mark.parametrize(
    ("key", "said", "value"),
    [
        ("TIME", "c'était vers 14h30 je crois", "14h30"),
        ("BROWSER", "je suis sur firefox", "firefox"),
        ("BROWSER", "un truc de Samsung", "un truc de Samsung"),
        ("MESSAGE", "Erreur : code service inconnu", "Erreur : code service inconnu"),
        ("INVOICE", "118", "118"),
        ("AMOUNT", "1250 euros", "1 250 €"),
        ("LOGIN", "c'est p.roux@roux.fr", "p.roux@roux.fr"),
        ("SERVICE", "FACT-01", "FACT-01"),
        ("OLD_MANAGER", "Mme Paule Durand", "Mme Paule Durand"),
        ("FLOW", "CPP0020261103000872", "CPP0020261103000872"),
    ],
)  # fmt: skip
def test_a_value_is_taken_as_people_give_it(key: str, said: str, value: str) -> None:
    heard = hear(Slot(ENTRIES[key]), said, interrupted=False)
    assert (heard.what, heard.value.replace("\u00a0", " ")) == ("value", value)


@pytest.mark.parametrize(
    "said", ["je l'ai pas", "j'ai pas", "jsp", "aucune idée", "je ne sais pas", "pas de code service", "Passer."]
)
def test_not_having_it_is_said_in_many_ways(said: str) -> None:
    assert hear(Slot(ENTRIES["SERVICE"]), said, interrupted=False).what == "skip"


@pytest.mark.parametrize(
    ("key", "said", "what"),
    [
        ("BROWSER", "sur firefox", "value"),
        ("BROWSER", "ça ne marche pas sur firefox non plus", "other"),
        ("INVOICE", "c'est la facture 118", "value"),
        ("MESSAGE", "elle est toujours suspendue", "other"),
        ("SERVICE", SKIP, "skip"),
        ("SERVICE", STOP, "stop"),
    ],
)
def test_after_another_answer_only_what_leaves_no_doubt_is_taken(key: str, said: str, what: str) -> None:
    assert hear(Slot(ENTRIES[key]), said, interrupted=True).what == what


@pytest.mark.parametrize("said", ["pourquoi ?", "merci", "comment trouver le code service", "118 c'est quoi ?"])
@pytest.mark.parametrize("key", ["INVOICE", "MESSAGE"])
def test_what_is_no_answer_is_left_to_the_assistant(key: str, said: str) -> None:
    assert hear(Slot(ENTRIES[key]), said, interrupted=False).what == "other"
