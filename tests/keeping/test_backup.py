"""A backup is written beside a running house and comes back whole on either database, or changes nothing at all."""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from places import POSTGRESQL, ROOT, SQLITE, environment_of, settings_in, sql_url
from sqlalchemy import text

from bot.cli import main
from bot.corpus.originals import find_original, keep_original
from bot.dialogue.types import Question
from bot.keeping import backup, restore
from bot.keeping.backup import write_backup
from bot.keeping.errors import BackupRefused, HouseTaken, RestoreRefused
from bot.keeping.format import MANIFEST
from bot.keeping.holding import holding_house
from bot.keeping.restore import restore_backup
from bot.services import Services, open_services
from bot.storage.database import Database, migrate, open_database
from bot.storage.models import Conversation
from tests.keeping.full_house import FILES, contents, fill, kept_files

# What a restore changes on purpose: the number of the generation in service, and who is signed in.
CHANGED = {"generations", "generation_members", "sign_in_sessions"}


class Home:
    """A folder and its database, of either sort."""

    def __init__(self, folder: Path, sql: str, ready: bool = True) -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.url = sql_url(folder, sql, ready).replace("postgresql://", "postgresql+psycopg://")
        self.database = Database(self.url)

    def restore(self, source: Path, replace: bool = False) -> restore.Restored:
        return restore_backup(self.url, self.folder, source, replace)


@pytest.fixture
def make_home(tmp_path: Path) -> Iterator[Callable[..., Home]]:
    made: list[Home] = []

    def make(name: str = "ici", sql: str = SQLITE, ready: bool = True) -> Home:
        made.append(Home(tmp_path / name, sql, ready))
        return made[-1]

    yield make
    for home in made:
        home.database.close()


@pytest.fixture
def home(make_home: Callable[..., Home]) -> Home:
    """A house with rows in every table, and files, that a test may change."""
    full = make_home()
    fill(full.database, full.folder)
    return full


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The same, shared: no test changes it."""
    full = Home(tmp_path_factory.mktemp("intacte"), SQLITE)
    fill(full.database, full.folder)
    yield full
    full.database.close()


@pytest.fixture(scope="module")
def archive(untouched: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The backup of ``untouched``."""
    file = tmp_path_factory.mktemp("sauvegarde") / "s.zip"
    write_backup(untouched.database, untouched.folder, file)
    return file


