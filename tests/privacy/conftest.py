"""A database of its own for each test, copied from one brought up to date once."""

from tests.desk.conftest import database as database
from tests.desk.conftest import empty_database as empty_database
