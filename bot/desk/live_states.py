"""The life of a talk with an adviser, as a table: what may happen in each state, and where it leads.

Each change is stored with who made it and when. Whatever is not in the table is refused with a sentence, so that no
press of a button, late or doubled, brings a talk to a state that nobody meant.
"""

from typing import Final, Literal, get_args

from bot.desk.errors import TalkMoveRefused
from bot.desk.live_types import LiveState

LiveEvent = Literal["ask", "take", "cancel", "transfer", "leave", "expire", "end", "idle", "resume"]

BOT: Final = "bot"
WAITING: Final = "en attente"
WITH_ADVISER: Final = "avec un conseiller"
ENDED: Final = "terminé"
OPEN_STATES: Final = (WAITING, WITH_ADVISER)
EVENTS: Final[tuple[LiveEvent, ...]] = get_args(LiveEvent)

# ask: the trainee wants an adviser · take: an adviser answers · cancel: the trainee waits no more · transfer: the
# adviser gives the talk to the queue or to a colleague · leave: the adviser's presence expired · expire: nobody came ·
# end: either of the two is done · idle: neither wrote for long · resume: the bot takes up again
MOVES: Final[dict[tuple[str, LiveEvent], LiveState]] = {
    (BOT, "ask"): WAITING,
    (ENDED, "ask"): WAITING,
    (WAITING, "take"): WITH_ADVISER,
    (WAITING, "cancel"): ENDED,
    (WAITING, "expire"): ENDED,
    (WITH_ADVISER, "transfer"): WAITING,
    (WITH_ADVISER, "leave"): WAITING,
    (WITH_ADVISER, "end"): ENDED,
    (WITH_ADVISER, "idle"): ENDED,
    (ENDED, "resume"): BOT,
}
_WHY_NOT: Final[dict[str, str]] = {
    BOT: "Aucun échange avec un conseiller n'est ouvert : l'assistant répond.",
    WAITING: "Cette demande attend encore un conseiller : personne ne l'a prise.",
    WITH_ADVISER: "Un conseiller suit déjà cette conversation.",
    ENDED: "Cet échange avec le conseiller est terminé : tout ce qui a été écrit est gardé.",
}


def live_state_after(state: str, event: LiveEvent) -> LiveState:
    """The state that ``event`` leads to; raises TalkMoveRefused, whose sentence says what the talk is."""
    try:
        return MOVES[state, event]
    except KeyError:
        raise TalkMoveRefused(_WHY_NOT[state]) from None
