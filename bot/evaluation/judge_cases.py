"""The messages that the judge learns from, each with what was found for it and whether that answers it.

Unanswerable questions come for free: a wording whose fiche is left out of the index. Every kind of case is seen
twice, against the fiches, and against the same passages as an ordinary document would hold them, without the
question that each answers: a fascicle must not be refused because its headings ask nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.corpus.document import CitedPassage
from bot.dialogue.intents import OFFTOPIC, PERSONAL, IntentClassifier
from bot.dialogue.judging import Signals, read_signals
from bot.dialogue.understanding import understand
from bot.evaluation.golden import GoldenQuestion
from bot.evaluation.intent_fit import IntentFit
from bot.evaluation.material import Material, turn
from bot.search.adapter import Adapter
from bot.search.encoder import QuestionVectors
from bot.search.indexing import passage_of
from bot.search.retriever import Found, LoadedIndex
from bot.services import Services

_DEPTH = 10
_ANSWERED_WITHIN = 3  # an answer is composed from the first three passages
_PROVED_WITHIN = 5
_GOLDEN_WEIGHT = 20.0
_SAME_ANSWER = 0.93  # cosine of two bodies above which another fiche says the same


@dataclass(frozen=True)
class Case:
    """One message with its signals and whether what was found answers it; ``golden`` marks those that are measured.

    A development question counts as many times as its ``weight``, for there are few of them and they are real.
    Cases of one ``group`` stand or fall together when the fit is cross-validated.
    """

    text: str
    signals: Signals
    answerable: bool
    golden: bool = False
    group: str = ""
    weight: float = 1.0


def as_plain_document(passages: Sequence[CitedPassage]) -> list[CitedPassage]:
    """The passages as a fascicle would hold them: under their document's title, no question asked."""
    return [replace(p, title=p.document, wordings=()) for p in passages]


@dataclass(frozen=True)
class CaseMaker:
    """Asks every message of the index given, in the words and vectors of the same encoder."""

    services: Services
    adapter: Adapter
    classifier: IntentClassifier

    def examples(self, fit: IntentFit, index: LoadedIndex) -> Iterator[Case]:
        """The off-topic and personal examples: nothing answers them; intents are those of models blind to them."""
        for text, intent, odds in zip(fit.texts, fit.intents, fit.unseen, strict=True):
            if intent in (OFFTOPIC, PERSONAL):
                signals, _ = self._ask(text, (), index, dict(zip(fit.labels, odds.tolist(), strict=True)))
                yield Case(text, signals, False, group=text)

    def wordings(self, material: Material, entries: Sequence[str], index: LoadedIndex) -> Iterator[Case]:
        """Wordings held out of ``index`` whose own passage comes among the first three: answered.

        Where it does not, another passage may well say the same: nothing is learned from it.
        """
        for entry in entries:
            own, text = passage_of(entry), material.texts[entry]
            signals, found = self._ask(text, (), index)
            if own in {hit.passage.id for hit in found.hits[:_ANSWERED_WITHIN]}:
                yield Case(text, signals, True, group=material.passages[own].document_key)

    def orphans(self, material: Material, entries: Sequence[str], index: LoadedIndex) -> Iterator[Case]:
        """The same wordings with their whole fiche left out: unanswerable, unless another fiche says the same."""
        rows = {passage: row for row, passage in enumerate(material.raw.passages)}
        for entry in entries:
            own, text = material.passages[passage_of(entry)], material.texts[entry]
            gone = {p.id for p in material.passages.values() if p.document_key == own.document_key}
            others = [rows[p] for p in material.passages if p not in gone]
            if float(np.max(material.raw.bodies[others] @ material.raw.bodies[rows[own.id]])) < _SAME_ANSWER:
                hidden = gone | {e for e in material.raw.entries if passage_of(e) in gone}
                signals, _ = self._ask(text, (), replace(index, hidden=frozenset(hidden)))
                yield Case(text, signals, False, group=own.document_key)

    def golden(self, questions: Sequence[GoldenQuestion], index: LoadedIndex, measured: bool) -> Iterator[Case]:
        """The development questions; only those asked of the index that will serve are ``measured``.

        Any other index answers a question when the first five passages hold what it must.
        """
        weight = _GOLDEN_WEIGHT if measured else _GOLDEN_WEIGHT / 2
        for question in questions:
            if question.kind != "smalltalk":
                signals, found = self._ask(question.question, question.history, index)
                proved = question.is_satisfied_by("\n".join(hit.passage.text for hit in found.hits[:_PROVED_WITHIN]))
                answerable = question.kind != "abstain" and (measured or proved)
                yield Case(question.question, signals, answerable, measured, question.id, weight)

    def _ask(
        self, text: str, history: tuple[str, ...], index: LoadedIndex, intents: dict[str, float] | None = None
    ) -> tuple[Signals, Found]:
        asked = understand(text, history, index.lexical.speller.mend)
        said = self._encode(asked.text)
        vectors = self._encode(asked.standalone) if asked.leans else said
        found = Found(index.search(asked.standalone, vectors, _DEPTH), index)
        known = self.classifier.probabilities(asked.said, said.raw) if intents is None else intents
        return read_signals(asked.standalone, found, known), found

    def _encode(self, text: str) -> QuestionVectors:
        return turn(self.services.encoder.encode_question(text), self.adapter)
