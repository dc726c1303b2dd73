"""What no support needs is told to the person, and nothing else is: the client may be a hospital."""

import pytest

from bot.chorus.unneeded import KEPT, MASKED, cover_unneeded, find_unneeded, kinds_covered, undecided


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("je suis en arrêt maladie depuis mars", "santé", "arrêt maladie"),
        ("J'étais en congé maternité quand la facture est partie", "santé", "congé maternité"),
        ("mon gérant a un cancer, je fais tout seul", "santé", "cancer"),
        ("la gestionnaire qui a fait un AVC ne répond plus", "santé", "AVC"),
        ("elle est hospitalisée depuis juin", "santé", "hospitalisée"),
        ("j'ai eu le covid donc du retard", "santé", "covid"),
        ("pour raisons de santé", "santé", "raisons de santé"),
        ("je suis née le 12/03/1984", "date de naissance", "12/03/1984"),
        ("date de naissance : 3 avril 1979", "date de naissance", "3 avril 1979"),
        ("mon numéro de sécu 1 85 05 78 006 084 92", "numéro de sécurité sociale", "1 85 05 78 006 084 92"),
    ],
)
def test_what_is_not_needed_is_found_where_it_stands(text: str, kind: str, said: str) -> None:
    (found,) = find_unneeded(text)
    assert (found.kind, found.text) == (kind, said)


@pytest.mark.parametrize(
    "text",
    [
        "La facture de la caisse primaire d'assurance maladie est suspendue",
        "le Centre de lutte contre le cancer n'a pas payé",
        "facture pour l'hôpital, service HANDICAP12, matériel médical",
        "ma facture d'hospitalisation à domicile a été rejetée",
        "le code service est invalide",
        "a été opérée la mise à jour ? Le maître d'œuvre a ses raisons",
        "SIRET 732 829 320 00074, facture du 12/03/1984",
        "la facture née le mois dernier",
    ],
)
def test_a_client_in_health_care_is_left_alone(text: str) -> None:
    assert find_unneeded(text) == []


@pytest.mark.parametrize(
    "number", ["73282932000074", "732 829 320 00074", "35600000049837", "4500871236", "CPP0020261103000872"]
)
def test_a_number_that_the_support_needs_is_neither_a_card_nor_a_person_s(number: str) -> None:
    text = f"siret {number} de ma facture"
    assert cover_unneeded(text, {}) == text
    assert find_unneeded(text) == []


def test_the_person_decides_but_for_secrets() -> None:
    text = "Je suis en arrêt maladie, mon mot de passe est Toto2026!, IBAN FR7630006000011234567890189"
    (illness,) = find_unneeded(text)
    assert "arrêt" not in illness.mark
    assert [one.mark for one in undecided([text, text], {})] == [illness.mark]
    kept = cover_unneeded(text, {illness.mark: KEPT})
    assert "arrêt maladie" in kept
    assert "Toto2026" not in kept
    assert "3000" not in kept
    covered = cover_unneeded(text, {illness.mark: MASKED})
    assert "arrêt maladie" not in covered
    assert cover_unneeded(covered, {illness.mark: MASKED}) == covered
    assert undecided([text], {illness.mark: KEPT}) == []
    assert kinds_covered([covered, covered]) == ["donnée de santé", "mot de passe", "IBAN"]
