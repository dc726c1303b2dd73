"""Half of the course, indexed as it is shipped, answers its development questions at least this well.

Half, for the other half would cost as much again of a run's processor time and pass through the same code:
``make eval`` measures the whole course.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from places import KNOWLEDGE, QUESTIONS

from bot.corpus.ingestion import find_files
from bot.evaluation.golden import load_questions
from bot.evaluation.metrics import Scores, Verdict, average, run
from bot.evaluation.report import render
from bot.services import Services

# What a change may not lower; raised when the measure has risen for good.
FLOORS = {
    "proof": 0.92,
    "right": 0.87,
    "mrr": 0.87,
    "abstention_precision": 0.90,
    "abstention_recall": 0.85,
    "small_talk": 0.95,
}
PLACES = ("0-formation", "1-vocabulaire", "2-compte-et-structure", "3-factures-emises", "5-support", "messages")
MODULES = {"I", "II", "III", "V", "-"}
PASSAGES = 1000


@pytest.fixture(scope="session")
def half_course(open_course: Callable[[Iterable[Path]], Services]) -> Services:
    """The house with six places of knowledge/ and the glossary in service."""
    return open_course(find_files([*(KNOWLEDGE / place for place in PLACES), KNOWLEDGE / "glossaire.md"]))


@pytest.fixture(scope="session")
def verdicts(half_course: Services) -> list[Verdict]:
    questions = load_questions(sorted(QUESTIONS.glob("dev-*.jsonl")))
    return run([q for q in questions if q.module in MODULES], half_course.assistant.reply)


@pytest.fixture(scope="session")
def scores(verdicts: list[Verdict]) -> Scores:
    return average(verdicts)


@pytest.mark.parametrize("metric", FLOORS)
def test_a_metric_stays_above_its_floor(scores: Scores, verdicts: list[Verdict], metric: str) -> None:
    assert getattr(scores, metric) >= FLOORS[metric], render(verdicts)


def test_every_module_asked_about_is_answered(verdicts: list[Verdict]) -> None:
    right = {v.question.module for v in verdicts if v.right}
    assert right >= MODULES - {"-"}


def test_half_of_the_course_is_in_service(half_course: Services) -> None:
    assert len(half_course.retriever.load().passages) >= PASSAGES


def test_every_reply_is_within_what_is_judged_unless_its_steps_are_longer(verdicts: list[Verdict]) -> None:
    long = [v.question.id for v in verdicts if len(v.reply.text) > 1200]
    assert len(long) <= 0.02 * len(verdicts), long
