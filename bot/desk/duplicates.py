"""Tickets that seem to tell the same problem: the same numbers, or nearly the same words, each with its reason.

A trainee is shown their own alone, before sending; the desk sees all. Two invoices are two problems for the one who
sends, however alike their words; for the desk they may well have one cause.

The words are compared by vector, names and numbers taken out. Measured on ``tests/desk/scripted_conversations.yaml``:
of 26 problems told anew in other words, a cosine of 0.71 finds 81 %, and takes 1.2 % of the 2,134 pairs of different
problems for one (0.69: 85 % and 2.6 %; 0.73: 69 % and 0.6 %). Without the adapter, the 1 % stand at 0.917.
"""

import hashlib
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.chorus.identifiers import LABELS, mask_personal
from bot.desk.errors import TicketNotFound
from bot.desk.states import CLOSED, DRAFT, DUPLICATE
from bot.search.adapter import Floats
from bot.search.encoder import Encoder
from bot.search.errors import ModelUnavailable
from bot.storage import models
from bot.storage.database import Database
from bot.storage.models import StoredVector, Ticket

NEAR_FITTED: Final = 0.71
NEAR_PLAIN: Final = 0.917
DAYS: Final = 180
MOST_COMPARED: Final = 400
_MOST_EMBEDDED: Final = 16  # of one call, about a fifth of a second: older tickets get their vector in later calls
_LONGEST: Final = 1500
_DONE_WITH: Final = (DUPLICATE, CLOSED)
_SAME_TEXT: Final = "texte proche"
_SAME_AUTHOR: Final = "même auteur"
# How much each shared number tells, beside the words (2) and the author (1): from 2 on, a ticket is worth a look.
_SHARED: Final[dict[str, tuple[str, int]]] = {
    LABELS["flux"]: ("même flux", 3),
    LABELS["facture"]: ("même facture", 1),
    LABELS["compte_technique"]: ("même compte technique", 2),
    LABELS["engagement"]: ("même engagement", 2),
    LABELS["marche"]: ("même marché", 1),
    LABELS["siret"]: ("même SIRET", 1),
    LABELS["siren"]: ("même SIREN", 1),
    LABELS["courriel"]: ("même adresse", 1),
}
_TEXT_TELLS, _AUTHOR_TELLS, _WORTH_A_LOOK = 2, 1, 2
# What names the problem itself: given differently on both sides, it says that there are two.
_OF_ONE_PROBLEM: Final = (LABELS["facture"], LABELS["flux"])
_MASK = re.compile(r"\[[^\]]*masquée?\]")
_Numbers = dict[str, frozenset[str]]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Alike:
    """A ticket that seems to tell the same problem; ``why`` is French words, what tells most first."""

    id: int
    number: str | None
    state: str
    subject: str
    sent_at: datetime | None
    why: tuple[str, ...]


