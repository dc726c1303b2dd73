"""Documents and their versions in SQL: a changed file is a new version, the same file is nothing new."""

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.corpus.document import CitedPassage, ReadDocument
from bot.storage.models import Document, Generation, GenerationMember, Passage, Version

BUILDING, ACTIVE, RETIRED, FAILED = "building", "active", "retired", "failed"


def store_version(session: Session, read: ReadDocument, author: str | None = None) -> tuple[Version, bool]:
    """Store what was read as the document's next version; (version, False) when the last one is the same file.

    Nothing becomes visible by this: only a generation that holds the version answers from it.
    """
    document = session.scalar(select(Document).where(Document.key == read.key))
    if document is None:
        document = Document(key=read.key, kind=read.kind, title=read.title, module=read.module)
        session.add(document)
        session.flush()
    latest = session.scalar(
        select(Version).where(Version.document_id == document.id).order_by(Version.number.desc()).limit(1)
    )
    if latest is not None and latest.sha256 == read.sha256:
        return latest, False
    number = latest.number + 1 if latest else 1
    version = Version(
        document_id=document.id, number=number, title=read.title, sha256=read.sha256, file_name=read.file_name,
        media_type=read.media_type, pages=read.pages, checked_on=read.checked_on, review_by=read.review_by,
        confidence=read.confidence, audience=list(read.audience), sources=list(read.sources),
        warnings=list(read.warnings), created_by=author,
    )  # fmt: skip
    document.title, document.module = read.title, read.module
    session.add(version)
    session.flush()
    for position, draft in enumerate(read.passages):
        fields = asdict(draft) | {"wordings": list(draft.wordings)}
        session.add(Passage(id=f"{read.key}:{number}:{position}", version_id=version.id, position=position, **fields))
    return version, True


def active_generation(session: Session) -> Generation | None:
    """The generation in service: the last one activated."""
    return session.scalar(
        select(Generation).where(Generation.state == ACTIVE).order_by(Generation.activated_at.desc()).limit(1)
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
    """Every passage of ``versions``, in a stable order, with what its citation needs."""
    rows = session.execute(
        select(Passage, Version, Document)
        .join(Version, Passage.version_id == Version.id)
        .join(Document, Version.document_id == Document.id)
        .where(Version.id.in_(set(versions)))
        .order_by(Document.key, Passage.position)
    )
    return [
        CitedPassage(
            id=passage.id, kind=passage.kind, section=passage.section, title=passage.title, text=passage.text,
            page=passage.page, wordings=tuple(passage.wordings), document=version.title, document_key=document.key,
            document_kind=document.kind, module=document.module, version=version.number,
            checked_on=version.checked_on, review_by=version.review_by, confidence=version.confidence,
            sources=tuple(version.sources), added_on=version.created_at.date(),
        )
        for passage, version, document in rows
    ]  # fmt: skip
