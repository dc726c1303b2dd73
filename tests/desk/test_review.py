"""The review desk over real SQLite: nobody overwrites anybody, nothing is told twice, everything is in the history."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.desk.errors import ChangesRefused, MoveNotAllowed, TicketConflict, TicketNotFound
from bot.desk.inbox import NOBODY, InboxQuery
from bot.desk.review import ReviewDesk
from bot.desk.states import MOVES
from bot.desk.tickets import TicketChanges, Tickets, TicketView
from bot.storage.database import Database
from bot.storage.models import Ticket
from tests.desk.conftest import Talk

NOTHING = TicketChanges()
SAID = [("Ma facture 2026-118 est rejetée, siret 732 829 320 00074", "answer"), ("ouvrir un ticket", "ticket")]
Send = Callable[..., TicketView]


class Clock:
    """A present that a test moves on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tickets(database: Database, clock: Clock) -> Tickets:
    return Tickets(database, clock)


@pytest.fixture
def desk(database: Database, tickets: Tickets, clock: Clock) -> ReviewDesk:
    return ReviewDesk(database, tickets, clock)


@pytest.fixture
def send(tickets: Tickets, talk: Talk) -> Send:
    made = iter(range(1000))

    def one(subject: str = "Facture rejetée", owner: str = "paul", **changes: str) -> TicketView:
        draft = tickets.draft(talk(SAID, owner=owner, conversation=f"c{next(made)}"), owner)
        return tickets.send(draft.id, owner, TicketChanges(subject=subject, **changes), draft.revision)

    return one


def numbers(desk: ReviewDesk, **asked: object) -> list[str]:
    return [str(one.number)[-2:] for one in desk.inbox(InboxQuery(**asked)).tickets]  # type: ignore[arg-type]


def test_taking_correcting_and_answering_leave_their_history(desk: ReviewDesk, send: Send, clock: Clock) -> None:
    ticket = send()
    taken = desk.take(ticket.id, "sofia", ticket.revision)
    clock.move(hours=3)
    corrected = desk.correct(ticket.id, "marc", TicketChanges(subject="Corrigé"), taken.revision)
    answered = desk.answer(ticket.id, "sofia", NOTHING, "Complétez-la.\n", corrected.revision)
    assert (answered.state, answered.assignee, answered.reviewer) == ("répondu", "sofia", "sofia")
    assert (answered.reply, answered.answered_at) == ("Complétez-la.", clock.now)
    dossier = desk.dossier(ticket.id)
    assert [(one.move, one.before, one.after, one.who) for one in dossier.history] == [
        ("answer", "en relecture", "répondu", "sofia"),
        ("correct", "en relecture", "en relecture", "marc"),
        ("take", "envoyé", "en relecture", "sofia"),
        ("send", "brouillon", "envoyé", None),
    ]
    assert dossier.history[1].changed == {"subject": ["Facture rejetée", "Corrigé"]}
    assert dossier.history[2].changed == {"assignee": [None, "sofia"]}
    assert [(one.author, one.text) for one in dossier.exchange] == [("sofia", "Complétez-la.")]


def test_of_two_reviewers_the_second_is_shown_the_first_ones_version(desk: ReviewDesk, send: Send) -> None:
    ticket = send()
    first = desk.answer(ticket.id, "sofia", TicketChanges(subject="Le mien"), "Réponse de Sofia", ticket.revision)
    for attempt in (
        lambda: desk.answer(ticket.id, "marc", NOTHING, "Réponse de Marc", ticket.revision),
        lambda: desk.take(ticket.id, "marc", ticket.revision),
        lambda: desk.close(ticket.id, "marc", "Réglé.", ticket.revision),
        lambda: desk.forward(ticket.id, "marc", "CS1", ticket.revision),
    ):
        with pytest.raises(TicketConflict, match="Rien n'a été écrasé") as refused:
            attempt()
        assert refused.value.current == first
    assert [one.text for one in desk.dossier(ticket.id).exchange] == ["Réponse de Sofia"]


def test_a_message_of_the_trainee_stops_a_reply_written_without_it(
    desk: ReviewDesk, tickets: Tickets, send: Send
) -> None:
    ticket = send()
    tickets.follow_up(ticket.id, "paul", "Il manque l'engagement : PASS-17.", ticket.revision)
    with pytest.raises(TicketConflict):
        desk.answer(ticket.id, "sofia", NOTHING, "Quel est l'engagement ?", ticket.revision)
    assert [one.author for one in desk.dossier(ticket.id).exchange] == [None]


