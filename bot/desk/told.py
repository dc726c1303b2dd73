"""What a person told in a conversation: their turns with the assistant, and their words to an adviser, in order."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.desk.live_types import TRAINEE
from bot.storage.models import Conversation, LiveMessage, LiveTalk, Turn

TO_ADVISER: Final = "conseiller"


def told_in(session: Session, conversation: Conversation) -> list[Turn]:
    """The turns as they are stored, with one more, never to be stored, for each message to an adviser.

    A ticket prepared after a talk is drafted from both: nothing is to be said a second time.
    """
    live = session.execute(
        select(LiveMessage.text, LiveMessage.sent_at)
        .join(LiveTalk, LiveTalk.id == LiveMessage.talk_id)
        .where(LiveTalk.conversation_id == conversation.id, LiveMessage.author == TRAINEE)
    )
    said = [
        Turn(question=text, outcome=TO_ADVISER, reason="", text="", citations=[], vote=None, created_at=at)
        for text, at in live
    ]
    return sorted([*conversation.turns, *said], key=lambda turn: turn.created_at)
