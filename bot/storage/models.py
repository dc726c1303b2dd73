"""The tables: SQL is the truth, and the vector store can be rebuilt from it alone.

Times are UTC. A passage belongs to a version, a version to a document; a generation is the set of versions that
the index serves, so that replacing a document is one change of the active generation.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.base import Base as Base
from bot.storage.base import UtcDateTime as UtcDateTime
from bot.storage.base import now as now
from bot.storage.invitations import Invitation as Invitation
from bot.storage.invitations import OrganisationIdentity as OrganisationIdentity
from bot.storage.live import AdviserPresence as AdviserPresence
from bot.storage.live import LiveChange as LiveChange
from bot.storage.live import LiveMessage as LiveMessage
from bot.storage.live import LiveTalk as LiveTalk
from bot.storage.privacy import AuditCheckpoint as AuditCheckpoint
from bot.storage.privacy import AuditEntry as AuditEntry
from bot.storage.privacy import DoomedFile as DoomedFile
from bot.storage.privacy import NoticeSeen as NoticeSeen
from bot.storage.privacy import PastTicket as PastTicket
from bot.storage.privacy import PurgeRun as PurgeRun
from bot.storage.proposals import Proposal as Proposal
from bot.storage.proposals import ProposalEvent as ProposalEvent
from bot.storage.review_desk import TicketEvent as TicketEvent
from bot.storage.review_desk import TicketNote as TicketNote
from bot.storage.sign_in_log import SignInAttempt as SignInAttempt
from bot.storage.training import Attendance as Attendance
from bot.storage.training import Participant as Participant
from bot.storage.training import TrainingSession as TrainingSession
from bot.storage.whole_tickets import Attachment as Attachment
from bot.storage.whole_tickets import Mail as Mail
from bot.storage.whole_tickets import TicketMessage as TicketMessage
from bot.storage.workshop import Alias as Alias
from bot.storage.workshop import GapDecision as GapDecision
from bot.storage.workshop import GoldenQuestion as GoldenQuestion
from bot.storage.workshop import UploadJob as UploadJob


class Document(Base):
    """What a trainer sees as one thing through all its versions; ``key`` is stable (« fiche:facture-suspendue »)."""

    __tablename__ = "documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300))
    module: Mapped[str | None] = mapped_column(String(4))
    created_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(80))
    # Who last chose on the page what this document answers, or that it doesn't: ``ingest.py`` leaves that choice alone.
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(80))
    versions: Mapped[list["Version"]] = relationship(back_populates="document", order_by="Version.number")


class Version(Base):
    """One file of a document: ``draft`` until somebody chose, then ``ready`` or ``discarded``.

    Whether it answers is not said here but by the active generation, so that the two can't disagree.
    """

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("document_id", "number", name="uq_versions_document_number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("documents.id"), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="ready", server_default="ready")
    title: Mapped[str] = mapped_column(String(300))
    module: Mapped[str | None] = mapped_column(String(4))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(String(300))
    media_type: Mapped[str] = mapped_column(String(80))
    pages: Mapped[int | None]
    checked_on: Mapped[date | None]
    review_by: Mapped[date | None]
    confidence: Mapped[str | None] = mapped_column(String(20))
    audience: Mapped[list[Any]] = mapped_column(default=list)
    sources: Mapped[list[Any]] = mapped_column(default=list)
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    rehearsal: Mapped[dict[str, Any] | None]
    created_by: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)
    document: Mapped[Document] = relationship(back_populates="versions")
    passages: Mapped[list["Passage"]] = relationship(back_populates="version", order_by="Passage.position")


class Passage(Base):
    """The unit that is retrieved and cited; ``id`` is « key:version:position » and never reused."""

    __tablename__ = "passages"
    id: Mapped[str] = mapped_column(String(240), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    section: Mapped[str] = mapped_column(String(500))
    title: Mapped[str] = mapped_column(String(500))
    page: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    wordings: Mapped[list[Any]] = mapped_column(default=list)
    version: Mapped[Version] = relationship(back_populates="passages")


class Generation(Base):
    """One complete state of the index: ``building`` → ``active`` → ``retired``, or ``failed``."""

    __tablename__ = "generations"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    model: Mapped[str] = mapped_column(String(300))
    passages: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=now)
    activated_at: Mapped[datetime | None]
    members: Mapped[list["GenerationMember"]] = relationship(cascade="all, delete-orphan")


class GenerationMember(Base):
    __tablename__ = "generation_members"
    generation_id: Mapped[int] = mapped_column(ForeignKey("generations.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("versions.id"), primary_key=True)


class StoredVector(Base):
    """A vector kept by the hash of its model and text, so that a new generation embeds only what is new."""

    __tablename__ = "vectors"
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class User(Base):
    """``password_hash`` is empty without a password: none was chosen yet, or an organisation says who it is."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    display: Mapped[str] = mapped_column(String(80), default="", server_default="")
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=now)
    signed_in_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class SignInSession(Base):
    """One signed-in browser; deleting the row signs it out wherever its cookie is."""

    __tablename__ = "sign_in_sessions"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    browser: Mapped[str] = mapped_column(String(80), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    user: Mapped[User] = relationship()


class Conversation(Base):
    """``owner`` is a browser's random visitor token, « participant:ID » or « user:ID »; nobody else may read it.

    ``state`` is that of its latest live talk until the bot has taken up again, then « bot ». Turns before position
    ``ladder_from`` offer no adviser any more: an offer was refused after them, or a talk ended.
    """

    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(20), default="bot")
    ladder_from: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(default=now)
    turns: Mapped[list["Turn"]] = relationship(back_populates="conversation", order_by="Turn.position")


