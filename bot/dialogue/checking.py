"""A generated sentence is held against the passage it cites, and found to say the same, or named for what differs.

Words first (nothing new, nothing turned round), vectors last. Doubt counts as a difference: what is lost by it is
one sentence, and the passage's own words take its place.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from bot.chorus.checks import MONTH_NUMBERS
from bot.dialogue.claims import (
    ACTOR,
    CODE,
    CONTRARY,
    HARD,
    LABEL,
    NUMBER,
    PAIR,
    READER,
    RESERVE,
    Clause,
    Unit,
    opening_answer,
    read_units,
)  # fmt: skip
from bot.dialogue.evidence import Evidence, Place
from bot.dialogue.word_lists import load_word_lists
from bot.search.embeddings import DEFAULT_MODEL
from bot.search.encoder import Encoder
from bot.search.french import stem

# Chosen on the sentences of tests/dialogue/checked_sentences.yaml marked « choix »; its test holds the figures.
LEAST_KNOWN = 0.7  # the share, by weight, of a sentence's words that the passage or its title holds
LEAST_TOGETHER = 0.5  # the same in one sentence of the passage alone
LEAST_COSINE = 0.87  # of the sentence and the nearest one of the passage; for the default model, whose scale it is

_MONTHS = frozenset(stem(month) for month in MONTH_NUMBERS)
# Choices that a whole sentence makes, wherever in it they are said.
_CHOICES = ("prix", "avis", "force", "taxe", "jours", "realite", "genre")


def find_difference(sentence: str, evidence: Evidence) -> str | None:
    """What ``sentence`` says that the passage doesn't, in a word or two for the log; None when it says nothing else."""
    opening = opening_answer(sentence)
    if opening and opening != evidence.opening:
        return f"« {opening} »"
    units = read_units(sentence)
    if not units or not evidence.units:
        return "rien à comparer"
    return next(filter(None, (_compare(unit, evidence) for unit in units)), None)


def _compare(unit: Unit, evidence: Evidence) -> str | None:
    whole = unit.whole
    for kind in HARD:
        known = evidence.all_of(kind) | {READER}
        if any((value not in evidence.folded) if kind == LABEL else (value not in known) for value in whole.of(kind)):
            return f"{kind} absent"
    if _pairs_unlike(whole, evidence):
        return "nombre d'autre chose"
    total = evidence.weigh(whole.stems)
    if evidence.weigh(word for word in whole.stems if evidence.knows(word)) < LEAST_KNOWN * total:
        return "mots absents"
    if any(not evidence.knows(word) for word in whole.stems - load_word_lists().carrying):
        return "mot ajouté"
    together = max(evidence.weigh(whole.stems & place.clause.words) for place in evidence.wholes)
    if together < LEAST_TOGETHER * total:
        return "mots dispersés"
    homes = evidence.nearest(whole, evidence.wholes)
    if not homes:
        return "rien de proche"
    if all(_changed(whole, home.clause, (*HARD, *_CHOICES)) for home in homes):
        return "fait d'une autre phrase"
    if all(_transplants(whole, home, evidence) for home in homes):
        return "mot d'une autre phrase"
    if not unit.conditional and all(evidence.units[home.unit].excepting for home in homes):
        return "exception ôtée"
    heads = [evidence.units[home.unit].head for home in homes]
    if all(head and not head & whole.words for head in heads):
        return "condition ôtée"
    return _compare_clauses(unit, evidence)


def _transplants(whole: Clause, home: Place, evidence: Evidence) -> bool:
    """Whether a word comes from another sentence of the passage than the one that is reworded.

    A word of the title may be added to say what the talk is about, but not put in another's place.
    """
    near = evidence.region(home)
    foreign = {word for word in whole.stems - near - load_word_lists().carrying if evidence.says(word)}
    return bool(foreign - evidence.topic) or _renames(whole, replace(home.clause, inherited=near), evidence)


def _renames(clause: Clause, other: Clause, evidence: Evidence) -> bool:
    """Whether one thing that the title names stands where ``other`` speaks of another one."""
    named = {word for word in clause.stems & evidence.topic - other.words - other.inherited if evidence.says(word)}
    return bool(named and (other.stems & evidence.topic) - clause.words)


