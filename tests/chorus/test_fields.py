"""What a case asks for and the text doesn't give."""

import pytest

from bot.chorus.categories import CATEGORIES, Category
from bot.chorus.fields import Field, missing_fields
from bot.chorus.identifiers import find_identifiers

BY_KEY: dict[str, Category] = {category.key: category for category in CATEGORIES}


def missing(key: str, text: str) -> list[str]:
    return missing_fields(BY_KEY[key].fields, text, find_identifiers(text))


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.key)
def test_an_empty_text_misses_every_field_in_order(category: Category) -> None:
    assert missing(category.key, "") == [field.value for field in category.fields]


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (
            "suivi",
            "facture 2026-118 du 3 mars 2026, 1 250 €, de 73282932000074 vers 21690123100011, code service FAC75, "
            "EJ 1300045678",
        ),
        ("connexion", "jean@menuiserie.fr, message : « Votre compte est bloqué », hier à 14h30 sous Firefox"),
        ("flux", "flux CPP0020261104000123 du 4 novembre en Factur-X, erreur : BuyerReference.value est obligatoire"),
        ("api", "TECH_12@cpro.fr, deposer/flux le 4/11/2026 à 9h12, codeRetour 20001"),
        ("gestionnaire", "SIRET 73282932000074, M. Bernard remplacé par Mme Lopez, s.lopez@btp.fr"),
        ("adresse", "ancienne : a@b.fr, nouvelle : c@d.fr"),
        ("reforme", "quand dois-je émettre ?"),
    ],
)
def test_a_complete_case_misses_nothing(key: str, text: str) -> None:
    assert missing(key, text) == []


def test_one_siret_of_two_is_told() -> None:
    assert "SIRET de l'émetteur ou du destinataire (un seul est donné)" in missing("suivi", "siret 73282932000074")


def test_a_wrong_identifier_is_still_missing() -> None:
    assert Field.SIRET.value in missing("structure", "siret 7328293200007")
