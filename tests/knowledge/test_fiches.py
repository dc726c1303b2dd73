"""Every fiche keeps its promises: a strict shape, a source behind each figure and label, one wording for one answer."""

import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from bot.corpus.errors import InvalidFiche
from bot.corpus.fiche import MODULES, Fiche, find_problems, parse_fiche
from bot.search.french import words

ROOT = Path(__file__).parents[2]
KNOWLEDGE = ROOT / "knowledge"
NOT_FICHES = ("README.md", "glossaire.md")
ANCHOR = re.compile(r"(?:chorus-pro-general|chorus-pro-travaux|complements|reforme-b2b)\.md#\d+(?:\.\d+)?")
PROGRAMME_ANCHOR = re.compile(r"programme#[a-z0-9]+(?:-[a-z0-9]+)*")
FOLDER_MODULES = {
    "0-formation": "0",
    "1-vocabulaire": "I",
    "2-compte-et-structure": "II",
    "3-factures-emises": "III",
    "4-factures-de-travaux": "IV",
    "5-support": "V",
    "6-reforme": "VI",
}

# What must never stand without a source: an amount, a rate, a delay, a label read on the screen.
CLAIM = re.compile(
    r"\d[\d\s]*(?:€|euros?|%|points?\b|Mo\b)"
    r"|\d+\s+(?:minutes?|heures?|jours?|semaines?|mois|ans|années?)\b"
    r"|«[^»]+»"
)


def fiche_files() -> list[Path]:
    return sorted(path for path in KNOWLEDGE.rglob("*.md") if path.name not in NOT_FICHES)


def read_fiches() -> dict[str, Fiche]:
    return {path.stem: parse_fiche(path.stem, path.read_text(encoding="utf-8")) for path in fiche_files()}


@pytest.fixture(scope="module")
def fiches() -> dict[str, Fiche]:
    return read_fiches()


def shown_text(fiche: Fiche) -> str:
    pairs = (pair.answer for pair in fiche.questions)
    return "\n".join([fiche.essential, *(part.text for part in fiche.parts), *pairs])


def unsourced_claims(text: str, sources: int) -> list[str]:
    """The figures and labels of a text that nothing backs; none when at least one source is given."""
    return [] if sources else [match.group() for match in CLAIM.finditer(text)]


MADE_UP = """---
title: "Une fiche inventée"
module: III
audience: [fournisseur]
checked_on: 2026-11-24
review_by: 2027-05-24
confidence: sûr
facts: []
sources: {sources}
---

## L'essentiel

Payez {essential} avant la date limite, sinon la facture est perdue pour toujours.

## À savoir

- Rien d'autre.

## Questions fréquentes
{questions}
"""

PAIR = """
### {question} ?
<!-- autres formulations
- {question} a
- {question} b
- {question} c
- {question} d
-->

Une réponse assez longue pour être acceptée par le lecteur de fiches du projet.
"""

SOURCE = '[{title: "Une page publique"}]'


def made_up(essential: str, sources: str) -> str:
    questions = "".join(PAIR.format(question=f"Question {i}") for i in range(3))
    return MADE_UP.format(sources=sources, essential=essential, questions=questions)


def test_every_fiche_on_disk_is_valid() -> None:
    assert find_problems([KNOWLEDGE]) == []


def test_slugs_are_unique_ascii_and_lowercase() -> None:
    stems = [path.stem for path in fiche_files()]
    assert [stem for stem, count in Counter(stems).items() if count > 1] == []
    assert [stem for stem in stems if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", stem)] == []


def test_every_module_of_the_course_has_fiches(fiches: dict[str, Fiche]) -> None:
    counts = Counter(fiche.head.module for fiche in fiches.values())
    assert set(counts) == set(MODULES)


def test_a_fiche_lies_in_the_folder_of_its_module(fiches: dict[str, Fiche]) -> None:
    folders = {path.stem: path.parent.name for path in fiche_files()}
    assert set(folders.values()) == {*FOLDER_MODULES, "messages"}
    strays = [
        slug
        for slug, fiche in fiches.items()
        if folders[slug] != "messages" and FOLDER_MODULES[folders[slug]] != fiche.head.module
    ]
    assert strays == []


def test_every_facts_anchor_names_a_numbered_section_or_a_part_of_the_programme(fiches: dict[str, Fiche]) -> None:
    wrong = [
        f"{slug}: {anchor}"
        for slug, fiche in fiches.items()
        for anchor in fiche.head.facts
        if not (ANCHOR.fullmatch(anchor) or PROGRAMME_ANCHOR.fullmatch(anchor))
    ]
    assert wrong == []


def test_no_figure_or_label_stands_in_a_fiche_without_source(fiches: dict[str, Fiche]) -> None:
    unsourced = {
        slug: found
        for slug, fiche in fiches.items()
        if (found := unsourced_claims(shown_text(fiche), len(fiche.head.sources)))
    }
    assert unsourced == {}


@pytest.mark.parametrize("claim", ["40 €", "8 %", "sous 15 jours", "pendant 60 minutes", "par « Valider »", "10 Mo"])
def test_the_unsourced_rule_sees_amounts_delays_and_labels(claim: str) -> None:
    parsed = parse_fiche("inventee", made_up(claim, SOURCE))
    assert unsourced_claims(shown_text(parsed), sources=0) != []
    assert unsourced_claims(shown_text(parsed), sources=1) == []


def test_the_unsourced_rule_lets_plain_prose_pass() -> None:
    parsed = parse_fiche("inventee", made_up("le client public", SOURCE))
    assert unsourced_claims(shown_text(parsed), sources=0) == []


def test_a_fiche_that_lists_no_source_is_refused_by_the_reader() -> None:
    with pytest.raises(InvalidFiche) as refusal:
        parse_fiche("inventee", made_up("40 €", "[]"))
    assert any("sources" in problem for problem in refusal.value.problems)


def test_a_fiche_is_due_for_review_after_it_was_checked(fiches: dict[str, Fiche]) -> None:
    assert [slug for slug, fiche in fiches.items() if fiche.head.review_by <= fiche.head.checked_on] == []


def test_a_question_is_asked_in_one_fiche_only(fiches: dict[str, Fiche]) -> None:
    homes = defaultdict(list)
    for slug, fiche in fiches.items():
        for pair in fiche.questions:
            homes[" ".join(words(pair.question))].append(slug)
    assert {question: slugs for question, slugs in homes.items() if len(slugs) > 1} == {}


def test_a_wording_leads_to_one_pair_only(fiches: dict[str, Fiche]) -> None:
    homes = defaultdict(set)
    for slug, fiche in fiches.items():
        for pair in fiche.questions:
            for wording in (pair.question, *pair.wordings):
                homes[" ".join(words(wording))].add(f"{slug} : {pair.question}")
    assert {wording: sorted(pairs) for wording, pairs in homes.items() if len(pairs) > 1} == {}


def test_a_pair_does_not_repeat_a_wording(fiches: dict[str, Fiche]) -> None:
    repeated = []
    for slug, fiche in fiches.items():
        for pair in fiche.questions:
            counts = Counter(" ".join(words(wording)) for wording in (pair.question, *pair.wordings))
            repeated += [f"{slug} : {wording}" for wording, count in counts.items() if count > 1]
    assert repeated == []
