"""The answer is written: from the passages' own sentences, or by a language model that is then checked.

Nothing of a model is shown on trust. Each sentence must cite a passage it was given and say nothing else than it;
what fails goes, a list goes whole, and when too little is left the passages' own sentences answer.
"""

import json
import logging
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import Protocol

import yaml
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from bot.corpus.document import STEPS
from bot.dialogue.answering import LONGEST, Answer, cite, compose_answer
from bot.dialogue.chat_models import model_failures
from bot.dialogue.checking import SentenceChecker
from bot.dialogue.evidence import Evidence
from bot.search.encoder import Encoder
from bot.search.errors import ModelUnavailable
from bot.search.retriever import Hit

PROMPT = Path(__file__).with_name("data") / "prompt.md"
WRITTEN = "rédigé"
DEADLINE = 25.0  # seconds that a person waits for a written answer, the client's second try included
AT_ONCE = 4  # calls to the model; one more question than that is answered without it, at once

FEWEST_SENTENCES = 2
FEWEST_CHARACTERS = 80
_FEWEST_PASSAGES, _MOST_PASSAGES = 3, 5
_CLOSE = 0.55
_LONGEST_REPLY = 6000

_MARK = re.compile(r"\[(\d{1,2})\]")
_MARK_AFTER_STOP = re.compile(r"([.!?…])((?:\s*\[\d{1,2}\])+)")
_SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\b[A-Z]\.)\s+(?=[A-ZÀ-Ý«\d])|(?<=\])\s+(?=[A-ZÀ-Ý«])")
_LIST_MARK = re.compile(r"^\s*(\d{1,2}[.)]|[-*•])\s+")
_THINKING = re.compile(r"<think>.*?</think>", re.S)
_NEVER_SHOWN = re.compile(r"<|`|\]\(|https?:|www\.|\S@\S")
# It leans on the sentence before, and would lean on another if that one went.
_LEANING = re.compile(
    r"\W*(?:mais|sinon|ensuite|puis|alors|donc|ainsi|dans ce cas|dans ces cas|en revanche|au contraire|sauf|et|ou|"
    r"ils?|elles?|cela|ça|ce|c'|c’|ces|cette|cet|celui|celle|ceux)\b",
    re.I,
)

_log = logging.getLogger(__name__)


class Writer(Protocol):
    """Writes an answer out of what was found."""

    def write(self, question: str, hits: Sequence[Hit], today: date) -> Answer:
        """The answer to ``question`` from ``hits``, best first, at least one; never raises for what a model does."""


class ExtractiveWriter:
    """The passages' own sentences, chosen and trimmed."""

    def write(self, question: str, hits: Sequence[Hit], today: date) -> Answer:
        return compose_answer(question, hits, today)


@dataclass(frozen=True)
class _Statement:
    """A sentence of the model without its marks, and the passages it cites; ``bullet`` begins a list's item."""

    text: str
    marks: tuple[int, ...]
    listed: bool = False
    bullet: str = ""


@dataclass(frozen=True)
class _Kept:
    """A sentence that holds: what it rests on."""

    statement: _Statement
    evidence: Evidence
    units: tuple[int, ...]


@dataclass(frozen=True)
class Prompt:
    """The instructions to the model, with the version that the log names."""

    version: int
    text: str


class CheckedWriter:
    """A language model's wording, sentence by sentence as far as it holds; ``fallback`` writes otherwise."""

    def __init__(self, model: BaseChatModel, encoder: Encoder, fallback: Writer, deadline: float = DEADLINE) -> None:
        self._model = model
        self._checker = SentenceChecker(encoder)
        self._fallback = fallback
        self._deadline = deadline
        # No client can be trusted to keep its own time-out, so the wait is ours; a call left behind keeps its place.
        self._calls = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="chat-model")
        self._places = BoundedSemaphore(AT_ONCE)
        self.failing = False  # its last call gave nothing: the answers are those of ``fallback``

    def write(self, question: str, hits: Sequence[Hit], today: date) -> Answer:
        given = [
            h for n, h in enumerate(hits[:_MOST_PASSAGES]) if n < _FEWEST_PASSAGES or h.score >= _CLOSE * hits[0].score
        ]
        reply = self._ask(question, given)
        answer = self._answer(reply, given, today) if reply else None
        return answer or self._fallback.write(question, hits, today)

    def _ask(self, question: str, given: Sequence[Hit]) -> str | None:
        """What the model says; None, and the reason logged, when it says nothing in time."""
        if not self._places.acquire(blocking=False):
            _log.warning("chat model: %s calls under way already, answered without it", AT_ONCE)
            return None
        call = self._calls.submit(self._model.invoke, build_messages(question, given))
        call.add_done_callback(lambda _: self._places.release())
        try:
            reply = str(call.result(self._deadline).text)[:_LONGEST_REPLY]
            self.failing = False
            return reply
        except model_failures() as error:
            self.failing = True
            _log.warning("chat model: no answer (%s: %.200s), answered without it", type(error).__name__, error)
            return None

    def _answer(self, reply: str, given: Sequence[Hit], today: date) -> Answer | None:
        """What of ``reply`` holds, if it is enough."""
        try:
            kept = self._check(reply, [Evidence(hit.passage) for hit in given])
        except ModelUnavailable as error:
            _log.warning("chat model: its answer can't be checked (%s), answered without it", error)
            return None
        if len(kept) < FEWEST_SENTENCES or sum(len(one.statement.text) for one in kept) < FEWEST_CHARACTERS:
            _log.info("chat model: %s sentences hold, too few, answered without it", len(kept))
            return None
        return _assemble(kept, today)

    def _check(self, reply: str, evidences: Sequence[Evidence]) -> list[_Kept]:
        """The statements that hold, in order; none when the first doesn't, for the others lean on it."""
        kept: list[_Kept] = []
        dropped: list[str] = []
        broken = False
        for block in _blocks(read_statements(reply)):
            found = [self._hold(statement, evidences, dropped) for statement in block]
            holds = [one for one in found if one]
            leans = broken and bool(_LEANING.match(block[0].text))
            broken = leans or len(holds) < len(block) or not _follows_the_steps(holds)
            if not broken:
                if sum(len(one.statement.text) for one in (*kept, *holds)) > LONGEST:
                    break
                kept += holds
            elif not kept:
                break
        _log.info(
            "chat model, prompt %s: %s kept, dropped for %s", load_prompt().version, len(kept), dropped or "nothing"
        )
        return kept

    def _hold(self, statement: _Statement, evidences: Sequence[Evidence], dropped: list[str]) -> _Kept | None:
        """The statement with the first passage it cites that says the same; what differs goes to ``dropped``."""
        if _NEVER_SHOWN.search(statement.text):
            dropped.append("adresse ou balise")
            return None
        cited = [evidences[n - 1] for n in statement.marks if 0 < n <= len(evidences)]
        if not cited:
            dropped.append("sans passage")
        for evidence in cited:
            support = self._checker.check(statement.text, evidence)
            if support.difference is None:
                return _Kept(statement, evidence, support.units)
            dropped.append(support.difference)
        return None


