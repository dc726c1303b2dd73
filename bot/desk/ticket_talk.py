"""A ticket completed in the chat: its draft asks for what it lacks, and the replies go into its fields.

Everything stands in SQL, in one transaction per message: the field asked for, the values, and the turn that shows it.
A reload or a restart goes on with the same question.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from bot.chorus.masking import mask_secrets
from bot.desk.asking import QUESTIONS, SKIP, STOP, Heard, also_given, begins, hear, next_asked
from bot.desk.drafting import read_over
from bot.desk.errors import DeskBusy
from bot.desk.states import DRAFT
from bot.desk.ticket_form import Slot, form_slots
from bot.desk.tickets import Tickets
from bot.dialogue.conversations import TurnView
from bot.dialogue.types import ABOUT_FIELDS, COMPLETED, COMPLETING
from bot.storage import models
from bot.storage.database import Database
from bot.storage.models import Conversation, Ticket, Turn

_AGAIN: Final = "!"  # behind the field asked for: its first answer was wrong
_ATTEMPTS: Final = 10
_CANDIDATES: Final = 3

NOTHING_SAID: Final = (
    "Dites-moi d'abord votre problème, avec vos mots : le ticket le reprendra, puis je vous demanderai ce qui manque."
)
FIRST: Final = (
    "Il manque {count} au ticket. Répondez ici, une question à la fois ; dites « passer » si vous ne l'avez pas, "
    "« arrêter » pour en rester là."
)
KEPT: Final = "C'est noté."
ON_WITHOUT: Final = "Pas de problème, on continue sans."
AS_IT_IS: Final = "Je le garde tel quel : vous pourrez le corriger en relisant le ticket."
STOPPED: Final = "J'arrête là. Le brouillon est gardé : relisez-le et envoyez-le quand vous voulez."
READY: Final = "Votre ticket est prêt à relire : ouvrez-le, vérifiez chaque champ, puis envoyez-le."


class TicketTalk:
    """Safe to call from several threads; a message that isn't about a field is left to the assistant."""

    def __init__(self, database: Database, tickets: Tickets, clock: Callable[[], datetime] = models.now) -> None:
        self._database = database
        self._tickets = tickets
        self._clock = clock

    def hear(self, conversation: str, owner: str, text: str) -> TurnView | None:
        """The turn that ``text`` makes when it begins or answers a ticket's questions; None for anything else.

        Raises TicketNotFound when somebody else's ticket is to be completed, DeskBusy when it keeps changing.
        """
        if not text.strip():
            return None
        if begins(text):
            self._tickets.draft(conversation, owner)
        for _ in range(_ATTEMPTS):
            try:
                with self._database.session() as session:
                    return self._turn(session, conversation, owner, text)
            except (IntegrityError, StaleDataError):  # another tab wrote meanwhile: read again, then decide again
                continue
        raise DeskBusy

    def _turn(self, session: Session, conversation: str, owner: str, text: str) -> TurnView | None:
        ticket = _draft(session, conversation, owner)
        if ticket is None:
            return None
        if begins(text):
            return self._store(session, ticket, text, *_begun(ticket))
        key = (ticket.asked_field or "").removesuffix(_AGAIN)
        slot = next((slot for slot in _slots(ticket) if slot.entry.key == key), None)
        if slot is None:
            return None
        heard = hear(slot, mask_secrets(text), _interrupted(session, conversation))
        if heard.what == "other":
            return None
        return self._store(session, ticket, text, *_answered(ticket, slot, heard, mask_secrets(text)))

    def _store(self, session: Session, ticket: Ticket, question: str, answer: str, chips: list[str]) -> TurnView:
        ticket.identifiers, ticket.missing = read_over(
            ticket.category, ticket.subject, ticket.description, ticket.fields
        )
        last = session.scalar(select(func.max(Turn.position)).where(Turn.conversation_id == ticket.conversation_id))
        shown = mask_secrets(question).strip()
        turn = Turn(
            conversation_id=ticket.conversation_id, position=0 if last is None else last + 1, question=shown,
            understood_as=shown, outcome="ticket", reason=COMPLETING if ticket.asked_field else COMPLETED, text=answer,
            citations=[], passages=[], suggestions=chips, timings={}, created_at=self._clock(),
        )  # fmt: skip
        session.add(turn)
        session.flush()
        return TurnView(
            turn.id, turn.position, turn.question, turn.understood_as, turn.outcome, turn.reason, turn.text,
            [], [], list(chips), None, None, turn.created_at,
        )  # fmt: skip


def _begun(ticket: Ticket) -> tuple[str, list[str]]:
    ticket.asked_field = None
    if not ticket.description:
        return NOTHING_SAID, []
    slots = _slots(ticket)
    count = sum(not slot.given and slot.entry.key not in ticket.not_had for slot in slots)
    said = FIRST.format(count=f"{count} renseignements" if count > 1 else "un renseignement")
    return _ask_next(ticket, None, said if count else "")


def _answered(ticket: Ticket, slot: Slot, heard: Heard, text: str) -> tuple[str, list[str]]:
    """What the assistant says to an answer, and the buttons below; the ticket is changed on the way."""
    key = slot.entry.key
    if heard.what == "stop":
        ticket.asked_field = None
        return STOPPED, []
    if heard.what == "skip":
        ticket.not_had = [*ticket.not_had, key]
        return _ask_next(ticket, key, ON_WITHOUT)
    if heard.what == "wrong":
        reason = f"{heard.problem[0].upper()}{heard.problem[1:]}."
        if not (ticket.asked_field or "").endswith(_AGAIN):
            ticket.asked_field = f"{key}{_AGAIN}"
            return f"{reason} {QUESTIONS[key]}", _chips(slot)
        if heard.value:
            ticket.fields = {**ticket.fields, key: heard.value}
            return _ask_next(ticket, key, f"{reason} {AS_IT_IS}")
        return _ask_next(ticket, key, f"{reason} {ON_WITHOUT}")
    ticket.fields = {**ticket.fields, **also_given(_slots(ticket), text, key), key: heard.value}
    return _ask_next(ticket, key, KEPT)


def _ask_next(ticket: Ticket, after: str | None, said: str) -> tuple[str, list[str]]:
    slot = next_asked(_slots(ticket), ticket.not_had, after)
    ticket.asked_field = slot.entry.key if slot else None
    if slot is None:
        return f"{said} {READY}".strip(), []
    wrong = f" « {slot.value} » ne va pas : {slot.problem}." if slot.problem else ""
    return f"{said}{wrong}\n\n{QUESTIONS[slot.entry.key]}".strip(), _chips(slot)


def _chips(slot: Slot) -> list[str]:
    return [*slot.candidates[:_CANDIDATES], SKIP, STOP]


def _slots(ticket: Ticket) -> list[Slot]:
    return form_slots(ticket.category, f"{ticket.subject}\n\n{ticket.description}", ticket.fields)


def _draft(session: Session, conversation: str, owner: str) -> Ticket | None:
    return session.scalar(
        select(Ticket)
        .join(Conversation, Conversation.id == Ticket.conversation_id)
        .where(
            Ticket.conversation_id == conversation,
            Ticket.owner == owner,
            Conversation.owner == owner,
            Ticket.state == DRAFT,
        )
        .order_by(Ticket.id.desc())
        .limit(1)
    )


def _interrupted(session: Session, conversation: str) -> bool:
    """Whether the last thing said was something else than a question about the ticket."""
    last = select(Turn.reason).where(Turn.conversation_id == conversation).order_by(Turn.position.desc()).limit(1)
    return session.scalar(last) not in ABOUT_FIELDS
