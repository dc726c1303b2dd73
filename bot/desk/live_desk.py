"""What an adviser's screen needs beside the talks: who waits first, passages ready to be cited, canned replies."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.corpus.document import CitedPassage
from bot.desk.live_states import WAITING
from bot.desk.live_types import ADVISER, SYSTEM, TRAINEE, Waiting
from bot.dialogue.assistant import Assistant
from bot.dialogue.excerpts import excerpt, shorten
from bot.dialogue.intents import REQUESTS, SMALL_TALK, settle
from bot.dialogue.understanding import understand
from bot.search.errors import NoActiveIndex
from bot.search.french import words
from bot.storage.database import Database
from bot.storage.models import LiveMessage, LiveTalk, Turn

CANNED = Path(__file__).with_name("canned_replies.yaml")
_MOST = 4
_LOOKED_BACK = 4
_LONGEST = 420  # characters of an inserted sentence: a message, not a document
_MARKUP = re.compile(r"\*\*|__|`|^#+\s+|\[([^\]]*)\]\([^)]*\)", re.M)

Key = TypeVar("Key", int, str)


@dataclass(frozen=True)
class Suggestion:
    """A passage that may answer: its words as they would be sent, and where they come from."""

    passage: CitedPassage
    text: str

    @property
    def source(self) -> str:
        """« Facture suspendue, page 3 »."""
        page = f", page {self.passage.page}" if self.passage.page else ""
        return f"{self.passage.document}{page}"

    @property
    def message(self) -> str:
        """What « insérer » puts in the box: the passage's own words, then their source."""
        return f"{self.text} (source : {self.source})"


@dataclass(frozen=True)
class Canned:
    """A reply used as it is, under the word of its button."""

    label: str
    text: str


def first_waiting(database: Database, most: int) -> tuple[list[Waiting], int]:
    """The first ``most`` of those who wait, first come first, and how many wait in all.

    Four reads whatever the length of the queue: every adviser's screen asks at each change.
    """
    with database.session() as session:
        total = session.scalar(select(func.count()).where(LiveTalk.state == WAITING)) or 0
        query = select(LiveTalk).where(LiveTalk.state == WAITING).order_by(LiveTalk.asked_at, LiveTalk.id)
        talks = session.scalars(query.limit(most)).all()
        said = _last(session, LiveMessage.talk_id, LiveMessage.id, LiveMessage.text, [talk.id for talk in talks])
        asked = _last(session, Turn.conversation_id, Turn.id, Turn.question, [talk.conversation_id for talk in talks])
    lines = [
        Waiting(
            talk.id, talk.conversation_id, WAITING, talk.reason, talk.adviser, talk.kept_for, talk.asked_at,
            talk.taken_at, talk.trainee_seen_at, talk.revision, said.get(talk.id, asked.get(talk.conversation_id, "")),
        )
        for talk in talks
    ]  # fmt: skip
    return lines, total


def to_answer(database: Database, talks: Collection[int]) -> frozenset[int]:
    """Of these talks, those whose last word is not the adviser's; one read for all."""
    spoken = select(func.max(LiveMessage.id)).where(LiveMessage.talk_id.in_(talks), LiveMessage.author != SYSTEM)
    answered = select(LiveMessage.talk_id).where(
        LiveMessage.id.in_(spoken.group_by(LiveMessage.talk_id)), LiveMessage.author == ADVISER
    )
    with database.session() as session:
        return frozenset(talks) - set(session.scalars(answered))


def _last(
    session: Session,
    group: InstrumentedAttribute[Key],
    number: InstrumentedAttribute[int],
    text: InstrumentedAttribute[str],
    keys: Sequence[Key],
) -> dict[Key, str]:
    """The last ``text`` of each group; of messages, the trainee's own."""
    latest = select(func.max(number)).where(group.in_(keys)).group_by(group)
    if number.class_ is LiveMessage:
        latest = latest.where(LiveMessage.author == TRAINEE)
    return {key: words for key, words in session.execute(select(group, text).where(number.in_(latest)))}  # noqa: C416


def suggest(assistant: Assistant, said: Sequence[str], most: int = _MOST) -> list[Suggestion]:
    """The passages nearest to the trainee's last words (oldest first), best first; thanks and greetings ask nothing.

    None when nothing was asked, or without an index.
    """
    retriever = assistant.retriever
    for last in range(len(said) - 1, max(-1, len(said) - 1 - _LOOKED_BACK), -1):
        asked = understand(said[last], tuple(said[:last]), retriever.mend)
        if not words(asked.text):
            continue
        vectors = retriever.encode(asked.text)
        intent = settle(assistant.classifier.probabilities(asked.said, vectors.raw if vectors else None), asked.leans)
        if intent in (*SMALL_TALK, *REQUESTS):
            continue
        try:
            whole = retriever.encode(asked.standalone) if asked.leans else vectors
            hits = retriever.search(asked.standalone, whole, most).hits
        except NoActiveIndex:
            return []
        return [Suggestion(hit.passage, _plain(excerpt(asked.standalone, hit.passage, _LONGEST))) for hit in hits]
    return []


def _plain(text: str) -> str:
    """The words without their Markdown, for a message is shown as it was typed; short enough to be read in a talk."""
    return _MARKUP.sub(lambda found: found[1] or "", shorten(text, _LONGEST)).strip()


@lru_cache(maxsize=1)
def canned_replies() -> tuple[Canned, ...]:
    """What is said in the course of a talk."""
    return _read("replies")


@lru_cache(maxsize=1)
def closing_words() -> tuple[Canned, ...]:
    """What a talk is closed with; the first is the one proposed."""
    return _read("closing")


def _read(part: str) -> tuple[Canned, ...]:
    saved: dict[str, Any] = yaml.safe_load(CANNED.read_text(encoding="utf-8"))
    return tuple(Canned(one["label"], one["text"]) for one in saved[part])
