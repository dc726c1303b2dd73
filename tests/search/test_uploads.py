"""A file that was acknowledged arrives: through a closed tab, a busy index, a failure mended, or a change of mind."""

import threading
import time
from collections.abc import Callable

import pytest
from fakes import BrokenEmbeddings
from making import make_fiche, make_pdf
from sqlalchemy import select

from bot.corpus.catalogue import entries_in_service
from bot.corpus.document import ReadDocument
from bot.corpus.errors import UnreadableFile
from bot.corpus.library import DISCARDED, DRAFT, READY
from bot.corpus.originals import find_original
from bot.corpus.reading import read_bytes
from bot.search.errors import NotThere
from bot.search.indexing import Progress
from bot.search.jobs import JobState
from bot.search.upload_worker import UploadWorker
from bot.storage.models import Document, Passage, UploadJob, Version
from tests.search.conftest import House

OLD, NEW = "Réponse d'avant, toujours en service pour le moment.", "Réponse nouvelle, après la mise en service."
Opens = Callable[..., House]


def states(house: House) -> list[JobState]:
    with house.database.session() as session:
        return [JobState(state) for state in session.scalars(select(UploadJob.state).order_by(UploadJob.id))]


def versions(house: House) -> list[tuple[int, str]]:
    with house.database.session() as session:
        return [(v.number, v.state) for v in session.scalars(select(Version).order_by(Version.id))]


def test_a_file_ends_as_a_draft_that_answers_nothing_until_it_is_put_in_service(house: House) -> None:
    house.send("la suspension", essential=OLD)
    house.work()
    job = house.send("la suspension", direct=False, essential=NEW)
    house.work()
    view = house.uploads.get(job)
    assert (view.state, view.done) == (JobState.DRAFT, view.total)
    assert OLD in house.texts("la suspension")
    assert NEW not in house.texts("la suspension")
    assert view.version_id is not None
    house.embeddings.embedded.clear()
    house.switcher.put_in_service(view.version_id, "ana")
    assert house.embeddings.embedded == []  # all was made ready before the switch
    assert NEW in house.texts("la suspension")
    assert OLD not in house.texts("la suspension")
    assert house.uploads.get(job).state is JobState.ACTIVE
    assert versions(house) == [(1, READY), (2, READY)]


def test_several_files_go_in_their_order_and_those_sent_for_service_answer(house: House) -> None:
    jobs = [house.send(subject) for subject in ("la suspension", "le rejet", "le recyclage")]
    assert states(house) == [JobState.RECEIVED] * 3
    done: list[int] = []
    while house.worker.work_once():
        done += [job for job in jobs if house.uploads.get(job).state is JobState.ACTIVE and job not in done]
    assert done == jobs
    assert "fiche:le-recyclage" in {hit.passage.document_key for hit in house.ask("le recyclage").hits}


