"""The word lists by which claims are read: who acts, which choices exclude each other, which words say nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.search.french import fold, stem

WORD_LISTS = Path(__file__).with_name("data") / "claims.yaml"


@dataclass(frozen=True)
class WordLists:
    """``readers`` are the actors whom « vous » may stand for, ``carrying`` the stems that a rewording may bring in.

    ``choices`` are (kind, value, how it is said).
    """

    actors: re.Pattern[str]
    names: Mapping[str, str]
    readers: frozenset[str]
    choices: tuple[tuple[str, str, re.Pattern[str]], ...]
    function_words: frozenset[str]
    carrying: frozenset[str]

    def name_actors(self, folded: str) -> str:
        """``folded`` with each actor under one name, « acteur_moe » for « maître d'œuvre » and « MOE »."""
        return self.actors.sub(lambda match: f"acteur_{self.names[match.lastgroup or '']}", folded)


@lru_cache(maxsize=1)
def load_word_lists(path: Path = WORD_LISTS) -> WordLists:
    """The lists as their file has them."""
    saved: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = {f"a{n}": actor for n, actor in enumerate(saved["actors"])}
    said = {group: "|".join(saved["actors"][actor]) for group, actor in names.items()}
    return WordLists(
        re.compile("|".join(rf"(?P<{group}>\b(?:{words})\b)" for group, words in said.items())),
        names,
        frozenset(f"acteur_{name}" for name in saved["reader"]),
        tuple(
            (kind, f"{kind} {n}", re.compile(rf"\b(?:{'|'.join(words)})(?!\w)"))
            for kind, values in saved["opposites"].items()
            for n, words in enumerate(values)
        ),
        frozenset(saved["function_words"].split()),
        frozenset(stem(fold(word)) for word in saved["carrying_words"].split()),
    )
