"""One turn, a plain pipeline: understand → retrieve → judge → answer, or say why not.

Everything it needs is handed over: retriever, classifier, judge, clock. It stores nothing and shows nothing.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from bot.dialogue import texts
from bot.dialogue.answering import compose_answer
from bot.dialogue.clarifying import Choice, compose_clarification, find_cases, put_chosen_first
from bot.dialogue.contradictions import find_contradiction, show_both
from bot.dialogue.generation import ExtractiveWriter, Writer
from bot.dialogue.intents import OFFTOPIC, REQUESTS, SMALL_TALK, IntentClassifier, settle
from bot.dialogue.judging import Judge, read_signals
from bot.dialogue.types import Citation, Outcome, Question, Reply
from bot.dialogue.understanding import Understood, understand
from bot.search.encoder import QuestionVectors
from bot.search.errors import NoActiveIndex
from bot.search.french import words
from bot.search.retriever import Found, Hit, Retriever

_SHOWN = 10
_SUGGESTED = 3
_LIKELY = 0.5
_FIRM = 0.7
_TOO_NEAR_FOR_SMALL_TALK = 0.8  # cosine
_SAID = {"greeting": texts.GREETING, "thanks": texts.THANKS, "farewell": texts.FAREWELL, "identity": texts.IDENTITY,
         "wellbeing": texts.WELLBEING, "handoff": texts.HANDOFF, "ticket": texts.TICKET}  # fmt: skip


class _Clock:
    """Milliseconds spent between marks, by name."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self.spent: dict[str, float] = {}

    def mark(self, name: str) -> None:
        now = time.perf_counter()
        self.spent[name] = (now - self._last) * 1000
        self._last = now
        self.spent["total"] = (now - self._start) * 1000


@dataclass(frozen=True)
class Assistant:
    """Answers questions; safe to call from several threads."""

    retriever: Retriever
    classifier: IntentClassifier
    judge: Judge
    today: Callable[[], date] = date.today
    writer: Writer = field(default_factory=ExtractiveWriter)

    def reply(self, question: Question) -> Reply:
        """The whole turn; never raises for what a person may write."""
        clock = _Clock()
        asked = understand(question.text, question.history, self.retriever.mend)
        text, standalone = asked.text, asked.standalone
        if not words(text):
            return _plain(question, "smalltalk", "vide", texts.EMPTY, clock)
        vectors = self.retriever.encode(text)
        intents = self.classifier.probabilities(asked.said, vectors.raw if vectors else None)
        intent = settle(intents, wary=asked.leans or text.endswith("?") or any(c.isdigit() for c in text))
        clock.mark("understand")
        if intent in REQUESTS:
            return _plain(question, "handoff" if intent == "handoff" else "ticket", "demande", _SAID[intent], clock)
        if intent in SMALL_TALK and intents[intent] == 1.0:
            return _small_talk(question, intent, clock)
        try:
            found = self.retriever.search(standalone, self._encode(asked, vectors), _SHOWN)
        except NoActiveIndex:
            return _plain(question, "abstain", "erreur technique", texts.NO_INDEX, clock)
        if intent in SMALL_TALK and not _is_known(found):
            return _small_talk(question, intent, clock)
        clock.mark("retrieve")
        signals = read_signals(standalone, found, intents)
        confidence = self.judge.probability(signals) if found.hits else 0.0
        clock.mark("judge")
        if signals.is_personal:
            return self._personal(question, standalone, found, confidence >= _FIRM, clock)
        if confidence < self.judge.threshold or not found.hits:
            return _abstain(question, standalone, found, intents, clock)
        cases = find_cases(standalone, found.hits, self._look_up)
        if cases:
            asked_back = compose_clarification(standalone, cases, self.today())
            clock.mark("answer")
            return Reply(
                question, standalone, "clarify", "plusieurs cas", asked_back.text, asked_back.citations,
                _with_cited(found.hits, cases), (), clock.spent, asked_back.cases,
            )  # fmt: skip
        differing = find_contradiction(found.hits)
        if differing:
            answer = show_both(standalone, differing, self.today())
        else:
            answer = self.writer.write(standalone, put_chosen_first(standalone, found.hits), self.today())
        note = f"\n\n{texts.OVERDUE}" if any(c.overdue for c in answer.citations) else ""
        suggestions = _others(found.hits, {c.passage_id for c in answer.citations})
        clock.mark("answer")
        return Reply(
            question, standalone, "answer", answer.reason, answer.text + note, answer.citations, found.hits,
            suggestions, clock.spent,
        )  # fmt: skip

    def _encode(self, asked: Understood, vectors: QuestionVectors | None) -> QuestionVectors | None:
        return self.retriever.encode(asked.standalone) if asked.leans else vectors

    def _look_up(self, text: str) -> tuple[Hit, ...]:
        return self.retriever.search(text, self.retriever.encode(text), _SHOWN).hits

    def _personal(self, question: Question, standalone: str, found: Found, answers: bool, clock: _Clock) -> Reply:
        """Say that only the portal, the client or the support sees this case, then what holds for everybody."""
        text, citations = texts.PERSONAL, tuple[Citation, ...]()
        if answers:
            general = compose_answer(standalone, found.hits[:1], self.today())
            text, citations = f"{text}\n\n{texts.IN_GENERAL} {general.text}", general.citations
        suggestions = _others(found.hits, {c.passage_id for c in citations})
        clock.mark("answer")
        return Reply(
            question, standalone, "abstain", "cas personnel", text, citations, found.hits, suggestions, clock.spent
        )