class Turn(Base):
    """A question and what was answered, with the passages as they were then: ``citations`` is a snapshot."""

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("conversation_id", "position", name="uq_turns_conversation_position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    position: Mapped[int]
    question: Mapped[str] = mapped_column(Text)
    understood_as: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(12), index=True)
    reason: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    citations: Mapped[list[Any]] = mapped_column(default=list)
    passages: Mapped[list[Any]] = mapped_column(default=list)
    suggestions: Mapped[list[Any]] = mapped_column(default=list)
    timings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    vote: Mapped[int | None]
    vote_reason: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(default=now)
    conversation: Mapped[Conversation] = relationship(back_populates="turns")
    cited: Mapped[list["Citation"]] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class Citation(Base):
    """Which passages a turn cited, by id, so that one can ask what leans on a passage; the words are in the turn."""

    __tablename__ = "citations"
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id", ondelete="CASCADE"), primary_key=True)
    passage_id: Mapped[str] = mapped_column(String(240), primary_key=True, index=True)


class Ticket(Base):
    """A request for the support; ``revision`` makes two writers collide instead of overwriting each other.

    ``fields`` is what the person typed for each field of the form, by its name in ``bot.chorus.fields.Field``.
    ``unneeded`` is what they decided of personal data that isn't needed, by its mark: « masked » or « kept ».
    """

    __tablename__ = "tickets"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(20), unique=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    owner: Mapped[str] = mapped_column(String(64), index=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    category: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    identifiers: Mapped[list[Any]] = mapped_column(default=list)
    tried: Mapped[list[Any]] = mapped_column(default=list)
    stop_reason: Mapped[str] = mapped_column(String(40))
    missing: Mapped[list[Any]] = mapped_column(default=list)
    fields: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    unneeded: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    # The field that the chat is asking for, and those that the person said they don't have.
    asked_field: Mapped[str | None] = mapped_column(String(40))
    not_had: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    # The ticket that this one seems to repeat, and what its author said of it: « same » or « different ».
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    duplicate_choice: Mapped[str | None] = mapped_column(String(12))
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")
    reply: Mapped[str] = mapped_column(Text, default="")
    reviewer: Mapped[str | None] = mapped_column(String(80))
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    # Of the desk: who deals with it, its number on the portal, and when its author was first answered.
    assignee: Mapped[str | None] = mapped_column(String(80), index=True)
    portal_number: Mapped[str | None] = mapped_column(String(40))
    answered_at: Mapped[datetime | None]
    # What the desk searches: number, texts and identifiers, folded.
    searched: Mapped[str] = mapped_column(Text, default="", server_default="")
    # When its author last saw the reply, in « Mes tickets ».
    read_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)
    original: Mapped["Ticket | None"] = relationship(remote_side=id, foreign_keys=duplicate_of)
    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - SQLAlchemy declares it an instance variable
