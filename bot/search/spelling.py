"""A message's words are brought back to written French: an accent, a letter or an apostrophe lost on a phone.

Only what is no word of French and none of the course is mended, into what it resembles or sounds like, the course's
own words first; names, codes, numbers and short words stay as typed. What is mended is looked up and embedded alike.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker

from bot.search.french import fold
from bot.search.short_forms import spell_out

_RUN = re.compile(r"\S+")
_NO_WORDS = re.compile(r"[@/<>{}=_\d]|\w\.\w")  # an address, a code, a piece of a program
_WORD = re.compile(r"(?<![\w'\u2019])(?:(?:[cdjlmnst]|qu)['\u2019])?[^\W\d_]{3,}(?![\w'\u2019])", re.I)
_ELIDED = re.compile(r"((?:[cdjlmnst]|qu)['\u2019])(.+)", re.I)
_GLUED = re.compile(r"(qu|[ldjmtn])([aeiouyh].{2,})")
_OPENS_A_SENTENCE = re.compile(r"(?:^|(?<![A-Z])[.?!…\n])[\s«\"]*$")
_ENDINGS = ("s", "e", "es", "ent", "ée", "ées", "és")  # what the dictionary may lack of a word it has
_SHORTEST_HEARD, _SHORTEST_TYPO = 5, 6
_CLOSE_ENOUGH = 82
_COMMON = 200  # times in the dictionary's corpus: what a person may well have meant
_OFTEN = 3
_OF_THE_COURSE = 1.0
_SAME_SOUND = 0.9
_SOUNDS: tuple[tuple[str, str], ...] = (
    ("ph", "f"), ("qu", "k"), ("[ck](?![eiyh])", "k"), ("c(?=[eiy])", "s"), ("ss", "s"), ("eau|au", "o"),
    ("ai|ei|et$|er$|ez$|ee?s?$", "e"), ("[aeo]n(?![aeiouyn])|[ae]m(?=[bp])", "1"), ("[iy]n(?![aeiouyn])", "2"),
    ("y", "i"), ("h", ""), (r"(\w)\1", r"\1"), ("(?<=..)[estxd]+$", ""),
)  # fmt: skip


def sound(folded: str) -> str:
    """Roughly how a folded word sounds, so that « dossié » meets « dossier » and « rejetter » « rejetée »."""
    for old, new in _SOUNDS:
        folded = re.sub(old, new, folded)
    return folded


@lru_cache(maxsize=1)
def _french() -> tuple[frozenset[str], dict[str, str]]:
    """The words of French as they are written, and the common ones by their folded form."""
    frequencies = SpellChecker(language="fr").word_frequency.dictionary
    common = sorted((count, word) for word, count in frequencies.items() if count >= _COMMON)
    return frozenset(frequencies), {fold(word): word for _, word in common if len(word) >= _SHORTEST_HEARD}


class Speller:
    """Knows how often each form is written in the passages; read-only once built."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = dict(counts)
        self._words, self._common = _french()
        forms: dict[str, Counter[str]] = {}
        for form, count in counts.items():
            if count >= _OFTEN or form in self._words:
                forms.setdefault(fold(form), Counter())[form] += count
        self._forms = {
            folded: max((count, form) for form, count in found.items())[1] for folded, found in forms.items()
        }
        self._total = {folded: found.total() for folded, found in forms.items()}
        self._known = sorted(word for word in {*self._forms, *self._common} if len(word) >= _SHORTEST_HEARD)
        self._by_sound: dict[str, list[str]] = {}
        for folded in self._forms:
            if len(folded) >= _SHORTEST_HEARD:
                self._by_sound.setdefault(sound(folded), []).append(folded)
        self._nearest = lru_cache(maxsize=4096)(self._find_nearest)

    @classmethod
    def build(cls, texts: Iterable[str]) -> "Speller":
        counts: Counter[str] = Counter()
        for text in texts:
            for run in _RUN.findall(text):
                if not _NO_WORDS.search(run):
                    counts.update(_bare(match[0]).lower() for match in _WORD.finditer(run))
        return cls(counts)

    def mend(self, text: str) -> str:
        """``text`` in written French; what can't be told for sure stays as typed, plain French comes back as it was."""
        spelled = spell_out(text)
        return _RUN.sub(lambda run: self._mend_run(run[0], spelled[: run.start()]), spelled)

    def _mend_run(self, run: str, before: str) -> str:
        if _NO_WORDS.search(run):
            return run
        return _WORD.sub(lambda match: self._mend_word(match[0], before + run[: match.start()]), run)

    def _mend_word(self, typed: str, before: str) -> str:
        head, bare = "", typed
        elided = _ELIDED.fullmatch(typed)
        if elided:
            head, bare = elided[1], elided[2]
        is_name = bare[0].isupper() and not _OPENS_A_SENTENCE.search(before)
        lower = bare.lower().replace("œ", "oe")
        if bare.isupper() or is_name or lower in self._words:
            return typed
        return head + self._written(lower, bare)

    def _written(self, lower: str, typed: str) -> str:
        folded = fold(lower)
        form = self._forms.get(folded)
        if form is not None:
            # An accent that was typed is meant; one that is missing is a phone's.
            return form if lower == folded and self.counts[form] >= _OFTEN * self.counts.get(lower, 0) else typed
        glued = _GLUED.fullmatch(folded)
        if glued and glued[2] in self._forms:
            return f"{glued[1]}'{self._forms[glued[2]]}"
        if folded in self._common:
            return self._common[folded] if lower == folded else typed
        if any(lower.removesuffix(ending) in self._words for ending in _ENDINGS):
            return typed
        near = self._nearest(folded) if len(folded) >= _SHORTEST_HEARD else None
        return typed if near is None else self._forms.get(near) or self._common[near]

    def _find_nearest(self, folded: str) -> str | None:
        heard = [word for word in self._by_sound.get(sound(folded), []) if OSA.distance(word, folded) <= _OFTEN]
        found = set(heard)
        if len(folded) >= _SHORTEST_TYPO:
            alike = process.extract(folded, self._known, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH, limit=20)
            # The first letter is seldom the one that slips.
            found.update(word for word, _, _ in alike if word[0] == folded[0])
        return max(found, key=lambda word: (self._likeness(folded, word, word in heard), word), default=None)

    def _likeness(self, typed: str, word: str, heard: bool) -> float:
        """Fewer slips first, one in the first letter for two; then the course's words, its frequent ones first."""
        slips = OSA.distance(typed, word) + (typed[0] != word[0])
        often = 0.1 * min(9, self._total.get(word, 0).bit_length())
        return _SAME_SOUND * heard + _OF_THE_COURSE * (word in self._forms) + often - slips


def _bare(word: str) -> str:
    elided = _ELIDED.fullmatch(word)
    return elided[2] if elided else word
