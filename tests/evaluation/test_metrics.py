"""The metrics are those of tests/questions/README.md, on replies made up to try each rule."""

import re
from dataclasses import replace

import pytest
from passages import DELAY, REJECTED, SUBCONTRACTOR, SUSPENDED, passage

from bot.corpus.document import CitedPassage
from bot.dialogue.types import Outcome, Question, Reply
from bot.evaluation.golden import GoldenQuestion
from bot.evaluation.metrics import Scores, average, judge_reply, run
from bot.evaluation.report import render
from bot.search.retriever import Hit

GOLDEN = GoldenQuestion(
    id="q",
    module="III",
    kind="answer",
    style="standard",
    question="Ma facture est suspendue ?",
    history=(),
    must=((re.compile("complet"),),),
    must_not=(re.compile("^oui"),),
    wants=None,
)
RIGHT = "Complétez-la : elle ne se refait pas. [1]"


def golden(kind: str = "answer", wants: str | None = None) -> GoldenQuestion:
    return replace(GOLDEN, kind=kind, wants=wants)


def reply(outcome: Outcome = "answer", text: str = RIGHT, *found: CitedPassage) -> Reply:
    hits = tuple(Hit(p, 1.0, 1.0, 1.0, 1.0) for p in found)
    return Reply(Question(GOLDEN.question), GOLDEN.question, outcome, "trouvé", text, hits=hits)


@pytest.mark.parametrize(
    ("given", "right"),
    [
        (reply(), True),
        (reply(text="Refaites-la."), False),
        (reply(text="Oui, complétez-la."), False),
        (reply("clarify", RIGHT), True),
        (reply("abstain", RIGHT), False),
        (reply("handoff", RIGHT), False),
        (reply("ticket", RIGHT), False),
        (reply("smalltalk", RIGHT), False),
    ],
)
def test_an_answer_is_right_when_it_is_not_abstained_and_satisfies(given: Reply, right: bool) -> None:
    assert judge_reply(GOLDEN, given).right is right


@pytest.mark.parametrize("kind", ["answer", "followup", "ambiguous"])
def test_every_kind_that_has_an_answer_is_judged_on_it(kind: str) -> None:
    verdict = judge_reply(golden(kind), reply("answer", RIGHT, SUSPENDED))
    assert (verdict.right, verdict.proof, verdict.reciprocal_rank) == (True, True, 1.0)


@pytest.mark.parametrize("kind", ["abstain", "smalltalk"])
def test_what_has_no_answer_has_no_such_measure(kind: str) -> None:
    verdict = judge_reply(golden(kind), reply())
    assert (verdict.right, verdict.proof, verdict.reciprocal_rank) == (None, None, None)


def test_the_first_five_passages_prove_together() -> None:
    two = replace(GOLDEN, must=((re.compile("a9"),), (re.compile("30 jours"),)))
    filler = [passage(str(n), f"{n} ?", "rien") for n in range(10)]
    assert judge_reply(two, reply("answer", RIGHT, *filler[:3], SUBCONTRACTOR, DELAY)).proof
    assert not judge_reply(two, reply("answer", RIGHT, *filler[:4], SUBCONTRACTOR, DELAY)).proof


def test_the_rank_is_of_the_first_passage_that_satisfies_alone_among_ten() -> None:
    filler = [passage(str(n), f"{n} ?", "rien") for n in range(10)]
    assert judge_reply(GOLDEN, reply("answer", RIGHT, REJECTED, DELAY, SUSPENDED)).reciprocal_rank == pytest.approx(
        1 / 3
    )
    assert judge_reply(GOLDEN, reply("answer", RIGHT, *filler, SUSPENDED)).reciprocal_rank == 0
    assert judge_reply(GOLDEN, reply("abstain", RIGHT, SUSPENDED)).reciprocal_rank == 1


@pytest.mark.parametrize(
    ("outcome", "wants", "abstained"),
    [
        ("abstain", None, True),
        ("handoff", None, True),
        ("ticket", None, True),
        ("smalltalk", None, True),
        ("answer", None, False),
        ("answer", "ticket", False),
        ("clarify", None, False),
        ("clarify", "ticket", True),
    ],
)
def test_what_counts_as_an_abstention(outcome: Outcome, wants: str | None, abstained: bool) -> None:
    assert judge_reply(golden("abstain", wants), reply(outcome)).abstained is abstained


@pytest.mark.parametrize(
    ("wants", "outcome", "right"),
    [
        (None, "smalltalk", True),
        (None, "answer", False),
        ("agent", "handoff", True),
        ("agent", "smalltalk", False),
        ("ticket", "ticket", True),
        ("ticket", "handoff", False),
    ],
)
def test_small_talk_is_met_as_it_is_wanted(wants: str | None, outcome: Outcome, right: bool) -> None:
    assert judge_reply(golden("smalltalk", wants), reply(outcome)).small_talk is right


def test_abstention_is_counted_on_the_unanswerable_against_the_answerable_alone() -> None:
    verdicts = [
        judge_reply(golden("abstain"), reply("abstain")),
        judge_reply(golden("abstain"), reply("abstain")),
        judge_reply(golden("abstain"), reply("answer")),
        judge_reply(golden("answer"), reply("abstain")),
        judge_reply(golden("followup"), reply("answer")),
        judge_reply(golden("smalltalk"), reply("smalltalk")),
    ]
    scores = average(verdicts)
    assert scores.abstention_precision == pytest.approx(2 / 3)
    assert scores.abstention_recall == pytest.approx(2 / 3)
    assert scores.right == pytest.approx(1 / 2)
    assert scores.small_talk == 1
    assert scores.count == 6


def test_a_measure_that_no_question_has_is_none() -> None:
    assert average([]) == Scores(0, None, None, None, None, None, None)
    scores = average([judge_reply(golden("answer"), reply())])
    assert (scores.abstention_precision, scores.abstention_recall, scores.small_talk) == (None, None, None)


def test_each_question_is_asked_with_its_history_and_its_id() -> None:
    asked: list[Question] = []

    def answer(question: Question) -> Reply:
        asked.append(question)
        return reply()

    run([replace(GOLDEN, history=("avant",))], answer)
    assert asked == [Question(GOLDEN.question, ("avant",), "q")]


def test_the_report_shows_each_part_and_each_failure_with_its_cause() -> None:
    said = render(
        [
            judge_reply(golden("answer"), reply("answer", RIGHT, SUSPENDED)),
            judge_reply(replace(GOLDEN, id="q-faux"), reply("answer", "Refaites-la.", SUSPENDED)),
            judge_reply(replace(GOLDEN, id="q-tu"), reply("abstain", "Je ne sais pas.")),
            judge_reply(replace(golden("abstain"), id="q-bavard"), reply("answer")),
            judge_reply(replace(golden("smalltalk", "agent"), id="q-agent"), reply("smalltalk")),
        ]
    )
    assert re.search(r"ensemble +5 +0\.333 +0\.667 +0\.667", said)
    assert re.search(r"module III +5", said)
    assert "kind smalltalk" in said
    assert "Échecs (4)" in said
    for cause in ("q-faux", "q-tu", "q-bavard", "q-agent"):
        assert cause in said
    assert "réponse non juste" in said
    assert "abstention à tort, preuve absente des cinq premiers" in said
    assert "aurait dû s'abstenir" in said
    assert "attendu agent" in said
