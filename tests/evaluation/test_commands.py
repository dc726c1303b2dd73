"""The measuring commands say in French what they lack, and write a table only where there is a place for it."""

import json
from pathlib import Path

import pytest
from beir_sets import write_set
from places import environment_of, settings_in

from bot.cli import main
from bot.evaluation import retrieval_bench, steps


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment_of(settings_in(tmp_path / "data", models)).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "q.jsonl"
    file.write_text(json.dumps({"id": "q", "kind": "answer", "question": "?"}), encoding="utf-8")
    return file


def test_sets_are_measured_in_a_house_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    houses = []

    def measured(beir: object, house: retrieval_bench.Services) -> retrieval_bench.SetFigures:
        houses.append(house.settings)
        quality = {"nDCG@10": 1.0, "recall@5": 1.0, "MRR@10": 1.0}
        return retrieval_bench.SetFigures("recettes", 4, 2, quality, [1.0, 2.0], None)

    monkeypatch.setattr(retrieval_bench, "measure_set", measured)
    monkeypatch.setenv("CHORISTE_DATABASE_URL", "postgresql://ailleurs/base")
    assert main(["bench-retrieval", "--keep", str(tmp_path / "ici"), str(write_set(tmp_path / "recettes"))]) == 0
    assert "| recettes | 4 | 2 | 1,000 |" in capsys.readouterr().out
    [settings] = houses
    assert settings.data_dir == tmp_path / "ici" / "0-recettes"
    assert settings.database_url == ""


@pytest.mark.parametrize(
    ("folders", "reason"), [([], "au moins un dossier BEIR"), (["absent"], "corpus.jsonl ne peut pas être lu")]
)
def test_sets_that_are_missing_are_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], folders: list[str], reason: str
) -> None:
    assert main(["bench-retrieval", *(str(tmp_path / name) for name in folders)]) == 2
    assert reason in capsys.readouterr().err


def test_an_ablation_is_printed_and_written_where_its_marks_are(
    tmp_path: Path, questions: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "ablation_table", lambda services, asked: "| la table |")
    document = tmp_path / "README.md"
    document.write_text("<!-- ablation : début -->\n<!-- ablation : fin -->\n", encoding="utf-8")
    assert main(["ablation", str(questions), "--write", str(document)]) == 0
    assert capsys.readouterr().out == "| la table |\n"
    assert "début -->\n| la table |\n<!--" in document.read_text(encoding="utf-8")
    document.write_text("sans marque", encoding="utf-8")
    assert main(["ablation", str(questions), "--write", str(document)]) == 2
    assert "<!-- ablation : début -->" in capsys.readouterr().err


def test_an_ablation_of_an_empty_house_says_what_to_run(
    questions: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "find_files", lambda paths: [])
    monkeypatch.setattr(steps, "quickstart_row", lambda files, store, cached: None)
    assert main(["ablation", str(questions)]) == 2
    assert "python ingest.py" in capsys.readouterr().err
