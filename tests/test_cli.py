"""The command line keeps the contract: JSON with its keys, one reply per line, and an exit code that tells."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from making import make_fiche
from places import ROOT, environment_of, settings_in

from bot import doctor
from bot.cli import main
from bot.services import Services

REPLY_KEYS = [
    "id", "question", "understood_as", "outcome", "reason", "text", "citations", "passages", "suggestions", "timings_ms"
]  # fmt: skip
CITATION_KEYS = ["n", "document", "section", "page", "version", "passage_id", "quote"]
PASSAGE_KEYS = ["rank", "score", "document", "section", "page", "text"]
KNOWN = "ma facture est suspendue, il faut que j'en refasse une ?"
WEATHER = "quel temps fera-t-il demain à Brest ?"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs one command; gives its exit code, what it said and what it complained of."""

    def run_one(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_one


@pytest.fixture
def course(small_course: Services, monkeypatch: pytest.MonkeyPatch) -> Services:
    """The small course, as the commands find it through their settings."""
    for name, value in environment_of(small_course.settings).items():
        monkeypatch.setenv(name, value)
    return small_course


@pytest.fixture
def empty(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder that the commands use."""
    settings = settings_in(tmp_path / "data", models)
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)
    return settings.data_dir


def write_rows(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_ask_prints_the_answer_its_sources_and_what_lies_near(course: Services, run: Run) -> None:
    code, said, _ = run("ask", KNOWN)
    assert code == 0
    assert "[1] Facture « Suspendue »" in said
    assert "Voir aussi : " in said


def test_ask_json_is_the_contract_s_object(course: Services, run: Run) -> None:
    code, said, _ = run("ask", KNOWN, "--json")
    reply = json.loads(said)
    assert code == 0
    assert list(reply) == REPLY_KEYS
    assert reply["outcome"] == "answer"
    assert {tuple(citation) for citation in reply["citations"]} == {tuple(CITATION_KEYS)}
    assert {tuple(passage) for passage in reply["passages"]} == {tuple(PASSAGE_KEYS)}
    assert len(reply["passages"]) == 10
    assert "suspendue" in reply["citations"][0]["document"].lower()


def test_ask_about_the_weather_abstains(course: Services, run: Run) -> None:
    assert json.loads(run("ask", WEATHER, "--json")[1])["outcome"] == "abstain"


def test_the_module_runs_in_a_process_of_its_own(course: Services, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "ask", KNOWN, "--json"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["outcome"] == "answer"


def test_a_batch_gives_a_reply_per_line_in_order_with_its_id_and_its_history(
    course: Services, run: Run, tmp_path: Path
) -> None:
    first = "Quel est le délai de paiement d'une collectivité ?"
    asked = write_rows(
        tmp_path / "in.jsonl",
        {"id": "a", "question": KNOWN},
        {"id": 7, "question": "et pour un hôpital ?", "history": [first]},
        {"question": "Deux\u2028lignes : bonjour"},
        {"id": "d", "question": WEATHER, "must": [], "kind": "abstain"},
    )
    code, _, _ = run("ask", "--batch", asked, "--out", tmp_path / "out.jsonl")
    replies = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").split("\n")[:-1]]
    assert code == 0
    assert [reply["id"] for reply in replies] == ["a", "7", "", "d"]
    assert [reply["question"] for reply in replies][:2] == [KNOWN, "et pour un hôpital ?"]
    assert replies[1]["understood_as"] == f"{first} et pour un hôpital ?"
    assert all(list(reply) == REPLY_KEYS for reply in replies)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "n'est pas lisible"),
        ("{", "n'est pas lisible"),
        ("[]", "n'est pas lisible"),
        ('{"id": "a"}', "n'est pas lisible"),
        ('{"question": null}', "est un texte"),
        ('{"question": "q", "history": "avant"}', "est un texte"),
    ],
)
def test_a_batch_that_can_t_be_read_is_refused_before_anything_is_written(
    course: Services, run: Run, tmp_path: Path, text: str | None, reason: str
) -> None:
    if text is not None:
        (tmp_path / "in.jsonl").write_text(text, encoding="utf-8")
    code, _, complaint = run("ask", "--batch", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl")
    assert code == 2
    assert reason in complaint
    assert not (tmp_path / "out.jsonl").exists()


def test_a_batch_that_can_t_be_written_says_where(course: Services, run: Run, tmp_path: Path) -> None:
    asked = write_rows(tmp_path / "in.jsonl", {"question": "bonjour"})
    code, _, complaint = run("ask", "--batch", asked, "--out", tmp_path / "absent" / "out.jsonl")
    assert code == 2
    assert "ne peut pas être écrit" in complaint


@pytest.mark.parametrize(
    ("arguments", "rest"),
    [(["ask"], 'python -m bot ask "'), (["ask", "--batch", "questions.jsonl"], "--out REPONSES.jsonl")],
)
def test_a_command_half_typed_says_how_to_finish_it(
    course: Services, run: Run, arguments: list[str], rest: str
) -> None:
    code, said, complaint = run(*arguments)
    assert (code, said) == (2, "")
    assert rest in complaint


def test_asking_an_empty_house_says_that_it_is_not_ready(empty: Path, run: Run) -> None:
    reply = json.loads(run("ask", KNOWN, "--json")[1])
    assert (reply["outcome"], reply["reason"]) == ("abstain", "erreur technique")


def test_eval_prints_the_metrics_and_the_failures(course: Services, run: Run, tmp_path: Path) -> None:
    rows = write_rows(
        tmp_path / "q.jsonl",
        {"id": "q-1", "module": "III", "kind": "answer", "question": KNOWN, "must": [["complet"]], "must_not": []},
        {"id": "q-2", "module": "-", "kind": "abstain", "question": WEATHER},
        {"id": "q-3", "module": "-", "kind": "smalltalk", "question": "bonjour"},
        {"id": "q-4", "module": "I", "kind": "answer", "question": KNOWN, "must": [["jamais écrit nulle part"]]},
    )
    code, said, _ = run("eval", rows)
    assert code == 0
    assert "preuve@5" in said
    assert "module III" in said
    assert "Échecs (1)" in said
    assert "q-4" in said


def test_eval_of_a_bad_file_names_the_line(course: Services, run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.jsonl").write_text('{"id": "a"}\n', encoding="utf-8")
    code, _, complaint = run("eval", tmp_path / "q.jsonl")
    assert code == 2
    assert "ligne 1" in complaint


def test_eval_of_an_empty_house_says_what_to_run(empty: Path, run: Run, tmp_path: Path) -> None:
    rows = write_rows(tmp_path / "q.jsonl", {"id": "q", "kind": "abstain", "question": WEATHER})
    code, _, complaint = run("eval", rows)
    assert code == 2
    assert "python ingest.py" in complaint


def test_fiches_says_each_problem_and_its_exit_code_tells(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bonne.md").write_text(make_fiche("la suspension"), encoding="utf-8")
    assert run("fiches", tmp_path)[:2] == (0, "0 problème(s)\n")
    (tmp_path / "fausse.md").write_text(make_fiche("le rejet", module="IX"), encoding="utf-8")
    code, said, _ = run("fiches", tmp_path)
    assert code == 1
    assert "fausse.md: la clé « module »" in said
    assert said.endswith("1 problème(s)\n")


def test_an_account_is_made_listed_given_a_password_and_disabled(
    empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("un mot de passe assez long\n"))
    assert run("user", "add", "ana", "--role", "formateur")[0] == 0
    assert run("user", "list")[1] == "ana\tformateur\tactif\n"
    monkeypatch.setattr("sys.stdin", io.StringIO("un autre mot de passe long\n"))
    assert run("user", "password", "ana")[0] == 0
    assert run("user", "disable", "ana")[0] == 0
    assert run("user", "list")[1] == "ana\tformateur\tdésactivé\n"
    assert run("user", "enable", "ana")[0] == 0
    assert run("user", "role", "ana", "administrateur")[0] == 0
    assert run("user", "list")[1] == "ana\tadministrateur\tactif\n"
    for last in (["disable", "ana"], ["role", "ana", "support"]):
        code, _, complaint = run("user", *last)
        assert code == 2
        assert "dernier administrateur" in complaint
    assert run("user", "list")[1] == "ana\tadministrateur\tactif\n"


@pytest.mark.parametrize(
    ("arguments", "password", "reason"),
    [
        (["add", "ana", "--role", "formateur"], "court", "de 10 à 200 caractères"),
        (["password", "absente"], "un mot de passe assez long", "Aucun compte ne s'appelle « absente »"),
        (["disable", "absente"], "", "Aucun compte ne s'appelle « absente »"),
    ],
)
def test_an_account_that_can_t_be_made_or_found_is_refused(
    empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], password: str, reason: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    code, _, complaint = run("user", *arguments)
    assert code == 2
    assert reason in complaint
    assert run("user", "list")[1] == ""


def test_an_unknown_role_or_command_is_refused_with_the_usage(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["user", "add", "ana", "--role", "roi"], ["chanter"], []):
        with pytest.raises(SystemExit) as stopped:
            main(arguments)
        assert stopped.value.code == 2
        assert "usage" in capsys.readouterr().err


def test_a_wrong_setting_stops_any_command_with_its_name(
    empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHORISTE_PORT", "sept mille")
    code, _, complaint = run("user", "list")
    assert code == 2
    assert "CHORISTE_PORT" in complaint


def test_a_database_that_can_t_be_opened_stops_any_command(
    empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHORISTE_DATABASE_URL", f"sqlite:///{tmp_path}")
    code, _, complaint = run("doctor")
    assert code == 2
    assert "La base de données ne répond pas" in complaint


@pytest.mark.parametrize(
    ("levels", "code"),
    [([doctor.OK], 0), ([doctor.OK, doctor.WARN], 1), ([doctor.WARN, doctor.FAIL, doctor.OK], 2)],
)
def test_doctor_s_exit_code_is_that_of_its_worst_finding(
    empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch, levels: list[str], code: int
) -> None:
    found = [doctor.Finding(level, "Sujet", "constat", "Remède." if level != doctor.OK else "") for level in levels]
    monkeypatch.setattr(doctor, "examine", lambda services, today: found)
    exit_code, said, _ = run("doctor")
    assert exit_code == code
    assert said.count("→ Remède.") == sum(level != doctor.OK for level in levels)


def test_doctor_on_an_empty_house_fails_and_says_what_to_run(empty: Path, run: Run) -> None:
    code, said, _ = run("doctor")
    assert code == 2
    assert "Lancez « python ingest.py »" in said


def test_the_corpus_goes_into_an_archive_and_comes_back(empty: Path, run: Run, tmp_path: Path) -> None:
    archive = tmp_path / "tout.zip"
    code, said, _ = run("export", archive)
    assert (code, str(archive) in said) == (0, True)
    code, said, _ = run("import", archive)
    assert (code, "0 documents" in said) == (0, True)
    archive.write_bytes(b"PK rien")
    code, _, complaint = run("import", archive)
    assert (code, "Rien n'a changé" in complaint) == (2, True)
    assert run("import", tmp_path / "absente.zip")[0] == 2
    assert run("export", tmp_path / "absent" / "tout.zip")[0] == 2
