"""When one question has several answers, the person is asked which case is theirs, and each answer is shown in short.

The cases are data (``data/cases.yaml``): a question that names none of them, and whose best passages speak of different
ones, is asked back. It must stay rare: someone who asked plainly wants an answer, so a passage that names no case
counts as the ordinary one, and the ordinary one, found first, is simply the answer.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.corpus.document import CitedPassage
from bot.dialogue import texts
from bot.dialogue.answering import LONGEST, cite, with_marks
from bot.dialogue.excerpts import excerpt, shorten
from bot.dialogue.followup import subject_words
from bot.dialogue.types import Case, Citation
from bot.search.french import fold, stem, terms, words
from bot.search.retriever import Hit

CASES = Path(__file__).with_name("data") / "cases.yaml"
_CLOSE = 0.85  # of the first passage's score: a case further away was not asked for
_CHOSEN_CLOSE = 0.5
_LOOKED_AT = 5
_MOST_CASES = 4
_ASIDE = re.compile(r"\([^()]*\) \?$")
_PORTAL = frozenset(words("chorus pro portail internet en ligne j"))
_LINKS = frozenset(
    words(
        "a au aux avec c ce ceci cela d dans de des du elle en est et il j je l la le les ma mes mon nous pour un une "
        "que suis sommes c'est celle celui plutot ou oui non"
    )
)

LookUp = Callable[[str], Sequence[Hit]]


@dataclass(frozen=True)
class NamedCase:
    """A case of a facet: how it is said on a button, in a question, and by whoever speaks of it."""

    key: str
    label: str
    phrase: str
    named: re.Pattern[str]
    titled: re.Pattern[str]


@dataclass(frozen=True)
class Facet:
    """What an answer may depend on: the kind of invoice, the role, the state in which an invoice came back…"""

    name: str
    about: re.Pattern[str]
    opens: re.Pattern[str] | None
    default: str | None
    cases: tuple[NamedCase, ...]

    def named_in(self, folded: str) -> list[NamedCase]:
        return [case for case in self.cases if case.named.search(folded)]

    def leaves_open(self, folded: str) -> bool:
        """Whether the question says what is done otherwise in each case, and not a word more."""
        if self.opens is None or not self.opens.search(folded):
            return False
        return not set(subject_words(self.opens.sub(" ", folded))) - _PORTAL

    def titled(self, folded: str) -> list[NamedCase]:
        return [case for case in self.cases if case.titled.search(folded)]

    def cases_of(self, passage: CitedPassage) -> list[NamedCase]:
        """The cases that its title names, or else its document's; the ordinary one when neither names any."""
        title, document = fold(passage.title), fold(passage.document)
        found = self.titled(title) or self.titled(document)
        return found or [case for case in self.cases if case.key == self.default]


@dataclass(frozen=True)
class Choice:
    """A case that may be the person's, with the passage that answers it."""

    facet: Facet
    case: NamedCase
    hit: Hit | None


@dataclass(frozen=True)
class Clarification:
    """What is shown when the cases are asked for: each in short, cited, then the question and its buttons."""

    text: str
    citations: tuple[Citation, ...]
    cases: tuple[Case, ...]


def find_cases(question: str, hits: Sequence[Hit], look_up: LookUp) -> list[Choice]:
    """The cases that the person must choose from; none when the question is settled.

    A first passage that treats several cases comes with the first of them, the others come without a passage.
    ``look_up`` searches a question made for one case.
    """
    if chosen_case(question):
        return []  # no one is asked twice
    folded = fold(question)
    for facet in load_facets():
        if not facet.about.search(folded) or facet.named_in(folded):
            continue
        if facet.leaves_open(folded):
            both = facet.titled(fold(hits[0].passage.title))
            if len(both) > 1:
                return [Choice(facet, case, hits[0] if case is both[0] else None) for case in both[:_MOST_CASES]]
            found = _looked_up(facet, question, look_up)
        else:
            found = _near(facet, question, hits)
        if len(found) > 1:
            return found[:_MOST_CASES]
    return []


