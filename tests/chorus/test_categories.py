"""The categories of the form, and the guess from what was said."""

import pytest

from bot.chorus.categories import CATEGORIES, OTHER, category_labels, category_named, classify, weigh
from bot.chorus.signs import SIGNS

# Said otherwise than in tests/desk/conversations.py, to see that the signs aren't made for those.
SAID_OTHERWISE = [
    ("connexion", "impossible d'entrer sur le site, il me dit identifiant ou mot de passe incorrect"),
    ("connexion", "j'ai jamais recu le mail pour confirmer mon inscription"),
    ("connexion", "le captcha ne s'affiche pas"),
    ("connexion", "Je change de téléphone, comment recevoir le code à usage unique ?"),
    ("structure", "ma collègue n'arrive pas à se rattacher à la société, elle attend l'approbation"),
    ("structure", "notre RIB a changé, le compte bancaire n'apparaît pas quand je fais une facture"),
    ("structure", "On a déménagé, nouveau SIRET, comment je mets à jour ma structure"),
    ("gestionnaire", "l'ancienne comptable était gestionnaire principale, elle a démissionné"),
    ("gestionnaire", "comment changer de gestionnaire principal quand l'ancien est décédé"),
    ("adresse", "je n'ai plus accès à la boîte mail avec laquelle je me connecte"),
    ("depot", "le bouton valider reste gris quand je saisis ma facture"),
    ("depot", "message service exécutant obligatoire pour ce destinataire"),
    ("depot", "on me demande un numéro d'engagement que je n'ai pas"),
    ("depot", "j'ai oublié de joindre l'annexe à ma facture, la pièce jointe ne passe pas"),
    ("suivi", "ma facture est mise à disposition depuis 2 mois et rien"),
    ("suivi", "le département a rejeté ma facture sans explication"),
    ("suivi", "toujours pas payé par l'hôpital, facture du 2 juin"),
    ("suivi", "j'ai envoyé à la mauvaise mairie, peut-on annuler ?"),
    ("travaux", "mon architecte n'a pas de compte et doit valider ma situation"),
    ("travaux", "le décompte final A7 a été refusé par la MOE"),
    ("sous_traitance", "en tant que sous-traitant je n'apparais pas comme valideur"),
    ("sous_traitance", "paiement direct refusé par le titulaire du marché"),
    ("flux", "fichier UBL en IN_INCIDENTE"),
    ("flux", "le dépôt par lot de mes XML est rejeté"),
    ("api", "mon logiciel n'arrive plus à se raccorder à chorus, erreur 401"),
    ("api", "le mot de passe du compte technique a expiré"),
    ("reforme", "quelle plateforme agréée choisir pour mes clients privés"),
    ("reforme", "je suis micro-entrepreneur, dois-je faire du e-reporting"),
    ("autre", "bonjour vous êtes ouverts à quelle heure"),
    ("autre", "raconte moi une blague"),
]


def test_nine_in_ten_are_sorted_right_in_other_words() -> None:
    wrong = [(text, classify(text).key) for key, text in SAID_OTHERWISE if classify(text).key != key]
    assert len(wrong) <= len(SAID_OTHERWISE) // 10, wrong


def test_every_category_but_the_last_has_its_signs() -> None:
    assert set(SIGNS) == {category.key for category in CATEGORIES} - {OTHER.key}


def test_the_portals_own_label_is_kept_word_for_word() -> None:
    assert "Gestion des structures et utilisateurs" in category_labels()


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.key)
def test_a_label_fits_its_column_and_finds_its_category(category: object) -> None:
    label = getattr(category, "label", "")
    assert len(label) <= 60
    assert category_named(label) is category


def test_an_unknown_label_is_no_category() -> None:
    assert category_named("Météo") is None


def test_nothing_said_of_the_portal_weighs_nothing() -> None:
    assert weigh("quel temps fera-t-il demain à Lyon ?") == {}
    assert classify("quel temps fera-t-il demain à Lyon ?") is OTHER


def test_what_was_shown_decides_only_when_the_words_do_not() -> None:
    assert classify("je suis concerné ?", "Réforme : le calendrier des plateformes agréées").key == "reforme"
    assert classify("ma facture est rejetée", "Réforme : le calendrier").key == "suivi"


def test_repeating_a_word_does_not_outweigh_another_subject() -> None:
    once, often = weigh("mot de passe"), weigh("mot de passe " * 9)
    assert once == often
