"""What every change of a live talk does, inside the caller's transaction: the table asked, the change and its message.

The conversation's own state follows, for the bot reads it there before it dares to speak.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.chorus.masking import mask_secrets
from bot.desk.errors import MessageRefused
from bot.desk.live_states import ENDED, WITH_ADVISER, LiveEvent, live_state_after
from bot.desk.live_types import SYSTEM, Author
from bot.storage.models import Conversation, LiveChange, LiveMessage, LiveTalk, Turn

LONGEST: Final = 4000
# Nobody came; neither wrote any more. An adviser's page is heard of every few seconds, a hidden one once a minute.
PATIENCE: Final = timedelta(minutes=10)
IDLE: Final = timedelta(minutes=30)
PRESENCE: Final = timedelta(seconds=150)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_KEY: Final = re.compile(r"[\w-]{1,64}", re.ASCII)


def change(
    session: Session, talk: LiveTalk, event: LiveEvent, who: str, at: datetime, told: str, note: str = ""
) -> None:
    """Make one change and tell both sides ``told``; raises TalkMoveRefused when the table doesn't have it."""
    before, talk.state = talk.state, live_state_after(talk.state, event)
    session.add(
        LiveChange(
            talk_id=talk.id, event=event, state_before=before, state_after=talk.state, who=who, note=note[:200], at=at
        )
    )
    conversation = session.get_one(Conversation, talk.conversation_id)
    conversation.state = talk.state
    if talk.state == ENDED:
        talk.ended_at, talk.expires_at = at, None
        conversation.ladder_from = turns_of(session, talk.conversation_id)
    if talk.state != WITH_ADVISER and before == WITH_ADVISER and talk.state != ENDED:
        talk.adviser = None
    add_message(session, talk, SYSTEM, None, told, f"_{event}-{talk.revision}", at)


def add_message(
    session: Session, talk: LiveTalk, author: Author, name: str | None, text: str, key: str, at: datetime,
    citations: Sequence[dict[str, Any]] = (),
) -> None:  # fmt: skip
    """Put a message at the end of the talk; one whose key is already there was sent before, and is left alone."""
    known = select(LiveMessage.id).where(LiveMessage.talk_id == talk.id, LiveMessage.client_key == key)
    if session.scalar(known) is not None:
        return
    session.add(
        LiveMessage(
            talk_id=talk.id, position=talk.messages, after_turn=turns_of(session, talk.conversation_id) - 1,
            author=author, name=name, text=text, citations=list(citations), client_key=key, sent_at=at,
        )
    )  # fmt: skip
    # The talk's row changes with each message: of two sent at once, the second meets another revision and tries again.
    talk.messages, talk.active_at = talk.messages + 1, at


def turns_of(session: Session, conversation: str) -> int:
    """How many turns the bot has had: the position of the next one."""
    last = session.scalar(select(func.max(Turn.position)).where(Turn.conversation_id == conversation))
    return 0 if last is None else last + 1


def typed(text: str) -> str:
    """What was typed, its secrets covered; raises MessageRefused for an empty or an endless text."""
    text = mask_secrets(_CONTROL.sub("", text.replace("\r\n", "\n")).strip())
    if not text:
        raise MessageRefused("Votre message est vide : écrivez-le, puis envoyez-le.")
    if len(text) > LONGEST:
        raise MessageRefused(
            f"Votre message fait {len(text)} caractères ; la limite est de {LONGEST}. Envoyez-le en plusieurs fois."
        )
    return text


def checked_key(key: str) -> str:
    """A page's key, which must not look like one of the system's own; raises ValueError for anything else."""
    if not _KEY.fullmatch(key) or key.startswith("_"):
        raise ValueError("a client key is 1 to 64 letters, digits, - or _, and starts with no _")
    return key
