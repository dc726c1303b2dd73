"""A proposed fiche as the screens read it and as they write it, and what can go wrong with one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bot.desk.errors import MoveNotAllowed

SOLUTION: Final = "solution"
WORKAROUND: Final = "contournement"


@dataclass(frozen=True)
class ProposalText:
    """What is proposed: a question as a trainee asks it, its confirmed answer, and what both rest on.

    A work-around says ``until`` when it holds, or what to ``watch``. ``sources`` are references in plain words;
    ``origin`` names a ticket or a talk, never a person. ``removed`` says what personal data was taken out.
    """

    question: str
    answer: str
    origin: str
    confirmed_on: date
    kind: str = SOLUTION
    wordings: tuple[str, ...] = ()
    watch: str = ""
    until: date | None = None
    sources: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProposalStep:
    """Who brought the proposal to ``state``, when, and with which word."""

    state: str
    who: str
    at: datetime
    note: str


@dataclass(frozen=True)
class ProposalView:
    """A stored proposal; ``document_key`` is the fiche that its acceptance sent, ``fiche_sha`` that file's hash."""

    id: int
    state: str
    text: ProposalText
    author: str
    created_at: datetime
    document_key: str | None
    fiche_sha: str | None
    history: tuple[ProposalStep, ...]
    revision: int

    @property
    def last(self) -> ProposalStep:
        """The latest step."""
        return self.history[-1]


class ProposalNotFound(Exception):
    """The proposal isn't there, or isn't this person's: the same answer, so that nothing leaks."""

    def __init__(self) -> None:
        super().__init__("Cette proposition n'existe pas, ou n'est pas la vôtre. Rien n'a changé : rechargez la liste.")


class ProposalConflict(Exception):
    """Somebody dealt with the proposal meanwhile: show ``current``, and let the person look again."""

    def __init__(self, current: ProposalView) -> None:
        self.current = current
        super().__init__(
            f"Cette proposition vient de changer : elle est « {current.state} » ({current.last.who}). Rien de ce que "
            "vous avez demandé n'a été fait : rechargez la liste."
        )


class ProposalRefused(MoveNotAllowed):
    """A field can't be kept as it was typed: the sentence says which, and the person corrects it."""


class NothingToPropose(MoveNotAllowed):
    """The ticket or the talk holds no confirmed answer yet."""
