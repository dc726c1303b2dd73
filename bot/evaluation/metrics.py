"""The metrics of ``tests/questions/README.md``, per question, then averaged over any part of the set."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.dialogue.types import Question, Reply
from bot.evaluation.golden import GoldenQuestion

ANSWERABLE = ("answer", "followup", "ambiguous")
_STEPS_BACK = ("abstain", "handoff", "ticket", "smalltalk")
_WANTED = {"agent": "handoff", "ticket": "ticket", None: "smalltalk"}


@dataclass(frozen=True)
class Verdict:
    """What one reply was worth; a measure that doesn't apply to the question's kind is None."""

    question: GoldenQuestion
    reply: Reply
    abstained: bool
    right: bool | None
    proof: bool | None
    reciprocal_rank: float | None
    small_talk: bool | None


@dataclass(frozen=True)
class Scores:
    """Averages over ``count`` questions; None where no question of the part has the measure."""

    count: int
    right: float | None
    proof: float | None
    mrr: float | None
    abstention_precision: float | None
    abstention_recall: float | None
    small_talk: float | None


def judge_reply(question: GoldenQuestion, reply: Reply) -> Verdict:
    """Score ``reply``; passages count by their text alone, the answer by its first 1,200 characters."""
    wanted = question.wants is not None
    abstained = reply.outcome in _STEPS_BACK or (reply.outcome == "clarify" and wanted)
    small_talk = None
    if question.kind == "smalltalk":
        small_talk = reply.outcome == _WANTED[question.wants]
    if question.kind not in ANSWERABLE:
        return Verdict(question, reply, abstained, None, None, None, small_talk)
    passages = [hit.passage.text for hit in reply.hits[:10]]
    rank = next((n for n, text in enumerate(passages, 1) if question.is_satisfied_by(text)), None)
    return Verdict(
        question=question,
        reply=reply,
        abstained=abstained,
        right=not abstained and question.is_answered_by(reply.text),
        proof=question.is_satisfied_by("\n".join(passages[:5])),
        reciprocal_rank=1 / rank if rank else 0.0,
        small_talk=None,
    )


def run(questions: Iterable[GoldenQuestion], reply: Callable[[Question], Reply]) -> list[Verdict]:
    """Ask every question, with its history, and score the replies."""
    return [judge_reply(q, reply(Question(q.question, q.history, q.id))) for q in questions]


def average(verdicts: Sequence[Verdict]) -> Scores:
    """Average a part of the set."""
    unanswerable = [v for v in verdicts if v.question.kind == "abstain"]
    answerable = [v for v in verdicts if v.question.kind in ANSWERABLE]
    refused = sum(v.abstained for v in unanswerable)
    all_refused = refused + sum(v.abstained for v in answerable)
    return Scores(
        count=len(verdicts),
        right=_mean([v.right for v in verdicts]),
        proof=_mean([v.proof for v in verdicts]),
        mrr=_mean([v.reciprocal_rank for v in verdicts]),
        abstention_precision=refused / all_refused if unanswerable and all_refused else None,
        abstention_recall=refused / len(unanswerable) if unanswerable else None,
        small_talk=_mean([v.small_talk for v in verdicts]),
    )


def _mean(values: Iterable[float | bool | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else None
