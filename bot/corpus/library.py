"""Documents and their versions in SQL: a changed file is a new version, the same file is nothing new."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.corpus.document import CitedPassage, ReadDocument
from bot.storage.models import Alias, Document, Generation, GenerationMember, Passage, Version

BUILDING, ACTIVE, RETIRED, FAILED = "building", "active", "retired", "failed"
READY, DRAFT, DISCARDED = "ready", "draft", "discarded"


def store_version(
    session: Session, read: ReadDocument, author: str | None = None, draft: bool = False
) -> tuple[Version, bool]:
    """Store what was read as the document's next version; (version, False) when the last one kept reads the same.

    Nothing becomes visible by this: only a generation that holds the version answers from it. A ``draft`` changes
    nothing of its document, not even the title, before it is put in service.
    """
    document = session.scalar(select(Document).where(Document.key == read.key))
    if document is None:
        document = Document(key=read.key, kind=read.kind, title=read.title, module=read.module)
        session.add(document)
        session.flush()
    versions = select(Version).where(Version.document_id == document.id).order_by(Version.number.desc()).limit(1)
    latest = session.scalar(versions.where(Version.state != DISCARDED))
    if latest is not None and _is_read_the_same(latest, read):
        return latest, False
    # A number that was discarded is not given again: a passage's id must name one text for ever.
    number = (session.scalar(select(func.max(Version.number)).where(Version.document_id == document.id)) or 0) + 1
    version = Version(
        document_id=document.id, number=number, state=DRAFT if draft else READY, title=read.title,
        module=read.module, sha256=read.sha256, file_name=read.file_name,
        media_type=read.media_type, pages=read.pages, checked_on=read.checked_on, review_by=read.review_by,
        confidence=read.confidence, audience=list(read.audience), sources=list(read.sources),
        warnings=list(read.warnings), created_by=author,
    )  # fmt: skip
    if not draft:
        document.title, document.module = read.title, read.module
    session.add(version)
    session.flush()
    for position, fields in enumerate(_rows(read)):
        session.add(Passage(id=f"{read.key}:{number}:{position}", version_id=version.id, position=position, **fields))
    return version, True


def _rows(read: ReadDocument) -> list[dict[str, Any]]:
    return [asdict(passage) | {"wordings": list(passage.wordings)} for passage in read.passages]


def _is_read_the_same(version: Version, read: ReadDocument) -> bool:
    """The same bytes can read better than they did: text recognition was installed, or the reader has improved."""
    rows = _rows(read)
    names = list(rows[0]) if rows else []
    stored = [{name: getattr(passage, name) for name in names} for passage in version.passages]
    return version.sha256 == read.sha256 and stored == rows


def discard_version(session: Session, version: Version) -> None:
    """Throw a draft away: its passages go, its line stays to say that it was there."""
    if version.state != DRAFT:
        raise ValueError("only a draft can be thrown away")
    session.execute(delete(Passage).where(Passage.version_id == version.id))
    version.state = DISCARDED


def active_generation(session: Session) -> Generation | None:
    """The generation in service: the last one activated."""
    return session.scalar(
        select(Generation).where(Generation.state == ACTIVE).order_by(Generation.activated_at.desc()).limit(1)
    )


def active_generation_id(session: Session) -> int | None:
    """The same by its number alone: every question asks for it several times."""
    return session.scalar(
        select(Generation.id).where(Generation.state == ACTIVE).order_by(Generation.activated_at.desc()).limit(1)
    )


def members_of(session: Session, generation: Generation) -> set[int]:
    """The ids of the versions that the generation serves."""
    query = select(GenerationMember.version_id).where(GenerationMember.generation_id == generation.id)
    return set(session.scalars(query))


def replacing(session: Session, versions: Iterable[int], base: set[int]) -> set[int]:
    """``base`` with each of ``versions`` put in the place of whatever version its document had there."""
    wanted = set(versions)
    documents = set(session.scalars(select(Version.document_id).where(Version.id.in_(wanted))))
    others = session.execute(select(Version.id, Version.document_id).where(Version.id.in_(base)))
    return wanted | {version for version, document in others if document not in documents}


def load_passages(session: Session, versions: Iterable[int]) -> list[CitedPassage]:
    """Every passage of ``versions``, in a stable order, with what its citation needs and the trainers' wordings."""
    rows = session.execute(
        select(Passage, Version, Document)
        .join(Version, Passage.version_id == Version.id)
        .join(Document, Version.document_id == Document.id)
        .where(Version.id.in_(set(versions)))
        .order_by(Document.key, Passage.position)
    ).all()
    added = _aliases(session)
    return [
        CitedPassage(
            id=passage.id, kind=passage.kind, section=passage.section, title=passage.title, text=passage.text,
            page=passage.page, document=version.title, document_key=document.key,
            document_kind=document.kind, module=document.module, version=version.number,
            checked_on=version.checked_on, review_by=version.review_by, confidence=version.confidence,
            sources=tuple(version.sources), added_on=version.created_at.date(), file_name=version.file_name,
            # Two passages of one place are parts of one text: the first is enough to be found.
            wordings=(*passage.wordings, *added.pop((document.key, passage.section, passage.title), ())),
        )
        for passage, version, document in rows
    ]  # fmt: skip


def _aliases(session: Session) -> dict[tuple[str, str, str], list[str]]:
    """The trainers' other wordings, by document key, section and title of the passage they lead to."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for alias in session.scalars(select(Alias).where(Alias.removed_at.is_(None)).order_by(Alias.id)):
        wordings = found.setdefault((alias.document_key, alias.section, alias.title), [])
        if alias.wording not in wordings:
            wordings.append(alias.wording)
    return found