def test_a_ticket_reopened_replays_nothing_and_is_answered_once_more(
    desk: ReviewDesk, tickets: Tickets, send: Send, clock: Clock
) -> None:
    """Peers §3.5: after reopening, old context was replayed and the hand-off looped."""
    told: list[tuple[str, str]] = []
    desk.on_news = lambda ticket, move: told.append((move, ticket.reply))
    ticket = send()
    answered = desk.answer(ticket.id, "sofia", NOTHING, "Première réponse.", ticket.revision)
    first = answered.answered_at
    clock.move(days=1)
    for turn in range(2):
        back = tickets.follow_up(ticket.id, "paul", f"Encore une question {turn}.", answered.revision)
        assert (back.state, back.assignee) == ("rouvert", "sofia")
        assert (back.description, back.tried, back.stop_reason) == (
            ticket.description,
            ticket.tried,
            ticket.stop_reason,
        )
        answered = desk.answer(ticket.id, "sofia", NOTHING, f"Réponse {turn}.", back.revision)
        assert answered.state == "répondu"
    assert [one.text for one in desk.dossier(ticket.id).exchange] == [
        "Première réponse.", "Encore une question 0.", "Réponse 0.", "Encore une question 1.", "Réponse 1.",
    ]  # fmt: skip
    assert told == [("answer", "Première réponse."), ("answer", "Réponse 0."), ("answer", "Réponse 1.")]
    assert answered.answered_at == first
    closed = desk.close(ticket.id, "sofia", "", answered.revision)
    reopened = desk.reopen(ticket.id, "sofia", closed.revision)
    assert len(desk.dossier(ticket.id).exchange) == 5
    assert [move for move, _ in told] == ["answer", "answer", "answer", "close"]
    with pytest.raises(MoveNotAllowed, match="« rouvert »"):
        desk.reopen(ticket.id, "sofia", reopened.revision)


def test_a_half_made_ticket_never_reaches_the_desk(
    desk: ReviewDesk, tickets: Tickets, talk: Talk, database: Database
) -> None:
    """Peers §3.7: drafts were sent thin, without number or without who they belong to."""
    draft = tickets.draft(talk([("bonjour", "smalltalk"), ("un conseiller", "handoff")]), "paul")
    with pytest.raises(ChangesRefused, match="nécessaires"):
        tickets.send(draft.id, "paul", NOTHING, draft.revision)
    for attempt in (
        lambda: desk.dossier(draft.id),
        lambda: desk.take(draft.id, "sofia", draft.revision),
        lambda: desk.answer(draft.id, "sofia", NOTHING, "Bonjour.", draft.revision),
        lambda: desk.note(draft.id, "sofia", "Vu."),
    ):
        with pytest.raises(TicketNotFound):
            attempt()
    assert numbers(desk, state="") == []
    with database.session() as session:
        assert session.get_one(Ticket, draft.id).state == "brouillon"


def test_a_ticket_is_not_closed_in_silence(desk: ReviewDesk, send: Send) -> None:
    ticket = send()
    with pytest.raises(ChangesRefused, match="aucune réponse"):
        desk.close(ticket.id, "sofia", " ", ticket.revision)
    closed = desk.close(ticket.id, "sofia", "Réglé au téléphone.", ticket.revision)
    assert (closed.state, closed.reply) == ("clos", "Réglé au téléphone.")


@pytest.mark.parametrize("reply", ["", " \n"])
def test_an_empty_answer_is_refused_and_nothing_changes(desk: ReviewDesk, send: Send, reply: str) -> None:
    ticket = send()
    with pytest.raises(ChangesRefused, match="vide"):
        desk.answer(ticket.id, "sofia", NOTHING, reply, ticket.revision)
    assert desk.dossier(ticket.id).ticket == ticket


def test_a_duplicate_says_what_is_followed_and_gets_the_answer_when_the_desk_wants(
    desk: ReviewDesk, tickets: Tickets, send: Send
) -> None:
    told: list[str | None] = []
    desk.on_news = lambda ticket, move: told.append(f"{move} {ticket.number}")
    original, again, third = send("Le même rejet"), send(owner="lea"), send(owner="zoe")
    again = desk.mark_duplicate(again.id, "sofia", f" {str(original.number).lower()} ", again.revision)
    third = desk.mark_duplicate(third.id, "sofia", str(again.number), third.revision)
    assert tickets.mine("lea")[0].duplicate_number == third.duplicate_number == original.number
    assert [one.id for one in desk.dossier(original.id).repeated_by] == [again.id, third.id]
    current = desk.cancel_duplicate(third.id, "marc", third.revision)
    assert (current.state, current.assignee, current.duplicate_number) == ("en relecture", "marc", None)
    desk.answer(original.id, "sofia", NOTHING, "Voici pour tous.", original.revision, to_duplicates=True)
    [mine] = tickets.mine("lea")
    assert (mine.state, mine.reply) == ("répondu", "Voici pour tous.")
    assert tickets.mine("zoe")[0].reply == ""
    assert told[-2:] == [f"answer {original.number}", f"answer {again.number}"]
    assert desk.dossier(again.id).history[0].before == "doublon"


