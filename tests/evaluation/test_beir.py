"""A BEIR folder is read whole or refused by name, and nothing of a long text is lost when it is cut."""

from pathlib import Path

import pytest
from beir_sets import CORPUS, QRELS, QUERIES, write_set

from bot.corpus.splitting import LONGEST
from bot.evaluation.beir import as_documents, document_id, load_set
from bot.evaluation.errors import InvalidSet
from bot.search.french import words


def test_documents_questions_and_judgements_are_read(tmp_path: Path) -> None:
    beir = load_set(write_set(tmp_path / "recettes"))
    assert beir.name == "recettes"
    assert list(beir.documents) == ["pain", "mer", "vin", "neige"]
    assert beir.queries["q1"] == "qui cuit le pain ?"
    assert beir.relevant == {"q1": {"pain": 1}, "q2": {"vin": 1}}


def test_judgements_may_stand_where_beir_puts_them(tmp_path: Path) -> None:
    folder = write_set(tmp_path)
    (folder / "qrels").mkdir()
    (folder / "qrels.tsv").rename(folder / "qrels" / "test.tsv")
    assert load_set(folder).relevant == {"q1": {"pain": 1}, "q2": {"vin": 1}}


@pytest.mark.parametrize(("doc_level", "units"), [(True, {"F1": 1}), (False, {"F1#0": 1, "F1#1": 1})])
def test_a_set_judged_by_sheet_counts_the_sheet_once(tmp_path: Path, doc_level: bool, units: dict[str, int]) -> None:
    corpus = [{"_id": f"F1#{n}", "title": "Acte", "text": f"partie {n}", "doc": "F1"} for n in range(2)]
    qrels = [("q1", "F1#0", 1), ("q1", "F1#1", 1)]
    beir = load_set(write_set(tmp_path, corpus, QUERIES, qrels, {"doc_level": doc_level}))
    assert beir.relevant == {"q1": units}


def test_a_text_too_long_for_one_passage_is_cut_and_none_of_it_is_lost(tmp_path: Path) -> None:
    text = " ".join(f"La phrase numéro {n} parle de facture et de paiement." for n in range(200))
    beir = load_set(write_set(tmp_path, [{"_id": "long", "title": "Titre", "text": text}, *CORPUS], QUERIES, QRELS))
    read = next(as_documents(beir))
    assert len(read.passages) > 1
    assert max(len(passage.text) for passage in read.passages) <= LONGEST
    assert [word for passage in read.passages for word in words(passage.text)] == words(text)
    assert {passage.title for passage in read.passages} == {"Titre"}
    assert document_id(read.key) == "long"


def test_a_document_without_text_is_still_a_passage(tmp_path: Path) -> None:
    corpus = [{"_id": "vide", "title": "Un titre", "text": ""}, *CORPUS]
    [first, *_] = as_documents(load_set(write_set(tmp_path, corpus)))
    assert [passage.text for passage in first.passages] == ["Un titre"]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("corpus.jsonl", None, "corpus.jsonl ne peut pas être lu"),
        ("queries.jsonl", "{", "queries.jsonl, ligne 1"),
        ("queries.jsonl", '{"_id": "q1"}', "« text » manque"),
        ("qrels.tsv", "tête\nq1 pain 1", "qrels.tsv, ligne 2"),
        ("qrels.tsv", "tête\nq1\tpain\toui", "qrels.tsv, ligne 2"),
        ("qrels.tsv", "tête\nq1\tpain\t0", "aucune question"),
        ("meta.json", "[]", "meta.json"),
    ],
)
def test_a_damaged_folder_is_refused_with_the_file_and_the_line(
    tmp_path: Path, name: str, text: str | None, reason: str
) -> None:
    folder = write_set(tmp_path)
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(InvalidSet, match=reason):
        load_set(folder)
