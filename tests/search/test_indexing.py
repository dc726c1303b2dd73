"""A generation is whole or unseen: nothing half-built answers, nothing complete is lost, one writer writes."""

import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.search.errors import IndexBusy, ModelUnavailable
from bot.search.indexing import collection_names, lexical_folder
from bot.search.lexical import LexicalIndex
from tests.search.conftest import House, run_beside

OLD, NEW = "Réponse d'avant, toujours en service pour le moment.", "Réponse nouvelle, après la mise en service."
Opens = Callable[..., House]


def files_of(house: House, generation: int) -> list[bool]:
    """Whether each part of a generation is on the disk: bodies, questions, lexical index."""
    counts = [house.store.count(name) is not None for name in collection_names(generation)]
    return [*counts, lexical_folder(house.data, generation).is_dir()]


def test_the_first_publication_puts_every_passage_in_service(house: House) -> None:
    first = house.publish(house.add("la suspension"), house.add("le rejet"))
    assert house.states() == {first: "active"}
    loaded = house.retriever.load()
    assert house.store.count(collection_names(first)[0]) == len(loaded.passages)
    asked = [p for p in loaded.passages.values() if p.answers_questions]
    assert 0 < len(asked) < len(loaded.passages)
    assert house.store.count(collection_names(first)[1]) == sum(1 + len(p.wordings) for p in asked)
    assert set(loaded.lexical.ids) == set(loaded.passages)


def test_a_new_version_takes_the_place_of_the_former_one_alone(house: House) -> None:
    house.publish(house.add("la suspension", essential=OLD), house.add("le rejet"))
    house.publish(house.add("la suspension", essential=NEW))
    found = house.ask("la suspension").hits
    assert {hit.passage.version for hit in found if hit.passage.document_key == "fiche:la-suspension"} == {2}
    assert NEW in house.texts("la suspension")
    assert "fiche:le-rejet" in {hit.passage.document_key for hit in house.ask("le rejet").hits}


def test_what_is_withdrawn_no_longer_answers_and_the_rest_does(house: House) -> None:
    gone, kept = house.add("la suspension"), house.add("le rejet")
    house.publish(gone, kept)
    house.publish(withdrawn=(gone,))
    assert {p.document_key for p in house.retriever.load().passages.values()} == {"fiche:le-rejet"}


def test_what_is_being_built_is_not_seen_before_the_switch(house: House) -> None:
    house.publish(house.add("la suspension", essential=OLD))
    seen: list[set[str]] = []

    def look(done: int, total: int) -> None:
        assert "building" in house.states().values()
        seen.append(house.texts("la suspension"))

    house.publish(house.add("la suspension", essential=NEW), progress=look)
    assert seen
    assert all(OLD in texts and NEW not in texts for texts in seen)
    assert NEW in house.texts("la suspension")


def test_a_reader_meets_the_old_or_the_new_but_never_half_of_each(house: House, open_house: Opens) -> None:
    house.publish(house.add("la suspension"), house.add("le rejet"))
    reader = open_house()
    met: list[set[int]] = []
    over = threading.Event()

    def read() -> None:
        while not over.is_set():
            met.append({hit.passage.version for hit in reader.ask("traiter la suspension et le rejet").hits})

    thread = threading.Thread(target=read)
    thread.start()
    for number in range(5):
        house.publish(*(house.add(subject, essential=f"{NEW} {number}") for subject in ("la suspension", "le rejet")))
    over.set()
    thread.join()
    assert met
    assert all(len(versions) == 1 for versions in met)


def test_two_generations_are_kept_and_older_ones_leave_the_disk(house: House) -> None:
    made = [house.publish(house.add("la suspension", essential=f"{OLD} {number}")) for number in range(4)]
    assert house.states() == dict(zip(made, ["retired"] * 3 + ["active"], strict=True))
    assert [files_of(house, generation) for generation in made] == [[False] * 3, [False] * 3, [True] * 3, [True] * 3]


@pytest.mark.parametrize("stage", ["embedding", "bodies", "questions", "lexical"])
def test_a_build_that_fails_at_any_stage_changes_nothing_and_is_swept_by_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    before = house.publish(house.add("la suspension", essential=OLD))
    version = house.add("la suspension", essential=NEW)

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        if stage == "embedding":
            broken.setattr(house.embeddings, "embed_documents", fail)
        elif stage == "lexical":
            broken.setattr(LexicalIndex, "save", fail)
        else:
            create = house.store.create
            broken.setattr(
                house.store, "create", lambda name, *rest: fail() if name.startswith(stage) else create(name, *rest)
            )
        with pytest.raises(OSError, match="No space"):
            house.publish(version)
    assert OLD in house.texts("la suspension")
    [failed] = set(house.states()) - {before}
    after = house.publish(version)
    assert house.states() == {before: "retired", failed: "failed", after: "active"}
    assert files_of(house, failed) == [False, False, False]
    assert NEW in house.texts("la suspension")


