"""A training day for the tests: a clock that can be set, two trainers, a session and the people who join it."""

from datetime import date, datetime, timedelta

from bot.people.accounts import ADMINISTRATOR, TRAINER, User
from bot.people.asked_in_session import AskedInSession
from bot.people.joining import JoinForm, Joining
from bot.people.roster import Roster
from bot.people.training import PARIS, SessionForm, Training
from bot.storage.database import Database
from bot.storage.models import User as UserRow

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
DAYS_AFTER = 30
FORM = SessionForm("Chorus Pro", MONDAY, TUESDAY, "Lyon", 6, "9 h : le portail")


class Day:
    """The house of the sessions, over ``database``, at half past eight in Paris on the Monday until ``at`` is set."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.at = datetime(2026, 11, 23, 8, 30, tzinfo=PARIS)
        self.training = Training(database, self.clock)
        self.joining = Joining(database, DAYS_AFTER, self.clock)
        self.roster = Roster(database, self.clock)
        self.asked = AskedInSession(database)
        self.ana, self.ben, self.root = (
            self._account(name, role) for name, role in (("ana", TRAINER), ("ben", TRAINER), ("root", ADMINISTRATOR))
        )

    def clock(self) -> datetime:
        return self.at

    def later(self, **how_much: int) -> None:
        self.at += timedelta(**how_much)

    def _account(self, name: str, role: str) -> User:
        with self.database.session() as session:
            row = UserRow(name=name, role=role, password_hash="x")
            session.add(row)
        return User(row.id, name, role, self.at)

    def open(self, form: SessionForm = FORM) -> tuple[int, str]:
        """Open ana's session; its id and its code."""
        opened = self.training.open(self.ana, form)
        return opened.id, opened.code

    def join(self, code: str, name: str = "Awa Diallo", email: str = "", **more: str) -> str:
        """Join with an address made of the name; the token."""
        return self.joining.join(JoinForm(code, name, email or f"{name.split()[0].lower()}@exemple.fr"), **more)
