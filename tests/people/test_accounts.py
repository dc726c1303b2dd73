"""Accounts: who may sign in, for how long, and what the database keeps of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.people.accounts import ABSOLUTE_LIMIT, ADMINISTRATOR, IDLE_LIMIT, PASSWORD_MAX, ROLES, SUPPORT, Accounts
from bot.people.errors import AccountNotFound, AccountRefused
from bot.storage.database import Database
from bot.storage.models import SignInSession
from bot.storage.models import User as UserRow

PASSWORD = "un mot de passe long"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def accounts(database: Database, clock: Clock) -> Accounts:
    return Accounts(database, clock)


def test_the_right_password_opens_the_account_and_no_other_does(accounts: Accounts) -> None:
    accounts.create("sam", PASSWORD, SUPPORT)
    user = accounts.check("sam", PASSWORD)
    assert user is not None
    assert (user.name, user.role, user.owner) == ("sam", SUPPORT, f"user:{user.id}")
    assert accounts.check("sam", PASSWORD + "x") is None
    assert accounts.check("sam", "") is None
    assert accounts.check("inconnu", PASSWORD) is None


def test_a_longer_password_than_allowed_never_matches_its_own_beginning(accounts: Accounts) -> None:
    longest = "a" * PASSWORD_MAX
    accounts.create("sam", longest, SUPPORT)
    assert accounts.check("sam", longest) is not None
    assert accounts.check("sam", longest + "a") is None


def test_an_unknown_name_is_verified_against_a_hash_like_a_known_one(
    accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.create("sam", PASSWORD, SUPPORT)
    verified: list[str] = []
    original = accounts._hasher.verify_and_update

    def spy(password: str, known: str) -> tuple[bool, str | None]:
        verified.append(known.split("$")[1])
        return original(password, known)

    monkeypatch.setattr(accounts._hasher, "verify_and_update", spy)
    accounts.check("sam", "faux")
    accounts.check("inconnu", "faux")
    assert verified == ["argon2id", "argon2id"]


def test_the_database_keeps_neither_password_nor_session_token(accounts: Accounts, database: Database) -> None:
    token = accounts.open_session(accounts.create("sam", PASSWORD, SUPPORT))
    with database.session() as session:
        stored = session.scalars(select(UserRow.password_hash)).one() + session.scalars(select(SignInSession.id)).one()
    assert PASSWORD not in stored
    assert token not in stored


def test_a_session_names_its_user_until_it_is_closed(accounts: Accounts) -> None:
    token = accounts.open_session(accounts.create("sam", PASSWORD, SUPPORT))
    found = accounts.user_of(token)
    assert found is not None
    assert found.name == "sam"
    assert accounts.user_of(token + "x") is None
    accounts.close_session(token)
    assert accounts.user_of(token) is None


def test_a_session_ends_when_it_is_left_idle(accounts: Accounts, clock: Clock) -> None:
    token = accounts.open_session(accounts.create("sam", PASSWORD, SUPPORT))
    clock.now += IDLE_LIMIT - timedelta(minutes=2)
    assert accounts.user_of(token) is not None
    clock.now += IDLE_LIMIT - timedelta(minutes=2)
    assert accounts.user_of(token) is not None
    clock.now += IDLE_LIMIT + timedelta(minutes=2)
    assert accounts.user_of(token) is None


def test_a_session_ends_however_much_it_is_used(accounts: Accounts, clock: Clock) -> None:
    token = accounts.open_session(accounts.create("sam", PASSWORD, SUPPORT))
    end = clock.now + ABSOLUTE_LIMIT
    while clock.now + timedelta(hours=6) <= end:
        clock.now += timedelta(hours=6)
        assert accounts.user_of(token) is not None
    clock.now = end + timedelta(seconds=1)
    assert accounts.user_of(token) is None


def test_disabling_an_account_signs_it_out_everywhere_and_keeps_it_listed(accounts: Accounts) -> None:
    user = accounts.create("sam", PASSWORD, SUPPORT)
    tokens = [accounts.open_session(user), accounts.open_session(user)]
    accounts.disable("sam")
    assert [accounts.user_of(token) for token in tokens] == [None, None]
    assert accounts.check("sam", PASSWORD) is None
    assert [(u.name, u.disabled_at is not None) for u in accounts.list()] == [("sam", True)]


def test_a_new_password_replaces_the_old_one_and_signs_out_everywhere(accounts: Accounts) -> None:
    token = accounts.open_session(accounts.create("sam", PASSWORD, SUPPORT))
    accounts.set_password("sam", "un autre mot de passe")
    assert accounts.user_of(token) is None
    assert accounts.check("sam", PASSWORD) is None
    assert accounts.check("sam", "un autre mot de passe") is not None


@pytest.mark.parametrize(
    ("name", "password", "role", "word"),
    [
        ("", PASSWORD, SUPPORT, "nom"),
        ("x" * 81, PASSWORD, SUPPORT, "nom"),
        ("sam", "court", SUPPORT, "mot de passe"),
        ("sam", "x" * 201, SUPPORT, "mot de passe"),
        ("sam", PASSWORD, "chef", "rôle"),
    ],
)
def test_an_account_that_cannot_work_is_refused_in_french(
    accounts: Accounts, name: str, password: str, role: str, word: str
) -> None:
    with pytest.raises(AccountRefused, match=word):
        accounts.create(name, password, role)
    assert accounts.list() == []


def test_a_taken_name_is_refused_and_the_first_account_stays(accounts: Accounts) -> None:
    accounts.create("sam", PASSWORD, SUPPORT)
    with pytest.raises(AccountRefused, match="existe déjà"):
        accounts.create(" sam ", "un autre mot de passe", ADMINISTRATOR)
    assert accounts.check("sam", PASSWORD) is not None


def test_changing_an_unknown_account_is_refused(accounts: Accounts) -> None:
    with pytest.raises(AccountNotFound, match="inconnu"):
        accounts.set_password("inconnu", PASSWORD)
    with pytest.raises(AccountNotFound, match="inconnu"):
        accounts.disable("inconnu")


def test_the_first_start_makes_an_administrator_once(accounts: Accounts) -> None:
    password = accounts.ensure_administrator()
    assert password is not None
    user = accounts.check("admin", password)
    assert user is not None
    assert user.role == ADMINISTRATOR
    assert accounts.ensure_administrator() is None
    accounts.disable("admin")
    assert accounts.ensure_administrator() is None


def test_every_role_of_the_design_can_be_given(accounts: Accounts) -> None:
    assert set(ROLES) == {"stagiaire", "formateur", "support", "administrateur"}
    assert {accounts.create(role, PASSWORD, role).role for role in ROLES} == set(ROLES)
