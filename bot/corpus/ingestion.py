"""Files and folders become stored versions; what could not be read is told, and stops nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.corpus.errors import UnreadableFile
from bot.corpus.library import store_version
from bot.corpus.originals import keep_original
from bot.corpus.reading import READABLE, read_bytes
from bot.storage.database import Database

NOT_KNOWLEDGE = {"README.md"}


@dataclass
class Intake:
    """What became of each file: new versions by id, files already known, files refused with their reason."""

    stored: dict[int, str] = field(default_factory=dict)
    unchanged: dict[int, str] = field(default_factory=dict)
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
) -> Intake:
    """Read and store each file in a transaction of its own; the originals are kept under ``keep_in`` if it is given."""
    intake = Intake()
    seen: dict[str, Path] = {}
    for path in files:
        try:
            data = path.read_bytes()
            read = read_bytes(path.name, data, max_pages)
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
            version, fresh = store_version(session, read, author)
            (intake.stored if fresh else intake.unchanged)[version.id] = str(path)
        if read.warnings:
            intake.warnings[str(path)] = list(read.warnings)
    return intake


def _why_unopened(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "Ce fichier n'existe pas : vérifiez son chemin."
    if isinstance(error, PermissionError):
        return "Le droit de lire ce fichier manque : accordez-le, puis relancez."
    return f"Ce fichier ne peut pas être ouvert (erreur {error.errno} du système)."
