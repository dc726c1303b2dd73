"""``python ingest.py``: what it says, what it returns, and that whatever it meets, the last index still answers."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from asking import hits, texts
from making import make_encrypted_pdf, make_fiche, make_pdf
from places import environment_of, settings_in
from sqlalchemy import create_engine, func, select

import ingest
from bot.services import Services, open_services
from bot.settings import load_settings
from bot.storage.models import Generation, StoredVector, Version

ROOT = Path(__file__).parents[1]
OLD, NEW = "Réponse d'avant, toujours en service pendant la coupure.", "Réponse nouvelle, après la reprise du travail."


@pytest.fixture
def data(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder that the command and its children use, with the model already made."""
    settings = settings_in(tmp_path / "data", models)
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(ROOT)
    return settings.data_dir


@pytest.fixture
def fiches(tmp_path: Path) -> Path:
    """A folder of three fiches."""
    folder = tmp_path / "fiches"
    folder.mkdir()
    for subject in ("la suspension", "le rejet", "le recyclage"):
        write_fiche(folder, subject)
    return folder


def write_fiche(folder: Path, subject: str, **options: str) -> Path:
    path = folder / f"{subject.replace(' ', '-')}.md"
    path.write_text(make_fiche(subject, **options), encoding="utf-8")
    return path


@pytest.fixture
def opened(data: Path) -> Iterator[Callable[[], Services]]:
    """Opens the services over the data folder as they are now, as a fresh start of the application would."""
    alive: list[Services] = []

    def open_now() -> Services:
        alive.append(open_services(load_settings()))
        return alive[-1]

    yield open_now
    for services in alive:
        services.close()


def generations(services: Services) -> list[tuple[int, str]]:
    with services.database.session() as session:
        return [(g.id, g.state) for g in session.scalars(select(Generation).order_by(Generation.id))]


def run_ingest(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "ingest.py", *arguments], cwd=ROOT, capture_output=True, text=True)


