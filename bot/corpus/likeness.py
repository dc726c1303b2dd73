"""Which passages say the same thing in the same words: to compare two versions, and to see a document sent twice.

Two texts are compared by their runs of five words, whatever their case, accents and punctuation: a word moved or
replaced changes five runs at most, while two texts on one subject share hardly any.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.corpus.document import CitedPassage

_RUN = 5
_SAME = 0.8
_ALIKE = 0.3
Key = Callable[[CitedPassage], object]
_WORD = re.compile(r"[a-z0-9]+")


def runs(text: str) -> frozenset[str]:
    """The runs of five words of ``text``; the whole of it when it is shorter."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    words = _WORD.findall(plain)
    return frozenset(" ".join(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1)))


@dataclass(frozen=True)
class Likeness:
    """A document that holds ``share`` (0…1) of another's passages, word for word or nearly."""

    document_key: str
    title: str
    share: float


def find_likeness(passages: Sequence[CitedPassage], others: Iterable[CitedPassage], floor: float) -> list[Likeness]:
    """The other documents that hold at least ``floor`` (0…1) of ``passages``, the likest first."""
    held: dict[str, set[str]] = {}
    titles: dict[str, str] = {}
    for other in others:
        held.setdefault(other.document_key, set()).update(runs(other.text))
        titles[other.document_key] = other.document
    mine = [runs(passage.text) for passage in passages]
    found = []
    for key, theirs in held.items():
        same = sum(len(own & theirs) >= _SAME * len(own) for own in mine)
        if mine and same / len(mine) >= floor:
            found.append(Likeness(key, titles[key], same / len(mine)))
    return sorted(found, key=lambda likeness: (-likeness.share, likeness.document_key))


@dataclass(frozen=True)
class Comparison:
    """What a version brings: passages ``added``, ``changed`` (before, after) and ``gone``, and how many stay."""

    added: tuple[CitedPassage, ...]
    changed: tuple[tuple[CitedPassage, CitedPassage], ...]
    gone: tuple[CitedPassage, ...]
    same: int

    @property
    def leaving(self) -> list[str]:
        """The ids of the passages whose words no longer stand as they were."""
        return [before.id for before, _ in self.changed] + [passage.id for passage in self.gone]


def compare(before: Sequence[CitedPassage], after: Sequence[CitedPassage]) -> Comparison:
    """Pair the passages of two versions: the same text first, then the same place, then texts that are alike."""
    old, new = list(before), list(after)
    same = _pair(old, new, lambda p: " ".join(p.text.split()))
    changed = _pair(old, new, lambda p: (p.section, p.title)) + _pair_alike(old, new)
    order = {passage.id: place for place, passage in enumerate(after)}
    changed.sort(key=lambda pair: order[pair[1].id])
    return Comparison(tuple(new), tuple(changed), tuple(old), len(same))


def _pair(old: list[CitedPassage], new: list[CitedPassage], key: Key) -> list[tuple[CitedPassage, CitedPassage]]:
    """Take out of both lists the passages that have one ``key``, in their order."""
    waiting: dict[object, list[CitedPassage]] = {}
    for passage in old:
        waiting.setdefault(key(passage), []).append(passage)
    pairs = [(waiting[key(p)].pop(0), p) for p in new if waiting.get(key(p))]
    _take_out(old, new, pairs)
    return pairs


def _pair_alike(old: list[CitedPassage], new: list[CitedPassage]) -> list[tuple[CitedPassage, CitedPassage]]:
    """Take out of both lists the passages that share enough of their words, the likest first."""
    mine = {passage.id: runs(passage.text) for passage in (*old, *new)}
    holders: dict[str, list[str]] = {}
    for passage in old:
        for run in mine[passage.id]:
            holders.setdefault(run, []).append(passage.id)
    candidates = []
    for passage in new:
        shared = Counter(holder for run in mine[passage.id] for holder in holders.get(run, ()))
        for holder, count in shared.items():
            likeness = count / len(mine[passage.id] | mine[holder])
            if likeness >= _ALIKE:
                candidates.append((likeness, holder, passage.id))
    old_by, new_by = _by_id(old), _by_id(new)
    pairs = []
    for _, was, becomes in sorted(candidates, reverse=True):
        if was in old_by and becomes in new_by:
            pairs.append((old_by.pop(was), new_by.pop(becomes)))
    _take_out(old, new, pairs)
    return pairs


def _by_id(passages: Iterable[CitedPassage]) -> dict[str, CitedPassage]:
    return {passage.id: passage for passage in passages}


def _take_out(
    old: list[CitedPassage], new: list[CitedPassage], pairs: Sequence[tuple[CitedPassage, CitedPassage]]
) -> None:
    gone = {before.id for before, _ in pairs}
    come = {after.id for _, after in pairs}
    old[:] = [passage for passage in old if passage.id not in gone]
    new[:] = [passage for passage in new if passage.id not in come]
