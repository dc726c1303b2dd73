"""How long each kind of data is kept, as one list: what the purge does, the notice says and ``--dry-run`` counts.

A new kind of data is one more entry. A purge goes in small transactions, so that nobody's turn waits for it, and is
the same however often it runs: cut short, the next one goes on where it stopped.
"""

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, delete, func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.privacy.audit import AuditLog
from bot.privacy.nameless import count_silent, make_nameless
from bot.privacy.seats import count_old_seats, empty_old_seats
from bot.privacy.tickets_gone import delete_tickets, drafted_before, sent_and_still_since, sweep_files
from bot.storage import models
from bot.storage.base import Base
from bot.storage.database import Database
from bot.storage.models import NoticeSeen, SignInAttempt, Ticket

Count = Callable[[Session, datetime], int]
Let = Callable[[Session, datetime, int], int]
_AT_ONCE: Final = 50


@dataclass(frozen=True)
class Kind:
    """One kind of data: ``setting`` holds its months, ``count`` what is over them, ``let`` takes at most so many."""

    name: str
    label: str
    setting: str
    count: Count
    let: Let


def rows(name: str, label: str, setting: str, table: type[Base], age: InstrumentedAttribute[datetime]) -> Kind:
    """A kind whose rows are simply deleted, by their one key, once ``age`` is over the months."""
    key = table.__mapper__.primary_key[0]

    def count(session: Session, before: datetime) -> int:
        return session.scalar(select(func.count()).select_from(table).where(age < before)) or 0

    def let(session: Session, before: datetime, most: int) -> int:
        old = session.scalars(select(key).where(age < before).limit(most)).all()
        session.execute(delete(table).where(key.in_(old)))
        return len(old)

    return Kind(name, label, setting, count, let)


def _tickets(name: str, label: str, setting: str, old: Callable[[datetime], ColumnElement[bool]]) -> Kind:
    def count(session: Session, before: datetime) -> int:
        return session.scalar(select(func.count()).select_from(Ticket).where(old(before))) or 0

    def let(session: Session, before: datetime, most: int) -> int:
        ids = session.scalars(select(Ticket.id).where(old(before)).limit(most)).all()
        delete_tickets(session, ids)
        return len(ids)

    return Kind(name, label, setting, count, let)


# In this order: a draft goes before the conversation by which its age is judged.
KINDS: Final = (
    _tickets("drafts", "brouillons de ticket jamais envoyés", "conversations_kept_months", drafted_before),
    Kind(
        "conversations", "conversations rendues anonymes", "conversations_kept_months", count_silent, make_nameless
    ),
    rows("notices", "avis de confidentialité refermés", "conversations_kept_months", NoticeSeen, NoticeSeen.at),
    _tickets("tickets", "tickets", "tickets_kept_months", sent_and_still_since),
    rows("sign_ins", "lignes du journal des connexions", "sign_ins_kept_months", SignInAttempt, SignInAttempt.at),
    Kind(
        "seats", "inscriptions à une session rendues anonymes", "training_kept_months", count_old_seats, empty_old_seats
    ),
)  # fmt: skip
AUDIT: Final = ("audit", "lignes du journal des actions", "audit_kept_months")


class Retention:
    """``months`` is how long each setting of ``KINDS`` keeps; ``clock`` returns the present in UTC."""

    def __init__(
        self,
        database: Database,
        data_dir: Path,
        audit: AuditLog,
        months: Mapping[str, int],
        clock: Callable[[], datetime] = models.now,
    ) -> None:
        self._database = database
        self._data_dir = data_dir
        self.months = months
        self._clock = clock
        name, label, setting = AUDIT
        self.kinds = (*KINDS, Kind(name, label, setting, audit.count_old, audit.let_go))

    def due(self) -> dict[str, int]:
        """What the purge would take, by kind; changes nothing."""
        with self._database.session() as session:
            return {kind.name: kind.count(session, self._before(kind)) for kind in self.kinds}

    def purge(self, stopped: Callable[[], bool] = lambda: False) -> dict[str, int]:
        """Let go of everything that is over its time; returns how much of each kind went.

        ``stopped`` is asked between two transactions: what is left then goes with the next purge.
        """
        gone = dict.fromkeys((kind.name for kind in self.kinds), 0)
        for kind in self.kinds:
            before = self._before(kind)
            while not stopped():
                with self._database.session() as session:
                    count = kind.let(session, before, _AT_ONCE)
                gone[kind.name] += count
                if count < _AT_ONCE:
                    break
        sweep_files(self._database, self._data_dir)
        overwrite_freed(self._database)
        return gone

    def _before(self, kind: Kind) -> datetime:
        return months_before(self._clock(), self.months[kind.setting])


def months_before(moment: datetime, months: int) -> datetime:
    """The same day of the month ``months`` earlier, or the last one of that month."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def overwrite_freed(database: Database) -> None:
    """Bring SQLite's journal into its file, where freed pages are overwritten, and empty it: it held what was erased.

    Readers may keep it a while longer; the next purge, or the next stop, empties it then.
    """
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
