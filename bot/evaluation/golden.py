"""Golden questions and what satisfies them, as ``tests/questions/README.md`` defines it."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.search.french import fold

JUDGED_LENGTH = 1200


class InvalidQuestionFile(Exception):
    """A question file can't be read; ``str()`` names the file, the line and what is wrong, in French."""


@dataclass(frozen=True)
class GoldenQuestion:
    """One line of a question file; ``must`` holds groups of which each needs one match."""

    id: str
    module: str
    kind: str
    style: str
    question: str
    history: tuple[str, ...]
    must: tuple[tuple[re.Pattern[str], ...], ...]
    must_not: tuple[re.Pattern[str], ...]
    wants: str | None

    def is_satisfied_by(self, text: str) -> bool:
        """True when every group of ``must`` has a match in the folded text."""
        return self.is_satisfied_by_folded(fold(text))

    def is_satisfied_by_folded(self, folded: str) -> bool:
        """The same for a text already folded: folding a whole corpus once per question would take minutes."""
        return all(any(pattern.search(folded) for pattern in group) for group in self.must)

    def is_contradicted_by(self, text: str) -> bool:
        folded = fold(text)
        return any(pattern.search(folded) for pattern in self.must_not)

    def is_answered_by(self, text: str) -> bool:
        """« Réponse juste » on the first 1,200 characters of the text shown."""
        seen = text[:JUDGED_LENGTH]
        return self.is_satisfied_by(seen) and not self.is_contradicted_by(seen)


def load_questions(paths: Iterable[Path]) -> list[GoldenQuestion]:
    """Read question files; raises InvalidQuestionFile."""
    found = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidQuestionFile(f"{path} ne peut pas être lu : {error}.") from error
        # Not splitlines(): a question may hold one of the line separators that JSON allows inside a string.
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip():
                continue
            try:
                found.append(_parse(json.loads(line)))
            except (KeyError, TypeError, ValueError, re.error) as error:
                raise InvalidQuestionFile(f"{path}, ligne {number} : question illisible ({error}).") from error
    return found


def _parse(row: dict[str, Any]) -> GoldenQuestion:
    return GoldenQuestion(
        id=row["id"],
        module=row.get("module", "-"),
        kind=row["kind"],
        style=row.get("style", "standard"),
        question=row["question"],
        history=tuple(row.get("history", ())),
        must=tuple(tuple(re.compile(pattern) for pattern in group) for group in row.get("must", ())),
        must_not=tuple(re.compile(pattern) for pattern in row.get("must_not", ())),
        wants=row.get("wants"),
    )
