"""A proposal begun from a ticket's reply or an adviser's words: the trainee's question, the confirmed answer."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from passages import SUSPENDED

from bot.desk.errors import TicketNotFound
from bot.desk.proposal_types import NothingToPropose
from bot.desk.proposals_from import Said, from_talk, from_ticket, propose_from, ticket_numbered
from bot.desk.tickets import Tickets
from bot.storage.database import Database
from bot.storage.models import Ticket
from tests.desk.conftest import Talk

REPLY = "Bonjour Mme Durand,\n\nComplétez la facture 2026-118 : elle ne se refait pas.\n\nCordialement"


def answered(database: Database, tickets: Tickets, talk: Talk, reply: str) -> int:
    said = [("Bonjour, ma facture 2026-118 est suspendue, je la refais ? merci", "answer"), ("un ticket svp", "ticket")]
    draft = tickets.draft(talk(said), "paul")
    with database.session() as session:
        row = session.get_one(Ticket, draft.id)
        row.state, row.number, row.reply = "envoyé", "T-2026-000012", reply
        row.sent_at = row.reviewed_at = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    return draft.id


def test_an_answered_ticket_gives_its_question_its_reply_and_what_was_cited(
    database: Database, tickets: Tickets, talk: Talk
) -> None:
    ticket = answered(database, tickets, talk, REPLY)
    text = from_ticket(tickets, ticket_numbered(database, " t-2026-000012 "))
    assert ticket_numbered(database, "T-2026-000012") == ticket
    assert text.question.startswith("Ma facture ")
    assert text.question.endswith("est suspendue, je la refais ?")
    assert "elle ne se refait pas." in text.answer
    assert text.answer.endswith(".")
    assert "Bonjour" not in text.answer + text.question
    assert "Durand" not in text.answer
    assert "nom" in text.removed
    assert text.sources == ("Facture suspendue, Étapes",)
    assert (text.origin, text.confirmed_on) == ("ticket T-2026-000012", date(2026, 11, 25))


def test_a_ticket_without_a_reply_has_nothing_to_propose(database: Database, tickets: Tickets, talk: Talk) -> None:
    ticket = answered(database, tickets, talk, " ")
    with pytest.raises(NothingToPropose, match="T-2026-000012 n'a pas encore de réponse"):
        from_ticket(tickets, ticket)
    with pytest.raises(TicketNotFound, match="« T-2026-999999 »"):
        ticket_numbered(database, "T-2026-999999")
    with pytest.raises(TicketNotFound):
        from_ticket(tickets, 404)


def test_of_a_talk_the_question_that_the_adviser_answered_is_proposed() -> None:
    messages = [
        Said("stagiaire", "je n'arrive pas à joindre un fichier à ma facture"),
        Said("assistant", "Les pièces jointes se déposent à l'étape 4."),
        Said("stagiaire", "Bonjour, pourquoi mon fichier XLSX est-il refusé ?"),
        Said("conseiller", "Bonjour"),
        Said("conseiller", "Le portail refuse les classeurs avec macros : enregistrez-le en PDF."),
        Said("conseiller", "Ensuite, déposez le PDF à la même étape."),
        Said("stagiaire", "merci beaucoup !"),
        Said("conseiller", "Bonne journée"),
    ]
    text = from_talk(messages, "conversation du 24 novembre 2026", ended_on=date(2026, 11, 24))
    assert text.question == "Pourquoi mon fichier XLSX est-il refusé ?"
    assert text.answer == (
        "Le portail refuse les classeurs avec macros : enregistrez-le en PDF.\n\n"
        "Ensuite, déposez le PDF à la même étape."
    )
    assert text.wordings == ("je n'arrive pas à joindre un fichier à ma facture",)
    assert (text.origin, text.confirmed_on) == ("conversation du 24 novembre 2026", date(2026, 11, 24))


@pytest.mark.parametrize(
    "messages",
    [
        [],
        [Said("stagiaire", "pourquoi mon fichier est-il refusé ?"), Said("assistant", "Parce qu'il pèse trop lourd.")],
        [Said("stagiaire", "pourquoi mon fichier est-il refusé ?"), Said("conseiller", "Bonjour")],
        [Said("conseiller", "Bonjour, que puis-je faire pour vous ?"), Said("stagiaire", "merci")],
    ],
)
def test_what_no_adviser_answered_is_not_proposed(messages: list[Said]) -> None:
    with pytest.raises(NothingToPropose):
        from_talk(messages, "conversation du 24 novembre 2026")


def test_a_passage_is_named_as_a_source_by_its_place() -> None:
    page = replace(SUSPENDED, document="Guide", section="Étapes", page="3")
    text = propose_from("que faire ?", "Complétez-la.", [page, "Livret"], "ticket T-2026-000001")
    assert text.sources == ("Guide, Étapes, page 3", "Livret")


def test_a_question_too_long_for_a_fiche_is_cut_for_the_support_to_mend() -> None:
    assert len(propose_from("mot " * 200, "Réponse.", [], "ticket T-2026-000001").question) <= 300