def test_no_ticket_repeats_itself_or_one_that_is_not_there(desk: ReviewDesk, send: Send) -> None:
    one, other = send(), send()
    for number in (str(one.number), "T-2026-999999", "", "%"):
        with pytest.raises(ChangesRefused):
            desk.mark_duplicate(one.id, "sofia", number, one.revision)
    desk.mark_duplicate(other.id, "sofia", str(one.number), other.revision)
    with pytest.raises(ChangesRefused, match="son propre doublon"):
        desk.mark_duplicate(one.id, "sofia", str(other.number), one.revision)


def test_the_portal_s_number_is_noted_back_even_later(desk: ReviewDesk, send: Send) -> None:
    ticket = send()
    forwarded = desk.forward(ticket.id, "sofia", "", ticket.revision)
    assert (forwarded.state, forwarded.portal_number) == ("transmis", None)
    noted = desk.forward(ticket.id, "sofia", "  CSP 123 ", forwarded.revision)
    assert noted.portal_number == "CSP 123"
    with pytest.raises(ChangesRefused, match="numéro du portail"):
        desk.forward(ticket.id, "sofia", "x" * 41, noted.revision)


def test_notes_are_the_desk_s_alone_and_move_nothing(desk: ReviewDesk, tickets: Tickets, send: Send) -> None:
    ticket = send()
    desk.note(ticket.id, "sofia", "Déjà vu en octobre.")
    desk.note(ticket.id, "marc", "Je m'en occupe ; IBAN FR7630006000011234567890189")
    with pytest.raises(ChangesRefused, match="vide"):
        desk.note(ticket.id, "marc", " ")
    dossier = desk.dossier(ticket.id)
    assert [(one.author, one.text[:7]) for one in dossier.notes] == [("sofia", "Déjà vu"), ("marc", "Je m'en")]
    assert "[IBAN masqué]" in dossier.notes[1].text
    assert dossier.ticket == ticket
    assert tickets.mine("paul") == [ticket]


def test_a_trainee_writes_back_on_their_own_ticket_only(desk: ReviewDesk, tickets: Tickets, send: Send) -> None:
    ticket = send()
    with pytest.raises(TicketNotFound):
        tickets.follow_up(ticket.id, "eve", "Bonjour.", ticket.revision)
    with pytest.raises(ChangesRefused, match="vide"):
        tickets.follow_up(ticket.id, "paul", " ", ticket.revision)
    assert desk.dossier(ticket.id).exchange == ()


def test_the_inbox_narrows_by_state_category_person_age_and_words(desk: ReviewDesk, send: Send, clock: Clock) -> None:
    first = send("Écran figé à l'étape 2", category="Autre demande")
    clock.move(days=4)
    second = send()
    send("Un litige", description="Le SIRET est 21 00 00 19 00 00 11")
    desk.take(first.id, "sofia", first.revision)
    desk.answer(second.id, "marc", NOTHING, "Voici.", second.revision)
    assert numbers(desk) == ["03", "01"]
    assert numbers(desk, state="répondu") == ["02"]
    assert numbers(desk, state="") == ["03", "02", "01"]
    assert numbers(desk, state="", category="Autre demande") == ["01"]
    assert numbers(desk, state="", assignee="sofia") == ["01"]
    assert numbers(desk, state="", assignee=NOBODY) == ["03"]
    assert numbers(desk, state="", older_than=3) == ["01"]
    for words, found in {
        "ecran FIGE": ["01"], "étape": ["01"], "t-2026-000002": ["02"], "73282932000074": ["02", "01"],
        "732 829 320": ["02", "01"], "21000019000011": ["03"], "marc": ["02"], "voici": ["02"], "%": [], "_": [],
        "figé marc": [],
    }.items():  # fmt: skip
        assert numbers(desk, state="", words=words) == found, words


def test_the_inbox_is_read_page_by_page(desk: ReviewDesk, send: Send) -> None:
    for _ in range(22):
        send()
    first, second = desk.inbox(InboxQuery()), desk.inbox(InboxQuery(page=2))
    assert (len(first.tickets), first.total, len(second.tickets)) == (20, 22, 2)
    beyond = desk.inbox(InboxQuery(page=9))
    assert (beyond.query.page, beyond.tickets) == (2, second.tickets)


def test_every_move_of_the_desk_can_be_made() -> None:
    assert {move for _, move in MOVES} - {"save", "send", "follow_up"} <= set(dir(ReviewDesk))
