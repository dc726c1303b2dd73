"""A clock that the test moves, the accounts kept by it, and a training day, over an empty database."""

from datetime import UTC, datetime

import pytest

from bot.people.accounts import Accounts
from bot.storage.database import Database
from tests.people.day import Day


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def day(database: Database) -> Day:
    return Day(database)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(database: Database, clock: Clock) -> Accounts:
    return Accounts(database, clock)
