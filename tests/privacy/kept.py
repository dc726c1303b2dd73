"""A person with something of everything that is kept, at a given moment; and every word that points at them."""

import hashlib
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import String, Text, select

from bot.chorus.categories import category_labels
from bot.corpus.originals import keep_original
from bot.desk.attachments import FOLDER
from bot.dialogue.types import COMPLETING
from bot.storage.base import Base
from bot.storage.database import Database
from bot.storage.models import (
    Attachment,
    Citation,
    Conversation,
    LiveChange,
    LiveMessage,
    LiveTalk,
    Mail,
    NoticeSeen,
    Ticket,
    TicketEvent,
    TicketMessage,
    TicketNote,
    Turn,
)

QUESTION = "Je suis Mme Durand (anne.durand@exemple.fr), en arrêt maladie : mon SIRET 73282932000074 est refusé ?"
# Words that only this person wrote or is called by.
THEIRS = ("Durand", "durand", "73282932000074", "arrêt maladie", "0612345678", "06 12 34 56 78", "Plomberie")


def fill(database: Database, data_dir: Path, owner: str, at: datetime, state: str = "répondu") -> int:
    """A conversation with a vote, a field given, words to an adviser, a ticket with all around it; returns its id."""
    key, file = conversation_of(owner), f"{owner} {at}".encode()
    turns = [
        _turn(0, QUESTION, "answer", "trouvé", at, vote=-1, cited=[Citation(passage_id="fiche:a:1:0")]),
        _turn(1, "Anne Durand", "ticket", COMPLETING, at),
        _turn(2, "et mon numéro 0612345678 ?", "abstain", "hors corpus", at),
    ]
    keep_original(data_dir, file, FOLDER)
    with database.session() as session:
        session.add(Conversation(id=key, owner=owner, state="terminé", created_at=at, turns=turns))
        session.add(NoticeSeen(owner=owner, at=at))
        session.flush()
        talk = LiveTalk(
            conversation_id=key, owner=owner, state="terminé", reason="demandé", adviser="support", asked_at=at,
            ended_at=at, active_at=at, trainee_seen_at=at, messages=1,
            changes=[LiveChange(event="ask", state_before="bot", state_after="en attente", who="stagiaire", at=at)],
            said=[
                LiveMessage(
                    position=1, after_turn=2, author="stagiaire", text="Ici Durand, Plomberie Durand", client_key="k",
                    sent_at=at, citations=[],
                )
            ],
        )  # fmt: skip
        ticket = Ticket(
            number=f"T-{at.year}-{abs(hash(owner)) % 10**6:06}", conversation_id=key, owner=owner, state=state,
            category=category_labels()[0], subject="SIRET refusé", description=QUESTION, stop_reason="demande",
            email="anne.durand@exemple.fr", fields={"siret": "73282932000074"}, created_at=at, sent_at=at,
            answered_at=at + timedelta(hours=3), reply="Bonjour Mme Durand", reviewed_at=at,
        )  # fmt: skip
        session.add_all([talk, ticket])
        session.flush()
        session.add_all(
            [
                TicketMessage(ticket_id=ticket.id, author=None, text="Merci, A. Durand", created_at=at),
                TicketNote(ticket_id=ticket.id, author="support", text="rappeler Durand", created_at=at),
                TicketEvent(ticket_id=ticket.id, move="send", before="brouillon", after="envoyé", created_at=at),
                Attachment(
                    ticket_id=ticket.id, sha256=hashlib.sha256(file).hexdigest(), file_name="durand.pdf",
                    media_type="application/pdf", size=len(file), created_at=at,
                ),
                Mail(
                    key=f"sent:{ticket.id}", ticket_id=ticket.id, recipient="anne.durand@exemple.fr", subject="T",
                    body="B", created_at=at,
                ),
            ]
        )  # fmt: skip
        return ticket.id


def conversation_of(owner: str) -> str:
    """The conversation that ``fill`` gives to ``owner``; as anywhere, its name tells nobody's."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, owner))


def _turn(position: int, question: str, outcome: str, reason: str, at: datetime, **more: object) -> Turn:
    return Turn(
        position=position, question=question, understood_as=question, outcome=outcome, reason=reason,
        text=f"Vous demandez : {question}", citations=[{"passage_id": "fiche:a:1:0", "document": "A"}], passages=[],
        suggestions=[question], timings={}, created_at=at, **more,
    )  # fmt: skip


def everything(database: Database) -> str:
    """Every text of the database, as somebody who reads all of it would."""
    with database.session() as session:
        return "\n".join(
            str(value)
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
            for value in row
            if value is not None
        )


def owned(database: Database, owner: str) -> dict[str, int]:
    """How many rows name ``owner``, by table."""
    with database.session() as session:
        tables = {
            table.name: sum(
                owner in row
                for row in session.execute(select(*(c for c in table.c if isinstance(c.type, String | Text))))
            )
            for table in Base.metadata.sorted_tables
            if any(isinstance(c.type, String | Text) for c in table.c)
        }
    return {name: count for name, count in tables.items() if count}


def files(data_dir: Path) -> list[str]:
    return sorted(path.name for path in (data_dir / FOLDER).rglob("*") if path.is_file())
