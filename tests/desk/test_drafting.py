"""What a draft is made of, field by field."""

import pytest

from bot.desk.drafting import draft_ticket, read_over, redraft
from bot.storage.models import Turn
from tests.desk.conftest import make_turn


def turns(*said: tuple[str, str]) -> list[Turn]:
    return [make_turn(text, outcome, at) for at, (text, outcome) in enumerate(said)]


def test_the_description_is_the_persons_words_in_order_without_the_small_talk() -> None:
    draft = draft_ticket(
        turns(
            ("Bonjour", "smalltalk"),
            ("Ma facture est suspendue.", "answer"),
            ("ça ne marche pas", "abstain"),
            ("ouvrir un ticket", "ticket"),
        )
    )
    assert draft.description == "Ma facture est suspendue.\n\nça ne marche pas"


def test_a_call_for_a_person_that_tells_the_case_is_kept() -> None:
    draft = draft_ticket(turns(("je veux parler à un conseiller pour ma facture 2026-118 rejetée", "handoff")))
    assert "2026-118" in draft.description


def test_a_message_sent_twice_is_written_once() -> None:
    draft = draft_ticket(turns(("facture rejetée ?", "abstain"), ("facture rejetée ?", "abstain")))
    assert draft.description == "facture rejetée ?"


@pytest.mark.parametrize(
    ("said", "subject"),
    [
        ("Bonjour, ma facture est suspendue. Je fais quoi ?", "Ma facture est suspendue."),
        ("la facture est rejetée\nnuméro 2026-118 du 3 mars", "Facture 2026-118 : La facture est rejetée"),
        ("Bonjour madame ! Help", "Help"),
    ],
)
def test_the_subject_is_the_sentence_that_names_the_case(said: str, subject: str) -> None:
    assert draft_ticket(turns((said, "abstain"))).subject == subject


def test_the_subject_comes_from_the_message_that_says_most() -> None:
    draft = draft_ticket(turns(("j'ai un souci", "abstain"), ("ma facture a été rejetée, pas payée", "abstain")))
    assert draft.subject == "Ma facture a été rejetée, pas payée"


def test_a_long_subject_is_cut_between_words() -> None:
    subject = draft_ticket(turns(("facture rejetée " + "sans motif " * 30, "abstain"))).subject
    assert len(subject) <= 120
    assert subject.endswith((" sans…", " motif…"))


def test_what_was_tried_is_the_answers_shown_with_their_sources() -> None:
    cited = [
        {"n": 1, "document": "Facture suspendue", "section": "Étapes", "page": None},
        {"n": 2, "document": "Fascicule", "section": "III", "page": "24"},
        {"n": 3, "document": "Fascicule", "section": "III", "page": "24"},
    ]
    answered = make_turn("mdp : azerty, facture suspendue ?", "answer", text="Complétez-la [1][2].", citations=cited)
    draft = draft_ticket([answered, make_turn("et sinon ?", "abstain", 1)])
    assert draft.tried == [
        {
            "question": "mdp : [mot de passe masqué], facture suspendue ?",
            "answer": "Complétez-la [1][2].",
            "sources": ["Facture suspendue, Étapes", "Fascicule, III, page 24"],
        }
    ]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ([], "demande"),
        ([make_turn("ouvrir un ticket", "ticket")], "demande"),
        ([make_turn("facture ?", "answer"), make_turn("un conseiller", "handoff", 1)], "demande"),
        ([make_turn("facture ?", "answer", vote=-1), make_turn("merci", "smalltalk", 1)], "vote négatif"),
        ([make_turn("facture ?", "answer", vote=1)], "demande"),
        ([make_turn("zzz", "abstain")], "incompris"),
        ([make_turn("zzz", "abstain"), make_turn("yyy", "abstain", 1)], "incompris ×2"),
        ([make_turn("zzz", "abstain"), make_turn("ticket", "ticket", 1)], "incompris"),
        ([make_turn("où en est ma facture", "abstain", reason="cas personnel")], "cas personnel"),
        ([make_turn("la météo", "abstain", reason="hors périmètre")], "hors périmètre"),
        ([make_turn("facture", "abstain", reason="erreur technique")], "erreur technique"),
    ],
)
def test_why_the_assistant_stopped_is_one_of_a_closed_list(said: list[Turn], reason: str) -> None:
    assert draft_ticket(said).stop_reason == reason


def test_what_was_shown_helps_when_the_words_say_nothing() -> None:
    cited = [{"n": 1, "document": "Se rattacher à une structure", "section": "Étapes", "page": None}]
    draft = draft_ticket([make_turn("c'est long non ?", "answer", citations=cited)])
    assert draft.category == "Gestion des structures et utilisateurs"


def test_the_missing_fields_follow_the_category() -> None:
    text = "facture 2026-118 du 3 mars, 1 250 €"
    _, missing = read_over("Suivi, rejet ou paiement d'une facture", "", text)
    assert missing == ["SIRET de l'émetteur et du destinataire", "code service", "numéro d'engagement"]
    assert read_over("Réforme et plateformes agréées", "", text)[1] == []


def test_an_untouched_draft_is_drafted_again_whole() -> None:
    said = turns(("ma facture est suspendue", "answer"), ("en fait c'est mon mot de passe qui bloque", "abstain"))
    first = draft_ticket(said[:1])
    assert redraft(first.category, first.subject, first.description, said) == draft_ticket(said)


def test_an_edited_draft_keeps_its_edits_and_gets_what_was_said_since() -> None:
    said = turns(("ma facture est suspendue", "answer"), ("siret 73282932000074", "abstain"))
    first = draft_ticket(said[:1])
    again = redraft("Autre demande", "Mon titre", f"{first.description}\n\nJ'ajoute ceci.", said)
    assert (again.category, again.subject) == ("Autre demande", "Mon titre")
    assert again.description == "ma facture est suspendue\n\nJ'ajoute ceci.\n\nsiret 73282932000074"


def test_a_description_written_anew_is_left_alone() -> None:
    said = turns(("ma facture est suspendue", "answer"), ("et donc ?", "abstain"))
    assert redraft("Autre demande", "Titre", "Tout autre chose.", said).description == "Tout autre chose."


def test_an_empty_draft_fills_up_when_something_is_said() -> None:
    empty = draft_ticket([])
    assert (empty.subject, empty.description, empty.category) == ("", "", "Autre demande")
    said = turns(("ma facture est suspendue", "answer"))
    assert redraft(empty.category, empty.subject, empty.description, said) == draft_ticket(said)
