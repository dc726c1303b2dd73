"""The reader of fiches accepts the documented shape alone and names each breach of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import make_fiche

from bot.corpus.errors import InvalidFiche
from bot.corpus.fiche import find_problems, is_fiche, parse_fiche

GOOD = make_fiche("la suspension")


def problems(text: str) -> list[str]:
    with pytest.raises(InvalidFiche) as refusal:
        parse_fiche("fiche", text)
    return refusal.value.problems


def test_a_good_fiche_gives_back_what_its_author_wrote() -> None:
    fiche = parse_fiche("la-suspension", GOOD)
    assert fiche.head.title == "Le sujet la suspension"
    assert fiche.head.review_by.isoformat() == "2027-05-24"
    assert fiche.essential.startswith("Pour traiter la suspension")
    assert [(part.section, part.heading) for part in fiche.parts] == [("Étapes", "")]
    assert fiche.questions[0].question == "Comment traiter la suspension ?"
    assert fiche.questions[0].wordings[0] == "comment traiter comment faire la suspension ?"


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        ("---\ntitle", "title", "l'en-tête entre deux lignes « --- » manque"),
        ('title: "Le sujet la suspension"', "title: Le sujet : la suspension", "n'est pas du YAML lisible"),
        ('title: "Le sujet la suspension"\n', "", "la clé « title » manque"),
        ('title: "Le sujet la suspension"', 'title: "Ah"', "la clé « title » a une valeur refusée ('Ah')"),
        ("module: III", "module: VII", "la clé « module » a une valeur refusée ('VII')"),
        ("module: III", "module: III\nmodules: II", "la clé « modules » est inconnue"),
        ("audience: [fournisseur]", "audience: [voisin]", "audience.0 » a une valeur refusée ('voisin')"),
        ("audience: [fournisseur]", "audience: []", "audience » a une valeur refusée"),
        ("review_by: 2027-05-24", "review_by: bientôt", "la clé « review_by » a une valeur refusée"),
        ("review_by: 2027-05-24", "review_by: 2027-15-42", "n'est pas du YAML lisible"),
        ('sources:\n  - title: "Documentation du stage"', "sources: 5", "la clé « sources » a une valeur refusée (5)"),
        ("confidence: sûr", "confidence: sans doute", "la clé « confidence » a une valeur refusée"),
        ('  - title: "Documentation du stage"', '  - url: "exemple"', "la clé « sources.0.title » manque"),
        ("## L'essentiel", "Avant.\n\n## L'essentiel", "du texte précède la première rubrique"),
        ("## Étapes", "## Marche à suivre", "rubrique inconnue : « Marche à suivre »"),
        ("1. Ouvrez", "- Ouvrez", "« Étapes » doit être une liste numérotée"),
        ("### Quand envoyer la suspension ?", "### Comment traiter la suspension ?", "question en double"),
        ("- quand envoyer je fais quoi pour la suspension\n", "", "a moins de 4 autres formulations"),
    ],
)
def test_each_breach_of_the_format_is_named(written: str, instead: str, problem: str) -> None:
    assert written in GOOD
    assert any(problem in found for found in problems(GOOD.replace(written, instead, 1)))


def test_sections_out_of_order_or_twice_are_refused() -> None:
    head, _, rest = GOOD.partition("## Étapes")
    steps, _, questions = rest.partition("## Questions fréquentes")
    for text in (
        f"{head}## Questions fréquentes{questions}\n## Étapes{steps}",
        f"{head}## Étapes{steps}## Étapes{steps}## Questions fréquentes{questions}",
    ):
        assert any("dans l'ordre" in problem for problem in problems(text))


def test_a_fiche_needs_something_to_do_or_to_know_and_three_questions() -> None:
    head, _, rest = GOOD.partition("## Étapes")
    assert any(
        "« Étapes » ou « À savoir »" in p for p in problems(head + "## Questions" + rest.partition("## Questions")[2])
    )
    assert any("au moins 3 questions" in p for p in problems(GOOD.partition("### Quand")[0]))


@pytest.mark.parametrize("length", [10, 5000])
def test_an_answer_too_short_or_too_long_says_its_length(length: int) -> None:
    answer = GOOD.split("-->\n\n")[1].split("\n")[0]
    assert any(
        f"fait {length} caractères ; il en faut de 60 à 1000" in p
        for p in problems(GOOD.replace(answer, "a" * length, 1))
    )


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (GOOD, True),
        (GOOD.replace("\n", "\r\n"), True),
        ("\ufeff" + GOOD, True),
        ("# Un guide\n\nmodule: III\n", False),
        ("---\ntitle: sans rubrique\n---\n\ntexte", False),
    ],
)
def test_a_file_claims_to_be_a_fiche_by_its_head_alone(text: str, claims: bool) -> None:
    assert is_fiche(text) is claims


@given(st.text(max_size=300))
def test_any_text_is_a_fiche_or_a_list_of_problems(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\n{text}", GOOD.replace("III", text, 1)):
        try:
            fiche = parse_fiche("fiche", whole)
        except InvalidFiche as refusal:
            if not refusal.problems:
                raise
        else:
            assert fiche.questions


def test_problems_are_listed_by_file_and_the_readme_and_glossary_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "module").mkdir()
    (tmp_path / "module" / "bonne.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "module" / "fausse.md").write_text(GOOD.replace("module: III", "module: IX"), encoding="utf-8")
    (tmp_path / "module" / "latine.md").write_bytes(GOOD.encode("cp1252"))
    (tmp_path / "README.md").write_text("# Comment écrire", encoding="utf-8")
    (tmp_path / "glossaire.md").write_text("# Glossaire", encoding="utf-8")
    found = find_problems([tmp_path])
    assert [line.split(":")[0].rsplit("/")[-1] for line in found] == ["fausse.md", "latine.md"]
    assert find_problems([tmp_path / "module" / "bonne.md"]) == []
