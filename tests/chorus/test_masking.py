"""Secrets are covered, and what only looks like one is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chorus.masking import mask_secrets


@pytest.mark.parametrize(
    ("text", "secret", "mask"),
    [
        ("mon IBAN FR76 3000 6000 0112 3456 7890 189, merci", "3000", "[IBAN masqué]"),
        ("iban fr7630006000011234567890189 ok", "3000", "[IBAN masqué]"),
        ("IBAN faux FR7630006000011234567890188", "3000", "[IBAN masqué]"),
        ("virement DE89 3704 0044 0532 0130 00 svp", "3704", "[IBAN masqué]"),
        ("BE68 5390 0754 7034 vous avez", "5390", "[IBAN masqué]"),
        ("RIB : 30006 00001 12345678901 89", "30006", "[IBAN masqué]"),
        ("carte 4970 1012 3456 7893", "4970", "[numéro de carte masqué]"),
        ("ma carte bleue 4970101234567890", "4970", "[numéro de carte masqué]"),
        ("mon mot de passe est Toto2026! et", "Toto", "[mot de passe masqué]"),
        ("mdp: azerty", "azerty", "[mot de passe masqué]"),
        ("mdp Azerty123", "Azerty", "[mot de passe masqué]"),
        ("mon mot de passe c'est azerty", "azerty", "[mot de passe masqué]"),
        ("mon mot de passe est Demande2026!", "Demande2026", "[mot de passe masqué]"),
        ("mdp : Bien.2026", "Bien.2026", "[mot de passe masqué]"),
        ("client_secret=aZ93kfLq22 c'est", "aZ93", "[secret masqué]"),
        ("code de vérification 482913 refusé", "482913", "[code masqué]"),
        ("cryptogramme 123", "123", "[cryptogramme masqué]"),
        ("n° sécu 1 85 05 78 006 084 91", "85 05", "[numéro de sécurité sociale masqué]"),
    ],
)
def test_a_secret_is_covered(text: str, secret: str, mask: str) -> None:
    masked = mask_secrets(text)
    assert mask in masked
    assert secret not in masked


@pytest.mark.parametrize(
    "text",
    [
        "mot de passe oublié",
        "mon mot de passe est refusé",
        "le mot de passe du compte technique a expiré",
        "mot de passe : toujours refusé",
        "mon mot de passe est refusé.",
        "siret 73282932000074",
        "flux CPP0020261104000123",
        "TVA FR44732829320",
        "IBAN obligatoire",
        "EJ 1300045678 facture FA26-CHANTIER-NORD-2026",
        "le code service 482913",
    ],
)
def test_what_a_support_needs_is_left(text: str) -> None:
    assert mask_secrets(text) == text


def test_the_words_around_a_secret_are_kept() -> None:
    assert mask_secrets("Mon IBAN FR7630006000011234567890189 est à jour") == "Mon IBAN [IBAN masqué] est à jour"


@given(st.text(alphabet="mot de passeibnFRcarte0123456789:= é[]!'", max_size=120))
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask_secrets(text)
    assert mask_secrets(once) == once
