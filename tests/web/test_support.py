"""The support's handlers, as plain functions: nobody writes over anybody, and drafts stay their authors'."""

from dataclasses import replace
from typing import get_args

import pytest

from bot.desk.drafting import StopReason
from bot.desk.inbox import InboxQuery
from bot.desk.review import InboxPage
from bot.desk.states import DESK, RULES, State
from bot.desk.tickets import MoveNotAllowed, TicketChanges, TicketConflict, TicketNotFound, TicketView
from bot.people.accounts import ROLES, SUPPORT
from bot.services import Services
from bot.storage.models import Ticket, Turn
from bot.web import texts, texts_desk, texts_staff, texts_tickets
from bot.web.permissions import NotAllowed
from bot.web.support_actions import (
    Beside,
    Opened,
    Typed,
    add_note,
    look_beside,
    make_move,
    open_ticket,
    reopen_page,
    show_inbox,
    shown_sources,
    stored_texts,
)
from bot.web.support_evidence import evidence_html, history_html, notes_html
from bot.web.support_views import conflict_html, exchange_html, heading_html, inbox_html, moves_html, portal_html
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


def typed(ticket: TicketView, **changed: object) -> Typed:
    return replace(stored_texts(ticket), **changed)  # type: ignore[arg-type]


def move(house: Services, name: str | None, ticket: TicketView, what: str, **changed: object) -> TicketView:
    return make_move(house, name, Opened.of(ticket).written(), what, typed(ticket, **changed))


def test_default_deny(house: Services) -> None:
    ticket = sent(house)
    for name in ("stagiaire", "formateur", "inconnu", "", None):
        for action in (
            lambda name=name: show_inbox(house, name, InboxQuery()),
            lambda name=name: open_ticket(house, name, ticket.id),
            lambda name=name: reopen_page(house, name, Opened.of(ticket).written()),
            lambda name=name: shown_sources(house, name, ticket),
            lambda name=name: add_note(house, name, Opened.of(ticket).written(), "Vu."),
            *(lambda name=name, one=one: move(house, name, ticket, one, reply="Non.") for one in RULES),
        ):
            with pytest.raises(NotAllowed):
                action()
    assert house.tickets.get(ticket.id) == ticket
    assert house.review.dossier(ticket.id).notes == ()


def test_the_inbox_shows_what_was_sent_latest_first_and_never_a_draft(house: Services) -> None:
    first, second = sent(house, "Le premier"), sent(house, "Le second")
    draft(house, "Un brouillon")
    assert [one.id for one in show_inbox(house, SUPPORT, InboxQuery()).tickets] == [second.id, first.id]
    move(house, "sacha", first, "take")
    assert [one.id for one in show_inbox(house, "sacha", InboxQuery(assignee="moi")).tickets] == [first.id]
    assert show_inbox(house, SUPPORT, InboxQuery(assignee="moi")).tickets == ()


def test_a_draft_can_be_neither_opened_nor_moved(house: Services) -> None:
    ticket = draft(house)
    with pytest.raises(TicketNotFound):
        open_ticket(house, SUPPORT, ticket.id)
    for one in RULES:
        with pytest.raises((TicketNotFound, MoveNotAllowed)):
            move(house, SUPPORT, ticket, one, reply="Trop tôt.")
    assert house.tickets.mine("visiteur") == [ticket]


def test_a_button_that_is_not_the_desk_s_does_nothing(house: Services) -> None:
    ticket = sent(house)
    for what in ("save", "send", "follow_up", "", "drop"):
        with pytest.raises(MoveNotAllowed):
            move(house, SUPPORT, ticket, what)
    assert house.tickets.get(ticket.id) == ticket


