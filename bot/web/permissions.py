"""Who may do what, in one table; every handler and route of the staff asks here, and what isn't listed is refused.

A hidden Gradio event can be called by anyone signed in to its page, so that the page's own door isn't enough.
"""

from enum import Enum

from fastapi import HTTPException
from sqlalchemy import select

from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINER, User
from bot.storage.database import Database
from bot.storage.models import User as UserRow
from bot.web import texts


class Action(Enum):
    """What a member of the staff can ask for."""

    SEE_DOCUMENTS = "see the documents in service"
    PUBLISH = "put a document in service"
    EXPORT_CORPUS = "take the whole corpus away in one archive"
    IMPORT_CORPUS = "take in an archive made elsewhere"
    SEE_GAPS = "see the questions asked in vain"
    DECIDE_GAPS = "say what becomes of questions asked in vain"
    SEE_GOLDEN = "see the golden questions and their last results"
    EDIT_GOLDEN = "add, take away or run golden questions"
    SEE_FIGURES = "see the figures of the talks"
    READ_ORIGINAL = "download a file as it was sent"
    SEE_TICKETS = "read the tickets that were sent"
    REVIEW_TICKET = "correct a ticket and answer it"
    SEE_TICKET_FIGURES = "see the figures of the tickets"
    EXPORT_TICKETS = "take the tickets that were sent away in a file"
    ANSWER_LIVE = "answer trainees live"
    PROPOSE = "propose a fiche from an answer that was confirmed"
    SEE_PROPOSALS = "read the fiches that the support proposes"
    DECIDE_PROPOSALS = "accept a proposed fiche or turn it down"
    SEE_AUDIT = "read the journal of what the staff did"
    SEE_SESSIONS = "see one's own training sessions, and every one as an administrator"
    RUN_SESSIONS = "open, change and close one's own training sessions, and keep their roll"
    MANAGE_ACCOUNTS = "see the accounts, invite, disable, give roles and sign out"


ALLOWED: dict[Action, frozenset[str]] = {
    Action.SEE_DOCUMENTS: frozenset({TRAINER, ADMINISTRATOR}),
    Action.PUBLISH: frozenset({TRAINER, ADMINISTRATOR}),
    Action.EXPORT_CORPUS: frozenset({TRAINER, ADMINISTRATOR}),
    Action.IMPORT_CORPUS: frozenset({ADMINISTRATOR}),
    Action.SEE_GAPS: frozenset({TRAINER, ADMINISTRATOR}),
    Action.DECIDE_GAPS: frozenset({TRAINER, ADMINISTRATOR}),
    Action.SEE_GOLDEN: frozenset({TRAINER, ADMINISTRATOR}),
    Action.EDIT_GOLDEN: frozenset({TRAINER, ADMINISTRATOR}),
    Action.SEE_FIGURES: frozenset({TRAINER, ADMINISTRATOR}),
    Action.READ_ORIGINAL: frozenset({TRAINER, SUPPORT, ADMINISTRATOR}),
    Action.SEE_TICKETS: frozenset({SUPPORT, ADMINISTRATOR}),
    Action.REVIEW_TICKET: frozenset({SUPPORT, ADMINISTRATOR}),
    Action.SEE_TICKET_FIGURES: frozenset({SUPPORT, ADMINISTRATOR}),
    Action.EXPORT_TICKETS: frozenset({SUPPORT, ADMINISTRATOR}),
    Action.ANSWER_LIVE: frozenset({SUPPORT, ADMINISTRATOR}),
    Action.PROPOSE: frozenset({SUPPORT, ADMINISTRATOR}),
    Action.SEE_PROPOSALS: frozenset({TRAINER, ADMINISTRATOR}),
    Action.DECIDE_PROPOSALS: frozenset({TRAINER, ADMINISTRATOR}),
    Action.SEE_AUDIT: frozenset({ADMINISTRATOR}),
    Action.SEE_SESSIONS: frozenset({TRAINER, ADMINISTRATOR}),
    Action.RUN_SESSIONS: frozenset({TRAINER, ADMINISTRATOR}),
    Action.MANAGE_ACCOUNTS: frozenset({ADMINISTRATOR}),
}


class NotAllowed(Exception):
    """This person may not do this; nothing was done, and ``str()`` is the French sentence to show."""

    def __init__(self) -> None:
        super().__init__(texts.NOT_ALLOWED)


def allow(database: Database, name: str | None, action: Action) -> User:
    """The account called ``name`` if its role, read from SQL this instant, covers ``action``; raises NotAllowed.

    The role isn't taken from the session: an account disabled or moved a minute ago must not go on acting.
    """
    if not name:
        raise NotAllowed
    with database.session() as session:
        row = session.scalar(select(UserRow).where(UserRow.name == name, UserRow.disabled_at.is_(None)))
        if row is None or row.role not in ALLOWED.get(action, frozenset()):
            raise NotAllowed
        return User(id=row.id, name=row.name, role=row.role, created_at=row.created_at)


def allow_or_hide(database: Database, name: str | None, action: Action, missing: str) -> User:
    """As ``allow``, for a route: raises the 404 of what isn't there, with its sentence, for nobody learns what is."""
    try:
        return allow(database, name, action)
    except NotAllowed as error:
        raise HTTPException(404, missing) from error
