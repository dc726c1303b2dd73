"""The glossary gives a term with its definition and its other forms, or says what is wrong with it."""

import pytest

from bot.corpus.errors import InvalidFiche
from bot.corpus.glossary import parse_glossary

MOE = "## MOE\n<!-- autres formes\n- maître d'œuvre\n- maîtrise d'œuvre\n-->\n\nIl dirige l'exécution du marché.\n"
MOA = "## MOA\n\nLe client public.\n"


def test_each_term_has_its_definition_and_its_other_forms_apart() -> None:
    moe, moa = parse_glossary(f"# Glossaire\n\nPréambule.\n\n{MOE}\n{MOA}")
    assert (moe.title, moe.text) == ("MOE", "Il dirige l'exécution du marché.")
    assert moe.wordings == ("maître d'œuvre", "maîtrise d'œuvre")
    assert (moa.title, moa.text, moa.wordings) == ("MOA", "Le client public.", ())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("## MOE\n<!-- autres formes\n- maître d'œuvre\n-->\n", "« MOE » n'a pas de définition"),
        (MOE + MOE.replace("MOE", "moe"), "« moe » est défini deux fois"),
        ("# Glossaire\n\nRien encore.\n", "aucun terme"),
    ],
)
def test_a_term_alone_a_double_or_no_term_at_all_is_refused(text: str, problem: str) -> None:
    with pytest.raises(InvalidFiche) as refusal:
        parse_glossary(text)
    assert problem in str(refusal.value)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(InvalidFiche) as refusal:
        parse_glossary(f"## Un\n\n## Deux\n\n{MOA}{MOA}")
    assert len(refusal.value.problems) == 3