def same_but_changed(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert found.keys() == expected.keys()
    assert {name: rows for name, rows in found.items() if name not in CHANGED} == {
        name: rows for name, rows in expected.items() if name not in CHANGED
    }


@pytest.mark.parametrize(("here", "there"), [(SQLITE, POSTGRESQL), (POSTGRESQL, SQLITE), (SQLITE, SQLITE)])
def test_every_row_of_every_table_and_every_file_come_back_on_either_database(
    make_home: Callable[..., Home], tmp_path: Path, here: str, there: str
) -> None:
    source, target = make_home("ici", here), make_home("là", there)
    fill(source.database, source.folder)
    written = write_backup(source.database, source.folder, tmp_path / "s.zip")
    assert (written.files, written.absent) == (2 * len(FILES), ())
    restored = target.restore(tmp_path / "s.zip")
    assert restored.files == written.files
    assert kept_files(target.folder) == kept_files(source.folder)
    found, expected = contents(target.database), contents(source.database)
    same_but_changed(found, expected)
    assert found["sign_in_sessions"] == []
    assert {row["id"]: row["state"] for row in found["generations"]} == {1: "retired", 2: "retired", 3: "active"}
    assert [row["version_id"] for row in found["generation_members"] if row["generation_id"] == 3] == [1]
    with target.database.session() as session:  # new rows take numbers that are free
        session.execute(text("INSERT INTO generations (state, model, passages, created_at) SELECT state, model, "
                             "passages, created_at FROM generations WHERE id = 1"))  # fmt: skip


def test_a_backup_is_of_one_instant_whatever_is_written_meanwhile(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(home.database)
    write = backup._write_table

    def write_and_be_disturbed(*arguments: Any) -> Any:
        done = write(*arguments)
        with home.database.session() as session:
            session.add(Conversation(id=os.urandom(8).hex(), owner="paul"))
        return done

    monkeypatch.setattr(backup, "_write_table", write_and_be_disturbed)
    write_backup(home.database, home.folder, tmp_path / "s.zip")
    with zipfile.ZipFile(tmp_path / "s.zip") as packed:
        kept = [json.loads(line) for line in packed.read("tables/conversations.jsonl").splitlines()]
    assert kept == before["conversations"]
    assert len(contents(home.database)["conversations"]) > len(kept)


def test_a_full_disk_leaves_the_former_backup_and_no_half_file(
    untouched: Home, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = archive.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup.os, "fsync", full)
    with pytest.raises(BackupRefused, match="espace disque"):
        write_backup(untouched.database, untouched.folder, archive)
    assert archive.read_bytes() == former
    assert [path.name for path in archive.parent.iterdir() if path.name.startswith(".sauvegarde")] == []


def test_a_file_lost_or_damaged_on_the_disk_is_told_and_the_rest_is_kept(home: Home, tmp_path: Path) -> None:
    lost, damaged = (find_original(home.folder, hashlib.sha256(data).hexdigest()) for data in FILES.values())
    assert lost
    assert damaged
    lost.unlink()
    damaged.write_bytes(b"autre chose")
    written = write_backup(home.database, home.folder, tmp_path / "s.zip")
    assert written.absent == tuple(sorted(f"originals/{path.name}" for path in (lost, damaged)))
    assert written.files == len(FILES)


def test_a_house_that_holds_something_is_replaced_only_when_told_to(
    make_home: Callable[..., Home], archive: Path, untouched: Home
) -> None:
    other = make_home("autre")
    keep_original(other.folder, b"un fichier d'avant")
    with other.database.session() as session:
        session.add(Conversation(id="avant", owner="ana"))
    with pytest.raises(RestoreRefused, match="--replace"):
        other.restore(archive)
    assert [row["id"] for row in contents(other.database)["conversations"]] == ["avant"]
    other.restore(archive, replace=True)
    same_but_changed(contents(other.database), contents(untouched.database))
    assert kept_files(other.folder) == kept_files(untouched.folder)


def test_nothing_is_replaced_under_a_running_application(untouched: Home, archive: Path) -> None:
    with holding_house(untouched.folder), pytest.raises(HouseTaken, match="arrêtez-le"):
        untouched.restore(archive, replace=True)


def repacked(source: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> bytes:
    with zipfile.ZipFile(source) as packed:
        members = {name: packed.read(name) for name in packed.namelist() if name != MANIFEST}
        manifest = json.loads(packed.read(MANIFEST))
    change(members, manifest)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packing:
        for name, data in (members | {MANIFEST: json.dumps(manifest).encode()}).items():
            packing.writestr(name, data)
    return out.getvalue()


def declare(members: dict[str, bytes], manifest: dict[str, Any], name: str, data: bytes) -> None:
    members[name] = data
    manifest["members"][name] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def garbled(source: Path) -> bytes:
    """One byte changed in the middle of the longest member; between members, some bytes mean nothing to anybody."""
    data = bytearray(source.read_bytes())
    with zipfile.ZipFile(source) as packed:
        longest = max(packed.infolist(), key=lambda member: member.compress_size)
    begins = longest.header_offset + 30 + len(longest.filename.encode())
    data[begins + longest.compress_size // 2] ^= 0xFF
    return bytes(data)


HOSTILE: dict[str, tuple[Callable[[Path], bytes], str]] = {
    "half": (lambda s: s.read_bytes()[: s.stat().st_size // 2], "n'est pas une sauvegarde"),
    "a byte": (garbled, "abîmée|pas une sauvegarde"),
    "no zip": (lambda s: b"PK rien", "n'est pas une sauvegarde"),
    "another zip": (lambda s: repacked(s, lambda m, t: t.update(kind="autre")), "n'est pas une sauvegarde"),
    "newer format": (lambda s: repacked(s, lambda m, t: t.update(format=99)), "version plus récente"),
    "newer schema": (lambda s: repacked(s, lambda m, t: t.update(revision="9999")), "version plus récente"),
    "unknown key": (lambda s: repacked(s, lambda m, t: t.update(autre=1)), "abîmée"),
    "row missing": (lambda s: repacked(s, lambda m, t: m.update({"tables/users.jsonl": b""})), "abîmée"),
    "table missing": (lambda s: repacked(s, lambda m, t: m.pop("tables/users.jsonl") and None), "abîmée"),
    "path": (lambda s: repacked(s, lambda m, t: declare(m, t, "../../evil", b"x")), "abîmée"),
    "root path": (lambda s: repacked(s, lambda m, t: declare(m, t, "/etc/evil", b"x")), "abîmée"),
    "false hash": (lambda s: repacked(s, lambda m, t: declare(m, t, "originals/" + "0" * 64, b"x")), "abîmée"),
    "rows of nothing": (
        lambda s: repacked(s, lambda m, t: declare(m, t, "tables/tickets.jsonl", b'{"id": "x"}\n')), "abîmée|échoué"),
    "no row": (lambda s: repacked(s, lambda m, t: declare(m, t, "tables/tickets.jsonl", b"[1]\n")), "abîmée"),
    "orphans": (lambda s: repacked(s, lambda m, t: declare(m, t, "tables/conversations.jsonl", b"")), "abîmée"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_whole_backup_of_ours_is_refused_and_changes_nothing(
    make_home: Callable[..., Home], archive: Path, tmp_path: Path, case: str
) -> None:
    make, said = HOSTILE[case]
    (tmp_path / "mauvaise.zip").write_bytes(make(archive))
    other = make_home("autre")
    with other.database.session() as session:
        session.add(Conversation(id="avant", owner="ana"))
    before = contents(other.database)
    with pytest.raises(RestoreRefused, match=said) as refused:
        other.restore(tmp_path / "mauvaise.zip", replace=True)
    assert "Rien n'a été modifié" in str(refused.value)
    assert contents(other.database) == before
    assert not (tmp_path.parent / "evil").exists()


def test_an_absent_archive_is_told(untouched: Home, tmp_path: Path) -> None:
    with pytest.raises(RestoreRefused, match="ne peut pas être lue"):
        untouched.restore(tmp_path / "absente.zip", replace=True)


@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL])
def test_a_restore_that_fails_halfway_leaves_what_was_there(
    make_home: Callable[..., Home], archive: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_home("autre", kind)
    fill(other.database, other.folder)
    with other.database.session() as session:
        session.add(Conversation(id="avant", owner="ana"))
    before = contents(other.database)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restore, "count_on", full)
    with pytest.raises(RestoreRefused, match="espace disque"):
        other.restore(archive, replace=True)
    assert contents(other.database) == before


def test_a_restore_killed_halfway_leaves_what_was_there_and_passes_the_next_time(
    make_home: Callable[..., Home], archive: Path, untouched: Home
) -> None:
    other = make_home("autre")
    with other.database.session() as session:
        session.add(Conversation(id="avant", owner="ana"))
    before = contents(other.database)
    script = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom bot.keeping import restore\n"
        "restore.count_on = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "restore.restore_backup(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), True)\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", script, other.url, str(other.folder), str(archive)], cwd=ROOT, check=False
    )
    assert killed.returncode == -9
    assert contents(other.database) == before
    other.restore(archive, replace=True)
    same_but_changed(contents(other.database), contents(untouched.database))


@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL])
def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    make_home: Callable[..., Home], tmp_path: Path, kind: str
) -> None:
    old, new = make_home("ancienne", kind, ready=False), make_home("nouvelle", kind)
    with old.database.engine.begin() as connection:
        migrate(connection, "0003")
    fill(old.database, old.folder)
    write_backup(old.database, old.folder, tmp_path / "s.zip")
    new.restore(tmp_path / "s.zip")
    expected, found = contents(old.database), contents(new.database)
    for name, rows in expected.items():
        if name not in CHANGED:
            shared = [{key: row[key] for key in rows[0] if key in row} for row in found[name]]
            assert shared == rows, name
    open_database(new.url).close()


def test_an_unreadable_database_is_set_aside_and_replaced(
    make_home: Callable[..., Home], archive: Path, untouched: Home, tmp_path: Path
) -> None:
    (tmp_path / "abîmée").mkdir()
    (tmp_path / "abîmée" / "choriste.db").write_bytes(b"Ceci n'est pas une base. " * 100)
    broken = make_home("abîmée")
    with pytest.raises(RestoreRefused, match="illisible"):
        broken.restore(archive)
    restored = broken.restore(archive, replace=True)
    assert restored.damaged_kept
    assert restored.damaged_kept.read_bytes().startswith(b"Ceci n'est pas")
    same_but_changed(contents(broken.database), contents(untouched.database))


def test_a_damaged_file_is_put_right_by_the_archive(home: Home, archive: Path) -> None:
    path = find_original(home.folder, hashlib.sha256(FILES[1]).hexdigest())
    assert path
    path.write_bytes(b"autre chose")
    home.restore(archive, replace=True)
    assert path.read_bytes() == FILES[1]


def test_the_commands_carry_a_house_that_answers_to_another_folder(
    small_course: Services, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def run(settings: Any, *arguments: str) -> tuple[int, str]:
        for name, value in environment_of(settings).items():
            monkeypatch.setenv(name, value)
        code = main([*arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    file = str(tmp_path / "s.zip")
    assert run(small_course.settings, "backup", file)[0] == 0
    elsewhere = settings_in(tmp_path / "ailleurs", models)
    code, said = run(elsewhere, "restore", file)
    assert (code, "L'index est refait" in said) == (0, True)
    asked = Question("ma facture est suspendue, que faire ?")
    opened = open_services(elsewhere)
    assert opened.assistant.reply(asked).text == small_course.assistant.reply(asked).text
    assert opened.mender.mend_once()
    opened.close()
    code, said = run(elsewhere, "restore", file)
    assert (code, "--replace" in said) == (2, True)
    assert run(elsewhere, "backup", str(tmp_path / "absent" / "s.zip"))[0] == 2
