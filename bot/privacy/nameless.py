"""A conversation kept without its person: nobody's any more, and its texts rid of what points at somebody.

What was asked and what became of it still teach the trainers what the course lacks. What can't be told from a name by
its form alone goes whole: words to an adviser, and answers to « quel est votre nom ? ».
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import Session

from bot.chorus.anonymising import anonymised
from bot.chorus.unneeded import MASKED, cover_unneeded, find_unneeded
from bot.desk.live_states import ENDED
from bot.dialogue.types import ABOUT_FIELDS
from bot.storage.models import Citation, Conversation, LiveChange, LiveMessage, LiveTalk, Ticket, Turn

# No browser and no account can have this name: visitors' are drawn, accounts' say « user: ».
NOBODY: Final = "anonyme"


def without_persons(text: str) -> str:
    """``text`` without names, addresses, identifiers, secrets nor health; what it asks stays."""
    bare = anonymised(text)[0]
    return cover_unneeded(bare, {one.mark: MASKED for one in find_unneeded(bare)})


def silent_since(before: datetime) -> ColumnElement[bool]:
    """A conversation of somebody in which nothing was said since ``before``, and no adviser is waited for."""
    asked = exists().where(Turn.conversation_id == Conversation.id, Turn.created_at >= before)
    talks = LiveTalk.conversation_id == Conversation.id
    said = exists().where(talks, LiveMessage.talk_id == LiveTalk.id, LiveMessage.sent_at >= before)
    waits = exists().where(talks, LiveTalk.state != ENDED)
    return (Conversation.owner != NOBODY) & (Conversation.created_at < before) & ~asked & ~said & ~waits


def count_silent(session: Session, before: datetime) -> int:
    return session.scalar(select(func.count()).select_from(Conversation).where(silent_since(before))) or 0


def make_nameless(session: Session, before: datetime, most: int) -> int:
    """Take the person out of at most ``most`` silent conversations; returns how many."""
    silent = session.scalars(select(Conversation.id).where(silent_since(before)).limit(most)).all()
    rows = session.execute(
        select(Turn.id, Turn.conversation_id, Turn.question, Turn.understood_as, Turn.text, Turn.suggestions).where(
            Turn.conversation_id.in_(silent), Turn.reason.not_in(ABOUT_FIELDS)
        )
    ).all()
    # Read over before anything is written: a turn asked meanwhile doesn't wait for our patterns.
    bare = {
        row.id: {
            "id": row.id, "question": without_persons(row.question), "text": without_persons(row.text),
            "understood_as": without_persons(row.understood_as),
            "suggestions": [_bare_choice(one) for one in row.suggestions],
        }
        for row in rows
    }  # fmt: skip
    # Somebody may have come back to it this instant.
    still = update(Conversation).where(Conversation.id.in_(silent), silent_since(before))
    ids = session.scalars(still.values(owner=NOBODY, state="bot").returning(Conversation.id)).all()
    # A ticket that is still there says who its author is: nothing may lead from it to what is now nobody's.
    session.execute(update(Ticket).where(Ticket.conversation_id.in_(ids)).values(conversation_id=None))
    delete_talks(session, ids)
    _delete_turns(session, select(Turn.id).where(Turn.conversation_id.in_(ids), Turn.reason.in_(ABOUT_FIELDS)))
    changed = [bare[row.id] for row in rows if row.conversation_id in set(ids)]
    if changed:
        session.execute(update(Turn), changed)
    return len(ids)


def delete_talks(session: Session, conversations: Sequence[str]) -> None:
    """What was said to advisers in these conversations, and when they came."""
    talks = select(LiveTalk.id).where(LiveTalk.conversation_id.in_(conversations))
    for table in (LiveMessage, LiveChange):
        session.execute(delete(table).where(table.talk_id.in_(talks)))
    session.execute(delete(LiveTalk).where(LiveTalk.conversation_id.in_(conversations)))


def delete_conversations(session: Session, conversations: Sequence[str]) -> None:
    """Everything that was said in them."""
    delete_talks(session, conversations)
    _delete_turns(session, select(Turn.id).where(Turn.conversation_id.in_(conversations)))
    session.execute(delete(Conversation).where(Conversation.id.in_(conversations)))


def _delete_turns(session: Session, turns: Any) -> None:  # noqa: ANN401 - a select of ids
    session.execute(delete(Citation).where(Citation.turn_id.in_(turns)))
    session.execute(delete(Turn).where(Turn.id.in_(turns)))


def _bare_choice(choice: Any) -> Any:  # noqa: ANN401 - a text, or a case with its label and question
    if isinstance(choice, str):
        return without_persons(choice)
    return {key: without_persons(value) if isinstance(value, str) else value for key, value in choice.items()}
