"""Whatever two reviewers and a trainee do in any order, the ticket goes as the table says and loses nothing."""

import tempfile
import uuid
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.desk.errors import MoveNotAllowed, TicketConflict
from bot.desk.review import ReviewDesk
from bot.desk.states import AUTHOR, MOVES, RULES, Move
from bot.desk.tickets import TicketChanges, Tickets, TicketView
from bot.storage.database import Database
from bot.storage.models import Conversation
from tests.desk.conftest import make_turn
from tests.places import sql_url

WHO = st.sampled_from(["sofia", "marc"])
DESK_MOVES = st.sampled_from([move for move, rule in RULES.items() if rule.by != AUTHOR])


class Review(RuleBasedStateMachine):
    """``seen`` is what each reviewer's screen shows, which may be old; ``said`` all that was ever sent."""

    database: Database

    @initialize()
    def begin(self) -> None:
        with self.database.session() as session:
            session.add(talk := Conversation(id=str(uuid.uuid4()), owner="paul"))
            talk.turns = [make_turn("Ma facture 2026-118 est rejetée")]
        self.tickets = Tickets(self.database)
        self.desk = ReviewDesk(self.database, self.tickets)
        other = self.sent(talk.id)
        self.original = str(other.number)
        self.ticket = self.sent(talk.id)
        self.seen = dict.fromkeys(["sofia", "marc", "paul"], self.ticket)
        self.said: list[str] = []
        self.moves = ["send"]

    def sent(self, conversation: str) -> TicketView:
        draft = self.tickets.draft(conversation, "paul")
        return self.tickets.send(draft.id, "paul", TicketChanges(), draft.revision)

    @rule(who=WHO)
    def look(self, who: str) -> None:
        self.seen[who] = self.tickets.get(self.ticket.id)

    @rule(who=WHO, move=DESK_MOVES)
    def move(self, who: str, move: Move) -> None:
        self.attempt(who, move)

    @rule(fresh=st.booleans())
    def write_back(self, fresh: bool) -> None:
        if fresh:
            self.seen["paul"] = self.tickets.get(self.ticket.id)
        self.attempt("paul", "follow_up")

    def attempt(self, who: str, move: Move) -> None:
        seen, current = self.seen[who], self.ticket
        text = f"{move} {len(self.moves)}"
        try:
            after = self.act(who, move, text, seen.revision)
        except TicketConflict as conflict:
            shown = conflict.current
            assert (seen.revision != current.revision, shown) == (True, current)
            return
        except MoveNotAllowed:
            assert (current.state, move) not in MOVES
            assert self.tickets.get(current.id) == current
            return
        assert seen.revision == current.revision
        assert after.revision == current.revision + 1
        assert after.state == MOVES[current.state, move]
        self.ticket = self.seen[who] = after
        self.moves.append(move)
        if move in ("answer", "close", "follow_up"):
            self.said.append(text)

    def act(self, who: str, move: Move, text: str, revision: int) -> TicketView:
        ticket, desk = self.ticket.id, self.desk
        match move:
            case "follow_up":
                return self.tickets.follow_up(ticket, who, text, revision)
            case "correct":
                return desk.correct(ticket, who, TicketChanges(subject=text), revision)
            case "answer":
                return desk.answer(ticket, who, TicketChanges(), text, revision)
            case "close":
                return desk.close(ticket, who, text, revision)
            case "forward":
                return desk.forward(ticket, who, text, revision)
            case "mark_duplicate":
                return desk.mark_duplicate(ticket, who, self.original, revision)
            case _:
                done: TicketView = getattr(desk, move)(ticket, who, revision)
                return done

    @invariant()
    def nothing_is_lost_or_said_twice(self) -> None:
        if not hasattr(self, "moves"):
            return
        dossier = self.desk.dossier(self.ticket.id)
        assert dossier.ticket == self.ticket
        assert [one.text for one in dossier.exchange] == self.said
        assert [one.move for one in reversed(dossier.history)] == self.moves
        states = [one.after for one in dossier.history]
        assert [one.before for one in dossier.history][:-1] == states[1:]


def test_a_ticket_goes_as_the_table_says_whoever_acts_in_whatever_order(sql: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(sql_url(Path(folder), sql))
        Review.database = database
        try:
            Review.TestCase.settings = settings(max_examples=12, stateful_step_count=20, phases=[Phase.generate])
            Review.TestCase("runTest").runTest()
        finally:
            database.close()