def test_every_button_of_the_desk_does_what_it_says(house: Services) -> None:
    ticket, other = sent(house), sent(house, "Un autre")
    for what, state in {
        "take": "en relecture", "correct": "en relecture", "release": "envoyé", "mark_duplicate": "doublon",
        "cancel_duplicate": "en relecture", "forward": "transmis", "answer": "répondu", "reopen": "rouvert",
        "close": "clos",
    }.items():  # fmt: skip
        changed = {"reply": "Voici.", "portal_number": "CSP-1", "original": str(other.number)}
        ticket = move(house, SUPPORT, ticket, what, **changed)
        assert ticket.state == state
        assert what in texts_desk.DONE
    assert ticket.portal_number == "CSP-1"
    assert {what for what, rule in RULES.items() if rule.by == DESK} == set(texts_desk.DONE)


def test_an_answer_stores_the_correction_the_reply_and_who_wrote_it(house: Services) -> None:
    ticket = open_ticket(house, SUPPORT, sent(house).id).ticket
    corrected = Typed("Autre demande", "Objet corrigé", "Facture 2026-118", "Bonjour,\nVoici la réponse.")
    make_move(house, "sacha", Opened.of(ticket).written(), "answer", corrected)
    dossier = open_ticket(house, SUPPORT, ticket.id)
    assert replace(stored_texts(dossier.ticket), reply=corrected.reply) == corrected
    assert house.tickets.mine("visiteur")[0].reply == corrected.reply
    assert typeset("répondu le") in heading_html(dossier.ticket)
    assert typeset("suivi par sacha") in heading_html(dossier.ticket)
    assert "Bonjour,<br>" in exchange_html(dossier.exchange)
    history = history_html(dossier.history).unescape()
    assert typeset("Envoyer la réponse : envoyé → répondu") in history
    assert typeset("objet : « Facture rejetée » → « Objet corrigé »") in history


def test_two_reviewers_never_overwrite_each_other_and_see_both_texts(house: Services) -> None:
    ticket = sent(house)
    move(house, "sacha", ticket, "answer", subject="Le titre de <i>Sacha</i>", reply="La réponse de Sacha.")
    mine = typed(ticket, subject="Mon <b>titre</b>.", reply="La mienne.")
    with pytest.raises(TicketConflict) as caught:
        make_move(house, SUPPORT, Opened.of(ticket).written(), "answer", mine)
    stored = open_ticket(house, SUPPORT, ticket.id)
    assert stored.ticket == caught.value.current
    shown = conflict_html(mine.by_label(), stored_texts(stored.ticket).by_label(), stored)
    assert "Mon &lt;b&gt;titre&lt;/b&gt;." in shown
    assert "Le titre de &lt;i&gt;Sacha&lt;/i&gt;" in shown
    assert "La réponse de Sacha." in shown
    assert typeset("Version enregistrée par sacha") in shown
    assert texts_staff.DESCRIPTION not in shown  # only what differs
    again = make_move(house, SUPPORT, Opened.of(stored.ticket).written(), "answer", mine)
    assert [one.text for one in open_ticket(house, SUPPORT, again.id).exchange] == [
        "La réponse de Sacha.",
        "La mienne.",
    ]


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
            {"kind": "SIRET", "value": "2100<i>", "valid": False, "problem": "Il a 12 chiffres, il en faut 14."},
        ]
        row.tried = [
            {"question": "Où <script>x</script> ?", "answer": "**Ici** [1].\n\n<img src=x>", "sources": ["Fiche <u>"]},
            {"question": "Et là ?", "answer": "", "sources": []},
        ]
        row.missing = ["numéro <b>d'engagement</b>"]
        row.stop_reason = "incompris ×2"
    house.review.note(ticket.id, "sacha", "<script>note</script>")
    dossier = open_ticket(house, SUPPORT, ticket.id)
    shown = evidence_html(dossier, Beside({})) + notes_html(dossier.notes)
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


