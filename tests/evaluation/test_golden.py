"""A golden question is satisfied as its README says: folded text, every group, nothing that contradicts."""

import json
from pathlib import Path

import pytest
from places import QUESTIONS

from bot.evaluation.golden import GoldenQuestion, InvalidQuestionFile, load_questions

ROW = {
    "id": "q-1",
    "module": "III",
    "kind": "answer",
    "question": "Ma facture est rejetée ?",
    "must": [["nouveau numero", "nouvelle facture"], ["motif"]],
    "must_not": ["^oui\\b"],
}


def write(folder: Path, *lines: str) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def question(tmp_path: Path) -> GoldenQuestion:
    [loaded] = load_questions([write(tmp_path, json.dumps(ROW))])
    return loaded


@pytest.mark.parametrize(
    ("text", "satisfied"),
    [
        ("Lisez le MOTIF, puis émettez une nouvelle facture.", True),
        ("motif\u00a0: nouveau\u202fnuméro", True),
        ("Émettez une nouvelle facture.", False),
        ("Lisez le motif.", False),
        ("", False),
    ],
)
def test_every_group_needs_one_match_in_the_folded_text(question: GoldenQuestion, text: str, satisfied: bool) -> None:
    assert question.is_satisfied_by(text) is satisfied


def test_a_contradiction_makes_a_good_answer_wrong(question: GoldenQuestion) -> None:
    good = "Non : lisez le motif, puis émettez une nouvelle facture."
    assert question.is_answered_by(good)
    assert not question.is_answered_by(good.replace("Non", "Oui"))


def test_only_the_first_1200_characters_of_an_answer_count(question: GoldenQuestion) -> None:
    assert question.is_answered_by("a" * 1150 + " motif nouvelle facture")
    assert not question.is_answered_by("a" * 1200 + " motif nouvelle facture")


def test_what_a_row_leaves_out_has_its_default(tmp_path: Path) -> None:
    [loaded] = load_questions([write(tmp_path, "", json.dumps({"id": "a", "kind": "abstain", "question": "?"}), "")])
    assert (loaded.module, loaded.style, loaded.history, loaded.must, loaded.wants) == ("-", "standard", (), (), None)


def test_a_line_separator_inside_a_question_does_not_cut_its_line(tmp_path: Path) -> None:
    question = "Deux\u2028lignes\x85ici ?"
    [loaded] = load_questions([write(tmp_path, json.dumps(ROW | {"question": question}, ensure_ascii=False))])
    assert loaded.question == question


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        json.dumps({name: value for name, value in ROW.items() if name != "kind"}),
        json.dumps(ROW | {"must": [["("]]}),
        json.dumps(ROW | {"must": 3}),
    ],
)
def test_a_line_that_can_t_be_read_is_named_with_its_file_and_number(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, json.dumps(ROW), line)
    with pytest.raises(InvalidQuestionFile, match=r"questions\.jsonl, ligne 2 : question illisible"):
        load_questions([path])


@pytest.mark.parametrize("data", [None, b"\xff\xfe\x00"])
def test_a_file_that_can_t_be_read_is_named(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "absente.jsonl"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(InvalidQuestionFile, match=r"absente\.jsonl"):
        load_questions([path])


def test_the_development_questions_are_all_read_each_with_an_id_of_its_own() -> None:
    questions = load_questions(sorted(QUESTIONS.glob("dev-*.jsonl")))
    assert len({q.id for q in questions}) == len(questions) > 150
    assert {q.kind for q in questions} == {"answer", "abstain", "followup", "ambiguous", "smalltalk"}
    assert all(q.must for q in questions if q.kind in ("answer", "followup", "ambiguous"))
    assert all(q.history for q in questions if q.kind == "followup")
