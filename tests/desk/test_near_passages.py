"""What already says it, by the search that answers trainees, and how near in words."""

from datetime import date

import pytest

from bot.desk.near_passages import HowNear, NearPassages
from bot.desk.proposal_types import ProposalText, ProposalView
from bot.services import Services


def text(
    question: str, answer: str = "Une réponse qui ne ressemble à rien de ce qui est écrit ailleurs."
) -> ProposalText:
    return ProposalText(question, answer, "ticket T-2026-000001", date(2026, 11, 24))


def view(number: int, question: str, answer: str) -> ProposalView:
    return ProposalView(number, "proposée", text(question, answer), "sofia", None, None, None, (), 1)  # type: ignore[arg-type]


@pytest.fixture
def near(small_course: Services) -> NearPassages:
    return small_course.near_passages


def test_a_question_that_a_fiche_answers_is_told_as_the_same(near: NearPassages, small_course: Services) -> None:
    passage = next(p for p in small_course.retriever.load().passages.values() if p.answers_questions and p.wordings)
    found = near.of(text(passage.title), [])
    assert found.passages[0].how is HowNear.SAME
    assert found.nearest is not None
    assert found.nearest.document_key == passage.document_key


def test_a_fiche_copied_is_told_by_its_words_whatever_is_asked(near: NearPassages, small_course: Services) -> None:
    passage = next(p for p in small_course.retriever.load().passages.values() if p.wordings and len(p.text) > 200)
    found = near.of(text(passage.wordings[0], passage.text), [])
    assert found.passages[0].how is HowNear.SAME_WORDS


def test_a_question_foreign_to_the_course_has_one_passage_told_as_far(near: NearPassages) -> None:
    found = near.of(text("Où garer mon dirigeable pendant le stage ?"), [])
    assert [one.how for one in found.passages] == [HowNear.FAR]


def test_another_proposal_of_the_same_question_is_shown_a_far_one_is_not(near: NearPassages) -> None:
    others = [
        view(1, "où garer un dirigeable au stage ?", "Sur le toit de la préfecture."),
        view(2, "Puis-je facturer en dollars ?", "Non, jamais en dollars."),
    ]
    found = near.of(text("Où garer mon dirigeable pendant le stage ?"), others)
    assert [one.proposal.id for one in found.proposals] == [1]
    assert found.proposals[0].how in (HowNear.SAME, HowNear.CLOSE)


def test_with_nothing_in_service_nothing_is_near(services: Services) -> None:
    found = services.near_passages.of(text("Où se garer ?"), [])
    assert (found.passages, found.proposals, found.nearest) == ((), (), None)