def _plain(
    question: Question, outcome: Outcome, reason: str, text: str, clock: _Clock, suggestions: Iterable[str] = ()
) -> Reply:
    clock.mark("answer")
    return Reply(
        question, question.text.strip(), outcome, reason, text, suggestions=tuple(suggestions), timings_ms=clock.spent
    )


def _small_talk(question: Question, intent: str, clock: _Clock) -> Reply:
    return _plain(question, "smalltalk", intent, _SAID[intent], clock, texts.STARTERS[:_SUGGESTED])


def _is_known(found: Found) -> bool:
    """Whether a passage was written to answer this very question: « qu'est-ce que… » is no small talk then."""
    return bool(found.hits) and (found.hits[0].question or 0.0) >= _TOO_NEAR_FOR_SMALL_TALK


def _abstain(question: Question, standalone: str, found: Found, intents: dict[str, float], clock: _Clock) -> Reply:
    """Say what was understood and the nearest topics; the reason tells the desk why the talk stopped here."""
    if intents.get(OFFTOPIC, 0.0) >= _LIKELY:
        reason, text = "hors périmètre", texts.OFFTOPIC
    else:
        reason, text = "incompris", texts.UNKNOWN.format(question=standalone)
    suggestions = () if reason == "hors périmètre" else _others(found.hits, set())
    clock.mark("answer")
    return Reply(question, standalone, "abstain", reason, text, (), found.hits, suggestions, clock.spent)


def _with_cited(hits: tuple[Hit, ...], choices: Iterable[Choice]) -> tuple[Hit, ...]:
    """``hits`` closed by the passages that were looked up case by case: what is cited is always among what was found.

    Their scores come from other searches and say nothing here, so they don't rise above the last one's.
    """
    cited = {choice.hit.passage.id: choice.hit for choice in choices if choice.hit}
    known = {hit.passage.id for hit in hits}
    others = [hit.passage.id for hit in hits if hit.passage.id not in cited][: _SHOWN - len(cited)]
    kept = [hit for hit in hits if hit.passage.id in cited or hit.passage.id in others]
    added = [replace(hit, score=min(hit.score, kept[-1].score)) for key, hit in cited.items() if key not in known]
    return (*kept, *added)


def _others(hits: Iterable[Hit], shown: set[str]) -> tuple[str, ...]:
    """Questions that lie near and were not shown, one per document at most."""
    seen, titles = set(), []
    for hit in hits:
        key = hit.passage.document_key
        if hit.passage.id not in shown and key not in seen and hit.passage.title.endswith("?"):
            seen.add(key)
            titles.append(hit.passage.title)
    return tuple(titles[:_SUGGESTED])
