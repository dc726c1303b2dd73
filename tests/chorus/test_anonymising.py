"""What points at a person leaves a text before others learn from it; what the rule needs stays."""

import pytest

from bot.chorus.anonymising import anonymised


@pytest.mark.parametrize(
    ("text", "personal", "kind"),
    [
        ("Mme Dupont m'a répondu", "Dupont", "nom"),
        ("mme dupont de la mairie a refusé", "dupont", "nom"),
        ("Ma facture est bloquée.\nCordialement,\nKarim Benali", "Benali", "nom"),
        ("Bonjour, je suis Karim Benali et je n'arrive pas à déposer", "Karim", "nom"),
        ("la SARL Plomberie Martin ne voit rien", "Martin", "société"),
        ("écrivez à k.benali@plomberie-martin.fr", "benali", "adresse électronique"),
        ("mon tel 06 12 34 56 78, merci", "06 12", "téléphone"),
        ("nous sommes 12 bis rue des Lilas, 75011 Paris", "Lilas", "adresse postale"),
        ("le siret 732 829 320 00074", "732", "SIRET"),
        ("la facture FA-2026-118 est suspendue", "118", "numéro de facture"),
        ("l'EJ 1300045678 est refusé", "1300045678", "numéro d'engagement"),
        ("le code service FACT-ST45 est inactif", "ST45", "code service"),
        ("le flux CPP0020261104000123 est rejeté", "CPP0020261104000123", "numéro de flux"),
        ("mon IBAN FR76 3000 6000 0112 3456 7890 189", "3000", "IBAN"),
        ("mon mot de passe est Toto2026!", "Toto", "mot de passe"),
    ],
)
def test_what_points_at_a_person_is_taken_out_and_told(text: str, personal: str, kind: str) -> None:
    clean, kinds = anonymised(text)
    assert personal not in clean
    assert kinds == [kind]
    assert anonymised(clean)[0] == clean


@pytest.mark.parametrize(
    "text",
    [
        "Dans Chorus Pro, je suis Gestionnaire Principal de la structure.",
        "Bonjour madame, pouvez-vous m'aider ? Monsieur le maire attend.",
        "Une facture suspendue le 3 mars 2026 se complète ; l'amende est de 500 €.",
        "La société titulaire dépose avec le cadre A4, l'entreprise sous-traitante avec A9.",
        "Cordialement, le support Chorus Pro",
    ],
)
def test_the_rule_itself_is_left_as_it_is(text: str) -> None:
    assert anonymised(text) == (text, [])
