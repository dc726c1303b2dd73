"""An answer is whole sentences and whole lists of the passages it cites, short, and says a thing once."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages import DELAY, REJECTED, SUBCONTRACTOR, SUSPENDED, passage

from bot.corpus.document import NOTES, STEPS, CitedPassage
from bot.dialogue.answering import LONGEST, Answer, compose_answer, says_again, with_marks
from bot.dialogue.excerpts import shorten
from bot.search.retriever import Hit
from bot.services import Services

TODAY = date(2026, 11, 24)
SENTENCE = "La facture suspendue se complète avec la pièce n° {n}, demandée par le client public."
STEP_LIST = "\n".join(
    f"{n}. Ouvrez « Factures émises », puis traitez la ligne {n} du tableau de bord." for n in range(1, 30)
)
ASKED = ("facture suspendue que faire", "cadre pour un sous-traitant", "délai de paiement", "créer mon compte")


def hit(found: CitedPassage, score: float = 1.0) -> Hit:
    return Hit(found, score, score, score, score)


def compose(*found: CitedPassage, scores: tuple[float, ...] = ()) -> Answer:
    hits = [hit(p, s) for p, s in zip(found, scores or [1.0] * len(found), strict=True)]
    return compose_answer("ma question", hits, TODAY)


def long_text(count: int) -> str:
    return " ".join(SENTENCE.format(n=n) for n in range(count))


def unmarked(text: str) -> str:
    return re.sub(r" \[\d\]", "", text)


def test_a_short_passage_is_the_answer_with_its_mark() -> None:
    answer = compose(SUSPENDED)
    assert answer.text == f"{SUSPENDED.text} [1]"
    [citation] = answer.citations
    assert (citation.n, citation.passage_id, citation.quote) == (1, SUSPENDED.id, SUSPENDED.text)


def test_a_long_passage_keeps_its_first_whole_sentences() -> None:
    text = long_text(30)
    answer = compose(passage("long", "Que faire ?", text, kind=NOTES))
    shown = unmarked(answer.text)
    assert text.startswith(shown)
    assert shown.endswith("public.")
    assert LONGEST - 100 < len(shown) <= LONGEST


@pytest.mark.parametrize(
    "text",
    [
        "Voir l'article R. 2192-29 du code. " * 40,
        "Joignez 3,5 Mo au plus, p. ex. un PDF ! Et ensuite ? Envoyez-le. " * 25,
        "\n".join(f"- Un point n° {n} de la liste, sans ponctuation finale" for n in range(40)),
    ],
)
def test_a_cut_falls_after_a_sentence_or_a_line(text: str) -> None:
    kept = shorten(text, LONGEST)
    assert text.startswith(kept)
    assert len(kept) <= LONGEST
    rest = text[len(kept) :]
    assert rest.startswith("\n") or (kept[-1] in ".!?" and rest.startswith(" "))


def test_a_first_sentence_longer_than_the_limit_is_kept_whole() -> None:
    text = "Le client " + "très " * 300 + "public paie. Puis il classe."
    assert shorten(text, LONGEST) == text.removesuffix(" Puis il classe.")


def test_steps_are_never_cut() -> None:
    steps = passage("étapes", "Comment faire ?", STEP_LIST, kind=STEPS)
    assert len(STEP_LIST) > LONGEST
    assert unmarked(compose(steps).text) == STEP_LIST


def test_a_complement_comes_whole_under_its_own_question() -> None:
    answer = compose(SUSPENDED, DELAY)
    assert f"**{DELAY.title}** {DELAY.text} [2]" in answer.text
    assert [c.passage_id for c in answer.citations] == [SUSPENDED.id, DELAY.id]


def test_a_complement_that_does_not_fit_is_left_out_whole() -> None:
    first, second = passage("a", "A ?", long_text(8), kind=NOTES), passage("b", "B ?", "Autre chose. " * 30)
    answer = compose(first, second, DELAY)
    assert [c.passage_id for c in answer.citations] == ["a", DELAY.id]
    assert "Autre chose" not in answer.text


def test_a_passage_much_less_sure_than_the_first_is_left_out() -> None:
    assert len(compose(SUSPENDED, DELAY, scores=(1.0, 0.3)).citations) == 1


def test_no_more_than_three_sources_are_shown() -> None:
    assert len(compose(SUSPENDED, DELAY, REJECTED, SUBCONTRACTOR).citations) == 3


def test_the_same_thing_is_not_said_twice() -> None:
    twin = replace(SUSPENDED, id="jumelle", text="Complétez-la bien : elle ne se refait pas.")
    assert says_again(twin, [SUSPENDED.text])
    assert not says_again(DELAY, [SUSPENDED.text])
    assert [c.passage_id for c in compose(SUSPENDED, twin, DELAY).citations] == [SUSPENDED.id, DELAY.id]


@pytest.mark.parametrize(("review_by", "overdue"), [(None, False), (TODAY, False), (date(2026, 11, 23), True)])
def test_a_source_is_overdue_from_the_day_after_its_date(review_by: date | None, overdue: bool) -> None:
    [citation] = compose(replace(SUSPENDED, review_by=review_by, checked_on=date(2026, 1, 2))).citations
    assert citation.overdue is overdue
    assert citation.checked_on == "2026-01-02"


def test_the_decisive_sentence_and_the_end_of_each_block_carry_the_mark() -> None:
    first = "Complétez-la : elle ne se refait pas, et elle garde son numéro."
    more = "Le client public la voit de nouveau dès que vous l'avez renvoyée avec la pièce qu'il demandait. " * 3
    steps = "Faites ainsi :\n\n1. Ouvrez « Factures émises ».\n2. Joignez la pièce.\n\nPuis attendez."
    marked = with_marks(f"{first} {more.strip()}\n\n{steps}", 2)
    assert marked.startswith(f"{first} [2] Le client public")
    assert re.findall(r"(\S+) \[2\]", marked) == ["numéro.", "demandait.", "pièce.", "attendez."]


def test_a_title_or_a_line_that_announces_carries_no_mark_and_a_table_one_at_its_last_row() -> None:
    assert with_marks("**Les statuts**\n\n| a | b |\n| - | - |\n| 1 | 2 |", 1).endswith("| 1 | 2 | [1]")
    assert with_marks("**Les statuts**\n\n| a | b |\n| - | - |\n| 1 | 2 |", 1).count("[1]") == 1


def test_a_first_sentence_of_a_few_words_decides_nothing_yet() -> None:
    text = (
        "En deux temps. D'abord le titulaire valide la demande de son sous-traitant. Puis " + "l'acheteur paie, " * 12
    )
    assert with_marks(f"{text.strip(' ,')}.", 1).startswith(
        "En deux temps. D'abord le titulaire valide la demande de son sous-traitant. [1] Puis"
    )


def test_of_a_complement_only_what_is_new_is_said() -> None:
    again = "Complétez la facture : elle ne se refait pas."
    other = replace(DELAY, text=f"{DELAY.text} {again}")
    answer = compose(replace(SUSPENDED, text=again), other)
    assert unmarked(answer.text) == f"{again}\n\n**{DELAY.title}** {DELAY.text}"


@given(st.lists(st.sampled_from([SUSPENDED, REJECTED, SUBCONTRACTOR, DELAY]), min_size=1, max_size=8), st.data())
def test_marks_number_the_citations_in_order_and_what_is_cited_is_shown(
    found: list[CitedPassage], data: st.DataObject
) -> None:
    scores = sorted((data.draw(st.floats(0.01, 1)) for _ in found), reverse=True)
    answer = compose_answer("délai de paiement", [hit(p, s) for p, s in zip(found, scores, strict=True)], TODAY)
    marks = re.findall(r"\[(\d)\]", answer.text)
    assert marks == sorted(marks)
    assert set(marks) == {str(c.n) for c in answer.citations}
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert len({c.passage_id for c in answer.citations}) == len(answer.citations)
    assert all(c.quote in unmarked(answer.text) for c in answer.citations)


@pytest.mark.parametrize("question", ASKED)
def test_what_is_shown_of_a_real_fiche_is_taken_from_it_to_the_letter(small_course: Services, question: str) -> None:
    retriever = small_course.retriever
    hits = retriever.search(question, retriever.encode(question)).hits
    answer = compose_answer(question, hits, TODAY)
    texts = {h.passage.id: h.passage.text for h in hits}
    shown = unmarked(answer.text)
    assert all(c.quote in shown for c in answer.citations)
    assert all(line in texts[c.passage_id] for c in answer.citations for line in c.quote.splitlines())
    assert answer.text.endswith("]")
    steps = max((len(c.quote) for c in answer.citations if c.quote == texts[c.passage_id]), default=0)
    assert len(shown) <= max(LONGEST, steps) + 40


def test_a_passage_of_a_pdf_is_cited_with_its_page(small_course: Services) -> None:
    question = "quand la retenue de garantie de la passerelle du canal est-elle libérée ?"
    hits = small_course.retriever.search(question, small_course.retriever.encode(question)).hits
    answer = compose_answer(question, hits, TODAY)
    assert "un an après la réception" in answer.text
    assert (answer.citations[0].document, answer.citations[0].page) == ("Fascicule de la passerelle", "2")
