"""What is shown of a passage is its own words, whole sentences or rows, chosen by the question's rare words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages import passage

from bot.corpus.document import NOTES, STEPS, TABLE, TEXT
from bot.dialogue.excerpts import excerpt, new_sentences, pick_rows, sentences

PAGE = (
    "Le chantier de la passerelle commence en mars. Le canal est vidé avant les travaux. Les riverains sont prévenus "
    "par la mairie. Une réunion a lieu chaque lundi sur le site du chantier. Les plans sont affichés à l'entrée du "
    "chantier. Les accès restent ouverts aux piétons pendant toute la durée du chantier. Le stationnement est interdit "
    "le long du quai. La retenue de garantie est de 5 % du montant. Elle est rendue un an après la réception. "
    "Les déchets sont triés sur place par chaque entreprise. Les clés du local sont remises au gardien chaque soir. "
    "Le gardien tient le registre des entrées du chantier."
)
POINTS = "\n".join(
    f"- {point} Ce point vaut pour tous les marchés de la commune et pour chaque entreprise qui y travaille."
    for point in (
        "Les plans sont à l'entrée.", "La caution remplace la retenue.", "Le gardien a les clés.",
        "La réunion est le lundi.", "La retenue est de 5 %.", "Les déchets sont triés.",
    )
)  # fmt: skip
TABLE_TEXT = """| statut | geste | numéro |
| --- | --- | --- |
| Brouillon | valider et envoyer | le même |
| À recycler | corriger le destinataire | le même |
| Suspendue | ajouter la pièce | le même |
| Rejetée | refaire la facture | un nouveau |"""


def test_of_a_long_page_the_sentences_that_answer_are_shown_with_what_leans_on_them() -> None:
    shown = excerpt("quand la retenue de garantie est-elle rendue ?", passage("p", "Le chantier", PAGE, kind=TEXT), 300)
    assert "La retenue de garantie est de 5 % du montant. Elle est rendue un an après la réception." in shown
    assert shown in PAGE
    assert "mars" not in shown
    assert len(shown) <= 300


def test_a_page_that_says_nothing_of_the_question_is_shown_from_its_beginning() -> None:
    shown = excerpt("mot de passe oublié", passage("p", "Le chantier", PAGE, kind=TEXT), 300)
    assert PAGE.startswith(shown)


def test_of_a_list_the_points_that_answer_are_shown_whole_and_in_order() -> None:
    shown = excerpt("la retenue ou la caution ?", passage("p", "Le marché", POINTS, kind=NOTES), 300)
    assert shown.splitlines() == [POINTS.splitlines()[1], POINTS.splitlines()[4]]


def test_the_answer_to_a_fiche_s_question_keeps_its_first_sentences() -> None:
    shown = excerpt("quand la retenue est-elle rendue ?", passage("p", "Quand commence le chantier ?", PAGE), 120)
    assert shown == "Le chantier de la passerelle commence en mars. Le canal est vidé avant les travaux."


def test_steps_are_never_cut() -> None:
    steps = "\n".join(f"{n}. Faites le geste {n}." for n in range(1, 60))
    assert excerpt("geste 7", passage("p", "Comment ?", steps, kind=STEPS), 100) == steps


def test_of_a_table_the_rows_that_answer_are_shown_under_their_head() -> None:
    shown = excerpt("quel numéro si ma facture est rejetée ?", passage("p", "Les statuts", TABLE_TEXT, kind=TABLE), 900)
    lines = TABLE_TEXT.splitlines()
    assert shown.splitlines() == [lines[0], lines[1], lines[5]]


@pytest.mark.parametrize("question", ["bonjour", "quel mot de passe ?"])
def test_a_table_of_which_no_row_answers_is_shown_whole(question: str) -> None:
    assert pick_rows(question, TABLE_TEXT) == TABLE_TEXT


def test_what_was_said_is_left_out_but_not_what_the_next_sentence_leans_on() -> None:
    said = ["La facture suspendue se complète avec la pièce demandée."]
    assert new_sentences("La facture suspendue se complète avec la pièce demandée. Joignez-la.", said) == "Joignez-la."
    leaning = "La facture suspendue se complète avec la pièce demandée. Elle garde son numéro."
    assert new_sentences(leaning, said) == leaning


@given(st.text(max_size=200), st.text(max_size=1500), st.integers(50, 900))
def test_whatever_the_text_nothing_is_made_up(question: str, text: str, limit: int) -> None:
    assert "".join(sentences(text)) == text
    for kind in (TEXT, NOTES, TABLE):
        shown = excerpt(question, passage("p", "Titre", text, kind=kind), limit)
        assert all(line in text for line in shown.split("\n"))
