"""Conversations are kept in SQL, turn by turn, with the passages as they stood: a reload loses nothing."""

import uuid
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.corpus.catalogue import Standing, standing_of
from bot.dialogue.assistant import Assistant
from bot.dialogue.errors import AdviserSpeaks, ConversationNotFound, QuestionRefused
from bot.dialogue.types import ABOUT_FIELDS, Case, Question, Reply
from bot.storage.database import Database
from bot.storage.models import Citation, Conversation, Turn
from bot.storage.training import SEATED_OWNER

VOTE_REASONS = ("incomplète", "fausse", "hors sujet", "pas claire")
SILENT = "avec un conseiller"  # the state of a conversation in which the bot keeps quiet
_HISTORY = 6
_COLLISIONS = 20


@dataclass(frozen=True)
class TurnView:
    """A stored turn as the screens show it; ``citations`` hold the whole passage as it stood (« text »).

    Read again later, a citation also says what its version is by then (« standing »), when it no longer answers.
    ``cases`` are what a turn that asks back gives to choose from.
    """

    id: int
    position: int
    question: str
    understood_as: str
    outcome: str
    reason: str
    text: str
    citations: list[dict[str, Any]]
    passages: list[dict[str, Any]]
    suggestions: list[str]
    vote: int | None
    vote_reason: str | None
    created_at: datetime
    cases: list[Case] = field(default_factory=list)


class Conversations:
    """Every method checks that the conversation is ``owner``'s; another's is as good as absent."""

    def __init__(self, database: Database, assistant: Assistant, longest_question: int) -> None:
        self._database = database
        self._assistant = assistant
        self._longest = longest_question

    def start(self, owner: str) -> str:
        """Open a conversation; returns its id."""
        identifier = str(uuid.uuid4())
        with self._database.session() as session:
            session.add(Conversation(id=identifier, owner=owner))
        return identifier

    def latest(self, owner: str) -> str | None:
        """The conversation that ``owner`` began last, if any."""
        with self._database.session() as session:
            query = select(Conversation.id).where(Conversation.owner == owner)
            return session.scalar(query.order_by(Conversation.created_at.desc()).limit(1))

    def turns(self, conversation: str, owner: str) -> list[TurnView]:
        """Every turn in order, the passages that no longer answer marked; raises ConversationNotFound."""
        with self._database.session() as session:
            return _marked(session, [_view(turn) for turn in _owned(session, conversation, owner).turns])

    def ask(self, conversation: str, owner: str, text: str) -> TurnView:
        """Answer ``text`` and keep the turn; raises QuestionRefused or ConversationNotFound.

        Raises AdviserSpeaks when an adviser has the conversation, were it since a moment ago: nothing is kept then.
        """
        text = text.strip()
        if not text:
            raise QuestionRefused("Votre message est vide : écrivez votre question, puis envoyez-la.")
        if len(text) > self._longest:
            raise QuestionRefused(
                f"Votre message fait {len(text)} caractères ; la limite est de {self._longest}. "
                "Gardez l'essentiel de la question, puis envoyez-la."
            )
        with self._database.session() as session:
            if _owned(session, conversation, owner).state == SILENT:
                raise AdviserSpeaks
            history = _history(session, conversation)
        reply = self._assistant.reply(Question(text, history))
        for _ in range(_COLLISIONS):
            try:
                return self._keep(conversation, owner, reply)
            except IntegrityError:  # another message took this position meanwhile: a second tab, a double click
                continue
        return self._keep(conversation, owner, reply)

    def _keep(self, conversation: str, owner: str, reply: Reply) -> TurnView:
        with self._database.session() as session:
            # A write before any read: an adviser who takes the talk at this instant either waits here or was first.
            # Or its author, who was found to be ``owner``, has joined a training session meanwhile with it.
            still = (Conversation.owner == owner) | Conversation.owner.startswith(SEATED_OWNER)
            own = update(Conversation).where(Conversation.id == conversation, still)
            free = own.where(Conversation.state != SILENT).values(state=Conversation.state).returning(Conversation.id)
            if session.execute(free).first() is None:
                _owned(session, conversation, owner)
                raise AdviserSpeaks
            last = session.scalar(select(func.max(Turn.position)).where(Turn.conversation_id == conversation))
            turn = _record(conversation, 0 if last is None else last + 1, reply)
            session.add(turn)
            session.flush()
            return _view(turn)

    def vote(self, turn: int, owner: str, vote: int, reason: str | None = None) -> None:
        """Keep the person's opinion of a turn (1 or -1), the last one given counts; raises ConversationNotFound."""
        if vote not in (1, -1) or (reason is not None and reason not in VOTE_REASONS):
            raise ValueError("a vote is 1 or -1, with one of VOTE_REASONS")
        with self._database.session() as session:
            row = session.get(Turn, turn)
            if row is None or row.conversation.owner != owner:
                raise ConversationNotFound
            row.vote, row.vote_reason = vote, reason


def _owned(session: Session, conversation: str, owner: str) -> Conversation:
    row = session.get(Conversation, conversation)
    if row is None or row.owner != owner:
        raise ConversationNotFound
    return row


def _history(session: Session, conversation: str) -> tuple[str, ...]:
    """The last questions of the course, oldest first; answers that complete a ticket ask nothing of it."""
    asked = select(Turn.question).where(Turn.conversation_id == conversation, Turn.reason.not_in(ABOUT_FIELDS))
    return tuple(reversed(session.scalars(asked.order_by(Turn.position.desc()).limit(_HISTORY)).all()))


def _record(conversation: str, position: int, reply: Reply) -> Turn:
    found = {hit.passage.id: hit.passage for hit in reply.hits}
    citations = [
        asdict(citation)
        | {"text": found[citation.passage_id].text, "has_picture": found[citation.passage_id].has_picture}
        for citation in reply.citations
    ]
    passages = [
        {"id": hit.passage.id, "version": hit.passage.version, "title": hit.passage.title, "score": round(hit.score, 4)}
        for hit in reply.hits
    ]
    cited = [Citation(passage_id=key) for key in dict.fromkeys(citation.passage_id for citation in reply.citations)]
    return Turn(
        conversation_id=conversation, position=position, question=reply.question.text,
        understood_as=reply.understood_as, outcome=reply.outcome, reason=reply.reason, text=reply.text,
        citations=citations, passages=passages, timings=reply.timings_ms, cited=cited,
        suggestions=[asdict(case) for case in reply.cases] or list(reply.suggestions),
    )  # fmt: skip


def _marked(session: Session, turns: list[TurnView]) -> list[TurnView]:
    cited = {citation["passage_id"] for turn in turns for citation in turn.citations if citation.get("passage_id")}
    standings = standing_of(session, cited) if cited else {}
    gone = {key: str(standing) for key, standing in standings.items() if standing is not Standing.IN_SERVICE}
    if not gone:
        return turns
    return [
        replace(turn, citations=[c | {"standing": gone.get(str(c.get("passage_id")))} for c in turn.citations])
        for turn in turns
    ]


def _view(turn: Turn) -> TurnView:
    cases = [Case(**one) for one in turn.suggestions if isinstance(one, dict)]
    suggestions = [one for one in turn.suggestions if isinstance(one, str)]
    return TurnView(
        turn.id, turn.position, turn.question, turn.understood_as, turn.outcome, turn.reason, turn.text,
        list(turn.citations), list(turn.passages), suggestions, turn.vote, turn.vote_reason, turn.created_at, cases,
    )  # fmt: skip
