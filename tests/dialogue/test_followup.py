"""A message that leans on what came before carries its topic along; one that names its own subject stands alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.followup import leans, make_standalone
from bot.dialogue.intents import load_follow_ups

TALKS = load_follow_ups()
LEAST_RIGHT = 0.85


def is_joined(talk: dict[str, Any]) -> bool:
    return make_standalone(talk["message"], tuple(talk["history"])) != talk["message"].strip()


@pytest.mark.parametrize("leaning", [True, False])
def test_most_talks_of_each_class_are_told_apart(leaning: bool) -> None:
    talks = [talk for talk in TALKS if talk["leans"] is leaning]
    wrong = [f"{talk['history'][-1]} | {talk['message']}" for talk in talks if is_joined(talk) is not leaning]
    assert len(talks) >= 50
    assert 1 - len(wrong) / len(talks) >= LEAST_RIGHT, wrong


def test_a_first_message_stands_alone_whatever_it_says() -> None:
    assert make_standalone("  et combien de temps ? ", ()) == "et combien de temps ?"


def test_the_topic_comes_first_then_the_message() -> None:
    history = ("Comment débloquer mon compte ?",)
    assert make_standalone("combien de temps ?", history) == "Comment débloquer mon compte ? combien de temps ?"


def test_a_chain_of_follow_ups_goes_back_to_the_message_that_named_the_subject() -> None:
    history = ("Que faire d'un mot de passe oublié ?", "Quel cadre pour un sous-traitant ?", "et pour un cotraitant ?")
    assert make_standalone("combien de temps ?", history) == (
        "Quel cadre pour un sous-traitant ? et pour un cotraitant ? combien de temps ?"
    )


@pytest.mark.parametrize(
    "message",
    [
        "et si je suis sous-traitant ?",
        "je le change ?",
        "faut-il la refaire",
        "c'est payant ?",
        "il a refusé",
        "on fait quoi alors",
        "à partir de quand ?",
        "COMBIEN DE TEMPS ?",
        "pourquoi ?",
    ],
)
def test_a_continuation_leans(message: str) -> None:
    assert leans(message)


@pytest.mark.parametrize(
    "message",
    [
        "Le code service est-il obligatoire ?",
        "où télécharger le certificat de dépôt",
        "pourquoi ma facture a été rejetée par la mairie",
        "comment faire un avoir sur Chorus Pro",
        "délai de paiement de la facture",
        "facturer à l'étranger",
        "c'est quoi un avoir",
        "que veut dire SIRET",
        "mot de passe oublié",
        "erreur 501",
        "IRR_TAILLE_F : que faire ?",
        "A19 c'est pour qui",
    ],
)
def test_an_article_an_inversion_or_a_named_subject_does_not_lean(message: str) -> None:
    assert not leans(message)


@given(st.text(), st.lists(st.text(), max_size=4))
def test_the_message_is_never_lost_whatever_is_written(text: str, history: list[str]) -> None:
    assert make_standalone(text, tuple(history)).endswith(text.strip())


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("merci, autre chose : comment je crée mon compte ?", "comment je crée mon compte ?"),
        ("ok. Autre question, quel cadre pour un sous-traitant", "quel cadre pour un sous-traitant"),
        ("rien à voir mais où déposer un avoir ?", "où déposer un avoir ?"),
    ],
)
def test_one_that_announces_another_subject_is_looked_up_without_the_announcement(message: str, asked: str) -> None:
    assert make_standalone(message, ("Ma facture est suspendue, que faire ?",)) == asked


def test_an_announcement_alone_is_no_subject() -> None:
    assert make_standalone("autre chose", ()) == "autre chose"
