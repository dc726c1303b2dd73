"""What is read in free French text, and what must not be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from bot.chorus.folding import composed
from bot.chorus.identifiers import LABELS, Identifier, find_identifiers


def read(text: str) -> list[tuple[str, str]]:
    """(kind, value) of each identifier, spaces made plain."""
    return [(one.kind, one.value.replace("\u00a0", " ")) for one in find_identifiers(text)]


def only(text: str) -> Identifier:
    (found,) = find_identifiers(text)
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ma facture n° 2026-118", "2026-118"),
        ("FA-0012", "FA-0012"),
        ("facture F112 du 3 mars", "F112"),
        ("c la facture 2026118", "2026118"),
        ("facture FA 118", "FA 118"),
        ("n° facture : F26-0457", "F26-0457"),
        ("facture Chorus Pro numéro 412", "412"),
        ("facture de travaux 2026-33", "2026-33"),
        ("La facture « FAC-88 » est à recycler", "FAC-88"),
        ("ma fact FA2026_11_004 bloquée", "FA2026_11_004"),
        ("facturen°2026-118", "2026-118"),
        ("et la 2026-119 ?", "2026-119"),
        ("la facture portant le numéro 201/2026", "201/2026"),
        ("avoir n° AV-12", "AV-12"),
        ("FACTURE N° FAC-2026-0031 REJETEE CODE SERVICE INCONNU", "FAC-2026-0031"),
    ],
)
def test_an_invoice_number_is_read_as_people_give_it(text: str, value: str) -> None:
    assert ("facture", value) in read(text)


def test_several_invoices_in_a_row_are_all_read() -> None:
    assert read("factures 2026-118, 2026-119 et 2026-120") == [
        ("facture", "2026-118"),
        ("facture", "2026-119"),
        ("facture", "2026-120"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "facture 30 jours",
        "2 factures",
        "facture A4",
        "facture A9 refusée",
        "facture de mars 2026",
        "facture 2026",
        "je veux avoir 3 factures",
        "combien de caractères pour le numéro de facture : 20 ou 35 ?",
        "décret n° 2025-736",
        "loi de finances pour 2026 (n° 2026-103)",
        "la facture électronique b2b",
        "facture PDF/A3",
        "erreur 413 quand je télécharge mes factures",
        "le code APE 43.22A",
        "l'engagement est refusé",
        "code service inconnu",
        "CODE SERVICE INCONNU",
        "mon service comptable",
        "engagement 50 caractères",
        "le flux est en IN_DEPOT_PORTAIL_EN_ATTENTE_TRAITEMENT_SE_CPP",
        "appelez le 01 02 03 04 05 ou le 06.12.34.56.78",
        "69003 Lyon CS 30012",
        "CCAG 2021 article 12.4.2",
        "entre 2025-2026",
        "8 % de TVA",
        "https://portail.chorus-pro.gouv.fr/facture?id=2026-118",
        "347 x 28 combien ça fait",
    ],
)
def test_what_is_no_identifier_is_left_alone(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("EJ 1300045678", "engagement", "1300045678"),
        ("engagement juridique n° 2100 123 456", "engagement", "2100123456"),
        ("n° EJ 1300045678 12 lots", "engagement", "1300045678"),
        ("ej1300045678", "engagement", "1300045678"),
        ("bon de commande BC-2026-0045", "engagement", "BC-2026-0045"),
        ("code service SFACT-01", "service", "SFACT-01"),
        ("le code service de la mairie est 123ABC", "service", "123ABC"),
        ("code service : ACHATS", "service", "ACHATS"),
        ("service exécutant D3251PDD75", "service", "D3251PDD75"),
        ("marché n° 2025-T-0034", "marche", "2025-T-0034"),
        ("mon flux CPP0000001234567", "flux", "CPP0000001234567"),
        ("flux FSO1117A_CPP001_CPP0010000000123", "flux", "FSO1117A_CPP001_CPP0010000000123"),
        ("le lot a été importé correctement sous le n° 4512877", "flux", "4512877"),
        ("ticket n° 0458123", "ticket", "0458123"),
        ("T-2026-000123", "ticket", "T-2026-000123"),
        ("contact : paul.durand@mairie-lyon.fr.", "courriel", "paul.durand@mairie-lyon.fr"),
        ("TECH_1_12345@cpro.fr", "compte_technique", "TECH_1_12345@cpro.fr"),
        ("siret : 732.829.320.00074", "siret", "73282932000074"),
        ("SIRET n°732 829 320 00074 merci", "siret", "73282932000074"),
        ("siren 732 829 320", "siren", "732829320"),
        ("FR 44 732 829 320", "tva", "FR44732829320"),
        ("de 1.250,5 euros", "montant", "1 250,50 €"),
        ("montant HT : 1250", "montant", "1 250 € HT"),
        ("980 ttc", "montant", "980 € TTC"),
        ("12 k€", "montant", "12 k€"),
        ("avoir de -300 €", "montant", "-300 €"),
        ("le 01.10.2026", "date", "1er octobre 2026"),
        ("2026-03-05", "date", "5 mars 2026"),
        ("payée le 2/08/26", "date", "2 août 2026"),
        ("depuis le 3/03", "date", "3 mars"),
        ("le 20 nov.", "date", "20 novembre"),
    ],
)
def test_each_other_kind_is_read_by_its_name_or_its_shape(text: str, kind: str, value: str) -> None:
    assert read(text) == [(kind, value)]


def test_the_person_is_told_how_many_digits_a_siret_lacks() -> None:
    assert only("siret 7328293200007").problem == "ce SIRET a 13 chiffres, il en faut 14"


def test_a_siren_given_for_a_siret_is_named() -> None:
    assert only("mon siret 732829320").problem == "ce numéro a 9 chiffres : c'est un SIREN, un SIRET en a 14"


def test_a_wrong_check_digit_is_told() -> None:
    found = only("siret 123 456 789 00012")
    assert not found.valid
    assert "la clé de contrôle ne correspond pas" in str(found.problem)


@pytest.mark.parametrize(
    ("number", "valid"), [("35600000000048", True), ("35600000049837", True), ("35600000000031", False)]
)
def test_la_poste_has_its_own_rule(number: str, valid: bool) -> None:
    assert only(f"siret {number}").valid is valid


@pytest.mark.parametrize(
    ("number", "valid"), [("FR44732829320", True), ("FR39356000000", True), ("FR40732829320", False)]
)
def test_a_vat_number_is_checked_against_its_siren(number: str, valid: bool) -> None:
    assert only(f"TVA intracommunautaire {number}").valid is valid


def test_an_invoice_number_longer_than_the_portal_takes_is_told() -> None:
    found = only("facture n° FACTURE-2026-11-CLIENT-0123")
    assert found.problem == "ce numéro de facture a 27 caractères, Chorus Pro en accepte 20"


def test_a_date_that_does_not_exist_is_told_as_written() -> None:
    found = only("le 31/02/2026")
    assert (found.value, found.problem) == ("31/02/2026", "cette date n'existe pas")


def test_a_digit_belongs_to_one_identifier_only() -> None:
    text = "siret 73282932000074, siren 732829320, facture 412 de 412 € du 4/12, EJ 1300045678"
    assert read(text) == [
        ("siret", "73282932000074"),
        ("siren", "732829320"),
        ("facture", "412"),
        ("montant", "412 €"),
        ("date", "4 décembre"),
        ("engagement", "1300045678"),
    ]


def test_an_identifier_said_twice_counts_once() -> None:
    assert read("facture 2026-118, oui la facture 2026-118") == [("facture", "2026-118")]


def test_secrets_are_no_identifiers() -> None:
    text = "IBAN FR76 3000 6000 0112 3456 7890 189, carte 4970 1012 3456 7893, mot de passe : 73282932000074"
    assert read(text) == []


@given(
    st.integers(min_value=10**7, max_value=10**8 - 1), st.integers(min_value=0, max_value=9999), st.sampled_from(" .-")
)
def test_every_right_siret_is_read_whatever_its_separators(base: int, nic: int, separator: str) -> None:
    siren = f"{base}{luhn.calc_check_digit(str(base))}"
    number = f"{siren}{nic:04}"
    number += luhn.calc_check_digit(number)
    grouped = separator.join((number[:3], number[3:6], number[6:9], number[9:]))
    if not siren.startswith("356000000"):
        assert find_identifiers(f"mon siret est {grouped}, voilà") == [Identifier("siret", number)]


def squeezed(text: str) -> str:
    """The letters and digits alone, all in one case."""
    return "".join(c for c in composed(text).casefold() if c.isalnum())


@given(st.text(alphabet="0123456789 -./_€n°:,factureEJsirettvaFRSA@", max_size=120))
def test_whatever_is_typed_no_value_is_made_up(text: str) -> None:
    for one in find_identifiers(text):
        assert one.kind in LABELS
        if one.kind not in ("date", "montant"):
            assert squeezed(one.value) in squeezed(text)


@given(st.text(max_size=300))
def test_nothing_that_can_be_typed_breaks_the_reading(text: str) -> None:
    assert all(one.value for one in find_identifiers(text))