# test_ingest.py kills the command at the other steps.
@pytest.mark.parametrize("step", ["house.store.create", "LexicalIndex.save"])
def test_kill_9_in_the_middle_leaves_the_old_generation_answering(house: House, step: str) -> None:
    house.publish(house.add("la suspension", essential=OLD))
    house.add("la suspension", essential=NEW)
    killed = run_beside(
        house.data,
        "import os, signal\nfrom bot.search.lexical import LexicalIndex\n"
        f"{step} = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\nhouse.publish(2)\n",
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert list(house.states().values()) == ["active", "building"]
    assert OLD in house.texts("la suspension")
    house.publish(2)
    assert list(house.states().values()) == ["retired", "failed", "active"]
    assert NEW in house.texts("la suspension")


def test_publishing_again_embeds_nothing(house: House) -> None:
    version = house.add("la suspension")
    house.publish(version)
    assert house.embeddings.embedded
    house.embeddings.embedded.clear()
    house.publish(version)
    with house.indexer.writing():
        house.indexer.rebuild(lambda done, total: None)
    assert house.embeddings.embedded == []


def test_a_changed_fiche_embeds_only_what_changed(house: House) -> None:
    house.publish(house.add("la suspension", essential=OLD), house.add("le rejet"))
    house.embeddings.embedded.clear()
    house.publish(house.add("la suspension", essential=NEW))
    assert len(house.embeddings.embedded) == 1
    assert NEW in house.embeddings.embedded[0]


def test_another_model_embeds_everything_again_and_signs_its_generation(house: House, open_house: Opens) -> None:
    house.publish(house.add("la suspension"))
    other = open_house(model="autre")
    generation = other.publish()
    assert len(other.embeddings.embedded) == len(house.embeddings.embedded)
    assert other.retriever.load().generation == generation
    assert other.indexer.signature == "autre"


def test_an_interrupted_embedding_takes_up_where_it_stopped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = [house.add(f"le sujet numéro {number}") for number in range(8)]
    embed = house.embeddings.embed_queries
    calls: list[int] = []

    def stop_at_the_second_batch(texts: list[str]) -> list[list[float]]:
        calls.append(len(texts))
        if len(calls) == 2:
            raise ModelUnavailable("arrêt")
        return embed(texts)

    with monkeypatch.context() as stopping:
        stopping.setattr(house.embeddings, "embed_queries", stop_at_the_second_batch)
        with pytest.raises(ModelUnavailable):
            house.publish(*versions)
    before = list(house.embeddings.embedded)
    assert before
    house.publish(*versions)
    after = house.embeddings.embedded
    assert len(after) == len(set(after)) > len(before)


def test_progress_goes_up_to_the_total(house: House) -> None:
    told: list[tuple[int, int]] = []
    house.publish(
        *(house.add(f"le sujet {n}") for n in range(5)), progress=lambda done, total: told.append((done, total))
    )
    assert told == sorted(told)
    assert len({total for _, total in told}) == 1
    assert [done == total for done, total in told] == [False] * (len(told) - 1) + [True]


def test_a_second_writer_is_refused_while_the_first_writes(house: House, open_house: Opens) -> None:
    other = open_house()
    with house.indexer.writing():
        with pytest.raises(IndexBusy, match="Rien n'a été modifié"), other.indexer.writing():
            pass
        beside = run_beside(house.data, "with house.indexer.writing():\n    pass\n")
        assert "IndexBusy" in beside.stderr
    with other.indexer.writing():
        pass


def test_the_right_to_write_comes_back_after_a_failure(house: House, open_house: Opens) -> None:
    with pytest.raises(LookupError), house.indexer.writing():
        raise LookupError
    with open_house().indexer.writing():
        pass


def test_the_right_to_write_comes_back_when_the_writer_is_killed(house: House) -> None:
    killed = run_beside(
        house.data, "import os, signal\nwith house.indexer.writing():\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert killed.returncode == -signal.SIGKILL
    with house.indexer.writing():
        pass


def test_a_second_writer_waits_as_long_as_it_is_told(house: House, open_house: Opens) -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with house.indexer.writing():
            held.set()
            done.wait(0.5)

    first = threading.Thread(target=hold)
    first.start()
    held.wait()
    with open_house().indexer.writing(patience=60):
        done.set()
    first.join()


def test_a_lost_vector_store_is_rebuilt_from_sql_alone(house: House, tmp_path: Path) -> None:
    house.publish(house.add("la suspension"))
    for name in collection_names(1):
        house.store.delete(name)
    house.embeddings.embedded.clear()
    with house.indexer.writing():
        house.indexer.rebuild(lambda done, total: None)
    assert house.ask("traiter la suspension").hits[0].body is not None
    assert house.embeddings.embedded == ["traiter la suspension"]