def test_a_source_that_answers_no_more_is_marked_as_it_is_on_the_trainee_s_page(house: Services) -> None:
    """The passage that was cited isn't there any more, and so counts as withdrawn."""
    conversation = house.conversations.start("visiteur")
    cited = [{"n": 1, "document": "Facture suspendue", "section": "Étapes", "page": None, "passage_id": "gone",
              "version": 1, "quote": "Complétez-la.", "text": "Complétez-la.", "has_picture": True}]  # fmt: skip
    with house.database.session() as session:
        session.add(
            Turn(
                conversation_id=conversation, position=0, question="Suspendue ?", understood_as="", outcome="answer",
                reason="trouvé", text="Complétez-la [1].", citations=cited,
            )
        )  # fmt: skip
    ticket = house.tickets.draft(conversation, "visiteur")
    ticket = house.tickets.send(ticket.id, "visiteur", TicketChanges(), ticket.revision)
    dossier = open_ticket(house, SUPPORT, ticket.id)
    shown = evidence_html(dossier, look_beside(house, SUPPORT, dossier.ticket))
    assert texts.CITED_STANDINGS["withdrawn"] in shown
    assert 'class="source"' in shown
    assert "<a " not in shown  # its picture is the talk's owner's
    with house.database.session() as session:
        session.get_one(Ticket, ticket.id).conversation_id = None
    purged = open_ticket(house, SUPPORT, ticket.id)
    assert shown_sources(house, SUPPORT, purged.ticket) == {}
    assert "Facture suspendue, Étapes" in evidence_html(purged, Beside({}))


def test_a_ticket_without_evidence_says_so(house: Services) -> None:
    dossier = open_ticket(house, SUPPORT, sent(house, description="Rien de précis.").id)
    shown = evidence_html(dossier, Beside({})).unescape()
    assert texts_staff.IDENTIFIERS_NONE in shown
    assert texts_staff.TRIED_NONE in shown
    assert texts_desk.NO_EXCHANGE in exchange_html(dossier.exchange).unescape()


def test_a_line_of_the_inbox_gives_number_state_subject_and_date(house: Services) -> None:
    ticket = sent(house, "Une facture ; rejetée <b> ?")
    shown = inbox_html(show_inbox(house, SUPPORT, InboxQuery()), ticket.id)
    assert f'data-ticket="{ticket.id}" aria-current="true"' in shown
    assert str(ticket.number) in shown
    assert typeset("Une facture ; rejetée <b> ?") in shown.unescape()
    assert "<b>" not in shown
    assert "envoyé" in shown


@pytest.mark.parametrize("state", list(texts_desk.STATES.values()))
def test_an_empty_inbox_says_why_in_each_state(state: str) -> None:
    empty = inbox_html(InboxPage((), 0, InboxQuery(state=state)), None)
    assert texts_desk.EMPTY[state] in empty.unescape()
    searched = inbox_html(InboxPage((), 0, InboxQuery(state=state, words="zzz")), None)
    assert texts_desk.NO_MATCH in searched.unescape()


def test_every_move_says_its_consequence_and_only_what_is_possible_is_offered(house: Services) -> None:
    dossier = open_ticket(house, SUPPORT, sent(house).id)
    shown = moves_html(dossier.moves).unescape()
    for what, rule in RULES.items():
        assert (f'data-act="{what}"' in shown) == (what in dossier.moves)
        if what in dossier.moves:
            assert typeset(rule.consequence) in shown


def test_each_field_of_the_portal_s_form_has_its_button_to_copy(house: Services) -> None:
    shown = portal_html(sent(house, 'Un "titre" <b>'))
    assert 'data-copy="Un &#34;titre&#34; &lt;b&gt;"' in shown
    assert texts_desk.COPY_NAMED.format(label="Titre / Résumé") in shown
    assert "<b>" not in shown


def test_every_reason_and_state_of_the_desk_has_its_words() -> None:
    assert set(texts_staff.STOP_REASONS) == set(get_args(StopReason))
    assert set(texts_tickets.TICKET_STATES) == set(get_args(State))
    assert set(texts_desk.FATES) == set(get_args(State)) - {"brouillon"}
