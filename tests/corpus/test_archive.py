"""An archive holds the whole corpus; one that was tampered with is refused before anything is changed."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from making import make_fiche
from places import sql_url
from sqlalchemy import select

from bot.corpus.archive import export_corpus, import_corpus
from bot.corpus.archive_format import InvalidArchive
from bot.corpus.ingestion import take_in
from bot.corpus.originals import find_original
from bot.storage.database import Database
from bot.storage.models import Alias, Document, GoldenQuestion, Passage, Version

Tamper = Callable[[dict[str, Any]], None]


@pytest.fixture
def packed(database: Database, tmp_path: Path) -> bytes:
    """The archive of one fiche, with a wording and a golden question."""
    fiche = tmp_path / "rejet.md"
    fiche.write_text(make_fiche("rejet"), encoding="utf-8")
    take_in(database, [fiche], max_pages=9, keep_in=tmp_path)
    with database.session() as session:
        session.add(Alias(document_key="fiche:rejet", section="s", title="t", wording="w", created_by="ana"))
        session.add(GoldenQuestion(code="q1", kind="answer", question="Quoi ?", must=[["a", "b"]]))
    out = io.BytesIO()
    export_corpus(database, tmp_path, out)
    return out.getvalue()


@pytest.fixture
def elsewhere(tmp_path: Path, sql: str) -> Iterator[Database]:
    folder = tmp_path / "ailleurs"
    folder.mkdir()
    opened = Database(sql_url(folder, sql))
    yield opened
    opened.close()


def test_all_comes_back_as_it_was(packed: bytes, elsewhere: Database, tmp_path: Path) -> None:
    imported = import_corpus(elsewhere, tmp_path / "ailleurs", io.BytesIO(packed))
    assert (imported.documents, imported.versions, imported.serve) == (1, 1, ())
    with elsewhere.session() as session:
        [version] = session.scalars(select(Version))
        assert next(p.id for p in session.scalars(select(Passage).order_by(Passage.position))) == "fiche:rejet:1:0"
        assert version.checked_on is not None
        path = find_original(tmp_path / "ailleurs", version.sha256)
        assert path is not None
        assert path.read_text(encoding="utf-8") == make_fiche("rejet")
        assert session.scalars(select(Alias.wording)).all() == ["w"]
        assert session.scalars(select(GoldenQuestion.must)).all() == [[["a", "b"]]]
    elsewhere.close()


def repacked(packed: bytes, change: Tamper = lambda content: None, **extra: bytes) -> io.BytesIO:
    """The archive with its manifest changed and files added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        content = json.loads(source.read("corpus.json"))
        change(content)
        target.writestr("corpus.json", json.dumps(content))
        for name in source.namelist()[1:]:
            target.writestr(name, source.read(name))
        for name, data in extra.items():
            target.writestr(name.replace("__", "/"), data)
    return out


def _set(content: dict[str, Any], value: object, *path: str | int) -> None:
    for step in path[:-1]:
        content = content[step]  # type: ignore[index]
    content[path[-1]] = value  # type: ignore[index]


HOSTILE: dict[str, Callable[[bytes], io.BytesIO]] = {
    "no archive": lambda _: io.BytesIO(b"PK\x03\x04" + b"0" * 200),
    "empty": lambda _: io.BytesIO(b""),
    "cut short": lambda packed: io.BytesIO(packed[: len(packed) // 2]),
    "a path that climbs": lambda packed: repacked(packed, **{"..__..__etc__cron": b"x"}),
    "an absolute path": lambda packed: repacked(packed, **{"__etc__passwd": b"x"}),
    "a file that isn't its hash": lambda packed: repacked(packed, **{"originaux__" + "0" * 64: b"x"}),
    "another format": lambda packed: repacked(packed, lambda c: _set(c, 2, "format")),
    "an unknown field": lambda packed: repacked(packed, lambda c: _set(c, 1, "surprise")),
    "a wrong type": lambda packed: repacked(packed, lambda c: _set(c, "un", "documents", 0, "versions", 0, "number")),
    "a state of its own": lambda packed: repacked(
        packed, lambda c: _set(c, "active", "documents", 0, "versions", 0, "state")
    ),
    "a hash that is a path": lambda packed: repacked(
        packed, lambda c: _set(c, "../../x", "documents", 0, "versions", 0, "sha256")
    ),
    "a document twice": lambda packed: repacked(packed, lambda c: c["documents"].append(c["documents"][0])),
    "two versions of one number": lambda packed: repacked(
        packed, lambda c: c["documents"][0]["versions"].append(c["documents"][0]["versions"][0])
    ),
    "a time without zone": lambda packed: repacked(
        packed, lambda c: _set(c, "2026-11-24T10:00:00", "documents", 0, "versions", 0, "created_at")
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_archive_changes_nothing(packed: bytes, elsewhere: Database, tmp_path: Path, case: str) -> None:
    with pytest.raises(InvalidArchive, match=r"[Rr]ien n'a"):
        import_corpus(elsewhere, tmp_path / "ailleurs", HOSTILE[case](packed))
    with elsewhere.session() as session:
        assert session.scalars(select(Document)).all() == []
    assert not (tmp_path / "ailleurs" / "originals").exists()
    elsewhere.close()


def test_a_bomb_is_refused_by_its_size_before_it_is_unpacked(
    packed: bytes, elsewhere: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.corpus.archive._LARGEST_MANIFEST", 1000)
    with pytest.raises(InvalidArchive, match="dépasse"):
        import_corpus(elsewhere, tmp_path / "ailleurs", io.BytesIO(packed))
    elsewhere.close()