def _compare_clauses(unit: Unit, evidence: Evidence) -> str | None:
    homes: list[set[int]] = []
    for clause in unit.clauses:
        near = evidence.nearest(clause, evidence.clauses)
        if not near:
            continue
        same = [place for place in near if place.clause.negative == clause.negative]
        if not same:
            return "négation"
        if all(_turned(clause, place.clause) or _renames(clause, place.clause, evidence) for place in same):
            return "fait changé"
        if not unit.conditional and all(place.clause.conditional for place in near):
            return "condition ôtée"
        if _beside_another(clause, evidence) or _never_together(clause, evidence):
            return "fait d'autre chose"
        if _under_another_condition(clause, evidence):
            return "condition d'autre chose"
        homes.append({place.unit for place in near})
    near = evidence.nearest(unit.whole, evidence.clauses)
    if near and all(_turned(unit.whole, place.clause) for place in near):
        return "fait changé"
    if unit.conditional and homes and not set.intersection(*homes):
        return "condition d'autre chose"
    return "négation" if any(evidence.contradicts(clause) for clause in unit.clauses) else None


def _turned(clause: Clause, other: Clause) -> bool:
    kinds = [kind for kind in clause.facts if kind != PAIR]
    unreserved = bool(other.of(RESERVE) and not clause.of(RESERVE))
    return unreserved or _changed(clause, other, kinds) or _swapped(clause, other)


def _changed(clause: Clause, other: Clause, kinds: Iterable[str]) -> bool:
    """Whether a fact stands where ``other`` has another of its kind."""
    for kind in kinds:
        added, gone = clause.of(kind) - other.of(kind), other.of(kind) - clause.of(kind)
        if kind == ACTOR:
            if READER in added:
                gone -= load_word_lists().readers
            if READER in gone:
                gone -= {READER} if clause.of(kind) & load_word_lists().readers else frozenset()
                added -= load_word_lists().readers
        if added and gone:
            return True
    return False


def _swapped(clause: Clause, other: Clause) -> bool:
    """Whether two who act come in the other order."""
    there = set(itertools.combinations(other.order, 2))
    here = set(itertools.combinations(clause.order, 2))
    return any(a != b and (b, a) in there and (a, b) not in there for a, b in here)


def _pairs_unlike(whole: Clause, evidence: Evidence) -> bool:
    """Whether a number counts what it doesn't count in the passage, a date is put together otherwise, « même » turned.

    In the passage a number may also stand alone (« la limite est de 35 »).
    """
    pairs = evidence.all_of(PAIR)
    alone = evidence.all_of(NUMBER) - {pair.split()[0] for pair in pairs}
    for first, second in (pair.split() for pair in whole.of(PAIR) - pairs):
        if first in CONTRARY:
            if any(f"{contrary} {second}" in pairs for contrary in CONTRARY[first]):
                return True
        elif first not in alone or second in _MONTHS:
            return True
    return False


def _beside_another(clause: Clause, evidence: Evidence) -> bool:
    """Whether a fact stands beside a word that, in the passage, only ever stands beside others of its kind."""
    for kind in (NUMBER, CODE, LABEL):
        mine = clause.of(kind)
        for word in (clause.context | clause.of(ACTOR)) - evidence.topic if mine else ():
            beside = [place.clause.of(kind) for place in evidence.clauses if word in place.clause.words]
            if beside and all(beside) and not mine & frozenset().union(*beside):
                return True
    return False


def _never_together(clause: Clause, evidence: Evidence) -> bool:
    """Whether figures or codes of one clause stand in no clause of the passage together."""
    mine = clause.of(NUMBER) | clause.of(CODE)
    return len(mine) > 1 and not any(mine <= p.clause.of(NUMBER) | p.clause.of(CODE) for p in evidence.clauses)


def _under_another_condition(clause: Clause, evidence: Evidence) -> bool:
    """Whether « A si b » takes its two halves from « A si a » and « B si b »."""
    if not clause.main or not clause.when:
        return False
    said, when = evidence.saying(clause.main), evidence.saying(clause.when)
    return bool(said) and all(place.clause.main and place.clause.when for place in said) and not set(said) & set(when)


@dataclass(frozen=True)
class Support:
    """What became of a sentence: ``difference`` names what it changes, None when it holds; ``units`` carry it."""

    difference: str | None
    units: tuple[int, ...] = ()


class SentenceChecker:
    """Checks sentences by their words, then by their vectors."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def check(self, sentence: str, evidence: Evidence) -> Support:
        """Hold ``sentence`` against one passage; raises ModelUnavailable."""
        difference = find_difference(sentence, evidence)
        if difference:
            return Support(difference)
        if self._encoder.model == DEFAULT_MODEL and self.cosine(sentence, evidence) < LEAST_COSINE:
            return Support("sens éloigné")
        return Support(None, evidence.homes(sentence))

    def cosine(self, sentence: str, evidence: Evidence) -> float:
        """The cosine of ``sentence`` with the passage's nearest unit; raises ModelUnavailable."""
        if evidence.vectors is None:
            evidence.vectors = self._encoder.embed_bodies([unit.text for unit in evidence.units])
        return float(np.max(evidence.vectors @ self._encoder.embed_bodies([sentence])[0]))
