"""The trainers' golden questions: kept, judged, run against any assistant, taken out and in again."""

import json
from dataclasses import replace
from typing import Any

import pytest
from places import QUESTIONS

from bot.dialogue.errors import GoldenQuestionRefused
from bot.dialogue.golden import (
    GoldenView,
    add_golden,
    golden_questions,
    judge_golden,
    keep_results,
    retire_golden,
    run_golden,
    typed_groups,
)
from bot.dialogue.golden_files import export_golden, import_golden
from bot.dialogue.types import Citation, Question, Reply
from bot.services import Services
from bot.storage.database import Database

ASKED = GoldenView(1, "x", "answer", None, "q", (), (), (), None, "fiche:a", "A", "3", None, "", None)


def reply(text: str = "Sous 30 jours.", outcome: Any = "answer", key: str = "fiche:a", page: str | None = "3") -> Reply:
    cited = () if outcome != "answer" else (Citation(1, "A", "s", page, 2, f"{key}:2:7", text),)
    return Reply(Question("q"), "q", outcome, "trouvé", text, cited)


def listed(database: Database) -> list[GoldenView]:
    with database.session() as session:
        return golden_questions(session)


@pytest.mark.parametrize(
    ("asked", "given", "failure"),
    [
        ({}, reply(), ""),
        ({}, reply(page="4"), "autre page"),
        ({"page": None}, reply(page="4"), ""),
        ({}, reply(key="fiche:b"), "autre document"),
        ({}, reply(outcome="abstain"), "pas de réponse"),
        ({}, reply(outcome="clarify"), "pas de réponse"),
        ({"kind": "ambiguous"}, reply(outcome="clarify"), ""),
        ({"must": (("30 jours", "un mois"),)}, reply("Sous  30\u00a0jours."), ""),
        ({"must": (("30 jours",), ("notifie",))}, reply(), "mots attendus absents"),
        ({"must_not": ("^non",)}, reply("Non : sous 30 jours."), "contient ce qu'il ne faut pas dire"),
        ({"kind": "abstain"}, reply(), "répond au lieu de s'abstenir"),
        ({"kind": "abstain"}, reply(outcome="handoff"), ""),
        ({"kind": "smalltalk", "wants": "ticket"}, reply(outcome="ticket"), ""),
        ({"kind": "smalltalk"}, reply(outcome="ticket"), "autre issue"),
    ],
)
def test_a_reply_is_judged_by_what_the_question_expects(asked: dict[str, Any], given: Reply, failure: str) -> None:
    result = judge_golden(replace(ASKED, **asked), given)
    assert (result.failure, result.ok) == (failure, not failure)


def test_only_the_first_1200_characters_count() -> None:
    late = reply("x" * 1200 + " trente jours")
    assert judge_golden(replace(ASKED, must=(("trente jours",),)), late).failure == "mots attendus absents"


def test_typed_words_are_plain_words_with_their_other_forms() -> None:
    assert typed_groups(" 30 jours / Un Mois \n\nA.4 (été)") == (("30\\ jours", "un\\ mois"), ("a\\.4\\ \\(ete\\)",))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"question": "  "}, "Écrivez la question"),
        ({"question": "x" * 501}, "500 caractères"),
        ({"question": "quoi ?"}, "un document, ou des mots"),
        ({"question": "quoi ?", "words": "oui", "page": "3"}, "avec son document"),
    ],
)
def test_a_question_that_expects_nothing_clear_is_refused(
    database: Database, fields: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(GoldenQuestionRefused, match=sentence):
        add_golden(database, **fields)
    assert listed(database) == []


def test_the_same_question_is_kept_once_and_may_come_back_after_it_was_retired(database: Database) -> None:
    first = add_golden(database, "Sous combien de jours ?", words="30 jours")
    with pytest.raises(GoldenQuestionRefused, match="déjà dans la liste"):
        add_golden(database, " Sous combien  de jours ? ", words="x")
    retire_golden(database, first)
    with pytest.raises(GoldenQuestionRefused, match="n'est plus dans la liste"):
        retire_golden(database, first)
    add_golden(database, "Sous combien de jours ?", kind="abstain")
    assert [(one.code, one.kind) for one in listed(database)] == [("formateur-0002", "abstain")]


def test_a_run_tells_right_from_wrong_and_writes_nothing_until_it_is_kept(
    small_course: Services, database: Database
) -> None:
    key = "fiche:facture-suspendue"
    add_golden(database, "Ma facture est suspendue, dois-je la refaire ?", document_key=key, words="complet\nsuspend")
    add_golden(database, "Quel cadre pour un sous-traitant ?", document_key=key)
    add_golden(database, "Quel est le meilleur film de l'année ?", kind="abstain")
    results = run_golden(database, small_course.assistant)
    assert [result.ok for result in results] == [True, False, True]
    assert results[1].failure == "autre document"
    assert {one.last_ok for one in listed(database)} == {None}
    keep_results(database, results)
    kept = listed(database)
    assert [one.last_ok for one in kept] == [True, False, True]
    assert kept[1].last_found.startswith("autre document · ")
    assert all(one.last_run_at for one in kept)


def test_the_project_s_own_questions_come_in_and_what_goes_out_comes_in_unchanged(database: Database) -> None:
    text = (QUESTIONS / "dev-travaux.jsonl").read_text(encoding="utf-8")
    lines = text.count("\n")
    assert import_golden(database, text, "anne") == (lines, 0)
    add_golden(database, "Sous combien de jours ?", document_key="fiche:a", page="3")
    out = export_golden(database)
    assert import_golden(database, out) == (0, lines + 1)
    assert export_golden(database) == out
    last = json.loads(out.splitlines()[-1])
    assert (last["document"], last["page"], last["kind"]) == ("fiche:a", "3", "answer")


@pytest.mark.parametrize(
    "line",
    [
        "pas du JSON",
        "[]",
        '{"id": "a", "kind": "answer"}',
        '{"id": "a", "kind": "autre", "question": "q"}',
        '{"id": "a", "kind": "answer", "question": "q", "must": [["("]]}',
        '{"id": "a", "kind": "answer", "question": 3}',
        '{"id": "b", "kind": "abstain", "question": "q"}\n{"id": "b", "kind": "abstain", "question": "q"}',
    ],
)
def test_a_bad_file_is_refused_whole_and_names_what_is_wrong(database: Database, line: str) -> None:
    good = '{"id": "bon", "kind": "abstain", "question": "q"}\n'
    with pytest.raises(GoldenQuestionRefused, match=r"Ligne 2|deux fois"):
        import_golden(database, good + line)
    assert listed(database) == []
