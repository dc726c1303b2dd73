"""The support's handlers, as plain functions: nobody writes over anybody, and drafts stay their authors'."""

from typing import get_args

import pytest

from bot.desk import states
from bot.desk.drafting import StopReason
from bot.desk.tickets import MoveNotAllowed, TicketChanges, TicketConflict, TicketNotFound, TicketView
from bot.people.accounts import ROLES, SUPPORT
from bot.services import Services
from bot.storage.models import Ticket
from bot.web import texts_staff
from bot.web.permissions import NotAllowed
from bot.web.support_actions import (
    Correction,
    Opened,
    correction_of,
    may_be_reviewed,
    open_ticket,
    reopen_ticket,
    review_ticket,
    show_inbox,
)
from bot.web.support_views import conflict_html, empty_inbox_html, evidence_html, heading_html, inbox_label
from bot.web.texts import typeset

CATEGORY = "Suivi, rejet ou paiement d'une facture"


@pytest.fixture
def house(services: Services) -> Services:
    """An empty house with an account per role, named as the role."""
    for role in ROLES:
        services.accounts.create(role, "un mot de passe long", role)
    services.accounts.create("sacha", "un mot de passe long", SUPPORT)
    return services


def draft(house: Services, subject: str = "Facture rejetée", description: str = "SIRET 73282932000074") -> TicketView:
    ticket = house.tickets.draft(house.conversations.start("visiteur"), "visiteur")
    changes = TicketChanges(category=CATEGORY, subject=subject, description=description)
    return house.tickets.save(ticket.id, "visiteur", changes, ticket.revision)


def sent(house: Services, subject: str = "Facture rejetée", description: str = "SIRET 73282932000074") -> TicketView:
    ticket = draft(house, subject, description)
    return house.tickets.send(ticket.id, "visiteur", TicketChanges(), ticket.revision)


def answered(ticket: TicketView, reply: str) -> Correction:
    return Correction(ticket.category, ticket.subject, ticket.description, reply)


@pytest.mark.parametrize("name", ["stagiaire", "formateur", "inconnu", "", None])
def test_default_deny(house: Services, name: str | None) -> None:
    ticket = sent(house)
    for action in (
        lambda: show_inbox(house, name, ""),
        lambda: open_ticket(house, name, ticket.id),
        lambda: reopen_ticket(house, name, Opened.of(ticket).written()),
        lambda: review_ticket(house, name, Opened.of(ticket).written(), answered(ticket, "Non.")),
    ):
        with pytest.raises(NotAllowed):
            action()
    assert house.tickets.get(ticket.id) == ticket


def test_the_inbox_shows_what_was_sent_latest_first_and_never_a_draft(house: Services) -> None:
    first, second = sent(house, "Le premier"), sent(house, "Le second")
    draft(house, "Un brouillon")
    assert [ticket.subject for ticket in show_inbox(house, SUPPORT, "")] == ["Le second", "Le premier"]
    review_ticket(house, SUPPORT, Opened.of(first).written(), answered(first, "Voici."))
    assert [ticket.id for ticket in show_inbox(house, SUPPORT, "envoyé")] == [second.id]
    assert [ticket.id for ticket in show_inbox(house, SUPPORT, "relu")] == [first.id]


def test_a_draft_can_be_neither_opened_nor_reviewed(house: Services) -> None:
    ticket = draft(house)
    with pytest.raises(TicketNotFound):
        open_ticket(house, SUPPORT, ticket.id)
    with pytest.raises(TicketNotFound):
        review_ticket(house, SUPPORT, Opened.of(ticket).written(), answered(ticket, "Trop tôt."))


def test_a_review_stores_the_correction_the_reply_and_who_wrote_it(house: Services) -> None:
    ticket = open_ticket(house, SUPPORT, sent(house).id)
    corrected = Correction("Autre demande", "Objet corrigé", "Facture 2026-118", "Bonjour,\nVoici la réponse.")
    review_ticket(house, "sacha", Opened.of(ticket).written(), corrected)
    stored = open_ticket(house, SUPPORT, ticket.id)
    assert correction_of(stored) == corrected
    assert (stored.state, stored.reviewer) == ("relu", "sacha")
    assert house.tickets.mine("visiteur")[0].reply == corrected.reply
    assert typeset("relu le") in heading_html(stored)
    assert "sacha" in heading_html(stored)


def test_two_reviewers_never_overwrite_each_other_and_see_both_texts(house: Services) -> None:
    ticket = sent(house)
    review_ticket(house, "sacha", Opened.of(ticket).written(), answered(ticket, "La réponse de Sacha."))
    mine = answered(ticket, "Ma <b>réponse</b>.")
    with pytest.raises(TicketConflict) as caught:
        review_ticket(house, SUPPORT, Opened.of(ticket).written(), mine)
    assert house.tickets.get(ticket.id).reply == "La réponse de Sacha."
    theirs = caught.value.current
    shown = conflict_html(mine.by_label(), correction_of(theirs).by_label(), theirs, may_be_reviewed(theirs))
    assert "Ma &lt;b&gt;réponse&lt;/b&gt;." in shown
    assert "La réponse de Sacha." in shown
    assert typeset("Version enregistrée par sacha") in shown
    assert texts_staff.SUBJECT not in shown  # only what differs