def chosen_case(question: str) -> tuple[Facet, NamedCase] | None:
    """The case that was chosen by its button and stands in the question, if one was."""
    folded = fold(question)
    for facet in load_facets():
        for case in facet.cases:
            if f"({fold(case.phrase)})" in folded:
                return facet, case
    return None


def put_chosen_first(question: str, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """``hits`` with the best passage of the chosen case first: one that treats all cases was what was shown before."""
    chosen = chosen_case(question)
    if not chosen:
        return hits
    facet, case = chosen
    bare = _ASIDE.sub(" ", question)
    own = [h for h in hits if h.score >= _CHOSEN_CLOSE * hits[0].score and facet.cases_of(h.passage) == [case]]
    asking = [hit for hit in own if _asks(bare, hit.passage)] or (own if case.key != facet.default else [])
    return (asking[0], *(hit for hit in hits if hit is not asking[0])) if asking else hits


def _near(facet: Facet, question: str, hits: Sequence[Hit]) -> list[Choice]:
    """The cases of the nearest passages that answer this very question, the first of a case that nobody named."""
    found: dict[str, Choice] = {}
    for hit in hits[:_LOOKED_AT]:
        cases = facet.cases_of(hit.passage)
        if hit.score < _CLOSE * hits[0].score or (not found and (len(cases) != 1 or cases[0].key == facet.default)):
            break
        if len(cases) == 1 and _asks(question, hit.passage):
            found.setdefault(cases[0].key, Choice(facet, cases[0], hit))
    return list(found.values())


def _asks(question: str, passage: CitedPassage) -> bool:
    """Whether the passage's question, in one wording or another, holds every word that ``question`` is about."""
    held = set(terms("\n".join([passage.title, *passage.wordings])))
    return {stem(word) for word in subject_words(question)} <= held


def _looked_up(facet: Facet, question: str, look_up: LookUp) -> list[Choice]:
    """Each case with the best passage of its own, looked up under its name."""
    found: list[Choice] = []
    for case in facet.cases:
        own = [hit for hit in look_up(add_case(question, case)) if facet.cases_of(hit.passage) == [case]]
        if own:
            found.append(Choice(facet, case, own[0]))
    return found


def compose_clarification(question: str, found: Sequence[Choice], today: date) -> Clarification:
    """Say each case in its decisive sentences, about 900 characters in all, then ask which one it is."""
    shown = [(choice.case, choice.hit.passage) for choice in found if choice.hit]
    room = (LONGEST - len(texts.WHICH_CASE)) // len(shown)
    parts, citations = [], []
    for n, (case, passage) in enumerate(shown, 1):
        quote = shorten(excerpt(question, passage, room), room - len(case.label))
        head = "" if len(shown) == 1 else f"**{case.label} :** "
        parts.append(with_marks(f"{head}{quote}", n))
        citations.append(cite(n, passage, quote, today))
    cases = tuple(Case(choice.case.label, add_case(question, choice.case)) for choice in found)
    return Clarification("\n\n".join([*parts, texts.WHICH_CASE]), tuple(citations), cases)


def add_case(question: str, case: NamedCase) -> str:
    """The question with its case: « Comment envoyer une facture (facture de travaux) ? »."""
    bare = question.rstrip(" ?!.…\u00a0\u202f")
    return f"{bare} ({case.phrase}) ?"


def names_only_a_case(text: str) -> bool:
    """Whether ``text`` answers « which case? » and asks nothing: « de travaux », « je suis sous-traitant »."""
    folded = fold(text)
    for facet in load_facets():
        for case in facet.cases:
            rest, count = case.named.subn(" ", folded)
            if count and not set(words(rest)) - _LINKS - set(words(fold(case.phrase))):
                return True
    return False


@lru_cache(maxsize=1)
def load_facets(path: Path = CASES) -> tuple[Facet, ...]:
    """The facets as their file has them."""
    saved: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Facet(
            facet["name"],
            _any_of(facet["about"]),
            _any_of(facet["opens"]) if facet["opens"] else None,
            facet.get("default"),
            tuple(
                NamedCase(c["key"], c["label"], c["phrase"], _any_of(c["named"]), _any_of(c.get("titled", c["named"])))
                for c in facet["cases"]
            ),
        )
        for facet in saved["facets"]
    )


def _any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")
