"""What the tests of the live talks share: a clock moved by hand on a working day, and conversations of one turn."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete

from bot.desk.hours import AdviserHours
from bot.desk.live import LiveTalks
from bot.storage.database import Database
from bot.storage.models import AdviserPresence, Conversation, LiveChange, LiveMessage, LiveTalk, Turn
from tests.desk.conftest import make_turn

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # 10 h in Paris
HOURS = "lun-ven 08:30-18:30"


class AlwaysOpen(AdviserHours):
    """Hours that no day closes: a test runs on Sundays and holidays too."""

    def __init__(self) -> None:
        super().__init__("lun-dim 00:00-23:59")

    def are_open(self, moment: datetime) -> bool:
        return True


class Clock:
    """The present, moved by ``pass_``."""

    def __init__(self, at: datetime = TUESDAY) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **parts: float) -> None:
        self.at += timedelta(**parts)


def forget_all(database: Database) -> None:
    """An empty database again, without its migrations' second."""
    with database.session() as session:
        for table in (LiveMessage, LiveChange, LiveTalk, AdviserPresence, Turn, Conversation):
            session.execute(delete(table))


class House:
    """The live talks of one database; ``reopened`` is what a restart gives."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self.database = database
        self.clock = clock or Clock()
        self.live = LiveTalks(database, AdviserHours(HOURS), self.clock)

    def reopened(self) -> "House":
        return House(self.database, self.clock)

    def conversation(self, owner: str, turns: int = 1) -> str:
        """A conversation of ``owner``'s in which the bot had ``turns`` turns."""
        identifier = str(uuid4())
        with self.database.session() as session:
            row = Conversation(id=identifier, owner=owner)
            row.turns = [make_turn(f"Ma facture n° {at} ?", "abstain", at) for at in range(turns)]
            session.add(row)
        return identifier

    def state(self, conversation: str) -> str:
        with self.database.session() as session:
            return session.get_one(Conversation, conversation).state
