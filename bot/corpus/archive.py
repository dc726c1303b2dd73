"""The whole corpus in one file: written from SQL and the originals, and read back into another installation.

Vectors don't travel: they are made again, so that an archive can put no false one in an index.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.corpus.archive_format import (
    FORMAT,
    MANIFEST,
    ORIGINAL_NAME,
    ORIGINALS,
    AliasRow,
    Archive,
    DocumentRow,
    GoldenRow,
    InvalidArchive,
    PassageRow,
    VersionRow,
)
from bot.corpus.library import DISCARDED, active_generation, members_of
from bot.corpus.originals import find_original, keep_original
from bot.storage.database import Database
from bot.storage.models import Alias, Document, GoldenQuestion, Passage, Version, now

_Row = TypeVar("_Row", bound=BaseModel)
_LARGEST_MANIFEST = 400_000_000
_LARGEST_ORIGINAL = 250_000_000
_LARGEST_TOTAL = 20_000_000_000
_MOST_FILES = 100_000
_DAMAGED = "Cette archive est abîmée ou n'est pas une archive de Choriste : exportez-la de nouveau. Rien n'a changé."
_TOO_LARGE = "Cette archive dépasse ce qu'une installation peut tenir ({what}) : rien n'a été importé."


@dataclass(frozen=True)
class Imported:
    """What came in: ``serve`` are the versions to put in service, ``withdrawn`` those that must leave it."""

    documents: int
    versions: int
    serve: tuple[int, ...]
    withdrawn: tuple[int, ...]
    archive: Archive


def export_corpus(database: Database, data_dir: Path, target: IO[bytes]) -> None:
    """Write the archive to ``target``; a file that isn't on the disk any more is left out, its text is not."""
    with database.session() as session:
        archive = _gather(session)
    hashes = {version.sha256 for document in archive.documents for version in document.versions}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr(MANIFEST, archive.model_dump_json())
        for digest in sorted(hashes):
            path = find_original(data_dir, digest)
            if path is not None:
                out.write(path, ORIGINALS + digest)


def _gather(session: Session) -> Archive:
    current = active_generation(session)
    members = members_of(session, current) if current else set()
    documents = []
    for document in session.scalars(select(Document).order_by(Document.key)):
        versions = [
            _row(VersionRow, version, in_service=version.id in members,
                 passages=[_row(PassageRow, passage) for passage in version.passages])
            for version in document.versions if version.state != DISCARDED
        ]  # fmt: skip
        if versions:
            documents.append(_row(DocumentRow, document, versions=versions))
    return Archive(
        format=FORMAT,
        written_at=now(),
        documents=documents,
        aliases=[_row(AliasRow, alias) for alias in session.scalars(select(Alias).where(Alias.removed_at.is_(None)))],
        golden_questions=[_row(GoldenRow, question) for question in session.scalars(select(GoldenQuestion))],
    )


def _row(kind: type[_Row], source: object, **given: Any) -> _Row:  # noqa: ANN401 - each field has its own type
    named = {name: getattr(source, name) for name in kind.model_fields if name not in given}
    return kind(**named, **given)


def import_corpus(database: Database, data_dir: Path, source: IO[bytes]) -> Imported:
    """Store what the archive holds beside what is here; nothing answers differently before ``serve`` is published.

    A document known here takes the archive's versions as its next ones; a version whose file is known is not stored
    twice. Raises InvalidArchive before anything is changed.
    """
    try:
        with zipfile.ZipFile(source) as packed:
            names = _check_names(packed)
            archive = _read_manifest(packed)
            _check_originals(packed, names)
            for name in names:
                keep_original(data_dir, _read_bounded(packed, name, _LARGEST_ORIGINAL))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, KeyError) as error:
        raise InvalidArchive(_DAMAGED) from error
    with database.session() as session:
        return _store(session, archive)


def _check_names(packed: zipfile.ZipFile) -> list[str]:
    """The names of the originals; anything else than what an export writes is refused, sizes before any unpacking."""
    infos = packed.infolist()
    if len(infos) > _MOST_FILES or sum(info.file_size for info in infos) > _LARGEST_TOTAL:
        raise InvalidArchive(_TOO_LARGE.format(what="nombre ou taille des fichiers"))
    names = [info.filename for info in infos]
    if names.count(MANIFEST) != 1 or len(names) != len(set(names)):
        raise InvalidArchive(_DAMAGED)
    for info in infos:
        limit = _LARGEST_MANIFEST if info.filename == MANIFEST else _LARGEST_ORIGINAL
        if info.file_size > limit:
            raise InvalidArchive(_TOO_LARGE.format(what=info.filename))
        if info.filename != MANIFEST and not ORIGINAL_NAME.match(info.filename):
            raise InvalidArchive(_DAMAGED)
    return [name for name in names if name != MANIFEST]


