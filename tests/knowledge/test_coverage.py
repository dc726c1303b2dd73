"""Nothing of the course is missing: each point of the programme has its fiche, each section of facts its claimant."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.corpus.fiche import parse_fiche

HERE = Path(__file__).parent
KNOWLEDGE = HERE.parents[1] / "knowledge"
COURSE_PARTS = ("enjeux", "objectifs", "stage", "I", "II", "III", "IV", "V", "VI")
MODULE_PARTS = ("0", "I", "II", "III", "IV", "messages", "V", "VI")


def load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return content


@pytest.fixture(scope="module")
def claims() -> dict[str, set[str]]:
    """For each fiche, the anchors its front matter claims."""
    paths = [path for path in KNOWLEDGE.rglob("*.md") if path.name not in ("README.md", "glossaire.md")]
    return {path.stem: set(parse_fiche(path.stem, path.read_text(encoding="utf-8")).head.facts) for path in paths}


def programme_items() -> dict[str, list[str]]:
    return {
        f"{half} / {part} / {item}": slugs
        for half, parts in load("programme.yaml").items()
        for part, items in parts.items()
        for item, slugs in items.items()
    }


def sections() -> dict[str, dict[str, str]]:
    listed: dict[str, dict[str, str]] = load("fact_sections.yaml")["sections"]
    return listed


def leaves(numbers: dict[str, str]) -> set[str]:
    """Sections without subsections: the ones that hold text."""
    return {number for number in numbers if not any(other.startswith(f"{number}.") for other in numbers)}


def test_the_programme_lists_every_part_of_the_course() -> None:
    programme = load("programme.yaml")
    assert tuple(programme["course"]) == COURSE_PARTS
    assert tuple(programme["modules"]) == MODULE_PARTS
    assert all(items for half in programme.values() for items in half.values())


def test_every_item_of_the_programme_has_a_fiche_that_exists(claims: dict[str, set[str]]) -> None:
    items = programme_items()
    assert [item for item, slugs in items.items() if not slugs] == []
    assert {item: slugs for item, slugs in items.items() if set(slugs) - set(claims)} == {}


def test_the_list_of_sections_is_whole_and_in_order() -> None:
    for sheet, numbers in sections().items():
        order = [tuple(map(int, number.split("."))) for number in numbers]
        assert order == sorted(set(order)), sheet
        for number in order:
            previous = (*number[:-1], number[-1] - 1)
            assert number[-1] in (0, 1) or previous in order, f"{sheet} : {number} vient sans celle d'avant"
            assert number[:1] in order, f"{sheet} : {number} n'a pas de section"


def test_every_section_of_the_facts_is_claimed_or_excused(claims: dict[str, set[str]]) -> None:
    claimed = set().union(*claims.values())
    excused = load("fact_sections.yaml")["not_claimed"]
    texts = {f"{sheet}#{number}" for sheet, numbers in sections().items() for number in leaves(numbers)}
    assert texts - claimed - set(excused) == set()


def test_an_excuse_gives_a_reason_and_is_still_needed(claims: dict[str, set[str]]) -> None:
    claimed = set().union(*claims.values())
    excused = load("fact_sections.yaml")["not_claimed"]
    known = {f"{sheet}#{number}" for sheet, numbers in sections().items() for number in numbers}
    assert set(excused) <= known
    assert [anchor for anchor, reason in excused.items() if len(reason.split()) < 5] == []
    assert set(excused) & claimed == set()


def test_a_fiche_claims_only_sections_that_exist(claims: dict[str, set[str]]) -> None:
    known = {f"{sheet}#{number}" for sheet, numbers in sections().items() for number in numbers}
    stray = {
        slug: sorted(anchor for anchor in anchors if not anchor.startswith("programme#") and anchor not in known)
        for slug, anchors in claims.items()
    }
    assert {slug: anchors for slug, anchors in stray.items() if anchors} == {}


def test_every_fiche_of_the_course_sheet_claims_a_part_of_it(claims: dict[str, set[str]]) -> None:
    stage = {slug: anchors for slug, anchors in claims.items() if slug.startswith("stage-")}
    assert stage
    assert all(any(re.match(r"programme#\w", anchor) for anchor in anchors) for anchors in stage.values())
