"""``purge`` says what goes, ``audit verify`` tells a journal that was touched, and accounts leave their lines."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cli import main
from bot.privacy.audit import AuditLog
from bot.storage.base import now
from bot.storage.database import open_database
from bot.storage.journal_guards import take_down
from tests.places import environment_of, settings_in, sql_url
from tests.privacy.kept import everything, fill

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings = settings_in(tmp_path / "data", models)
    for name, value in environment_of(settings).items():
        monkeypatch.setenv(name, value)
    return settings.data_dir


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_one(*arguments: str) -> tuple[int, str]:
        return main(list(arguments)), capsys.readouterr().out

    return run_one


def test_the_purge_and_the_journal_by_hand(folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORISTE_TICKETS_KEPT_MONTHS", "6")
    database = open_database(sql_url(folder))
    fill(database, folder, "anne", now() - timedelta(days=400))
    before = everything(database)
    code, said = run("purge", "--dry-run")
    assert code == 0
    assert "essai à blanc" in said
    assert "       1  tickets (plus de 6 mois)" in said
    assert "       1  conversations" in said
    assert everything(database) == before
    code, said = run("purge")
    assert code == 0
    assert "       1  tickets (plus de 6 mois)" in said
    assert said.endswith("Purge terminée.\n")
    assert "Durand" not in everything(database)
    assert "       0  tickets" in run("purge")[1]
    monkeypatch.setattr("sys.stdin", io.StringIO("un mot de passe long\nun autre mot de passe\n"))
    run("user", "add", "zoé", "--role", "support")
    run("user", "password", "zoé")
    run("user", "disable", "zoé")
    told = [(one.actor, one.action, one.object_id) for one in reversed(AuditLog(database).latest(10))]
    assert told == [
        ("ligne de commande", "data.purged", ""), ("ligne de commande", "account.created", "zoé"),
        ("ligne de commande", "account.changed", "zoé"), ("ligne de commande", "account.disabled", "zoé"),
    ]  # fmt: skip
    assert "mot de passe" not in str([one.detail for one in AuditLog(database).latest(10)])
    code, said = run("audit", "verify")
    noted = said.splitlines()[-1]
    assert code == 0
    assert "4 ligne(s)" in said
    assert len(noted) == 64
    assert run("audit", "verify", "--known", noted)[0] == 0
    assert run("audit", "verify", "--known", "f" * 64)[0] == 1
    with database.engine.begin() as connection:
        take_down(connection)  # as one can who owns the database
        connection.execute(text("UPDATE audit_log SET actor = 'x' WHERE id = 2"))
    database.close()
    code, said = run("audit", "verify")
    assert code == 1
    assert "la ligne 2" in said
