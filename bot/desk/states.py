"""The life of a ticket, as a table: what may happen in each state, and where it leads."""

from typing import Final, Literal

from bot.desk.errors import MoveNotAllowed

State = Literal["brouillon", "envoyé", "relu"]
Move = Literal["save", "send", "review", "follow_up"]

DRAFT: Final = "brouillon"
SENT: Final = "envoyé"
REVIEWED: Final = "relu"

MOVES: Final[dict[tuple[str, Move], State]] = {
    (DRAFT, "save"): DRAFT,
    (DRAFT, "send"): SENT,
    (SENT, "review"): REVIEWED,
    (SENT, "follow_up"): SENT,
    (REVIEWED, "follow_up"): SENT,
}
_WHY_NOT: Final[dict[str, str]] = {
    DRAFT: "Ce ticket est encore un brouillon : il se relit quand son auteur l'a envoyé.",
    SENT: "Ce ticket est déjà envoyé{number} : il ne se modifie plus. Ouvrez « Mes tickets » pour suivre la réponse.",
    REVIEWED: "Ce ticket est déjà relu{number} : il ne se modifie plus. Pour une suite, préparez un nouveau ticket.",
}


def state_after(state: str, move: Move, number: str | None) -> State:
    """The state that ``move`` leads to; raises MoveNotAllowed, whose sentence says what the ticket is."""
    try:
        return MOVES[state, move]
    except KeyError:
        shown = f" sous le numéro {number}" if number else ""
        raise MoveNotAllowed(_WHY_NOT[state].format(number=shown)) from None
