"""Two documents that differ are both shown with their dates; what only sounds different is no contradiction."""

from dataclasses import replace
from datetime import date

import pytest
from passages import passage

from bot.corpus.document import CitedPassage
from bot.dialogue.contradictions import find_contradiction, show_both
from bot.search.retriever import Hit

TODAY = date(2026, 11, 24)
FICHE = replace(
    passage("fiche", "Combien de temps le lien est-il valable ?", "", document="Créer son compte"),
    checked_on=date(2026, 11, 24),
)
BOOK = replace(
    passage("livret", "Le lien", "", document="Livret 2027"), document_kind="fascicule", added_on=date(2027, 1, 5)
)


def hits(ours: str, theirs: str, second: CitedPassage = BOOK, score: float = 0.9) -> tuple[Hit, Hit]:
    pair = (replace(FICHE, text=ours), 1.0), (replace(second, text=theirs), score)
    first, other = (Hit(p, s, s, s, s) for p, s in pair)
    return first, other


DIFFERENT = [
    ("Le délai de paiement d'une mairie est de 30 jours.", "Le délai de paiement d'une mairie est de 45 jours."),
    ("Le lien d'activation est valable 60 minutes.", "Le lien d'activation reçu par courriel est valable 24 heures."),
    ("La pièce jointe fait au plus 10 Mo par fichier déposé.", "La pièce jointe fait au plus 5 Mo par fichier déposé."),
    (
        "Les PME doivent émettre des factures électroniques au 1er septembre 2027.",
        "Les PME doivent émettre des factures électroniques au 1er septembre 2026.",
    ),
    ("L'amende due est de 50 € par facture, 15 000 € l'an.", "L'amende due est de 15 € par facture, 15 000 € l'an."),
    ("Il faut changer le numéro de la facture rejetée.", "Il ne faut pas changer le numéro de la facture rejetée."),
]  # fmt: skip
ALIKE = [
    ("Le lien d'activation est valable 60 minutes.", "Le lien d'activation reçu est valable 1 heure."),
    ("Le paiement intervient en 30 jours pour une commune.", "Le paiement intervient en 50 jours pour un hôpital."),
    ("Le délai est de 30 jours.", "Pour un hôpital, le délai de paiement est de 50 jours."),
    ("Le délai de paiement est de 30 jours, 50 pour un hôpital.", "Le délai de paiement d'un hôpital est de 50 jours."),
    ("Le titulaire a 15 jours pour répondre à la demande.", "Le maître d'œuvre a 7 jours pour répondre à la demande."),
    ("La facture est payée sous 30 jours.", "Le ticket reçoit une réponse sous 2 jours."),
    ("Il faut changer le numéro de la facture rejetée.", "Il ne faut pas redéposer une facture déjà mise en paiement."),
]


@pytest.mark.parametrize(("ours", "theirs"), DIFFERENT)
def test_a_figure_a_date_or_a_not_that_differs_is_found(ours: str, theirs: str) -> None:
    found = find_contradiction(hits(ours, theirs))
    assert found
    assert found.sentences == (ours, theirs)


@pytest.mark.parametrize(("ours", "theirs"), ALIKE)
def test_the_same_thing_or_another_case_is_no_contradiction(ours: str, theirs: str) -> None:
    assert find_contradiction(hits(ours, theirs)) is None


@pytest.mark.parametrize(("ours", "theirs"), DIFFERENT)
def test_neither_is_a_passage_of_the_same_document_nor_one_far_from_the_question(ours: str, theirs: str) -> None:
    assert find_contradiction(hits(ours, theirs, replace(BOOK, document_key=FICHE.document_key))) is None
    assert find_contradiction(hits(ours, theirs, score=0.4)) is None


def test_both_are_shown_with_their_dates_and_the_more_recent_is_named() -> None:
    ours, theirs = DIFFERENT[1]
    found = find_contradiction(hits(ours, theirs))
    assert found
    answer = show_both("combien de temps vaut le lien ?", found, TODAY)
    assert answer.text.startswith("Attention : deux documents")
    assert f"**« Créer son compte » (vérifié le 24 novembre 2026) :** {ours} [1]" in answer.text
    assert f"**« Livret 2027 » (ajouté le 5 janvier 2027) :** {theirs} [2]" in answer.text
    assert "Le plus récent est « Livret 2027 »" in answer.text
    assert [(c.n, c.document) for c in answer.citations] == [(1, "Créer son compte"), (2, "Livret 2027")]
    assert answer.reason == "sources contraires"


def test_with_one_date_for_both_none_is_called_the_more_recent() -> None:
    found = find_contradiction(hits(*DIFFERENT[1], replace(BOOK, added_on=FICHE.checked_on)))
    assert found
    assert "plus récent" not in show_both("le lien ?", found, TODAY).text
