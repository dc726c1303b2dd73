"""An archive from outside is read whole and compared with its own manifest before anything here changes."""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from pydantic import ValidationError
from sqlalchemy import Table

from bot.keeping.errors import RestoreRefused
from bot.keeping.format import FORMAT, MANIFEST, MEMBER, TABLES, Manifest, read, table_member
from bot.keeping.tables import Row
from bot.storage.database import knows_revision

_PIECE: Final = 1 << 20
_LARGEST_MANIFEST: Final = 100_000_000
_UNTOUCHED: Final = "Rien n'a été modifié."
_FOREIGN: Final = f"Ce fichier n'est pas une sauvegarde de Choriste : choisissez-en une autre. {_UNTOUCHED}"
_DAMAGED: Final = f"Cette sauvegarde est abîmée ({{what}}) : prenez-en une autre. {_UNTOUCHED}"
_NEWER: Final = (
    f"Cette sauvegarde vient d'une version plus récente de Choriste : mettez le programme à jour. {_UNTOUCHED}"
)
_ABSENT: Final = f"La sauvegarde {{path}} ne peut pas être lue ({{why}}). {_UNTOUCHED}"


class CheckedArchive:
    """A backup whose every member is what its manifest says."""

    def __init__(self, packed: zipfile.ZipFile, manifest: Manifest) -> None:
        self._packed = packed
        self.manifest = manifest

    def files(self) -> list[str]:
        """The kept files, as « folder/hash »."""
        return sorted(name for name in self.manifest.members if not name.startswith(TABLES))

    def bytes_of(self, name: str) -> bytes:
        return self._packed.read(name)

    def rows_of(self, table: Table) -> Iterator[Row]:
        """The rows of one table; none for a table that the archive doesn't know."""
        name = table_member(table.name)
        if name not in self.manifest.members:
            return
        kinds = self.manifest.columns.get(table.name, {})
        with self._packed.open(name) as lines:
            for line in lines:
                try:
                    yield read(json.loads(line), kinds)
                except (ValueError, TypeError, KeyError, AttributeError) as error:
                    raise RestoreRefused(_DAMAGED.format(what=name)) from error


@contextmanager
def open_archive(path: Path) -> Iterator[CheckedArchive]:
    """The archive at ``path``, read once from end to end; raises RestoreRefused."""
    try:
        with path.open("rb") as file, _unzipped(file) as packed:
            manifest = _manifest(packed)
            _check(packed, manifest)
            yield CheckedArchive(packed, manifest)
    except OSError as error:
        raise RestoreRefused(_ABSENT.format(path=path, why=error.strerror)) from error


@contextmanager
def _unzipped(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    try:
        packed = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise RestoreRefused(_FOREIGN) from error
    with packed:
        yield packed


def _manifest(packed: zipfile.ZipFile) -> Manifest:
    try:
        info = packed.getinfo(MANIFEST)
        if info.file_size > _LARGEST_MANIFEST:
            raise RestoreRefused(_DAMAGED.format(what=MANIFEST))
        raw = packed.read(info)
        told = json.loads(raw)
    except (KeyError, ValueError) as error:
        raise RestoreRefused(_FOREIGN) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise RestoreRefused(_DAMAGED.format(what=MANIFEST)) from error
    if not isinstance(told, dict) or told.get("kind") != "choriste-sauvegarde":
        raise RestoreRefused(_FOREIGN)
    if isinstance(told.get("format"), int) and told["format"] > FORMAT:
        raise RestoreRefused(_NEWER)
    try:
        manifest = Manifest.model_validate(told)
    except ValidationError as error:
        raise RestoreRefused(_DAMAGED.format(what=MANIFEST)) from error
    if not knows_revision(manifest.revision):
        raise RestoreRefused(_NEWER)
    return manifest


def _check(packed: zipfile.ZipFile, manifest: Manifest) -> None:
    """The members are those of the manifest, by name, size and hash; no other name is ever read."""
    names = [info.filename for info in packed.infolist() if info.filename != MANIFEST]
    strange = [name for name in names if not MEMBER.match(name)]
    if strange or len(names) != len(set(names)) or set(names) != manifest.members.keys():
        raise RestoreRefused(_DAMAGED.format(what=(strange or ["liste des fichiers"])[0][:80]))
    for name, member in manifest.members.items():
        if packed.getinfo(name).file_size != member.size or _digest(packed, name) != member.sha256:
            raise RestoreRefused(_DAMAGED.format(what=name))
        if not name.endswith(".jsonl") and name.rpartition("/")[2] != member.sha256:
            raise RestoreRefused(_DAMAGED.format(what=name))


def _digest(packed: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with packed.open(name) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise RestoreRefused(_DAMAGED.format(what=name)) from error
    return digest.hexdigest()
