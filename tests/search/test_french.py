"""French as people type it: however it is written, the same word ends in the same term, and a code stays a code."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.search.french import fold, stem, terms, words

ANYTHING = st.text(st.characters(codec="utf-8"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rejetée", "rejetee"),
        ("REJETÉE", "rejetée"),
        ("rejetées", "rejetée"),
        ("l'avoir", "avoir"),
        ("l’avoir", "avoir"),
        ("l´avoir", "avoir"),  # an accent typed for an apostrophe
        ("qu'une facture", "une facture"),
        ("d'œuvre", "oeuvre"),
        ("sous‑traitant", "sous-traitant"),  # a non-breaking hyphen
        ("reçu", "recu"),
        ("«\u00a0Suspendue\u00a0»", "suspendue"),
        ("À\u202frecycler", "a recycler"),
        (unicodedata.normalize("NFD", "déposée"), "déposée"),
        ("ﬁche", "fiche"),  # a PDF's ligature
    ],
)
def test_two_writings_of_one_thing_give_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other)
    assert terms(one)


@pytest.mark.parametrize(("one", "other"), [("rejetée", "recyclée"), ("facture", "fracture"), ("A9", "A4")])
def test_different_words_keep_different_terms(one: str, other: str) -> None:
    assert terms(one) != terms(other)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("le cadre A9 ?", "a9"),
        ("cadre A25", "a25"),
        ("IN_INCIDENTE", "in_incidente"),
        ("rejet G1.07", "g1"),
        ("code REJ-4", "rej"),
        ("le 30 jours", "30"),
        ("1 250,40 €", "250,40"),
        ("2026-118", "2026"),
        ("motif DEST_ERR", "dest_err"),
    ],
)
def test_a_code_or_a_number_is_kept_whole_and_unstemmed(text: str, code: str) -> None:
    assert code in terms(text)


def test_no_word_is_thrown_away_as_too_common() -> None:
    assert words("c'est quoi le SIRET ?") == ["est", "quoi", "le", "siret"]
    assert words("comment faire") == ["comment", "faire"]


def test_an_elision_is_cut_only_before_a_word() -> None:
    assert words("aujourd'hui") == ["aujourd", "hui"]
    assert words("l' avoir") == ["l", "avoir"]


@pytest.mark.parametrize("text", ["", " ", "🙂🙂", "???", "\u00a0", "…", "日本語"])
def test_what_holds_no_word_gives_no_term(text: str) -> None:
    assert terms(text) == []


@given(ANYTHING)
def test_any_text_is_folded_once_and_for_all(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == folded.strip()


@given(ANYTHING)
def test_any_text_gives_terms_without_space_case_or_punctuation(text: str) -> None:
    for term in terms(text):
        assert term == term.lower() != ""
        assert all(c.isalnum() or c in "-_.,/" for c in term)


@given(st.from_regex(r"[a-z]{1,4}[0-9_][a-z0-9]{0,6}", fullmatch=True))
def test_a_word_with_a_digit_or_an_underscore_is_its_own_stem(code: str) -> None:
    assert stem(code) == code
