"""Courtesies are taken off a question, and a message that is only courtesy is left whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.politeness import without_courtesies


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("bonjour, je voudrais savoir comment créer mon compte svp", "comment créer mon compte"),
        ("Bonsoir madame, pouvez-vous me dire pourquoi ma facture est rejetée ? Merci d'avance.", None),
        ("salut ma facture est suspendue", "ma facture est suspendue"),
        ("Comment créer mon compte ? Merci pour votre aide", "Comment créer mon compte ?"),
        ("s’il vous plaît, quel cadre choisir", "quel cadre choisir"),
    ],
)
def test_what_remains_is_the_question(said: str, asked: str | None) -> None:
    assert without_courtesies(said) == (asked or "pourquoi ma facture est rejetée ?")


@pytest.mark.parametrize("said", ["bonjour", "Bonjour madame", "merci beaucoup", "svp", "bonjour et merci", "😀"])
def test_a_message_of_courtesy_alone_is_left_whole(said: str) -> None:
    assert without_courtesies(said) == said


@pytest.mark.parametrize("said", ["je veux parler à un conseiller", "je voudrais ouvrir un ticket"])
def test_what_a_person_wants_is_not_a_courtesy(said: str) -> None:
    assert without_courtesies(said) == said


@given(st.text(max_size=300))
def test_nothing_a_person_may_type_makes_it_fail(said: str) -> None:
    assert isinstance(without_courtesies(said), str)
