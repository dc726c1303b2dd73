"""A question with several answers is asked back, with its cases; a plain one is answered, and no one is asked twice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from passages import DELAY, SUSPENDED, passage

from bot.dialogue.answering import LONGEST
from bot.dialogue.clarifying import (
    Choice,
    add_case,
    compose_clarification,
    find_cases,
    load_facets,
    names_only_a_case,
    put_chosen_first,
)
from bot.search.french import fold
from bot.search.retriever import Hit

TODAY = date(2026, 11, 24)
SIMPLE = passage("simple", "Comment déposer une facture simple ?", "Par « Factures émises », en cadre A1. Confirmez.")
WORKS = passage("travaux", "Comment déposer une facture de travaux ?", "Par « Factures de travaux », en cadre A4.")
PAID_SUB = passage(
    "st", "Sous-traitant : sous combien de jours suis-je payé ?", "Après l'accord du titulaire. Puis 30 jours."
)
PAID = passage("payé", "Sous combien de jours suis-je payé ?", "Sous 30 jours. Sous 50 jours pour un hôpital.")
BACK = passage(
    "retours",
    "Quelle différence entre « À recycler », « Suspendue » et « Rejetée » ?",
    "« À recycler » : on corrige. « Suspendue » : on complète. « Rejetée » : on refait.",
)
SEND = "Comment déposer une facture ?"


def hits(*found: object, scores: Sequence[float] = (1.0, 0.95, 0.9, 0.85)) -> tuple[Hit, ...]:
    return tuple(Hit(p, s, s, s, s) for p, s in zip(found, scores, strict=False))  # type: ignore[arg-type]


def nothing(_question: str) -> tuple[Hit, ...]:
    return ()


def by_case(question: str) -> tuple[Hit, ...]:
    return hits(WORKS, SIMPLE) if "travaux" in question else hits(SIMPLE, WORKS)


def labels(choices: Sequence[Choice]) -> list[str]:
    return [choice.case.label for choice in choices]


@pytest.mark.parametrize("question", [SEND, "je veux envoyer ma facture sur Chorus Pro", "deposer une facture"])
def test_what_is_done_otherwise_in_each_case_is_asked_back(question: str) -> None:
    found = find_cases(question, hits(SIMPLE), by_case)
    assert labels(found) == ["Facture simple", "Facture de travaux"]
    assert [choice.hit.passage for choice in found if choice.hit] == [SIMPLE, WORKS]


@pytest.mark.parametrize(
    "question",
    [
        "Comment déposer une facture de travaux ?",
        "Comment déposer ma facture de nettoyage ?",
        "Comment déposer une facture en A4 ?",
        "Comment déposer une facture en double ?",
        "Qui peut déposer une facture par EDI ?",
        "Comment déposer une facture (facture simple) ?",
        "Je dépose ma facture à la mairie en retard, que faire ?",
    ],
)
def test_a_question_that_names_its_case_or_says_more_is_answered(question: str) -> None:
    assert find_cases(question, hits(SIMPLE), by_case) == []


def test_with_one_case_only_in_the_documents_there_is_nothing_to_choose() -> None:
    assert find_cases(SEND, hits(SIMPLE), lambda _: hits(SIMPLE)) == []


def test_near_passages_of_two_cases_that_answer_the_very_question_are_asked_back() -> None:
    found = find_cases("sous combien de jours suis-je payé ?", hits(PAID_SUB, PAID), nothing)
    assert labels(found) == ["Sous-traitant", "Titulaire ou fournisseur"]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("sous combien de jours suis-je payé ?", hits(PAID, PAID_SUB)),  # the ordinary case, found first, is the answer
        ("sous combien de jours suis-je payé ?", hits(PAID_SUB, PAID, scores=(1.0, 0.5))),
        ("sous combien de jours un sous-traitant est-il payé ?", hits(PAID_SUB, PAID)),
        ("sous combien de jours suis-je payé par un hôpital ?", hits(PAID_SUB, PAID)),
        ("sous combien de jours suis-je payé ?", hits(PAID_SUB, SUSPENDED)),
    ],
)
def test_far_settled_or_unlike_passages_are_not(question: str, found: tuple[Hit, ...]) -> None:
    assert find_cases(question, found, nothing) == []


def test_a_passage_that_treats_all_cases_is_shown_whole_with_its_cases_to_choose() -> None:
    question = "ma facture m'est revenue"
    found = find_cases(question, hits(BACK, SUSPENDED), nothing)
    asked = compose_clarification(question, found, TODAY)
    assert [case.label for case in asked.cases] == ["« À recycler »", "« Suspendue »", "« Rejetée »"]
    assert asked.text.startswith(BACK.text)
    assert [citation.passage_id for citation in asked.citations] == [BACK.id]


def test_each_case_is_said_in_its_decisive_sentences_with_its_source_then_the_question() -> None:
    long = replace(WORKS, text=WORKS.text + " Puis on attend la suite du marché." * 60)
    found = find_cases(SEND, hits(SIMPLE), lambda q: hits(long) if "travaux" in q else hits(SIMPLE))
    asked = compose_clarification(SEND, found, TODAY)
    simple, works, question = asked.text.split("\n\n")
    assert simple == f"**Facture simple :** {SIMPLE.text} [1]"
    assert works.startswith("**Facture de travaux :** Par « Factures de travaux », en cadre A4.")
    assert works.endswith("[2]")
    assert question == "Dans quel cas êtes-vous ?"
    assert len(asked.text) <= LONGEST + 40
    assert [citation.n for citation in asked.citations] == [1, 2]


def test_a_chosen_case_asks_a_whole_question_whose_own_passage_comes_first() -> None:
    works = load_facets()[2].cases[1]
    question = add_case("Comment déposer une facture ?", works)
    assert question == "Comment déposer une facture (facture de travaux) ?"
    assert put_chosen_first(question, hits(SIMPLE, DELAY, WORKS))[0].passage == WORKS
    assert put_chosen_first(SEND, hits(SIMPLE, WORKS))[0].passage == SIMPLE
    assert put_chosen_first(question, hits(DELAY, SUSPENDED))[0].passage == DELAY


@pytest.mark.parametrize(
    "text", ["facture de travaux", "je suis sous-traitant", "rejetée", "c'est une PME", "la simple"]
)
def test_a_message_that_only_names_a_case_is_known_as_one(text: str) -> None:
    assert names_only_a_case(text)


@pytest.mark.parametrize(
    "text", ["c'est quoi un sous-traitant ?", "Comment créer mon compte ?", "merci", "travaux payés ?"]
)
def test_a_question_about_a_case_is_not(text: str) -> None:
    assert not names_only_a_case(text)


def test_each_case_is_named_by_its_own_phrase_and_no_other_of_its_facet_so_that_it_settles_the_question() -> None:
    for facet in load_facets():
        assert len({case.key for case in facet.cases}) == len(facet.cases) >= 2
        assert facet.default is None or facet.default in {case.key for case in facet.cases}
        for case in facet.cases:
            assert case in facet.named_in(fold(case.phrase)), case.phrase
