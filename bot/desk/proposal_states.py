"""The life of a proposed fiche, as a table: what may happen in each state, and where it leads."""

from typing import Final, Literal

from bot.desk.errors import MoveNotAllowed

State = Literal["proposée", "acceptée", "modifiée puis acceptée", "refusée", "retirée"]
Move = Literal["accept", "accept_edited", "refuse", "withdraw", "reopen"]

PROPOSED: Final = "proposée"
ACCEPTED: Final = "acceptée"
EDITED: Final = "modifiée puis acceptée"
REFUSED: Final = "refusée"
WITHDRAWN: Final = "retirée"

# A fiche that could not be put in service, or no longer is, and a refusal can be looked at again; what its author took
# back is theirs to propose anew.
MOVES: Final[dict[tuple[str, Move], State]] = {
    (PROPOSED, "accept"): ACCEPTED,
    (PROPOSED, "accept_edited"): EDITED,
    (PROPOSED, "refuse"): REFUSED,
    (PROPOSED, "withdraw"): WITHDRAWN,
    (ACCEPTED, "reopen"): PROPOSED,
    (EDITED, "reopen"): PROPOSED,
    (REFUSED, "reopen"): PROPOSED,
}
_WHY_NOT: Final[dict[str, str]] = {
    PROPOSED: "Cette proposition attend déjà un formateur : rien n'a changé.",
    ACCEPTED: "Cette proposition est déjà acceptée : sa fiche se suit dans « Documents ».",
    EDITED: "Cette proposition est déjà acceptée, avec des modifications : sa fiche se suit dans « Documents ».",
    REFUSED: "Cette proposition a été refusée : un formateur peut la remettre à l'étude.",
    WITHDRAWN: "Son auteur a retiré cette proposition : rien n'a changé. Il peut en faire une nouvelle.",
}


def state_after(state: str, move: Move) -> State:
    """The state that ``move`` leads to; raises MoveNotAllowed, whose sentence says what the proposal is."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise MoveNotAllowed(_WHY_NOT[state]) from None
