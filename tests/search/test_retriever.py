"""A question meets the generation in service now, and still finds words when the model, Chroma or a file fails."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import BrokenEmbeddings

from bot.search.errors import NoActiveIndex
from bot.search.indexing import collection_names, lexical_folder
from tests.search.conftest import House, run_beside

OLD, NEW = "Réponse d'avant, toujours en service pour le moment.", "Réponse nouvelle, après la mise en service."
Opens = Callable[..., House]
Damage = Callable[[Path], object]


def cut_in_half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def test_without_any_index_the_caller_is_told_what_to_run(house: House) -> None:
    with pytest.raises(NoActiveIndex, match="python ingest"):
        house.ask("la suspension")


def test_hits_come_best_first_once_each_with_the_score_of_each_leg(house: House) -> None:
    house.publish(house.add("la suspension"), house.add("le rejet"))
    hits = house.ask("Comment traiter la suspension ?").hits
    assert hits[0].passage.title == "Comment traiter la suspension ?"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)
    assert hits[0].score <= 1 + 1e-9
    assert None not in (hits[0].lexical, hits[0].body)
    assert hits[0].question == pytest.approx(1, abs=1e-3)


def test_no_more_than_asked_is_given(house: House) -> None:
    house.publish(house.add("la suspension"))
    assert len(house.ask("la suspension", count=2).hits) == 2


def test_an_other_wording_leads_to_the_passage_it_belongs_to(house: House) -> None:
    house.publish(house.add("la suspension"), house.add("le rejet"))
    wording = house.retriever.load().passages["fiche:le-rejet:1:2"].wordings[0]
    assert house.ask(wording).hits[0].passage.id == "fiche:le-rejet:1:2"


def test_a_switch_made_by_another_process_is_served_at_the_next_question(house: House) -> None:
    house.publish(house.add("la suspension", essential=OLD))
    assert OLD in house.texts("la suspension")
    done = run_beside(house.data, f"house.publish(house.add('la suspension', essential={NEW!r}))\n")
    assert done.returncode == 0, done.stderr
    assert NEW in house.texts("la suspension")
    assert OLD not in house.texts("la suspension")
    assert all(hit.body is not None for hit in house.ask("la suspension", count=1).hits)


def test_without_a_model_the_words_alone_answer_and_the_log_says_so(
    house: House, open_house: Opens, caplog: pytest.LogCaptureFixture
) -> None:
    house.publish(house.add("la suspension"), house.add("le rejet"))
    caplog.set_level(logging.WARNING)
    hits = open_house(BrokenEmbeddings()).ask("traiter la suspension").hits
    assert hits[0].passage.document_key == "fiche:la-suspension"
    assert {(hit.body, hit.question) for hit in hits} == {(None, None)}
    assert "no vector" in caplog.text


@pytest.mark.parametrize("lost", [0, 1])
def test_without_a_chroma_collection_the_words_alone_answer_and_the_log_says_so(
    house: House, caplog: pytest.LogCaptureFixture, lost: int
) -> None:
    house.store.delete(collection_names(house.publish(house.add("la suspension"), house.add("le rejet")))[lost])
    caplog.set_level(logging.WARNING)
    hits = house.ask("traiter la suspension").hits
    assert hits[0].passage.document_key == "fiche:la-suspension"
    assert {(hit.body, hit.question) for hit in hits} == {(None, None)}
    assert "no dense search" in caplog.text


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        (".", lambda folder: [path.unlink() for path in folder.iterdir()]),
        ("passages.json", lambda path: path.write_text("{", encoding="utf-8")),
        ("passages.json", lambda path: path.write_text(json.dumps(["une", "autre"]), encoding="utf-8")),
        ("passages.json", Path.unlink),
        ("vocab.index.json", cut_in_half),
        ("params.index.json", lambda path: path.write_bytes(b"")),
        ("data.csc.index.npy", cut_in_half),
        ("data.csc.index.npy", lambda path: path.write_bytes(b"")),
        ("indices.csc.index.npy", cut_in_half),
        ("indptr.csc.index.npy", cut_in_half),
    ],
)
def test_a_damaged_lexical_index_is_rebuilt_from_sql(
    house: House, open_house: Opens, caplog: pytest.LogCaptureFixture, name: str, damage: Damage
) -> None:
    folder = lexical_folder(house.data, house.publish(house.add("la suspension"), house.add("le rejet")))
    damage(folder / name)
    caplog.set_level(logging.WARNING)
    assert open_house().ask("traiter la suspension").hits[0].lexical
    assert "rebuilt from SQL" in caplog.text
    caplog.clear()
    assert open_house().ask("traiter la suspension").hits[0].lexical
    assert caplog.text == ""


def test_what_is_hidden_is_left_out_of_every_leg(house: House) -> None:
    house.publish(house.add("la suspension"), house.add("le rejet"))
    loaded = house.retriever.load()
    hidden = {key for key in loaded.passages if key.startswith("fiche:la-suspension")}
    entries = {f"{key}#{number}" for key in hidden for number in range(5)}
    blind = replace(loaded, hidden=frozenset(hidden | entries))
    hits = blind.search("traiter la suspension", house.retriever.encode("traiter la suspension"), 50)
    assert {hit.passage.document_key for hit in hits} == {"fiche:le-rejet"}


@pytest.mark.parametrize("question", ["", "🙂", "\0", "a" * 20000, "<script>alert(1)</script>", "' OR 1=1 --"])
def test_no_question_breaks_the_search(house: House, question: str) -> None:
    house.publish(house.add("la suspension"))
    assert all(0 <= hit.score <= 1 + 1e-9 for hit in house.ask(question).hits)
