"""A ticket written from a conversation, without a language model: nothing in it that the person didn't say.

The description is their own messages, in order; the category is guessed and theirs to change; identifiers are those
read in the text; « tried » is what the assistant showed. Secrets are covered before anything is kept.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.chorus.categories import OTHER, classify, weigh
from bot.chorus.identifiers import LABELS, find_identifiers
from bot.chorus.unneeded import NO_DECISION, cover_unneeded
from bot.desk.ticket_form import missing_in, typed_identifiers
from bot.desk.told import TO_ADVISER
from bot.dialogue.politeness import without_courtesies
from bot.dialogue.types import ABOUT_FIELDS
from bot.search.french import words
from bot.storage.models import Turn

StopReason = Literal[
    "demande", "incompris", "incompris ×2", "vote négatif", "cas personnel", "hors périmètre", "erreur technique"
]
_TYPED: dict[str, StopReason] = {
    "cas personnel": "cas personnel",
    "hors périmètre": "hors périmètre",
    "erreur technique": "erreur technique",
}
_REQUESTS = ("handoff", "ticket")
_SHOWN = ("answer", "clarify", "tool")
_SUBJECT_LENGTH = 120
_SHORTEST_SENTENCE = 12
_FEWEST_WORDS = 3  # of a message to an adviser, thanks and greetings left out
_GREETING = re.compile(
    r"^\W*(?:bonjour|bonsoir|salut|slt|bjr|bsr|hello|coucou)(?:\s+(?:madame|monsieur|à tous))?[\s,.!;:-]*", re.I
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


@dataclass(frozen=True)
class Draft:
    """What the conversation gives for each field of a ticket; ``tried`` is {question, answer, sources}."""

    category: str
    subject: str
    description: str
    tried: list[dict[str, Any]]
    stop_reason: StopReason


def draft_ticket(turns: Sequence[Turn], decisions: Mapping[str, str] = NO_DECISION) -> Draft:
    """The draft of these turns, oldest first; an empty conversation gives an empty draft.

    ``decisions`` is what the person said of data that isn't needed (``bot.chorus.unneeded``): covered, it stays so.
    """
    messages = _messages(turns, decisions)
    return Draft(
        category=classify("\n".join(messages), _titles_shown(turns)).label if messages else OTHER.label,
        subject=_subject(messages),
        description="\n\n".join(messages),
        tried=[_attempt(turn, decisions) for turn in turns if turn.outcome in _SHOWN],
        stop_reason=_why_stopped(turns),
    )


def redraft(
    category: str, subject: str, description: str, turns: Sequence[Turn], decisions: Mapping[str, str] = NO_DECISION
) -> Draft:
    """The draft of a longer conversation, over one that its author may have edited: what they wrote stays.

    A field that still reads as it was drafted is drafted again. An edited description gets the messages that came
    after the last one it holds, since the person said them to be read.
    """
    seen = 1 + max((at for at, turn in enumerate(turns) if _is_held(turn, description, decisions)), default=-1)
    before, now = draft_ticket(turns[:seen], decisions), draft_ticket(turns, decisions)
    later = _messages(turns[seen:], decisions) if seen else []
    return replace(
        now,
        category=now.category if category == before.category else category,
        subject=now.subject if subject == before.subject else subject,
        description=now.description if description == before.description else "\n\n".join([description, *later]),
    )


def read_over(
    category: str, subject: str, description: str, typed: Mapping[str, str] | None = None
) -> tuple[list[dict[str, Any]], list[str]]:
    """The identifiers that the text and the form give, checked, and what the category still asks for."""
    text = f"{subject}\n\n{description}"
    given = [*find_identifiers(text), *typed_identifiers(typed or {})]
    found = {(one.kind, one.value): one for one in given}.values()
    shown = [
        {"kind": LABELS[one.kind], "value": one.value, "valid": one.valid, "problem": one.problem} for one in found
    ]
    return shown, missing_in(category, text, typed or {})


def _messages(turns: Sequence[Turn], decisions: Mapping[str, str]) -> list[str]:
    """What the person said that a support should read, each once: no greeting, no bare call for a person."""
    said = [cover_unneeded(turn.question, decisions).strip() for turn in turns if _tells_something(turn)]
    return list(dict.fromkeys(said))


def _tells_something(turn: Turn) -> bool:
    if turn.reason in ABOUT_FIELDS:
        return False  # what was answered stands in the ticket's fields
    if turn.outcome in _REQUESTS:
        return bool(weigh(turn.question) or find_identifiers(turn.question))
    if turn.outcome == TO_ADVISER:
        return len(words(without_courtesies(turn.question))) >= _FEWEST_WORDS or bool(find_identifiers(turn.question))
    return turn.outcome != "smalltalk"


def _is_held(turn: Turn, description: str, decisions: Mapping[str, str]) -> bool:
    return _tells_something(turn) and cover_unneeded(turn.question, decisions).strip() in description


def _titles_shown(turns: Sequence[Turn]) -> str:
    return "\n".join(str(cited["document"]) for turn in turns for cited in turn.citations)


def _attempt(turn: Turn, decisions: Mapping[str, str]) -> dict[str, Any]:
    sources = dict.fromkeys(source_of(cited) for cited in turn.citations)
    return {"question": cover_unneeded(turn.question, decisions).strip(), "answer": turn.text, "sources": list(sources)}


def source_of(cited: dict[str, Any]) -> str:
    """A citation in words: document, section, page."""
    page = f"page {cited['page']}" if cited.get("page") else ""
    return ", ".join(part for part in (str(cited["document"]), str(cited.get("section") or ""), page) if part)


def _why_stopped(turns: Sequence[Turn]) -> StopReason:
    """Why the ladder goes on from here: judged on the last question, whatever greeting or request came after it."""
    asked = [turn for turn in turns if turn.outcome != "smalltalk" and turn.outcome not in _REQUESTS]
    if not asked:
        return "demande"
    last = asked[-1]
    if last.vote == -1:
        return "vote négatif"
    if last.outcome != "abstain":
        return "demande"
    if last.reason in _TYPED:
        return _TYPED[last.reason]
    return "incompris ×2" if len(asked) > 1 and asked[-2].outcome == "abstain" else "incompris"


def _subject(messages: Sequence[str]) -> str:
    """One line that names the case: the sentence that says most, with the invoice that it is about."""
    if not messages:
        return ""
    telling = max(messages, key=lambda message: sum(weigh(message).values()))
    text = _GREETING.sub("", telling).strip() or telling
    sentences = [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]
    sentence = next((part for part in sentences if len(part) >= _SHORTEST_SENTENCE), text)
    sentence = sentence[0].upper() + sentence[1:]
    invoices = [one.value for one in find_identifiers("\n\n".join(messages)) if one.kind == "facture"]
    if invoices and not any(number in sentence for number in invoices):
        sentence = f"Facture{'s' if len(invoices) > 1 else ''} {', '.join(invoices)} : {sentence}"
    return _shortened(" ".join(sentence.split()))


def _shortened(line: str) -> str:
    if len(line) <= _SUBJECT_LENGTH:
        return line
    return line[:_SUBJECT_LENGTH].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
