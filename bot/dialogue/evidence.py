"""A passage as evidence: its clauses, and which of them a sentence most likely rewords."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.corpus.document import CitedPassage
from bot.dialogue.claims import Clause, opening_answer, read_units
from bot.search.adapter import Floats
from bot.search.french import fold

_TOPIC = 0.5  # what the title says already tells little of where a sentence comes from
_FACT = 0.5  # and a fact is what is to be judged, not what to go by
_INHERITED = 0.6
_TIE = 0.3
_LEAST_ALIKE = 0.4
_ROOT = 6  # letters that make words of one family: « identifie », « identifiant »


@dataclass(frozen=True, eq=False)
class Place:
    """A clause of the passage, or all clauses of a unit as one, with the unit's number."""

    clause: Clause
    unit: int


class Evidence:
    """One passage, read once for all the sentences that cite it."""

    def __init__(self, passage: CitedPassage) -> None:
        self.passage = passage
        self.units = read_units(passage.text)
        self.folded = fold(passage.text)
        self.opening = opening_answer(passage.text)
        self.clauses = [Place(clause, n) for n, unit in enumerate(self.units) for clause in unit.clauses]
        self.wholes = [Place(unit.whole, n) for n, unit in enumerate(self.units)]
        topics = read_units(f"{passage.title}\n{passage.document}")
        self.topic: frozenset[str] = frozenset().union(*(unit.whole.words for unit in topics))
        counts = Counter(word for unit in self.units for word in unit.whole.words)
        self._weights = {word: 1 / math.sqrt(count) for word, count in counts.items()}
        self._roots = {word[:_ROOT] for word in (*counts, *self.topic) if word.isalpha() and len(word) >= _ROOT}
        self._polarity = self._read_polarity()
        self.vectors: Floats | None = None  # of the units, once someone needed them

    def weigh(self, words: Iterable[str]) -> float:
        """The sum of the words' weights: a word of many sentences, or of the title, counts less."""
        return sum(self._weights.get(word, 1.0) * (_TOPIC if word in self.topic else 1.0) for word in words)

    def says(self, word: str) -> bool:
        return word in self._weights

    def knows(self, word: str) -> bool:
        """Whether the passage or its title holds the word, or one of its family (« identifie », « identifiant »)."""
        if word in self._weights or word in self.topic:
            return True
        return len(word) >= _ROOT and word.isalpha() and word[:_ROOT] in self._roots

    def all_of(self, kind: str) -> frozenset[str]:
        return frozenset().union(*(place.clause.of(kind) for place in self.wholes))

    def nearest(self, clause: Clause, places: Sequence[Place]) -> list[Place]:
        """The places that say most of what ``clause`` says, best first, ties included; none when all are too far."""
        scored = sorted(((self._alike(clause, place.clause), place) for place in places), key=lambda one: -one[0])
        if not scored or scored[0][0] <= _LEAST_ALIKE:
            return []
        return [place for score, place in scored if score >= scored[0][0] - _TIE]

    def region(self, home: Place) -> frozenset[str]:
        """The words of a unit, and those that its pronouns may refer to."""
        return frozenset(home.clause.words.union(*(clause.inherited for clause in self.units[home.unit].clauses)))

    def saying(self, words: frozenset[str]) -> list[Place]:
        """The clauses that hold most of ``words``, ties included."""
        scores = [self.weigh(words & place.clause.words) for place in self.clauses]
        best = max(scores, default=0.0)
        return [place for place, score in zip(self.clauses, scores, strict=True) if best and score >= best - _TIE]

    def homes(self, sentence: str) -> tuple[int, ...]:
        """The numbers of the units that ``sentence`` rewords, in order."""
        nearest = [self.nearest(unit.whole, self.wholes) for unit in read_units(sentence)]
        return tuple(sorted({places[0].unit for places in nearest if places}))

    def contradicts(self, clause: Clause) -> bool:
        """Whether a word that the passage only affirms is denied, or one that it only denies affirmed."""
        return any(clause.denies(word) not in self._polarity.get(word, (True, False)) for word in clause.stems)

    def _alike(self, clause: Clause, other: Clause) -> float:
        own = self.weigh(clause.context & (other.context | other.label_words))
        own += _FACT * self.weigh(clause.hard & other.hard)
        passed_on = self.weigh(clause.context & other.inherited) + _FACT * self.weigh(clause.hard & other.inherited)
        # Of two places that say as much, the shorter one says it more closely.
        return own + _INHERITED * min(passed_on, own) - 0.001 * len(other.stems)

    def _read_polarity(self) -> dict[str, set[bool]]:
        """How the passage uses each word: denied, affirmed or both; the title's words, of the question, are free."""
        polarity: dict[str, set[bool]] = {}
        for before, unit in zip([None, *self.units], self.units, strict=False):
            denying = any(clause.negative for clause in unit.clauses)
            for clause in unit.clauses:
                for word in clause.words:
                    uses = {True} if word in clause.without else {clause.negative, denying}
                    polarity.setdefault(word, set()).update(uses, {True} if word in clause.around else ())
            if before and unit.pointing and denying:
                for word in before.whole.words:
                    polarity.setdefault(word, set()).add(True)
        return {word: uses for word, uses in polarity.items() if word not in self.topic}