def _read_manifest(packed: zipfile.ZipFile) -> Archive:
    try:
        archive = Archive.model_validate_json(_read_bounded(packed, MANIFEST, _LARGEST_MANIFEST))
    except (ValidationError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InvalidArchive(_DAMAGED) from error
    keys = [document.key for document in archive.documents]
    for document in archive.documents:
        numbers = [version.number for version in document.versions]
        serving = sum(version.in_service for version in document.versions)
        if len(numbers) != len(set(numbers)) or serving > 1:
            raise InvalidArchive(_DAMAGED)
    if len(keys) != len(set(keys)):
        raise InvalidArchive(_DAMAGED)
    return archive


def _check_originals(packed: zipfile.ZipFile, names: Iterable[str]) -> None:
    """Each file is what its name says: its own hash."""
    for name in names:
        data = _read_bounded(packed, name, _LARGEST_ORIGINAL)
        if hashlib.sha256(data).hexdigest() != name.removeprefix(ORIGINALS):
            raise InvalidArchive(_DAMAGED)


def _read_bounded(packed: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """A header may lie about a size: no more than ``limit`` is ever unpacked."""
    with packed.open(name) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise InvalidArchive(_TOO_LARGE.format(what=name))
    return data


def _store(session: Session, archive: Archive) -> Imported:
    stored, serve, withdrawn = 0, [], []
    current = active_generation(session)
    members = members_of(session, current) if current else set()
    for row in archive.documents:
        document = session.scalar(select(Document).where(Document.key == row.key))
        if document is None:
            document = Document(key=row.key, kind=row.kind, title=row.title, module=row.module)
            session.add(document)
            session.flush()
        known = {version.sha256: version for version in document.versions if version.state != DISCARDED}
        answers = None
        for given in sorted(row.versions, key=lambda version: version.number):
            version = known.get(given.sha256)
            if version is None:
                version = _add_version(session, document, given)
                known[given.sha256] = version
                stored += 1
            if given.in_service:
                answers = version.id
        if answers is not None:
            serve.append(answers)
        elif row.withdrawn_at is not None:
            withdrawn += [version.id for version in known.values() if version.id in members]
    _store_aliases(session, archive.aliases)
    _store_golden(session, archive.golden_questions)
    return Imported(len(archive.documents), stored, tuple(serve), tuple(withdrawn), archive)


def _add_version(session: Session, document: Document, given: VersionRow) -> Version:
    last = session.scalar(select(func.max(Version.number)).where(Version.document_id == document.id)) or 0
    # In an empty installation the numbers stay as they were, so that past citations can be compared.
    number = max(last + 1, given.number)
    fields = given.model_dump(exclude={"number", "in_service", "passages"})
    version = Version(document_id=document.id, number=number, **fields)
    session.add(version)
    session.flush()
    for position, passage in enumerate(given.passages):
        session.add(
            Passage(
                id=f"{document.key}:{number}:{position}", version_id=version.id, position=position,
                **passage.model_dump(),
            )
        )  # fmt: skip
    return version


def _store_aliases(session: Session, rows: Iterable[AliasRow]) -> None:
    here = {
        (alias.document_key, alias.section, alias.title, alias.wording)
        for alias in session.scalars(select(Alias).where(Alias.removed_at.is_(None)))
    }
    for row in rows:
        if (row.document_key, row.section, row.title, row.wording) not in here:
            session.add(Alias(**row.model_dump()))


def _store_golden(session: Session, rows: Iterable[GoldenRow]) -> None:
    here = set(session.scalars(select(GoldenQuestion.code)))
    session.add_all(GoldenQuestion(**row.model_dump()) for row in rows if row.code not in here)


def note_imported(session: Session, imported: Imported) -> None:
    """Write, along with the switch, what the archive says of who withdrew and who chose."""
    for row in imported.archive.documents:
        document = session.scalar(select(Document).where(Document.key == row.key))
        if document is not None:
            document.withdrawn_at, document.withdrawn_by = row.withdrawn_at, row.withdrawn_by
            document.decided_at, document.decided_by = row.decided_at, row.decided_by
            if any(version.in_service for version in row.versions):
                document.title, document.module = row.title, row.module
