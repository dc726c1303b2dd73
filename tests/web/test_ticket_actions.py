"""The ticket sheet, over the real desk: nothing typed is lost, and nothing is sent unread."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.desk.errors import MoveNotAllowed, TicketNotFound
from bot.desk.types import TicketChanges, TicketView
from bot.services import Services
from bot.web import texts, texts_tickets
from bot.web.talk import header_html
from bot.web.ticket_actions import TicketActions, TicketRef
from bot.web.ticket_cards import alike_html, final_html, findings_html, sent_html, tickets_html, unneeded_html
from bot.web.ticket_fields import fields_html

CATEGORY = "Factures de travaux"


@pytest.fixture
def owner() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def actions(small_course: Services) -> TicketActions:
    return TicketActions(small_course)


def ref(ticket: TicketView) -> TicketRef:
    return TicketRef(ticket.id, ticket.revision)


def changes(
    subject: str = "Facture F-118", description: str = "Elle est suspendue. SIRET 1234567890123."
) -> TicketChanges:
    return TicketChanges(CATEGORY, subject, description)


def test_a_ticket_can_be_prepared_before_any_question(actions: TicketActions, owner: str) -> None:
    sheet = actions.prepare(owner, None)
    assert sheet.stage == "form"
    assert (sheet.ticket.state, sheet.ticket.description) == ("brouillon", "")


def test_the_draft_carries_the_conversation(actions: TicketActions, small_course: Services, owner: str) -> None:
    talks = small_course.conversations
    conversation = talks.start(owner)
    talks.ask(conversation, owner, "Ma facture est suspendue, dois-je la refaire ?")
    ticket = actions.prepare(owner, conversation).ticket
    assert "suspendue" in ticket.description
    assert [step["question"] for step in ticket.tried] == ["Ma facture est suspendue, dois-je la refaire ?"]
    assert actions.prepare(owner, conversation).ticket.id == ticket.id


def test_another_s_conversation_gives_no_ticket(actions: TicketActions, small_course: Services, owner: str) -> None:
    conversation = small_course.conversations.start(owner)
    with pytest.raises(TicketNotFound):
        actions.prepare("un autre", conversation)


def test_reading_over_saves_first_and_asks_for_what_a_ticket_needs(actions: TicketActions, owner: str) -> None:
    ticket = actions.prepare(owner, None).ticket
    empty = actions.read_over(owner, ref(ticket), changes(subject="  "))
    assert empty.stage == "form"
    assert "Donnez un titre" in empty.message
    assert empty.ticket.description.startswith("Elle est suspendue")
    read = actions.read_over(owner, ref(empty.ticket), changes())
    assert (read.stage, read.message) == ("review", "")
    assert read.ticket.sent_at is None


def test_sending_gives_a_number_and_the_ticket_then_stays_as_it_left(actions: TicketActions, owner: str) -> None:
    ticket = actions.prepare(owner, None).ticket
    sent = actions.send(owner, ref(ticket), changes())
    assert sent.stage == "sent"
    assert sent.ticket.number is not None
    assert [mine.number for mine in actions.mine(owner).tickets] == [sent.ticket.number]
    with pytest.raises(MoveNotAllowed):
        actions.keep(owner, ref(sent.ticket), changes("Autre titre"))
    assert actions.resume(owner, sent.ticket.id).stage == "review"


def test_a_draft_changed_in_another_tab_is_shown_beside_one_s_own_words(actions: TicketActions, owner: str) -> None:
    ticket = actions.prepare(owner, None).ticket
    actions.keep(owner, ref(ticket), changes("Le titre de l'autre onglet"))
    for act in (actions.keep, actions.read_over, actions.send):
        sheet = act(owner, ref(ticket), changes("Mon <b>titre</b>"))
        assert sheet.stage == "form"
        assert sheet.ticket.subject == "Le titre de l'autre onglet"
        assert "Mon &lt;b&gt;titre&lt;/b&gt;" in sheet.message
        assert 'role="alert"' in sheet.message


def test_a_draft_is_taken_up_again_by_its_author_alone(actions: TicketActions, owner: str) -> None:
    ticket = actions.prepare(owner, None).ticket
    kept = actions.keep(owner, ref(ticket), changes()).ticket
    assert actions.resume(owner, ticket.id).ticket == kept
    with pytest.raises(TicketNotFound):
        actions.resume("un autre", ticket.id)


def view(**changed: object) -> TicketView:
    hostile = "<script>alert(1)</script>"
    made = TicketView(
        id=1, number="T-2026-000001", state="répondu", category=hostile, subject=hostile, description=f"{hostile}\nfin",
        identifiers=[{"kind": hostile, "value": hostile, "valid": False, "problem": hostile}],
        tried=[{"question": hostile, "answer": hostile, "sources": [hostile]}], stop_reason="demande",
        missing=[hostile], reply=hostile, reviewer="sam", created_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
        sent_at=datetime(2026, 11, 24, 9, tzinfo=UTC), reviewed_at=None, revision=1, conversation_id=None, owner="x",
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]


def test_whatever_a_ticket_holds_is_shown_as_text() -> None:
    ticket = view()
    for html in (findings_html(ticket), final_html(ticket), sent_html(ticket), tickets_html([ticket])):
        assert "<script" not in html
    assert final_html(ticket).count("&lt;script&gt;") >= 6


def test_a_wrong_number_is_told_beside_it_and_a_right_one_is_ticked() -> None:
    right = {"kind": "Date", "value": "3 novembre 2026", "valid": True, "problem": None}
    wrong = {"kind": "SIRET", "value": "123", "valid": False, "problem": "ce SIRET a 3 chiffres, il en faut 14"}
    html = findings_html(view(identifiers=[right, wrong]))
    assert html.count('class="right"') == html.count('class="wrong"') == 1
    assert "Ce SIRET a 3 chiffres, il en faut 14." in html


def test_my_tickets_show_number_state_and_reply_and_only_a_draft_can_be_taken_up() -> None:
    sent, draft = view(subject="A", reply="Complétez-la."), view(id=2, number=None, state="brouillon", sent_at=None)
    html = tickets_html([sent, draft])
    assert "T-2026-000001" in html
    assert "Complétez-la." in html
    assert "Réponse du support" in html
    assert html.count(">Reprendre<") == 1
    assert 'data-ticket="2"' in html


def test_my_tickets_tell_what_becomes_of_each() -> None:
    told = {
        "doublon": "rejoint le ticket T-2026-000003, qui est « en relecture »",
        "transmis": "transmis votre demande à Chorus Pro sous le numéro CSP-1",
        "clos": "il sera rouvert",
        "en relecture": "Quelqu'un du support",
        "rouvert": "reprend votre demande",
    }
    facts = {"portal_number": "CSP-1", "duplicate_number": "T-2026-000003", "duplicate_state": "en relecture"}
    for state, sentence in told.items():
        html = tickets_html([view(state=state, **facts)]).unescape()
        assert texts.typeset(sentence) in html
        assert texts_tickets.TICKET_STATES[state] in html
    assert "CSP" not in tickets_html([view(state="transmis")])
    assert "ticket-fate" not in tickets_html([view(state="brouillon", sent_at=None), view(state="répondu")])


def test_without_tickets_the_list_says_what_to_do() -> None:
    assert "Préparer un ticket" in tickets_html([])


def sent_by(actions: TicketActions, owner: str, text: str = "La facture FA-2026-77 est rejetée.") -> TicketView:
    ticket = actions.prepare(owner, None).ticket
    return actions.send(owner, ref(ticket), changes("Facture FA-2026-77 rejetée", text)).ticket


def test_a_ticket_that_repeats_another_is_told_before_it_is_sent(actions: TicketActions, owner: str) -> None:
    first = sent_by(actions, owner)
    ticket = actions.prepare(owner, None).ticket
    said = changes("Toujours la FA-2026-77", "Facture FA-2026-77 toujours rejetée.")
    read = actions.read_over(owner, ref(ticket), said)
    assert (read.stage, [one.id for one in read.alike]) == ("review", [first.id])
    assert str(first.number) in alike_html(read.alike)
    same = actions.settle(owner, ref(read.ticket), said, first.id, "same")
    assert (same.alike, same.ticket.duplicate_of, same.ticket.sent_at) == ((), first.id, None)
    assert str(first.number) in same.message
    other = actions.settle(owner, ref(same.ticket), said, first.id, "different")
    assert (other.alike, other.message, other.ticket.duplicate_choice) == ((), "", "different")
    with pytest.raises(TicketNotFound):
        actions.settle(owner, ref(other.ticket), said, first.id + 999, "same")


def test_personal_data_is_covered_or_kept_as_its_author_says(actions: TicketActions, owner: str) -> None:
    ticket = actions.prepare(owner, None).ticket
    said = changes("Retard", "Rejetée pendant mon arrêt maladie.")
    kept = actions.keep(owner, ref(ticket), said).ticket
    html = unneeded_html(kept)
    assert html.count('data-act="decide"') == 2
    mark = html.split('data-mark="')[1].split('"')[0]
    covered = actions.decide(owner, ref(kept), said, mark, "masked").ticket
    assert "maladie" not in covered.description
    assert 'data-act="decide"' not in unneeded_html(covered)


def test_writing_back_goes_to_the_ticket_as_it_is_now_and_to_nobody_else_s(actions: TicketActions, owner: str) -> None:
    sent = sent_by(actions, owner)
    actions.answer(owner, ref(sent), "Une précision.")
    actions.answer(owner, ref(sent), "Une autre, depuis une page restée ouverte.")
    mine = actions.mine(owner)
    assert [message.text for message in mine.threads[sent.id]] == [
        "Une précision.",
        "Une autre, depuis une page restée ouverte.",
    ]
    assert "Une précision." in tickets_html(mine.tickets, mine.threads, mine.files)
    with pytest.raises(TicketNotFound):
        actions.answer("un autre", ref(sent), "Bonjour")


def test_what_comes_next_promises_no_mail_that_nobody_sends() -> None:
    ticket = view(email="paul@exemple.fr")
    assert "paul@exemple.fr" in sent_html(ticket, visitor=True, mails=True)
    silent = sent_html(ticket, visitor=True, mails=False)
    assert "paul@exemple.fr" not in silent
    assert "Aucun délai" in silent
    assert "ce navigateur" in silent
    assert "ce navigateur" not in sent_html(ticket, visitor=False)
    assert "envoie pas de courriel" in fields_html(ticket, mails=False)


def test_a_field_says_where_its_value_comes_from_and_what_is_wrong_with_it() -> None:
    ticket = view(
        category="Suivi, rejet ou paiement d'une facture", subject="Facture FA-77", description="suspendue",
        fields={"SIRET_ISSUER": "123", "SERVICE": "<script>"},
    )  # fmt: skip
    html = fields_html(ticket, mails=True)
    assert 'value="FA-77"' in html
    assert "trouvé dans votre texte" in html
    assert "Ce SIRET a 3 chiffres, il en faut 14." in html
    assert html.count('aria-invalid="true"') == 1
    assert "<script" not in html


def test_a_reply_not_seen_yet_is_marked_in_the_list_and_counted_in_the_bar() -> None:
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert "Nouvelle réponse" in tickets_html([view(reply="Oui", reviewed_at=at)])
    assert "Nouvelle réponse" not in tickets_html([view(reply="Oui", reviewed_at=at, read_at=at)])
    assert "2 réponses non lues" in header_html(None, 2)
    assert "badge" not in header_html(None, 0)