def test_a_folder_of_fiches_answers_after_the_first_run(
    fiches: Path, opened: Callable[[], Services], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest.main([str(fiches)]) == 0
    said = capsys.readouterr()
    assert "nouveaux ou modifiés : 3" in said.out
    assert "Indexation" in said.err  # the progress bar
    assert "suspension" in hits(opened(), "comment traiter la suspension")[0].passage.text


def test_a_second_run_over_the_same_files_changes_nothing(
    fiches: Path, opened: Callable[[], Services], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest.main([str(fiches)]) == 0
    before = generations(opened())
    capsys.readouterr()
    assert ingest.main([str(fiches)]) == 0
    assert "sans changement : 3" in capsys.readouterr().out
    assert generations(opened()) == before


def test_a_changed_file_replaces_its_former_version_and_only_it(fiches: Path, opened: Callable[[], Services]) -> None:
    ingest.main([str(fiches)])
    write_fiche(fiches, "le rejet", essential=NEW)
    assert ingest.main([str(fiches / "le-rejet.md")]) == 0
    services = opened()
    passages = {hit.passage.id: hit.passage for hit in hits(services, "le rejet")}
    assert {p.version for p in passages.values() if p.document_key == "fiche:le-rejet"} == {2}
    assert NEW in {p.text for p in passages.values()}
    assert "suspension" in hits(services, "comment traiter la suspension")[0].passage.text


def test_what_can_t_be_read_is_told_with_its_reason_and_stops_nothing_else(
    fiches: Path, opened: Callable[[], Services], capsys: pytest.CaptureFixture[str]
) -> None:
    (fiches / "vide.md").write_bytes(b"")
    (fiches / "protege.pdf").write_bytes(make_encrypted_pdf())
    (fiches / "images.pdf").write_bytes(make_pdf("", ""))
    (fiches / "programme.pdf").write_bytes(b"MZ\x90\x00" + b"\0" * 200)
    (fiches / "fausse.md").write_text(make_fiche("la fausse", module="IX"), encoding="utf-8")
    assert ingest.main([str(fiches)]) == 1
    said = capsys.readouterr().out
    for name, reason in {
        "vide.md": "est vide",
        "protege.pdf": "protégé par un mot de passe",
        "images.pdf": "ne contient aucun texte",
        "programme.pdf": "n'est ni un PDF ni un fichier Markdown",
        "fausse.md": "la clé « module » a une valeur refusée",
    }.items():
        [line] = [line for line in said.splitlines() if name in line]
        assert reason in line
    assert "suspension" in hits(opened(), "comment traiter la suspension")[0].passage.text


def test_two_files_of_one_name_don_t_both_answer(
    fiches: Path, opened: Callable[[], Services], capsys: pytest.CaptureFixture[str]
) -> None:
    other = fiches / "autre"
    other.mkdir()
    write_fiche(other, "le rejet", essential=NEW)
    assert ingest.main([str(fiches)]) == 1
    assert "porte le même nom" in capsys.readouterr().out
    versions = {h.passage.version for h in hits(opened(), "le rejet")}
    assert versions == {1}


@pytest.mark.parametrize(
    ("arguments", "sentence"), [(["dossier-vide"], "Aucun fichier à lire"), (["absent.pdf"], "n'existe pas")]
)
def test_nothing_to_read_is_said_and_returns_two(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    (data.parent / "dossier-vide").mkdir()
    assert ingest.main([str(data.parent / a) for a in arguments]) == 2
    said = capsys.readouterr()
    assert sentence in said.out + said.err


def test_a_wrong_setting_stops_it_with_its_name(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHORISTE_UPLOAD_MAX_PAGES", "beaucoup")
    assert ingest.main([]) == 2
    assert "CHORISTE_UPLOAD_MAX_PAGES" in capsys.readouterr().err


def test_a_second_writer_is_refused_and_changes_nothing(
    fiches: Path, opened: Callable[[], Services], capsys: pytest.CaptureFixture[str]
) -> None:
    ingest.main([str(fiches)])
    services = opened()
    before = generations(services)
    write_fiche(fiches, "le rejet", essential=NEW)
    with services.indexer.writing():
        assert ingest.main([str(fiches), "--attendre", "0"]) == 2
    assert "Une autre indexation est en cours" in capsys.readouterr().err
    assert generations(services) == before
    with services.database.session() as session:
        assert session.scalar(select(func.max(Version.number))) == 1


def test_a_second_writer_waits_for_the_first_as_long_as_it_is_told(
    fiches: Path, opened: Callable[[], Services]
) -> None:
    services = opened()
    held, released = threading.Event(), threading.Event()

    def hold() -> None:
        with services.indexer.writing():
            held.set()
            released.wait(1)

    first = threading.Thread(target=hold)
    first.start()
    held.wait()
    assert ingest.main([str(fiches), "--attendre", "60"]) == 0
    first.join()
    assert "suspension" in hits(services, "comment traiter la suspension")[0].passage.text


def test_rebuild_brings_back_an_index_whose_folders_were_deleted(
    data: Path, fiches: Path, opened: Callable[[], Services]
) -> None:
    assert run_ingest(str(fiches)).returncode == 0
    shutil.rmtree(data / "chroma")
    shutil.rmtree(data / "lexical")
    done = run_ingest(str(fiches), "--rebuild")
    assert done.returncode == 0, done.stderr
    services = opened()
    hit = hits(services, "comment traiter la suspension")[0]
    assert "suspension" in hit.passage.text
    assert hit.body is not None
    assert hit.lexical is not None


def test_a_lost_index_is_noticed_without_being_told(data: Path, fiches: Path, opened: Callable[[], Services]) -> None:
    assert run_ingest(str(fiches)).returncode == 0
    shutil.rmtree(data / "chroma")
    assert run_ingest(str(fiches)).returncode == 0
    assert hits(opened(), "comment traiter la suspension")[0].body is not None


def kill_once_vectors_come(command: list[str], data: Path) -> None:
    """Start ``command``, wait until it has stored new vectors, and kill it without a word."""
    engine = create_engine(load_settings().sql_url)

    def stored() -> int:
        with engine.connect() as connection:
            return connection.scalar(select(func.count()).select_from(StoredVector)) or 0

    before = stored()
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while stored() == before:
        assert child.poll() is None, "the command ended before it could be killed"
        time.sleep(0.02)
    child.send_signal(signal.SIGKILL)
    child.wait()
    engine.dispose()


def test_kill_9_while_indexing_leaves_the_last_index_answering_and_the_next_run_resumes(
    data: Path, fiches: Path, opened: Callable[[], Services]
) -> None:
    write_fiche(fiches, "la suspension", essential=OLD)
    assert run_ingest(str(fiches)).returncode == 0
    write_fiche(fiches, "la suspension", essential=NEW)
    for number in range(12):
        write_fiche(fiches, f"le sujet numéro {number}")
    kill_once_vectors_come([sys.executable, "ingest.py", str(fiches)], data)
    services = opened()
    answers = texts(services, "la suspension")
    assert OLD in answers
    assert NEW not in answers
    assert [state for _, state in generations(services)] == ["active", "building"]
    assert run_ingest(str(fiches)).returncode == 0
    answers = texts(services, "la suspension")
    assert NEW in answers
    assert OLD not in answers
    assert [state for _, state in generations(services)] == ["retired", "failed", "active"]


def test_kill_9_at_the_very_switch_leaves_the_last_index_answering(
    data: Path, fiches: Path, opened: Callable[[], Services]
) -> None:
    write_fiche(fiches, "la suspension", essential=OLD)
    assert run_ingest(str(fiches)).returncode == 0
    changed = write_fiche(fiches, "la suspension", essential=NEW)
    script = (
        "import os, signal, sys, ingest\n"
        "from bot.search.indexing import Indexer\n"
        "Indexer._activate = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
        "ingest.main(sys.argv[1:])\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(changed)], cwd=ROOT, capture_output=True)
    assert killed.returncode == -signal.SIGKILL
    services = opened()
    answers = texts(services, "la suspension")
    assert OLD in answers
    assert NEW not in answers
    assert run_ingest(str(changed)).returncode == 0
    assert NEW in texts(services, "la suspension")


def test_the_originals_are_kept_under_their_hash_and_out_of_reach_of_others(data: Path, fiches: Path) -> None:
    assert ingest.main([str(fiches)]) == 0
    kept = [path for path in (data / "originals").rglob("*") if path.is_file()]
    assert {path.read_bytes() for path in kept} == {path.read_bytes() for path in fiches.iterdir()}
    assert all(os.stat(path).st_mode & 0o077 == 0 for path in kept)
