"""What a switch would change is asked before it is made: the golden questions to both indexes, any question to a draft.

Nothing here is served to anyone, and nothing is written.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.dialogue.assistant import Assistant
from bot.dialogue.types import Question, Reply
from bot.search.aside import Aside
from bot.search.retriever import Hit


class Result(Protocol):
    """How one golden question fared: ``ok``, and what was ``found`` in place of what it expects."""

    @property
    def id(self) -> int: ...
    @property
    def question(self) -> str: ...
    @property
    def ok(self) -> bool: ...
    @property
    def found(self) -> str: ...


@dataclass(frozen=True)
class Trial:
    """A question asked of one version: the reply, and the passages that are nearest, whatever the reply."""

    reply: Reply
    nearest: tuple[Hit, ...]


_NEAREST = 3
Ask = Callable[[Assistant], Sequence[Result]]


class Rehearsals:
    """Asks assistants over indexes made aside; every method raises IndexBusy or ModelUnavailable."""

    def __init__(self, aside: Aside, assistant: Assistant, ask: Ask) -> None:
        self._aside = aside
        self._assistant = assistant
        self._ask = ask
        self._lock = threading.Lock()
        self._draft: tuple[int, Assistant] | None = None

    def try_question(self, version: int, text: str) -> Trial:
        """What the assistant would answer if ``version`` were all it had; its index is kept for the next question."""
        with self._lock:
            if self._draft is None or self._draft[0] != version:
                self._draft = (version, replace(self._assistant, retriever=self._aside.over_versions([version])))
            assistant = self._draft[1]
        found = assistant.retriever.search(text, assistant.retriever.encode(text), _NEAREST)
        return Trial(assistant.reply(Question(text)), found.hits)

    def before_switch(self, versions: Iterable[int], withdrawn: Iterable[int] = ()) -> dict[str, Any] | None:
        """The golden questions now and after the switch, as JSON; None when there are none.

        ``before`` and ``after`` count those that pass, of ``total``; ``broken`` and ``mended`` list what changes.
        """
        before = self._ask(self._assistant)
        if not before:
            return None
        after = self._ask(replace(self._assistant, retriever=self._aside.after_switch(versions, withdrawn)))
        passed = {result.id for result in before if result.ok}
        return {
            "total": len(before),
            "before": len(passed),
            "after": sum(result.ok for result in after),
            "broken": [_told(result) for result in after if not result.ok and result.id in passed],
            "mended": [_told(result) for result in after if result.ok and result.id not in passed],
        }


def _told(result: Result) -> dict[str, Any]:
    return {"id": result.id, "question": result.question, "found": result.found}
