"""Files and folders become stored versions; what could not be read is told, and stops nothing else.

What somebody chose on the trainers' page is left alone: a document that they withdrew or went back on stays so, and a
file that has changed in the folder since comes to them as a draft.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.corpus.document import ReadDocument
from bot.corpus.errors import UnreadableFile
from bot.corpus.library import DRAFT, active_generation, members_of, store_version
from bot.corpus.limits import DEFAULT_LIMITS
from bot.corpus.originals import keep_original
from bot.corpus.reading import READABLE
from bot.corpus.reading_apart import read_apart
from bot.storage.database import Database
from bot.storage.models import Document, Version

NOT_KNOWLEDGE = {"README.md"}


@dataclass
class Intake:
    """What became of each file: new versions by id, files already known, files refused with their reason.

    ``chosen`` holds the files of documents that somebody decided of on the page, with what is answering or why not;
    ``to_check`` their changed files, kept as drafts by version id.
    """

    stored: dict[int, str] = field(default_factory=dict)
    unchanged: dict[int, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    to_check: dict[int, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, list[str]] = field(default_factory=dict)

    @property
    def versions(self) -> list[int]:
        """Every version that should be in service after this intake."""
        return [*self.stored, *self.unchanged]


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The readable files at ``paths``, folders walked; a path named outright is kept whatever its kind."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.suffix.lower() in READABLE and p.name not in NOT_KNOWLEDGE)
            found += sorted(p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def take_in(
    database: Database,
    files: Iterable[Path],
    max_pages: int,
    author: str | None = None,
    keep_in: Path | None = None,
    put_back: bool = False,
) -> Intake:
    """Read and store each file in a transaction of its own; the originals are kept under ``keep_in`` if it is given.

    ``put_back`` treats what was decided on the page like the rest.
    """
    intake = Intake()
    seen: dict[str, Path] = {}
    for path in files:
        try:
            data = path.read_bytes()
            read = read_apart(path.name, data, replace(DEFAULT_LIMITS, pages=max_pages))
        except UnreadableFile as error:
            intake.refused[str(path)] = str(error)
            continue
        except OSError as error:
            intake.refused[str(path)] = _why_unopened(error)
            continue
        if read.key in seen:
            # Stored too, it would answer beside the first as if they were two documents.
            intake.refused[str(path)] = (
                f"Ce fichier porte le même nom que « {seen[read.key]} » : renommez l'un des deux."
            )
            continue
        seen[read.key] = path
        if keep_in is not None:
            keep_original(keep_in, data)
        with database.session() as session:
            document = session.scalar(select(Document).where(Document.key == read.key))
            if document is not None and document.decided_at is not None and not put_back:
                _leave_to_its_trainer(session, intake, document, read, str(path))
            else:
                version, fresh = store_version(session, read, author)
                (intake.stored if fresh else intake.unchanged)[version.id] = str(path)
        if read.warnings:
            intake.warnings[str(path)] = list(read.warnings)
    return intake


def _leave_to_its_trainer(session: Session, intake: Intake, document: Document, read: ReadDocument, path: str) -> None:
    """A file that was known when somebody decided is nothing new; one that has changed since is theirs to check."""
    versions = session.scalars(
        select(Version).where(Version.document_id == document.id, Version.sha256 == read.sha256)
    ).all()
    current = active_generation(session)
    members = members_of(session, current) if current else set()
    answering = next((version for version in versions if version.id in members), None)
    waiting = next((version for version in versions if version.state == DRAFT), None)
    if answering is not None:
        intake.unchanged[answering.id] = path
    elif waiting is not None:
        intake.to_check[waiting.id] = path
    elif versions:
        intake.chosen[path] = _who_chose(document)
    else:
        intake.to_check[store_version(session, read, draft=True)[0].id] = path


def _who_chose(document: Document) -> str:
    if document.withdrawn_at is not None:
        return f"retiré par « {document.withdrawn_by} » le {document.withdrawn_at:%d/%m/%Y}"
    return f"une autre version a été choisie par « {document.decided_by} »"


def _why_unopened(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "Ce fichier n'existe pas : vérifiez son chemin."
    if isinstance(error, PermissionError):
        return "Le droit de lire ce fichier manque : accordez-le, puis relancez."
    return f"Ce fichier ne peut pas être ouvert (erreur {error.errno} du système)."
