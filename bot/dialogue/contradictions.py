"""Two documents that say different things of one question are both shown, dated: neither is picked in silence.

A doubt is no contradiction. Two sentences must be about the same thing, of the same person and on the same condition,
and give figures of the same kind of which each passage knows only its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.chorus.checks import MONTH_NUMBERS, say_date
from bot.corpus.document import CitedPassage
from bot.dialogue import texts
from bot.dialogue.answering import Answer, cite, with_marks
from bot.dialogue.claims import ACTOR, CODE, LABEL, NUMBER, PAIR, Unit, read_units
from bot.dialogue.excerpts import excerpt
from bot.search.french import stem
from bot.search.retriever import Hit

CONTRADICTED = "sources contraires"
_LOOKED_AT = 5
_CLOSE = 0.55
_FICHE = "fiche"
_ALIKE = 0.6
_NEARLY_THE_SAME = 0.85  # for what is turned round by a « pas », or counts nothing
_FEWEST_WORDS = 3
_SHOWN = 380
_HOURS = {"minut": 1 / 60, "heur": 1, "jour": 24, "semain": 168, "mois": 720, "an": 8640, "anne": 8640}
_DURATION, _DATE, _BARE = "durée", "date", "nombre"
_MONTHS = frozenset(MONTH_NUMBERS)
_MONTH_STEMS = frozenset(stem(month) for month in MONTH_NUMBERS)

Figures = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Contradiction:
    """Two passages, the better one first, with the sentence of each that says otherwise than the other's."""

    passages: tuple[CitedPassage, CitedPassage]
    sentences: tuple[str, str]


def find_contradiction(hits: Sequence[Hit]) -> Contradiction | None:
    """The first passage against the nearest ones of other documents; None when they agree or speak of other things."""
    first = hits[0].passage
    ours = read_units(first.text)
    for hit in hits[1:_LOOKED_AT]:
        other = hit.passage
        if other.document_key == first.document_key or hit.score < _CLOSE * hits[0].score:
            continue
        # The fiches are reviewed together: two of them differ in words long before they differ in substance.
        least = _NEARLY_THE_SAME if first.document_kind == other.document_kind == _FICHE else _ALIKE
        found = _differing(ours, read_units(other.text), least)
        if found:
            return Contradiction((first, other), (found[0].text, found[1].text))
    return None


def _differing(ours: Sequence[Unit], theirs: Sequence[Unit], least: float = _ALIKE) -> tuple[Unit, Unit] | None:
    """The two most alike units that say otherwise, if any do."""
    known_here, known_there = _figures(ours), _figures(theirs)
    alike = ((_likeness(one, other), one, other) for one in ours for other in theirs)
    found = [
        (likeness, one, other)
        for likeness, one, other in alike
        if likeness >= least and _says_otherwise(one, other, likeness, known_here, known_there)
    ]
    return max(found, key=lambda pair: pair[0])[1:] if found else None


def _likeness(one: Unit, other: Unit) -> float:
    """The share of the words of both that they share; 0 when they speak of someone or something else."""
    if one.conditional != other.conditional or any(one.whole.of(k) != other.whole.of(k) for k in (ACTOR, CODE, LABEL)):
        return 0.0
    counted = {word for unit in (one, other) for pair in unit.whole.of(PAIR) for word in pair.split()}
    ours, theirs = ((unit.whole.context | unit.whole.of(ACTOR)) - counted for unit in (one, other))
    together = ours & theirs
    return len(together) / len(ours | theirs) if len(together) >= _FEWEST_WORDS else 0.0


def _says_otherwise(one: Unit, other: Unit, likeness: float, known_here: Figures, known_there: Figures) -> bool:
    """Whether each gives a figure of one kind that the other's whole passage doesn't know, or one denies the other."""
    here, there = _figures([one]), _figures([other])
    for kind in here.keys() & there.keys():
        if kind == _BARE and likeness < _NEARLY_THE_SAME:
            continue
        ours, theirs = _unknown(here, there, known_there, kind), _unknown(there, here, known_here, kind)
        if ours and theirs:
            return True
    denied = [any(clause.negative for clause in unit.clauses) for unit in (one, other)]
    return likeness >= _NEARLY_THE_SAME and here == there and denied[0] != denied[1]


def _unknown(own: Figures, other: Figures, known: Figures, kind: str) -> bool:
    """Whether ``own`` gives figures of ``kind`` that ``other`` doesn't, and none that its whole passage knows."""
    new = own[kind].keys() - other[kind].keys()
    written = {own[kind][figure] for figure in new}
    return bool(new) and not new & known.get(kind, {}).keys() and not written & known.get(_BARE, {}).keys()


def _figures(units: Sequence[Unit]) -> Figures:
    """The figures of ``units`` by what they count, with how they are written: « 60 minutes » and « 1 heure » are one.

    Where nothing is counted (« 30 jours, 50 pour un hôpital »), the number stands bare.
    """
    figures: Figures = {}
    for unit in units:
        paired: set[str] = set()
        for pair in unit.whole.of(PAIR):
            value, counted = pair.split()
            if value in _MONTHS:
                figures.setdefault(_DATE, {})[pair] = pair
            elif counted in _HOURS and value.isdigit():
                figures.setdefault(_DURATION, {})[f"{int(value) * _HOURS[counted]:g}"] = value
            elif value in unit.whole.of(NUMBER) and counted not in _MONTH_STEMS:
                figures.setdefault(counted, {})[value] = value
            paired |= {value, counted}
        for number in unit.whole.of(NUMBER) - paired:
            figures.setdefault(_BARE, {})[number] = number
    return figures


def show_both(question: str, found: Contradiction, today: date) -> Answer:
    """Say that the two differ, what each says with its date, and which one is the more recent."""
    parts, citations = [texts.CONTRADICTION], []
    for n, (passage, sentence) in enumerate(zip(found.passages, found.sentences, strict=True), 1):
        said = excerpt(question, passage, _SHOWN)
        quote = said if sentence in said else sentence
        dated = _say_dated(passage)
        head = f"**« {passage.document} »{f' ({dated})' if dated else ''} :**"
        parts.append(f"{head} {with_marks(quote, n)}")
        citations.append(cite(n, passage, quote, today))
    parts.append(_say_newer(found.passages))
    return Answer("\n\n".join(parts), tuple(citations), CONTRADICTED)


def _say_dated(passage: CitedPassage) -> str:
    what, day = ("vérifié", passage.checked_on) if passage.checked_on else ("ajouté", passage.added_on)
    return f"{what} le {say_date(day.day, day.month, day.year)}" if day else ""


def _say_newer(passages: tuple[CitedPassage, CitedPassage]) -> str:
    first, second = (passage.checked_on or passage.added_on for passage in passages)
    if first is None or second is None or first == second:
        return texts.SAME_DATE
    return texts.NEWER.format(document=passages[0 if first > second else 1].document)
