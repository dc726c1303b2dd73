"""The doctor finds what is wrong, says how bad it is and what to do, and changes nothing."""

import shutil
from collections import namedtuple
from datetime import date
from pathlib import Path

import pytest
from making import make_fiche

from bot import doctor
from bot.corpus.ingestion import take_in
from bot.corpus.library import active_generation
from bot.doctor import FAIL, OK, WARN, Finding, examine
from bot.search.indexing import collection_names, lexical_folder
from bot.services import Services
from bot.storage.models import Generation

TODAY = date(2026, 11, 24)
Usage = namedtuple("Usage", ["total", "used", "free"])


@pytest.fixture(autouse=True)
def roomy_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk with room, whatever this machine's has."""
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: Usage(10**12, 0, 10**12))


@pytest.fixture
def healthy(services: Services, tmp_path: Path) -> Services:
    """A house with one fiche in service and one account."""
    fiche = tmp_path / "la-suspension.md"
    fiche.write_text(make_fiche("la suspension", review_by="2027-05-24"), encoding="utf-8")
    versions = take_in(services.database, [fiche], max_pages=10, keep_in=services.settings.data_dir).versions
    with services.indexer.writing():
        services.indexer.publish(versions, lambda done, total: None)
    services.accounts.ensure_administrator()
    return services


def findings(services: Services, subject: str, today: date = TODAY) -> list[Finding]:
    return [finding for finding in examine(services, today) if finding.subject == subject]


def generation_of(services: Services) -> int:
    with services.database.session() as session:
        current = active_generation(session)
        assert current is not None
        return current.id


def test_a_healthy_house_has_nothing_to_mend(healthy: Services) -> None:
    found = examine(healthy, TODAY)
    assert [finding for finding in found if finding.level != OK] == []
    assert {finding.subject for finding in found} == {
        "Base de données", "Modèle", "Vecteurs", "Index lexical", "Fiches à relire", "Comptes", "Disque",
        "Journal des actions", "Pages numérisées", "Fichiers gardés",
    }  # fmt: skip


def test_whatever_is_not_right_says_what_to_do(services: Services) -> None:
    found = examine(services, TODAY)
    assert {finding.level for finding in found} >= {WARN, FAIL}
    assert [finding for finding in found if finding.level != OK and not finding.remedy] == []


def test_an_empty_house_fails_for_want_of_an_index_and_warns_for_want_of_an_account(services: Services) -> None:
    [index], [accounts] = findings(services, "Index"), findings(services, "Comptes")
    assert (index.level, accounts.level) == (FAIL, WARN)
    assert "python ingest.py" in index.remedy


def test_a_fiche_past_its_date_is_named_with_it(healthy: Services) -> None:
    assert findings(healthy, "Fiches à relire", date(2027, 5, 24))[0].level == OK
    [due] = findings(healthy, "Fiches à relire", date(2027, 5, 25))
    assert due.level == WARN
    assert "Le sujet la suspension (2027-05-24)" in due.found


@pytest.mark.parametrize("lost", [0, 1])
def test_lost_vectors_fail_with_the_command_that_rebuilds_them(healthy: Services, lost: int) -> None:
    healthy.store.delete(collection_names(generation_of(healthy))[lost])
    [vectors] = findings(healthy, "Vecteurs")
    assert vectors.level == FAIL
    assert "--rebuild" in vectors.remedy


def test_a_lost_lexical_index_is_a_warning_for_it_mends_itself(healthy: Services) -> None:
    shutil.rmtree(lexical_folder(healthy.settings.data_dir, generation_of(healthy)))
    [lexical] = findings(healthy, "Index lexical")
    assert lexical.level == WARN


def test_an_index_made_by_another_model_is_a_warning(healthy: Services) -> None:
    with healthy.database.session() as session:
        session.get_one(Generation, generation_of(healthy)).model = "un-autre-modèle"
    assert (WARN, "faits par un-autre-modèle") in [(f.level, f.found) for f in findings(healthy, "Vecteurs")]


def test_a_model_not_made_yet_is_a_warning(services: Services) -> None:
    (services.settings.data_dir / "models").unlink()
    [model] = findings(services, "Modèle")
    assert model.level == WARN


def test_a_nearly_full_disk_is_a_warning(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda folder: Usage(10**12, 10**12, 4 * 10**8))
    [disk] = findings(services, "Disque")
    assert (disk.level, disk.found) == (WARN, "0,4 Go libres")


def test_without_tesseract_scanned_pages_are_a_warning(
    services: Services, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    [recognition] = findings(services, "Pages numérisées")
    assert recognition.level == WARN
    assert "tesseract-ocr-fra" in recognition.remedy


def test_examining_changes_nothing(healthy: Services) -> None:
    before = generation_of(healthy)
    assert examine(healthy, TODAY) == examine(healthy, TODAY)
    assert generation_of(healthy) == before
