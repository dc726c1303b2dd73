"""The documents as a trainer reads them: those that answer, and those that are to be checked or were withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.corpus.library import DISCARDED, DRAFT, active_generation, members_of
from bot.storage.models import Citation, Document, Passage, Turn, Version


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


def keys_in_service(session: Session) -> dict[int, str]:
    """The key of each document that answers, by the id of the version that does."""
    current = active_generation(session)
    if current is None:
        return {}
    members = members_of(session, current)
    rows = session.execute(select(Version.id, Document.key).join(Document).where(Version.id.in_(members)))
    return dict(rows.all())


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


class Standing(StrEnum):
    """What a version or a document is to the answers."""

    IN_SERVICE = "in service"
    DRAFT = "draft"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class VersionLine:
    """One version of a document, with its ``standing`` now."""

    id: int
    number: int
    standing: Standing
    title: str
    file_name: str
    sha256: str
    media_type: str
    pages: int | None
    passages: int
    warnings: tuple[str, ...]
    created_by: str | None
    created_at: datetime
    checked_on: date | None
    review_by: date | None


@dataclass(frozen=True)
class DocumentLine:
    """A document: ``shown`` is the version that answers, or the one to look at; ``draft`` the newest to be checked."""

    id: int
    key: str
    kind: str
    title: str
    module: str | None
    standing: Standing
    shown: VersionLine
    draft: VersionLine | None
    versions: tuple[VersionLine, ...]
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    last_cited: datetime | None

    def is_overdue(self, today: date) -> bool:
        """Its author asked for it to be checked again before ``today``, and it answers."""
        due = self.shown.review_by
        return self.standing is Standing.IN_SERVICE and due is not None and due < today


def list_documents(session: Session, only: int | None = None) -> list[DocumentLine]:
    """Every document with a version left, by module then title; ``only`` narrows to one, by its id."""
    current = active_generation(session)
    members = members_of(session, current) if current else set()
    wanted = select(Version, Document).join(Document, Version.document_id == Document.id).order_by(Version.number)
    counted = select(Passage.version_id, func.count(Passage.id)).group_by(Passage.version_id)
    cited = (
        select(Version.document_id, func.max(Turn.created_at))
        .join(Passage, Passage.version_id == Version.id)
        .join(Citation, Citation.passage_id == Passage.id)
        .join(Turn, Turn.id == Citation.turn_id)
        .group_by(Version.document_id)
    )
    if only is not None:
        wanted, cited = wanted.where(Document.id == only), cited.where(Version.document_id == only)
        counted = counted.join(Version, Passage.version_id == Version.id).where(Version.document_id == only)
    passages = dict(session.execute(counted).all())
    last_cited = dict(session.execute(cited).all())
    found: dict[int, tuple[Document, list[Version]]] = {}
    for version, document in session.execute(wanted):
        found.setdefault(document.id, (document, []))[1].append(version)
    lines = [
        line
        for document, versions in found.values()
        if (line := _line(document, versions, members, passages, last_cited.get(document.id))) is not None
    ]
    return sorted(lines, key=lambda line: (line.module or "", line.title.casefold()))


def _line(
    document: Document, rows: Iterable[Version], members: set[int], passages: dict[int, int], cited: datetime | None
) -> DocumentLine | None:
    versions = tuple(_version_line(row, document, members, passages.get(row.id, 0)) for row in rows)
    kept = [version for version in versions if version.standing is not Standing.DISCARDED]
    if not kept:
        return None
    drafts = [version for version in kept if version.standing is Standing.DRAFT]
    answering = next((version for version in kept if version.standing is Standing.IN_SERVICE), None)
    others = [version for version in kept if version.standing is not Standing.DRAFT]
    shown = answering or (others or drafts)[-1]
    return DocumentLine(
        id=document.id, key=document.key, kind=document.kind, title=document.title, module=document.module,
        standing=shown.standing, shown=shown, draft=drafts[-1] if drafts else None, versions=versions,
        withdrawn_at=document.withdrawn_at, withdrawn_by=document.withdrawn_by, last_cited=cited,
    )  # fmt: skip


def _version_line(row: Version, document: Document, members: set[int], passages: int) -> VersionLine:
    return VersionLine(
        id=row.id, number=row.number, standing=_standing(row.id, row.state, document.withdrawn_at, members),
        title=row.title, file_name=row.file_name, sha256=row.sha256, media_type=row.media_type, pages=row.pages,
        passages=passages, warnings=tuple(row.warnings), created_by=row.created_by, created_at=row.created_at,
        checked_on=row.checked_on, review_by=row.review_by,
    )  # fmt: skip


def _standing(version: int, state: str, withdrawn_at: datetime | None, members: set[int]) -> Standing:
    if version in members:
        return Standing.IN_SERVICE
    if state == DRAFT:
        return Standing.DRAFT
    if state == DISCARDED:
        return Standing.DISCARDED
    return Standing.WITHDRAWN if withdrawn_at is not None else Standing.REPLACED


def standing_of(session: Session, passages: Iterable[str]) -> dict[str, Standing]:
    """What each passage's version is now; a passage that isn't there any more counts as withdrawn."""
    wanted = set(passages)
    current = active_generation(session)
    members = members_of(session, current) if current else set()
    rows = session.execute(
        select(Passage.id, Version.id, Version.state, Document.withdrawn_at)
        .join(Version, Passage.version_id == Version.id)
        .join(Document, Version.document_id == Document.id)
        .where(Passage.id.in_(wanted))
    )
    found = {passage: _standing(version, state, gone, members) for passage, version, state, gone in rows}
    return {passage: found.get(passage, Standing.WITHDRAWN) for passage in wanted}


@dataclass(frozen=True)
class Leaning:
    """A past turn that cited one of the passages asked about."""

    turn_id: int
    question: str
    asked_at: datetime


def leaning_on(session: Session, passages: Iterable[str]) -> list[Leaning]:
    """The past turns that cited any of ``passages``, latest first, without who asked."""
    wanted, found = list(passages), {}
    for start in range(0, len(wanted), 500):
        rows = session.execute(
            select(Turn.id, Turn.question, Turn.created_at)
            .join(Citation, Citation.turn_id == Turn.id)
            .where(Citation.passage_id.in_(wanted[start : start + 500]))
        )
        found.update({turn: Leaning(turn, question, asked) for turn, question, asked in rows})
    return sorted(found.values(), key=lambda leaning: (leaning.asked_at, leaning.turn_id), reverse=True)
