"""The files that trainees join to their tickets: kept under their hash, out of any place that is served.

Only the author adds and removes, and only while the ticket is a draft; the desk reads those of a ticket that was sent.
"""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.corpus.limits import MEGABYTE
from bot.corpus.originals import find_original, keep_original
from bot.desk.attachment_kinds import check_attachment, safe_name
from bot.desk.errors import AttachmentRefused, TicketNotFound
from bot.desk.states import DRAFT
from bot.storage.database import Database
from bot.storage.models import Attachment, Ticket

FOLDER: Final = "attachments"
_LEFT_ON_DISK: Final = 500 * MEGABYTE


@dataclass(frozen=True)
class AttachmentView:
    """A joined file as the screens show it."""

    id: int
    file_name: str
    media_type: str
    size: int


class Attachments:
    """Refusals are AttachmentRefused, with a French sentence; another's ticket or file is TicketNotFound."""

    def __init__(self, database: Database, data_dir: Path, max_mb: int, max_count: int) -> None:
        self._database = database
        self._data_dir = data_dir
        self.max_mb = max_mb
        self.max_count = max_count

    @property
    def max_bytes(self) -> int:
        return self.max_mb * MEGABYTE

    def may_add(self, ticket_id: int, owner: str) -> None:
        """Refuse before anything is read what ``add`` would refuse whatever the file is."""
        with self._database.session() as session:
            self._room(session, ticket_id, owner)

    def add(self, ticket_id: int, owner: str, name: str, data: bytes) -> AttachmentView:
        """Check the file and keep it with the ticket; the same file sent twice is kept once."""
        if len(data) > self.max_bytes:
            raise self.too_large(name)
        kind = check_attachment(name, data)
        digest = hashlib.sha256(data).hexdigest()
        with self._database.session() as session:
            # A write before any read: of two files sent at once, the second waits here and is counted after the first.
            session.execute(update(Ticket).where(Ticket.id == ticket_id).values(state=Ticket.state))
            known = session.scalar(
                select(Attachment).where(Attachment.ticket_id == ticket_id, Attachment.sha256 == digest)
            )
            if known is None:
                self._room(session, ticket_id, owner)
                known = Attachment(
                    ticket_id=ticket_id, sha256=digest, file_name=safe_name(name), media_type=kind.value, size=len(data)
                )
                session.add(known)
                session.flush()
                keep_original(self._data_dir, data, FOLDER)
            else:
                _own_draft(session, ticket_id, owner)
            return _view(known)

    def remove(self, attachment_id: int, owner: str) -> None:
        """Take a file away from a draft; its bytes go too, unless another ticket has the same."""
        with self._database.session() as session:
            session.execute(update(Attachment).where(Attachment.id == attachment_id).values(size=Attachment.size))
            row = session.get(Attachment, attachment_id)
            if row is None:
                raise TicketNotFound
            _own_draft(session, row.ticket_id, owner)
            session.delete(row)
            session.flush()
            others = session.scalar(select(func.count()).where(Attachment.sha256 == row.sha256))
            path = find_original(self._data_dir, row.sha256, FOLDER)
            if not others and path is not None:
                path.unlink(missing_ok=True)

    def of(self, ticket_id: int) -> list[AttachmentView]:
        """The files of a ticket, in the order in which they came."""
        query = select(Attachment).where(Attachment.ticket_id == ticket_id).order_by(Attachment.id)
        with self._database.session() as session:
            return [_view(row) for row in session.scalars(query)]

    def find(self, attachment_id: int, owner: str | None) -> tuple[AttachmentView, Path]:
        """A file and where it is: for its author, or for the desk (None) once the ticket was sent."""
        with self._database.session() as session:
            row = session.get(Attachment, attachment_id)
            ticket = session.get(Ticket, row.ticket_id) if row else None
            if row is None or ticket is None or (ticket.state == DRAFT if owner is None else ticket.owner != owner):
                raise TicketNotFound
            path = find_original(self._data_dir, row.sha256, FOLDER)
            if path is None:
                raise TicketNotFound
            return _view(row), path

    def too_large(self, name: str) -> AttachmentRefused:
        """What is said of a file over the limit, however it is met."""
        return AttachmentRefused(
            f"« {safe_name(name)} » pèse plus de {self.max_mb} Mo, la limite. Réduisez-le, ou joignez une capture."
        )

    def _room(self, session: Session, ticket_id: int, owner: str) -> None:
        _own_draft(session, ticket_id, owner)
        count = session.scalar(select(func.count()).where(Attachment.ticket_id == ticket_id)) or 0
        if count >= self.max_count:
            raise AttachmentRefused(
                f"Ce ticket a déjà {count} pièces jointes, le nombre maximal. Retirez-en une pour en joindre une autre."
            )
        if shutil.disk_usage(self._data_dir).free < _LEFT_ON_DISK:
            raise AttachmentRefused(
                "Le serveur n'a plus assez de place pour garder une pièce jointe. Votre ticket peut partir sans elle : "
                "le support vous la demandera."
            )


def _own_draft(session: Session, ticket_id: int, owner: str) -> None:
    ticket = session.get(Ticket, ticket_id)
    if ticket is None or ticket.owner != owner:
        raise TicketNotFound
    if ticket.state != DRAFT:
        raise AttachmentRefused("Ce ticket est déjà envoyé : ses pièces jointes ne changent plus.")


def _view(row: Attachment) -> AttachmentView:
    return AttachmentView(id=row.id, file_name=row.file_name, media_type=row.media_type, size=row.size)