def test_keeping_my_version_answers_to_the_one_just_shown_where_the_table_of_moves_allows_it(
    house: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = sent(house)
    review_ticket(house, "sacha", Opened.of(ticket).written(), answered(ticket, "La réponse de Sacha."))
    mine = answered(ticket, "Ma réponse.")
    with pytest.raises(TicketConflict) as caught:
        review_ticket(house, SUPPORT, Opened.of(ticket).written(), mine)
    theirs = caught.value.current
    monkeypatch.delitem(states.MOVES, ("relu", "review"), raising=False)
    assert not may_be_reviewed(theirs)
    closed = conflict_html(mine.by_label(), correction_of(theirs).by_label(), theirs, choice=False)
    assert texts_staff.CONFLICT_CLOSED in closed.unescape()
    with pytest.raises(MoveNotAllowed):
        review_ticket(house, SUPPORT, Opened.of(theirs).written(), mine)
    monkeypatch.setitem(states.MOVES, ("relu", "review"), "relu")
    assert may_be_reviewed(theirs)
    assert review_ticket(house, SUPPORT, Opened.of(theirs).written(), mine).reply == "Ma réponse."


def test_two_texts_that_are_the_same_are_said_to_be(house: Services) -> None:
    ticket = sent(house)
    same = correction_of(ticket).by_label()
    assert texts_staff.CONFLICT_SAME in conflict_html(same, same, ticket, True)


@pytest.mark.parametrize("text", ["", "1", "1:", "a:b", "1:2:3", "-1:2", "1:2\n", "9" * 40 + ":1"])
def test_a_page_without_a_ticket_changes_none(text: str) -> None:
    with pytest.raises(TicketNotFound, match="Aucun ticket n'est ouvert"):
        Opened.read(text)


def test_what_a_page_writes_down_of_its_ticket_reads_back(house: Services) -> None:
    ticket = sent(house)
    assert Opened.read(Opened.of(ticket).written()) == Opened.of(ticket) == Opened(ticket.id, ticket.revision)


def test_the_evidence_shows_checks_attempts_and_what_is_missing_and_nothing_becomes_markup(house: Services) -> None:
    ticket = sent(house)
    with house.database.session() as session:
        row = session.get_one(Ticket, ticket.id)
        row.identifiers = [
            {"kind": "SIRET", "value": "73282932000074", "valid": True, "problem": None},
            {
                "kind": "SIRET",
                "value": "210000190000<i>",
                "valid": False,
                "problem": "Il a 12 chiffres, il en faut 14.",
            },
        ]
        row.tried = [
            {"question": "Où <script>x</script> ?", "answer": "**Ici** [1].\n\n<img src=x>", "sources": ["Fiche <u>"]},
            {"question": "Et là ?", "answer": "", "sources": []},
        ]
        row.missing = ["numéro <b>d'engagement</b>"]
        row.stop_reason = "incompris ×2"
    shown = evidence_html(open_ticket(house, SUPPORT, ticket.id))
    for marker in ("<script", "<img", "<i>", "<u>", "<b>"):
        assert marker not in shown
    text = shown.unescape()
    assert typeset("✓ forme correcte") in text
    assert typeset("✗ Il a 12 chiffres, il en faut 14.") in text
    assert "<strong>Ici</strong> [1]" in shown
    assert "Fiche <u>" in text
    assert texts_staff.TRIED_NO_ANSWER in text
    assert texts_staff.STOP_REASONS["incompris ×2"] in text
    assert "numéro <b>d'engagement</b>" in text


def test_a_ticket_without_evidence_says_so(house: Services) -> None:
    shown = evidence_html(sent(house, description="Rien de précis.")).unescape()
    assert texts_staff.IDENTIFIERS_NONE in shown
    assert texts_staff.TRIED_NONE in shown


def test_a_line_of_the_inbox_gives_number_state_subject_and_date(house: Services) -> None:
    ticket = sent(house, "Une facture ; rejetée ?")
    lines = inbox_label(ticket).split("\n")
    assert lines[0] == typeset(f"{ticket.number} · à relire")
    assert lines[1] == typeset("Une facture ; rejetée ?")
    assert " h " in lines[2].replace("\u00a0", " ")


@pytest.mark.parametrize("state", list(texts_staff.INBOX_STATES.values()))
def test_an_empty_inbox_says_why_in_each_state(state: str) -> None:
    assert texts_staff.INBOX_EMPTY[state] in empty_inbox_html(state, 0).unescape()
    assert empty_inbox_html(state, 2) == ""


def test_every_reason_of_the_desk_has_its_sentence() -> None:
    assert set(texts_staff.STOP_REASONS) == set(get_args(StopReason))
