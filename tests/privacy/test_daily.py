"""Once a day, in the night, whoever was stopped or restarted meanwhile."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.privacy.audit import BY_ITSELF, AuditLog
from bot.privacy.daily import DailyPurge
from bot.privacy.retention import Retention
from bot.storage.database import Database
from bot.storage.models import PurgeRun
from tests.privacy.kept import fill
from tests.privacy.test_retention import MONTHS

NIGHT = datetime(2026, 11, 29, 2, 30, tzinfo=UTC)  # 3 h 30 in Paris


class House:
    """The daily purge as one process has it, and the moment that it believes it is."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.at = NIGHT
        self.audit = AuditLog(database, lambda: self.at)
        self.retention = Retention(database, folder, self.audit, MONTHS, lambda: self.at)
        self.daily = DailyPurge(database, self.retention, self.audit, lambda: self.at)


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    return House(database, tmp_path)


def test_it_runs_once_a_day_in_the_night(database: Database, tmp_path: Path, house: House) -> None:
    fill(database, tmp_path, "anne", NIGHT - timedelta(days=1000))
    house.at = NIGHT - timedelta(hours=1)  # 2 h 30 in Paris: still evening for some
    assert not house.daily.run_if_due()
    house.at = NIGHT
    assert house.daily.run_if_due()
    house.at = NIGHT + timedelta(hours=12)
    assert not house.daily.run_if_due()
    assert not House(database, tmp_path).daily.run_if_due()  # a restart
    house.at = NIGHT + timedelta(days=1)
    assert house.daily.run_if_due()
    with database.session() as session:
        first, second = session.scalars(select(PurgeRun).order_by(PurgeRun.day)).all()
    assert first.gone["tickets"] == 1
    assert first.finished_at == NIGHT
    assert set(second.gone.values()) == {0}
    entry = house.audit.latest(5)[0]
    assert (entry.actor, entry.detail["tickets"]) == (BY_ITSELF, 1)
    assert len(house.audit.latest(5)) == 1  # a night in which nothing went is no news


def test_an_application_that_slept_for_days_catches_up_when_it_is_there(house: House) -> None:
    assert house.daily.run_if_due()
    house.at = NIGHT + timedelta(days=9, hours=7)
    assert house.daily.run_if_due()
    assert not house.daily.run_if_due()


def test_a_run_cut_short_is_taken_up_again_but_not_while_it_may_still_run(
    database: Database, tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database, tmp_path, "anne", NIGHT - timedelta(days=1000))

    def die(self: Retention, stopped: object) -> dict[str, int]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Retention, "purge", die)
        with pytest.raises(KeyboardInterrupt):
            house.daily.run_if_due()
    house.at = NIGHT + timedelta(minutes=30)
    assert not house.daily.run_if_due()
    house.at = NIGHT + timedelta(minutes=70)
    assert house.daily.run_if_due()
    assert house.retention.due()["tickets"] == 0


def test_stopped_it_leaves_the_rest_and_claims_nothing(database: Database, tmp_path: Path, house: House) -> None:
    fill(database, tmp_path, "anne", NIGHT - timedelta(days=1000))
    house.daily.start()
    house.daily.stop()
    assert not house.daily.run_if_due()
    with database.session() as session:
        assert session.scalars(select(PurgeRun)).one().finished_at is None
    again = House(database, tmp_path)
    again.at = NIGHT + timedelta(hours=2)
    assert again.daily.run_if_due()
