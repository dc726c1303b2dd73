"""The staff's journal: each entry holds the hash of the one before, so that none can be changed or taken out unseen.

The database refuses to alter it (see ``bot.storage.privacy``); the chain tells of whoever gets around the database.
What the chain can't tell is that its very last entries were cut off by somebody who holds the whole database: note a
hash elsewhere now and then, and ask ``verify`` for it.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.privacy.acts import Act
from bot.storage import models
from bot.storage.database import Database
from bot.storage.models import AuditCheckpoint, AuditEntry
from bot.storage.privacy import AUDIT_FLOOR_DAYS

GENESIS: Final = "0" * 64
# Who acts when nobody is signed in.
COMMAND_LINE: Final = "ligne de commande"
BY_ITSELF: Final = "Choriste"
TRAINEE: Final = "un stagiaire"
_ATTEMPTS: Final = 50
_READ_AT_ONCE: Final = 1000
Detail = str | int | bool | None


class Actor(Protocol):
    """An account, as the journal names it."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Verdict:
    """``broken_at`` is the first entry that doesn't hold; ``last`` and ``hash`` are where the chain stands now."""

    entries: int
    last: int
    hash: str
    broken_at: int | None = None
    missing: str | None = None

    @property
    def holds(self) -> bool:
        return self.broken_at is None and self.missing is None


class AuditLog:
    """``clock`` returns the present in UTC."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = models.now) -> None:
        self._database = database
        self._clock = clock

    def record(self, who: Actor | str, act: Act, on: object = "", /, **detail: Detail) -> None:
        """Add that ``who`` did ``act`` on the thing called ``on``; to be said once it is done.

        ``detail`` never holds what a person wrote, only what was done to it.
        """
        for attempt in range(_ATTEMPTS):
            try:
                with self._database.session() as session:
                    self._append(session, who, act, str(on)[:200], detail)
                return
            except IntegrityError:  # somebody else took this number at this instant
                if attempt == _ATTEMPTS - 1:
                    raise

    def latest(self, most: int, actor: str = "", act: str = "", before: int | None = None) -> list[AuditEntry]:
        """The last entries, latest first, of one person or one act if asked, and below the number ``before``."""
        wanted: list[ColumnElement[bool]] = []
        if actor:
            wanted.append(AuditEntry.actor == actor)
        if act:
            wanted.append(AuditEntry.action == act)
        if before is not None:
            wanted.append(AuditEntry.id < before)
        with self._database.session() as session:
            return list(session.scalars(select(AuditEntry).where(*wanted).order_by(AuditEntry.id.desc()).limit(most)))

    def actors(self) -> list[str]:
        """Whoever the journal names, by name."""
        with self._database.session() as session:
            return list(session.scalars(select(AuditEntry.actor).distinct().order_by(AuditEntry.actor)))

    def verify(self, known: str = "") -> Verdict:
        """Read the whole chain over; ``known`` is a hash noted earlier, which must still be there."""
        with self._database.session() as session:
            start = session.scalar(select(AuditCheckpoint).order_by(AuditCheckpoint.up_to.desc()).limit(1))
            number, previous = (start.up_to, start.hash) if start else (0, GENESIS)
            found = not known or known == previous
            count, expected = 0, number
            # Entries below the checkpoint that a purge cut short has left are on their way out.
            while rows := session.scalars(
                select(AuditEntry).where(AuditEntry.id > number).order_by(AuditEntry.id).limit(_READ_AT_ONCE)
            ).all():
                for row in rows:
                    expected += 1
                    if row.id != expected or row.previous != previous or row.hash != hash_of(row):
                        return Verdict(count, number, previous, broken_at=expected)
                    number, previous, count = row.id, row.hash, count + 1
                    found = found or row.hash == known
        return Verdict(count, number, previous, missing=None if found else known)

    def count_old(self, session: Session, before: datetime) -> int:
        """How many entries ``let_go`` would delete in the end."""
        return session.scalar(select(func.count()).where(AuditEntry.at < self._floor(before))) or 0

    def let_go(self, session: Session, before: datetime, most: int) -> int:
        """Delete at most ``most`` entries older than ``before``, behind a checkpoint that the chain goes on from."""
        before = self._floor(before)
        old = list(
            session.execute(
                select(AuditEntry.id, AuditEntry.hash).where(AuditEntry.at < before).order_by(AuditEntry.id).limit(most)
            )
        )
        if not old:
            return 0
        last = old[-1]
        passed = session.scalar(select(func.max(AuditCheckpoint.up_to))) or 0
        if last.id > passed:
            session.add(AuditCheckpoint(up_to=last.id, hash=last.hash, at=self._clock()))
            session.flush()
        session.execute(delete(AuditEntry).where(AuditEntry.id <= last.id))
        return len(old)

    def _floor(self, before: datetime) -> datetime:
        """The database refuses to let go of what is younger than its own floor."""
        return min(before, self._clock() - timedelta(days=AUDIT_FLOOR_DAYS, hours=1))

    def _append(self, session: Session, who: Actor | str, act: Act, on: str, detail: dict[str, Detail]) -> None:
        last = session.execute(
            select(AuditEntry.id, AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)
        ).first() or session.execute(
            select(AuditCheckpoint.up_to, AuditCheckpoint.hash).order_by(AuditCheckpoint.up_to.desc()).limit(1)
        ).first()  # fmt: skip
        number, previous = (last[0], last[1]) if last else (0, GENESIS)
        actor_id, actor = (None, who) if isinstance(who, str) else (who.id, who.name)
        entry = AuditEntry(
            id=number + 1, at=self._clock(), actor_id=actor_id, actor=actor, action=act.value, kind=act.kind,
            object_id=on, detail=detail, previous=previous,
        )  # fmt: skip
        entry.hash = hash_of(entry)
        session.add(entry)


def hash_of(entry: AuditEntry) -> str:
    """The SHA-256 of everything an entry says, the hash before it included."""
    said = [
        entry.id, entry.at.astimezone(UTC).isoformat(timespec="microseconds"), entry.actor_id, entry.actor,
        entry.action, entry.kind, entry.object_id, entry.detail, entry.previous,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
