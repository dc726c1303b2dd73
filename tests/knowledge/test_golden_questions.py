"""No question of the development set stands in the knowledge, as a question or as another wording.

Otherwise the measures would tell how well a copy is found again, not how well a person is understood.
"""

import json
import re
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.corpus.fiche import parse_fiche
from bot.search.french import fold

ROOT = Path(__file__).parents[2]
ALMOST = 95.0


def bare(text: str) -> str:
    """Folded, without punctuation: « N° d'engagement ? » and « n d engagement » are the same question."""
    return re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()


def golden_questions() -> dict[str, str]:
    lines = [
        line
        for path in sorted((ROOT / "tests" / "questions").glob("dev-*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    return {bare(asked["question"]): asked["id"] for asked in map(json.loads, lines)}


def known_wordings() -> dict[str, str]:
    """Every FAQ question and wording, with where it stands."""
    found = {}
    for path in sorted((ROOT / "knowledge").rglob("*.md")):
        if path.name in ("README.md", "glossaire.md"):
            continue
        for pair in parse_fiche(path.stem, path.read_text(encoding="utf-8")).questions:
            for wording in (pair.question, *pair.wordings):
                found[bare(wording)] = f"{path.stem} : {wording}"
    return found


def near_matches(wordings: dict[str, str], questions: dict[str, str]) -> list[str]:
    left, right = list(wordings), list(questions)
    scores = process.cdist(left, right, scorer=fuzz.ratio, score_cutoff=ALMOST, workers=-1)
    return [
        f"{questions[right[column]]} {scores[row, column]:.0f} « {right[column]} » ~ {wordings[left[row]]}"
        for row, column in zip(*scores.nonzero(), strict=True)
    ]


def test_the_development_set_is_there_to_compare_with() -> None:
    assert len(golden_questions()) > 150


def test_no_wording_copies_a_golden_question() -> None:
    assert near_matches(known_wordings(), golden_questions()) == []


def test_the_comparison_sees_a_copy_through_case_accents_and_punctuation() -> None:
    question, identifier = next((text, key) for text, key in golden_questions().items() if len(text) > 40)
    copies = {bare(question.upper() + " ?!"): "copie", bare(question + "s"): "presque", bare("sans rapport"): "autre"}
    found = near_matches(copies, {question: identifier})
    assert len(found) == 2
    assert all(identifier in line for line in found)
