"""What is in service, as a trainer reads it: one line per document of the active generation, and nothing else."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.corpus.library import active_generation, members_of
from bot.storage.models import Document, Passage, Version


@dataclass(frozen=True)
class Entry:
    """A document in service, at the version that answers."""

    version_id: int
    title: str
    kind: str
    module: str | None
    version: int
    file_name: str
    sha256: str
    passages: int
    pages: int | None
    checked_on: date | None
    review_by: date | None
    added_at: datetime

    def is_overdue(self, today: date) -> bool:
        """Its author asked for it to be checked again before ``today``."""
        return self.review_by is not None and self.review_by < today


def entries_in_service(session: Session) -> list[Entry]:
    """The documents that answer now, by module then title; a version still being prepared isn't among them."""
    current = active_generation(session)
    if current is None:
        return []
    rows = session.execute(
        select(Version, Document, func.count(Passage.id))
        .join(Document, Version.document_id == Document.id)
        .outerjoin(Passage, Passage.version_id == Version.id)
        .where(Version.id.in_(members_of(session, current)))
        .group_by(Version.id, Document.id)
    )
    entries = [
        Entry(
            version_id=version.id, title=version.title, kind=document.kind, module=document.module,
            version=version.number, file_name=version.file_name, sha256=version.sha256, passages=passages,
            pages=version.pages, checked_on=version.checked_on, review_by=version.review_by,
            added_at=version.created_at,
        )
        for version, document, passages in rows
    ]  # fmt: skip
    return sorted(entries, key=lambda entry: (entry.module or "", entry.title.casefold()))
