"""A document's own spelling decides what a hyphen at the end of a line was."""

import pytest

from bot.corpus.hyphens import Vocabulary

SOFT = "\u00ad"
TEXT = [
    "Le sous-traitant, la sous-traitance et les sous-traités passent par l'acheteur de la collectivité.",
    "Le compte : peut-être faut-il que le compte et la facture soient liés, dit le procès-verbal.",
]


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("un sous-", "traitant déclaré", "un sous-traitant déclaré"),
        (f"un sous{SOFT}", "traitant déclaré", "un sous-traitant déclaré"),
        ("de l'ache-", "teur", "de l'acheteur"),
        (f"de l'ache{SOFT}", "teur", "de l'acheteur"),
        ("une sous-trai-", "tance", "une sous-traitance"),
        ("une sous-", "traitante", "une sous-traitante"),  # unknown, but « sous- » begins many words
        ("la dématé-", "rialisation", "la dématérialisation"),
        ("à Aix-", "Marseille", "à Aix-Marseille"),
        ("l'article 2192-", "10", "l'article 2192-10"),
        ("voir portail.chorus-", "pro.gouv.fr", "voir portail.chorus-pro.gouv.fr"),
        ("le compte -", "et la facture", "le compte - et la facture"),
        ("la facture", "suspendue", "la facture suspendue"),
    ],
)
def test_two_lines_become_one_text(left: str, right: str, joined: str) -> None:
    assert Vocabulary(TEXT).join(left, right) == joined


def test_a_soft_hyphen_drawn_inside_a_line_is_a_hyphen() -> None:
    assert Vocabulary(TEXT).mend(f"le procès{SOFT}verbal d'Aix{SOFT}Marseille") == "le procès-verbal d'Aix-Marseille"


def test_a_soft_hyphen_that_was_only_a_hint_is_dropped() -> None:
    assert Vocabulary(TEXT).mend(f"l'ache{SOFT}teur") == "l'acheteur"
