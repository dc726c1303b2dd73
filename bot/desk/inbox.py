"""The desk's inbox: which tickets, found by state, category, who has them, age, or words in any of their texts.

What is searched is folded once, when a ticket changes, so that a page of the inbox is one query.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from bot.chorus.folding import composed, fold_in_place
from bot.desk.states import DRAFT, TO_DO
from bot.storage.models import Ticket

ALL, TO_BE_DONE = "", "à traiter"
ANYBODY, NOBODY = "", "personne"
PAGE = 20
_MOST_WORDS = 8


@dataclass(frozen=True)
class InboxQuery:
    """What the desk asks for; ``state`` is one state, TO_BE_DONE or ALL, ``assignee`` a name, NOBODY or ANYBODY.

    ``older_than`` is in days since the ticket was sent; ``page`` begins at 1.
    """

    state: str = TO_BE_DONE
    category: str = ""
    assignee: str = ANYBODY
    older_than: int = 0
    words: str = ""
    page: int = 1


def find_tickets(session: Session, asked: InboxQuery, now: datetime) -> tuple[list[Ticket], int, int]:
    """The tickets of one page, latest sent first, how many there are in all, and the page shown of what is left."""
    wanted = _conditions(asked, now)
    total = session.scalar(select(func.count(Ticket.id)).where(*wanted)) or 0
    page = min(max(1, asked.page), max(1, -(-total // PAGE)))
    rows = session.scalars(
        select(Ticket)
        .where(*wanted)
        .order_by(Ticket.sent_at.desc(), Ticket.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return list(rows), total, page


def searched_text(ticket: Ticket) -> str:
    """Everything of a ticket that a search looks in, folded; identifiers also without their spaces and marks."""
    parts = [
        ticket.number,
        ticket.portal_number,
        ticket.assignee,
        ticket.category,
        ticket.subject,
        ticket.description,
        ticket.reply,
    ]
    parts += [re.sub(r"\W", "", str(one["value"])) for one in ticket.identifiers]
    return _folded("\n".join(part for part in parts if part))


def _folded(text: str) -> str:
    return fold_in_place(composed(text))


def _conditions(asked: InboxQuery, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Ticket.state != DRAFT]
    if asked.state == TO_BE_DONE:
        found.append(Ticket.state.in_(TO_DO))
    elif asked.state != ALL:
        found.append(Ticket.state == asked.state)
    if asked.category:
        found.append(Ticket.category == asked.category)
    if asked.assignee != ANYBODY:
        nobody = asked.assignee == NOBODY
        found.append(Ticket.assignee.is_(None) if nobody else Ticket.assignee == asked.assignee)
    if asked.older_than > 0:
        found.append(Ticket.sent_at < now - timedelta(days=asked.older_than))
    words = _folded(asked.words).split()
    return found + [Ticket.searched.contains(word, autoescape=True) for word in words[:_MOST_WORDS]]