class Duplicates:
    """Vectors are made when a ticket is first compared and kept in SQL; without a model, numbers alone are compared."""

    def __init__(self, database: Database, encoder: Encoder, clock: Callable[[], datetime] = models.now) -> None:
        self._database = database
        self._encoder = encoder
        self._clock = clock
        self._near = NEAR_FITTED if encoder.signature != encoder.model else NEAR_PLAIN

    def own(self, ticket_id: int, owner: str, most: int = 3) -> list[Alike]:
        """The open tickets that ``owner`` already sent about this one's problem; raises TicketNotFound."""
        with self._database.session() as session:
            ticket = session.get(Ticket, ticket_id)
            if ticket is None or ticket.owner != owner:
                raise TicketNotFound
            others = self._sent(session, ticket, owner)
            near = self._nearness(session, ticket, others)
            numbers = _numbers(ticket)
            found = []
            for other, cosine in zip(others, near, strict=True):
                theirs = _numbers(other)
                shared = [kind for kind in _OF_ONE_PROBLEM if numbers[kind] & theirs[kind]]
                apart = any(numbers[k] and theirs[k] and not numbers[k] & theirs[k] for k in _OF_ONE_PROBLEM)
                why = [_SHARED[kind][0] for kind in shared] + ([_SAME_TEXT] if cosine >= self._near else [])
                if shared or (why and not apart):
                    found.append((len(shared), cosine, _alike(other, why)))
            return _best(found, most)

    def similar(self, ticket_id: int, most: int = 5) -> list[Alike]:
        """Sent tickets of anybody that seem to tell this one's problem, for the desk; raises TicketNotFound."""
        with self._database.session() as session:
            ticket = session.get(Ticket, ticket_id)
            if ticket is None or ticket.state == DRAFT:
                raise TicketNotFound
            others = self._sent(session, ticket, None)
            near = self._nearness(session, ticket, others)
            numbers = _numbers(ticket)
            found = []
            for other, cosine in zip(others, near, strict=True):
                theirs = _numbers(other)
                told = [_SHARED[kind] for kind in _SHARED if numbers[kind] & theirs[kind]]
                told += [(_SAME_TEXT, _TEXT_TELLS)] if cosine >= self._near else []
                told += [(_SAME_AUTHOR, _AUTHOR_TELLS)] if other.owner == ticket.owner else []
                if sum(weight for _, weight in told) >= _WORTH_A_LOOK:
                    why = [word for word, _ in sorted(told, key=lambda one: -one[1])]
                    found.append((sum(weight for _, weight in told), cosine, _alike(other, why)))
            return _best(found, most)

    def _sent(self, session: Session, ticket: Ticket, owner: str | None) -> list[Ticket]:
        """What ``ticket`` is compared with, latest first: open ones of ``owner``, or all that the desk has."""
        since = self._clock() - timedelta(days=DAYS)
        query = select(Ticket).where(Ticket.state != DRAFT, Ticket.id != ticket.id, Ticket.sent_at >= since)
        if owner is not None:
            query = query.where(Ticket.owner == owner, Ticket.state.not_in(_DONE_WITH))
        return list(session.scalars(query.order_by(Ticket.sent_at.desc(), Ticket.id.desc()).limit(MOST_COMPARED)))

    def _nearness(self, session: Session, ticket: Ticket, others: Sequence[Ticket]) -> list[float]:
        """The cosine of each of ``others`` with ``ticket``; -1 for one without a vector yet."""
        if not others:
            return []
        vectors = self._vectors(session, [ticket, *others])
        if vectors[0] is None:
            return [-1.0] * len(others)
        known = [row for row in vectors if row is not None]
        turned = iter(self._encoder.turn_questions(np.stack(known)))
        rows = [None if row is None else next(turned) for row in vectors]
        first = rows[0]
        return [-1.0 if row is None or first is None else float(first @ row) for row in rows[1:]]

    def _vectors(self, session: Session, tickets: Sequence[Ticket]) -> list[Floats | None]:
        """The raw vector of each ticket's words, a few new ones made and kept."""
        keys = [self._key(ticket) for ticket in tickets]
        rows = session.execute(select(StoredVector.key, StoredVector.data).where(StoredVector.key.in_(keys)))
        known = {key: np.frombuffer(data, np.float32) for key, data in rows}
        new = {
            key: words_compared(ticket.subject, ticket.description)
            for key, ticket in zip(keys, tickets, strict=True)
            if key not in known
        }
        new = dict(list(new.items())[:_MOST_EMBEDDED])
        if new:
            try:
                made = self._encoder.embed_questions(list(new.values()))
            except ModelUnavailable:
                made = np.zeros((0, 1), np.float32)
            for key, row in zip(new, made, strict=False):
                known[key] = row
            # A draft's words still change: its vector isn't worth keeping.
            kept = {key for ticket, key in zip(tickets, keys, strict=True) if ticket.state != DRAFT}
            self._keep({key: known[key] for key in new if key in kept and key in known})
        return [known.get(key) for key in keys]

    def _keep(self, vectors: dict[str, Floats]) -> None:
        try:
            with self._database.session() as session:
                session.add_all(
                    StoredVector(key=key, data=vector.astype(np.float32).tobytes()) for key, vector in vectors.items()
                )
        except IntegrityError:
            _log.debug("the same vectors were kept by another call meanwhile")

    def _key(self, ticket: Ticket) -> str:
        said = f"{self._encoder.model}\0ticket\0{ticket.subject}\0{ticket.description}"
        return hashlib.sha256(said.encode()).hexdigest()


def words_compared(subject: str, description: str) -> str:
    """What is compared of a ticket: its words, no name and no number."""
    return _MASK.sub("", mask_personal(f"{subject}. {description}"[:_LONGEST]))


def _numbers(ticket: Ticket) -> _Numbers:
    """The right identifiers of a ticket, by kind, written alike."""
    given: list[dict[str, Any]] = ticket.identifiers
    return {
        kind: frozenset(
            re.sub(r"[\s._/-]", "", str(one["value"])).casefold()
            for one in given
            if one["kind"] == kind and one["valid"]
        )
        for kind in _SHARED
    }


def _alike(ticket: Ticket, why: Sequence[str]) -> Alike:
    return Alike(ticket.id, ticket.number, ticket.state, ticket.subject, ticket.sent_at, tuple(why))


def _best(found: list[tuple[int, float, Alike]], most: int) -> list[Alike]:
    """What tells most first; between equals, the nearest words."""
    return [alike for _, _, alike in sorted(found, key=lambda one: one[:2], reverse=True)[:most]]
