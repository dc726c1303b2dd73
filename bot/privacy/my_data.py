"""What is kept of one person, by the name on their conversations: counted, erased; never anybody else's."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.desk.states import DRAFT, TO_DO
from bot.privacy.acts import Act
from bot.privacy.audit import TRAINEE, AuditLog
from bot.privacy.nameless import NOBODY, delete_conversations
from bot.privacy.retention import overwrite_freed
from bot.privacy.seats import registration_of
from bot.privacy.tickets_gone import delete_tickets, sweep_files
from bot.storage.base import Base
from bot.storage.database import Database
from bot.storage.models import Attachment, Conversation, LiveMessage, LiveTalk, NoticeSeen, Ticket, Turn

_ATTEMPTS: Final = 10


@dataclass(frozen=True)
class Kept:
    """How much there is of a person; ``waiting`` are the tickets that the support hasn't answered.

    A participant's ``registrations`` (one at most) and ``presences`` are the organiser's roll, which no erasure takes.
    """

    conversations: int
    questions: int
    votes: int
    live_messages: int
    drafts: int
    tickets: int
    waiting: int
    attachments: int
    registrations: int = 0
    presences: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.can_be_erased or self.registrations)

    @property
    def can_be_erased(self) -> bool:
        return bool(self.conversations or self.drafts or self.tickets)


class MyData:
    """``owner`` comes from the signed cookie or the account, never from what a request asks for."""

    def __init__(self, database: Database, data_dir: Path, audit: AuditLog) -> None:
        self._database = database
        self._data_dir = data_dir
        self._audit = audit

    def kept(self, owner: str) -> Kept:
        with self._database.session() as session:
            return _kept(session, owner)

    def erase(self, owner: str) -> Kept:
        """Delete everything of ``owner`` at once, then the files; returns what there was.

        Nothing outlives it but figures: no ground is left to keep a request that its author takes back. A participant
        keeps their seat, for they were in the room, and may go on asking.
        """
        if owner == NOBODY:
            raise ValueError("nobody's conversations are nobody's to erase")
        kept = self._erase_rows(owner)
        if not kept.can_be_erased:
            return kept  # the journal can't be shortened: what nobody's erasure took away isn't to lengthen it
        sweep_files(self._database, self._data_dir)
        overwrite_freed(self._database)
        self._audit.record(TRAINEE, Act.ERASED, "", questions=kept.questions, tickets=kept.tickets)
        return kept

    def _erase_rows(self, owner: str) -> Kept:
        for attempt in range(_ATTEMPTS):
            try:
                with self._database.session() as session:
                    return _erase(session, owner)
            except IntegrityError:  # a message came in meanwhile, and points at what was going: read again
                if attempt == _ATTEMPTS - 1:
                    raise
        raise AssertionError("every attempt returns or raises")


def _erase(session: Session, owner: str) -> Kept:
    # A write first: an answer or a draft being made at this instant waits here, and finds nothing to join.
    own = update(Conversation).where(Conversation.owner == owner)
    talks = session.scalars(own.values(state=Conversation.state).returning(Conversation.id)).all()
    kept = _kept(session, owner)
    delete_tickets(session, session.scalars(select(Ticket.id).where(Ticket.owner == owner).with_for_update()).all())
    delete_conversations(session, talks)
    session.execute(delete(NoticeSeen).where(NoticeSeen.owner == owner))
    return kept


def _kept(session: Session, owner: str) -> Kept:
    def count(table: type[Base], *where: ColumnElement[bool]) -> int:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0

    turns = Turn.conversation_id.in_(select(Conversation.id).where(Conversation.owner == owner))
    talks = LiveMessage.talk_id.in_(select(LiveTalk.id).where(LiveTalk.owner == owner))
    own = select(Ticket.id).where(Ticket.owner == owner)
    registration = registration_of(session, owner)
    return Kept(
        conversations=count(Conversation, Conversation.owner == owner),
        questions=count(Turn, turns),
        votes=count(Turn, turns, Turn.vote.is_not(None)),
        live_messages=count(LiveMessage, talks),
        drafts=count(Ticket, Ticket.owner == owner, Ticket.state == DRAFT),
        tickets=count(Ticket, Ticket.owner == owner, Ticket.state != DRAFT),
        waiting=count(Ticket, Ticket.owner == owner, Ticket.state.in_(TO_DO)),
        attachments=count(Attachment, Attachment.ticket_id.in_(own)),
        registrations=int(registration is not None),
        presences=len(registration.attended) if registration else 0,
    )