def build_messages(question: str, given: Sequence[Hit]) -> list[BaseMessage]:
    """The prompt, then the question and passages as one JSON object, so that no text of theirs can end its place."""
    passages = [
        {"n": n, "titre": f"{hit.passage.document} › {hit.passage.title}", "texte": hit.passage.text}
        for n, hit in enumerate(given, 1)
    ]
    data = json.dumps({"question": question, "passages": passages}, ensure_ascii=False, indent=1)
    return [SystemMessage(load_prompt().text), HumanMessage(data)]


@lru_cache(maxsize=1)
def load_prompt(path: Path = PROMPT) -> Prompt:
    """The prompt as its file has it."""
    _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    return Prompt(int(yaml.safe_load(head)["version"]), text.strip())


def read_statements(reply: str) -> list[_Statement]:
    """Cut a model's reply into what it states. A sentence without a mark shares the mark of the next on its line."""
    statements: list[_Statement] = []
    for line in _THINKING.sub("", reply).replace("**", "").splitlines():
        listed = _LIST_MARK.match(line)
        bullet = listed[1].replace("•", "-").replace(")", ".") if listed else ""
        said = _MARK_AFTER_STOP.sub(r"\2\1", line[listed.end() :] if listed else line.strip(" #>"))
        waiting: list[str] = []
        pieces = [piece for piece in _SENTENCE_END.split(said) if piece.strip()]
        for n, piece in enumerate(pieces, 1):
            waiting.append(_MARK.sub("", piece))
            marks = tuple(int(mark) for mark in _MARK.findall(piece))
            if marks or n == len(pieces):
                text = re.sub(r"\s+([.,])", r"\1", " ".join(" ".join(waiting).split()))
                statements.append(_Statement(text, marks, bool(listed), bullet))
                waiting, bullet = [], ""
    return statements


def _blocks(statements: Sequence[_Statement]) -> list[list[_Statement]]:
    """Sentences one by one, the items of a list together: a procedure that lacks a step is worse than none."""
    blocks: list[list[_Statement]] = []
    for statement in statements:
        if blocks and statement.listed and blocks[-1][-1].listed:
            blocks[-1].append(statement)
        else:
            blocks.append([statement])
    return blocks


def _follows_the_steps(items: Sequence[_Kept]) -> bool:
    """Whether a list made of a procedure keeps its order and leaves no step out between its first and last."""
    items = [item for item in items if item.statement.listed and item.evidence.passage.kind == STEPS]
    numbers = [unit for item in items for unit in item.units]
    return not numbers or numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _assemble(kept: Sequence[_Kept], today: date) -> Answer:
    """The text with its marks numbered as they come, each source quoted by the sentences of it that were used."""
    sources: dict[str, Evidence] = {}
    used: dict[str, set[int]] = {}
    text = ""
    listing = False
    for one in kept:
        key = one.evidence.passage.id
        sources.setdefault(key, one.evidence)
        used.setdefault(key, set()).update(one.units)
        bullet = one.statement.bullet
        if text:
            text += "\n" if bullet else "\n\n" if listing and not one.statement.listed else " "
        text += f"{bullet} {one.statement.text}".lstrip() + f" [{list(sources).index(key) + 1}]"
        listing = one.statement.listed
    citations = tuple(
        cite(n, source.passage, "\n".join(source.units[unit].text for unit in sorted(used[key])), today)
        for n, (key, source) in enumerate(sources.items(), 1)
    )
    return Answer(text, citations, WRITTEN)