def test_the_bytes_are_kept_before_the_file_is_acknowledged(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    data = make_fiche("la suspension").encode()
    monkeypatch.setattr("bot.search.uploads.keep_original", lambda *_: (_ for _ in ()).throw(OSError("plein")))
    with pytest.raises(OSError, match="plein"):
        house.uploads.receive("a.md", data, "ana")
    assert states(house) == []
    monkeypatch.undo()
    house.uploads.receive("a.md", data, "ana")
    with house.database.session() as session:
        path = find_original(house.data, session.scalars(select(UploadJob.sha256)).one())
    assert path is not None
    assert path.read_bytes() == data


def test_the_same_file_sent_twice_in_a_row_is_one_job(house: House) -> None:
    assert house.send("la suspension") == house.send("la suspension")


def test_each_limit_refuses_with_its_figures_and_keeps_nothing(house: House) -> None:
    with pytest.raises(UnreadableFile, match="fait 1,5 Mo ; la limite est de 1 Mo"):
        house.uploads.receive("gros.md", b"a" * 1_500_000, "ana")
    with pytest.raises(UnreadableFile, match="est vide"):
        house.uploads.receive("vide.md", b" ", "ana")
    for number in range(3):
        house.send(f"le sujet {number}")
    with pytest.raises(UnreadableFile, match="3 fichiers attendent déjà"):
        house.send("le sujet de trop")
    assert len(states(house)) == 3


def test_a_name_from_outside_loses_its_folders(house: House) -> None:
    for name in ("../../etc/passwd.md", "C:\\Windows\\passwd.md"):
        job = house.uploads.receive(name, make_fiche(name).encode(), "ana")
        assert house.uploads.get(job).file_name == "passwd.md"


def test_a_bad_file_says_why_and_the_next_ones_go_on(house: House) -> None:
    bad = house.uploads.receive("fiche.md", make_fiche("x", module="IX").encode(), "ana")
    good = house.send("la suspension")
    house.work()
    view = house.uploads.get(bad)
    assert view.state is JobState.FAILED
    assert "« fiche » ne peut pas être lue" in (view.problem or "")
    assert any("module" in problem for problem in view.problems)
    assert house.uploads.get(good).state is JobState.ACTIVE


def test_a_model_out_of_order_fails_the_file_and_trying_again_takes_it_where_it_was(
    house: House, open_house: Opens
) -> None:
    broken = open_house(BrokenEmbeddings())
    job = broken.send("la suspension")
    broken.work()
    assert (broken.uploads.get(job).state, broken.uploads.get(job).problem) == (JobState.FAILED, "Le modèle manque.")
    house.uploads.retry(job)
    assert house.uploads.get(job).state is JobState.SPLIT
    house.work()
    assert house.uploads.get(job).state is JobState.ACTIVE
    assert versions(house) == [(1, READY)]


def test_what_nobody_foresaw_is_told_with_a_reference(house: House, caplog: pytest.LogCaptureFixture) -> None:
    def explode(name: str, data: bytes, told: Progress) -> ReadDocument:
        raise RuntimeError("le lecteur a un défaut")

    job = house.send("la suspension")
    assert house.make_worker(explode).work_once()
    problem = house.uploads.get(job).problem or ""
    reference = problem.removesuffix(".").split()[-1]
    assert "votre fichier est gardé" in problem
    assert reference in caplog.text


def test_a_file_that_kills_its_reader_three_times_is_not_read_a_fourth(house: House) -> None:
    job = house.send("la suspension")
    with house.database.session() as session:
        session.get_one(UploadJob, job).readings = 3
    house.work()
    assert house.uploads.get(job).state is JobState.FAILED
    assert "trois fois" in (house.uploads.get(job).problem or "")


def test_a_file_in_the_line_is_cancelled_at_once(house: House) -> None:
    job = house.send("la suspension")
    house.uploads.cancel(job)
    house.work()
    assert states(house) == [JobState.CANCELLED]
    assert versions(house) == []
    house.uploads.retry(job)
    house.work()
    assert states(house) == [JobState.ACTIVE]


def test_a_file_under_way_is_cancelled_at_its_next_pause_and_leaves_no_draft(house: House) -> None:
    job = house.send("la suspension", direct=False)

    def read(name: str, data: bytes, told: Progress) -> ReadDocument:
        house.uploads.cancel(job)
        return read_bytes(name, data)

    assert house.make_worker(read).work_once()
    assert states(house) == [JobState.CANCELLED]
    assert [state for _, state in versions(house)] == [DISCARDED]
    with house.database.session() as session:
        assert session.scalars(select(Passage)).all() == []
    with pytest.raises(NotThere):
        house.uploads.cancel(job)


def test_a_long_reading_counts_its_pages_and_stops_when_it_is_cancelled(house: House) -> None:
    job = house.send("la suspension")

    def read(name: str, data: bytes, told: Progress) -> ReadDocument:
        told(3, 40)
        assert (house.uploads.get(job).done, house.uploads.get(job).total) == (3, 40)
        house.uploads.cancel(job)
        told(4, 40)
        raise AssertionError("the reading went on")

    assert house.make_worker(read).work_once()
    assert states(house) == [JobState.CANCELLED]
    assert versions(house) == []


def test_the_same_file_as_the_one_in_service_changes_nothing(house: House) -> None:
    house.send("la suspension")
    house.work()
    generation = house.retriever.load().generation
    house.send("la suspension")
    house.work()
    assert states(house) == [JobState.ACTIVE, JobState.UNCHANGED]
    assert house.retriever.load().generation == generation
    assert versions(house) == [(1, READY)]


def test_a_file_can_be_the_next_version_of_a_document_of_another_name(house: House) -> None:
    house.uploads.receive("lundi.pdf", make_pdf("Le canal se facture avant le cinq du mois."), "ana", True)
    house.work()
    with house.database.session() as session:
        [entry] = entries_in_service(session)
        document = session.scalars(select(Document.id)).one()
    tuesday = make_pdf("Le canal se facture avant le dix du mois.")
    house.uploads.receive("mardi.pdf", tuesday, "ana", True, document)
    wrong = house.uploads.receive("fiche.md", make_fiche("le canal").encode(), "ana", True, document)
    house.work()
    with house.database.session() as session:
        [after] = entries_in_service(session)
    assert (after.version, after.file_name) == (entry.version + 1, "mardi.pdf")
    assert house.uploads.get(wrong).state is JobState.FAILED
    assert "de même nature" in (house.uploads.get(wrong).problem or "")


def test_a_draft_thrown_away_is_gone_and_its_number_is_not_given_again(house: House) -> None:
    house.send("la suspension", direct=False)
    house.work()
    [view] = house.uploads.recent()
    assert view.version_id is not None
    house.switcher.discard(view.version_id)
    assert house.uploads.get(view.id).state is JobState.CANCELLED
    with pytest.raises(NotThere):
        house.switcher.discard(view.version_id)
    with pytest.raises(NotThere):
        house.switcher.put_in_service(view.version_id, "ana")
    house.send("la suspension", essential=NEW)
    house.work()
    assert versions(house) == [(1, DISCARDED), (2, READY)]


def test_a_draft_says_who_already_holds_its_passages(house: House) -> None:
    parts = [
        f"## Le cas {case}\n\nLe canal {case} se facture avant le {n} du mois, sur le portail, sans papier ni timbre.\n"
        for n, case in enumerate(("du nord", "du sud", "de l'est", "de l'ouest"), 2)
    ]
    other = "## Autre chose\n\nUne tout autre partie, sans rapport avec les précédentes ni avec le reste du stage.\n"
    house.uploads.receive("lundi.md", "\n".join(["# Le canal", *parts]).encode(), "ana", True)
    house.uploads.receive("copie.md", "\n".join(["# Copie", *parts[:3], other]).encode(), "ana")
    house.work()
    with house.database.session() as session:
        assert session.get_one(Version, 2).state == DRAFT
        assert session.get_one(Version, 1).warnings == []
        [told] = session.get_one(Version, 2).warnings
    assert "75 % des passages" in told
    assert "« Le canal »" in told


def test_a_draft_keeps_what_the_golden_questions_become(house: House) -> None:
    job = house.send("la suspension", direct=False)
    worker = house.make_worker(rehearse=lambda version: {"total": version, "broken": []})
    while worker.work_once():
        pass
    with house.database.session() as session:
        version = session.get_one(Version, house.uploads.get(job).version_id)
        assert version.rehearsal == {"total": version.id, "broken": []}


def test_a_file_sent_for_service_stays_a_draft_when_a_golden_question_would_lose_by_it(house: House) -> None:
    job = house.send("la suspension")
    worker = house.make_worker(rehearse=lambda version: {"broken": [{"id": 1, "question": "Quoi ?", "found": ""}]})
    while worker.work_once():
        pass
    assert house.uploads.get(job).state is JobState.DRAFT
    assert house.states() == {}


def test_the_progress_is_counted_and_the_time_left_told(house: House) -> None:
    told: list[tuple[int, int, float | None]] = []
    ticks = iter(range(0, 10_000, 10))
    parts = [
        f"## La partie {n}\n\nElle dit une chose du canal, assez longue pour tenir seule : {n}.\n" for n in range(40)
    ]
    job = house.uploads.receive("long.md", "\n".join(["# Le canal", *parts]).encode(), "ana")

    def clock() -> float:
        view = house.uploads.get(job)
        told.append((view.done, view.total, view.seconds_left))
        return next(ticks)

    worker = house.make_worker(clock=clock)
    while worker.work_once():
        pass
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert told[-1][2] is not None
    assert 0 < told[-1][0] < told[-1][1]
    assert house.uploads.get(job).seconds_left == 0


def test_the_thread_works_alone_and_stops_between_two_slices(house: House, open_house: Opens) -> None:
    house.uploads.woken = house.worker.wake
    house.worker.start()
    job = house.send("la suspension")
    wait_for(lambda: house.uploads.get(job).state is JobState.ACTIVE)
    second = open_house().worker
    second.start()
    second.stop()
    house.worker.stop()
    after = house.send("le rejet")
    assert house.uploads.get(after).state is JobState.RECEIVED
    again: UploadWorker = house.make_worker()
    again.start()
    wait_for(lambda: house.uploads.get(after).state is JobState.ACTIVE)
    again.stop()


def wait_for(arrived: Callable[[], bool]) -> None:
    while not arrived():
        assert any(thread.name == "uploads" for thread in threading.enumerate())
        time.sleep(0.02)


def test_a_busy_index_makes_the_file_wait_and_loses_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.search.upload_worker._PATIENCE_S", 0.0)
    job = house.send("la suspension")
    with house.indexer.writing():
        for _ in range(5):
            assert not house.worker.work_once()
            assert house.uploads.get(job).is_on_its_way
    house.work()
    assert house.uploads.get(job).state is JobState.ACTIVE


def test_a_line_is_taken_off_the_list_once_its_file_arrived(house: House) -> None:
    job = house.send("la suspension")
    with pytest.raises(NotThere):
        house.uploads.dismiss(job)
    house.work()
    house.uploads.dismiss(job)
    assert house.uploads.recent() == []
    assert house.texts("la suspension")
