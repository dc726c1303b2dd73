"""The values that one turn passes along: Question → Evidence → Reply."""

from dataclasses import dataclass, field
from typing import Any, Literal

from bot.search.retriever import Hit

Outcome = Literal["answer", "clarify", "abstain", "handoff", "ticket", "tool", "smalltalk"]

# Why a turn of the outcome « ticket » is no question of the course: it asks for a field of the ticket, or ends that.
COMPLETING, COMPLETED = "compléter", "complété"
ABOUT_FIELDS = (COMPLETING, COMPLETED)


@dataclass(frozen=True)
class Question:
    """What a person wrote, with their earlier messages, oldest first."""

    text: str
    history: tuple[str, ...] = ()
    id: str = ""


@dataclass(frozen=True)
class Citation:
    """``[n]`` in the text: the passage it rests on, with the words quoted, as they stood at that version."""

    n: int
    document: str
    section: str
    page: str | None
    version: int
    passage_id: str
    quote: str
    checked_on: str | None = None
    overdue: bool = False


@dataclass(frozen=True)
class Case:
    """One of the cases that the person may choose: what its button says, and the whole question it asks."""

    label: str
    question: str


@dataclass(frozen=True)
class Reply:
    """The end of a turn; ``reason`` says why this outcome, in one of a closed list of words.

    ``cases`` come with « clarify » alone, and stand in the JSON's ``suggestions`` by their questions.
    """

    question: Question
    understood_as: str
    outcome: Outcome
    reason: str
    text: str
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    suggestions: tuple[str, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The contract's JSON object; ``passages`` holds up to ten."""
        return {
            "id": self.question.id,
            "question": self.question.text,
            "understood_as": self.understood_as,
            "outcome": self.outcome,
            "reason": self.reason,
            "text": self.text,
            "citations": [
                {
                    "n": c.n,
                    "document": c.document,
                    "section": c.section,
                    "page": c.page,
                    "version": c.version,
                    "passage_id": c.passage_id,
                    "quote": c.quote,
                }
                for c in self.citations
            ],
            "passages": [
                {
                    "rank": rank,
                    "score": round(hit.score, 4),
                    "document": hit.passage.document,
                    "section": hit.passage.section,
                    "page": hit.passage.page,
                    "text": hit.passage.text,
                }
                for rank, hit in enumerate(self.hits[:10], 1)
            ],
            "suggestions": [case.question for case in self.cases] or list(self.suggestions),
            "timings_ms": {name: round(value, 1) for name, value in self.timings_ms.items()},
        }
