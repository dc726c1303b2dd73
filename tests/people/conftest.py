"""A training day over an empty database."""

import pytest

from bot.storage.database import Database
from tests.people.day import Day


@pytest.fixture
def day(database: Database) -> Day:
    return Day(database)
