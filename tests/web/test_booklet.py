"""The fascicle is made for trainers when they ask, once for the same fiches, and for nobody else."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from making import make_fiche

from bot.people.accounts import ADMINISTRATOR, ROLES, SUPPORT, TRAINEE, TRAINER
from bot.services import Services
from bot.web.booklet import ADDRESS, booklet_router, current_booklet


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    folder = tmp_path / "fiches"
    folder.mkdir()
    (folder / "essai.md").write_text(make_fiche("la facture"), encoding="utf-8")
    return folder


@pytest.fixture
def asked_by(services: Services, knowledge: Path) -> Callable[[str | None], TestClient]:
    for role in ROLES:
        services.accounts.create(role, "un mot de passe long", role)
    house = replace(services, settings=services.settings.model_copy(update={"knowledge_dir": knowledge}))

    def ask(name: str | None) -> TestClient:
        app = FastAPI()
        app.include_router(booklet_router(house, lambda request: name))
        return TestClient(app)

    return ask


@pytest.mark.parametrize("role", [TRAINER, ADMINISTRATOR])
def test_a_trainer_gets_a_pdf(asked_by: Callable[[str | None], TestClient], role: str) -> None:
    answer = asked_by(role).get(ADDRESS)
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize("name", [TRAINEE, SUPPORT, "visiteur", None])
def test_nobody_else_gets_it(asked_by: Callable[[str | None], TestClient], name: str | None) -> None:
    assert asked_by(name).get(ADDRESS).status_code == 404


def test_it_is_made_once_until_a_fiche_or_the_day_changes(knowledge: Path, tmp_path: Path) -> None:
    data, today = tmp_path / "data", date(2026, 11, 24)
    first = current_booklet(knowledge, data, today)
    made_at = first.stat().st_mtime_ns
    assert current_booklet(knowledge, data, today) == first
    assert first.stat().st_mtime_ns == made_at
    (knowledge / "essai.md").write_text(make_fiche("le devis"), encoding="utf-8")
    second = current_booklet(knowledge, data, today)
    assert second != first
    assert not first.exists()
    assert current_booklet(knowledge, data, date(2026, 11, 25)) != second


def test_a_wrong_fiche_is_told_and_makes_no_booklet(
    asked_by: Callable[[str | None], TestClient], knowledge: Path
) -> None:
    shutil.copy(knowledge / "essai.md", knowledge / "autre.md")
    (knowledge / "autre.md").write_text("---\nmodule: III\n---\n", encoding="utf-8")
    answer = asked_by(TRAINER).get(ADDRESS)
    assert answer.status_code == 503
    assert "autre" in answer.json()["detail"]
