"""What can go wrong with a ticket, named for what the caller should do; ``str()`` is the French sentence to show."""

from bot.desk.live_types import Availability
from bot.desk.types import TicketView


class TicketNotFound(Exception):
    """The ticket or its conversation isn't there, or isn't this person's: the same answer, so that nothing leaks."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(
            sentence
            or "Ce ticket n'existe pas, ou n'est pas le vôtre. Rien n'a été modifié : retrouvez les vôtres dans "
            "« Mes tickets »."
        )


class TicketConflict(Exception):
    """Somebody saved the ticket meanwhile: show ``current`` beside the person's own text, and let them choose."""

    def __init__(self, current: TicketView) -> None:
        self.current = current
        since = f" (« {current.state} »" + (f", {current.number})" if current.number else ")")
        super().__init__(
            f"Ce ticket a été modifié entre-temps{since}. Rien n'a été écrasé : comparez la version enregistrée avec "
            "la vôtre, puis enregistrez de nouveau."
        )


class MoveNotAllowed(Exception):
    """The ticket's state, or its text, doesn't allow this: tell the person, and leave everything as it is."""


class ChangesRefused(MoveNotAllowed):
    """A field can't be kept as it was typed: the sentence says which, and the person corrects it."""


class DeskBusy(Exception):
    """Too many tickets were sent at the same instant: nothing was lost, and trying again will do."""

    def __init__(self) -> None:
        super().__init__(
            "Trop de tickets partent au même instant. Le vôtre est gardé en brouillon : envoyez-le de nouveau dans "
            "quelques secondes."
        )


class DecisionNotFound(Exception):
    """Somebody undid it meanwhile: show the list as it is now."""

    def __init__(self) -> None:
        super().__init__("Cette décision a déjà été annulée : rechargez la liste.")


class GroupGone(Exception):
    """The questions were dealt with meanwhile, by somebody else or in another tab: nothing was written."""

    def __init__(self) -> None:
        super().__init__(
            "Ces questions ne sont plus dans la liste : quelqu'un les a traitées. Rien n'a changé : rechargez la liste."
        )


class TalkMoveRefused(Exception):
    """The live talk's state doesn't allow this, as when somebody was quicker: show it as it is now."""


class TalkTaken(TalkMoveRefused):
    """Another adviser has this talk: ``adviser`` is their name, and nothing was changed."""

    def __init__(self, adviser: str) -> None:
        self.adviser = adviser
        super().__init__(f"{adviser} suit déjà cette conversation. Rien n'a été modifié : choisissez-en une autre.")


class TalkNotFound(Exception):
    """The live talk isn't there, or isn't this person's: the same answer, so that nothing leaks."""

    def __init__(self) -> None:
        super().__init__("Cet échange n'existe pas, ou n'est pas le vôtre. Rien n'a été modifié.")


class MessageRefused(Exception):
    """The message can't be sent as it is; ``str()`` says what to change, and the text stays with its author."""


class NoAdviser(Exception):
    """Nobody can answer live now, for the reason that ``availability`` gives: the caller offers the ticket."""

    def __init__(self, availability: Availability) -> None:
        self.availability = availability
        super().__init__(
            "Aucun conseiller ne peut répondre maintenant : préparez un ticket, vos échanges y sont repris."
        )


class AttachmentRefused(Exception):
    """A file can't be joined to the ticket: the sentence says why and what to do; the others stay as they are."""
