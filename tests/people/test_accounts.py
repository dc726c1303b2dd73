"""Accounts: who may sign in, for how long, and what the database keeps of it."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.people.accounts import (
    ABSOLUTE_LIMIT,
    ADMINISTRATOR,
    IDLE_LIMIT,
    PASSWORD_MAX,
    ROLES,
    SUPPORT,
    TRAINER,
    Accounts,
)
from bot.people.browsers import UNKNOWN, browser_name
from bot.people.errors import AccountNotFound, AccountRefused
from bot.people.listing import account_lines
from bot.people.sessions import Sessions
from bot.storage.database import Database
from bot.storage.models import SignInSession
from bot.storage.models import User as UserRow
from tests.people.conftest import Clock

PASSWORD = "un mot de passe long"


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
    accounts.create("autre", PASSWORD, ADMINISTRATOR)
    accounts.disable("admin")
    assert accounts.ensure_administrator() is None


def test_every_role_of_the_design_can_be_given(accounts: Accounts) -> None:
    assert set(ROLES) == {"stagiaire", "formateur", "support", "administrateur"}
    assert {accounts.create(role, PASSWORD, role).role for role in ROLES} == set(ROLES)


def test_a_closed_account_is_opened_again_with_its_password(accounts: Accounts) -> None:
    accounts.create("sam", PASSWORD, SUPPORT)
    accounts.disable("sam")
    accounts.enable("sam")
    assert accounts.check("sam", PASSWORD) is not None


def test_a_role_is_changed_and_counts_at_once_in_an_open_session(accounts: Accounts) -> None:
    token = accounts.open_session(accounts.create("sam", PASSWORD, SUPPORT))
    accounts.set_role("sam", TRAINER)
    found = accounts.user_of(token)
    assert found is not None
    assert found.role == TRAINER
    with pytest.raises(AccountRefused, match="n'existe pas"):
        accounts.set_role("sam", "chef")


def test_the_last_administrator_with_a_password_is_never_lost(accounts: Accounts) -> None:
    accounts.create("ada", PASSWORD, ADMINISTRATOR)
    accounts.create("invitée", None, ADMINISTRATOR)
    accounts.create("partie", PASSWORD, ADMINISTRATOR)
    accounts.disable("partie")
    for change in (lambda: accounts.disable("ada"), lambda: accounts.set_role("ada", SUPPORT)):
        with pytest.raises(AccountRefused, match="dernier administrateur"):
            change()
    user = accounts.check("ada", PASSWORD)
    assert user is not None
    assert user.role == ADMINISTRATOR
    accounts.enable("partie")
    accounts.disable("ada")
    assert accounts.check("ada", PASSWORD) is None


def test_two_administrators_who_close_each_other_s_account_at_once_leave_one(accounts: Accounts) -> None:
    names = [f"a{number}" for number in range(6)]
    for name in names:
        accounts.create(name, PASSWORD, ADMINISTRATOR)
    start, refused = threading.Barrier(len(names)), []

    def close(name: str) -> None:
        start.wait()
        try:
            accounts.disable(name)
        except AccountRefused:
            refused.append(name)

    threads = [threading.Thread(target=close, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [user.name for user in accounts.list() if user.disabled_at is None] == refused
    assert len(refused) == 1


def test_an_account_without_password_is_opened_by_none(accounts: Accounts) -> None:
    accounts.create("ana", None, SUPPORT)
    assert accounts.check("ana", "") is None
    assert accounts.check("ana", PASSWORD) is None


@pytest.mark.parametrize("name", ["visiteur", "Visiteur", "sam\u200b", "sam\x00", "\u202egro.ecnarf"])
def test_a_name_that_could_pass_for_another_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(AccountRefused, match="nom du compte"):
        accounts.create(name, PASSWORD, SUPPORT)


def test_spaces_that_can_t_be_seen_don_t_make_another_name(accounts: Accounts) -> None:
    accounts.create("ana\u00a0 lopes", PASSWORD, SUPPORT)
    assert accounts.check(" ana  lopes", PASSWORD) is not None
    with pytest.raises(AccountRefused, match="existe déjà"):
        accounts.create("ana lopes", PASSWORD, SUPPORT)


def test_one_sees_one_s_own_sessions_and_closes_the_others(
    accounts: Accounts, database: Database, clock: Clock
) -> None:
    sessions = Sessions(database, clock)
    sam, ana = accounts.create("sam", PASSWORD, SUPPORT), accounts.create("ana", PASSWORD, SUPPORT)
    left_open = accounts.open_session(sam, "Safari sur iPhone")
    clock.now += IDLE_LIMIT + timedelta(minutes=1)
    here, there = accounts.open_session(sam, "Firefox sous Linux"), accounts.open_session(sam, "Edge sous Windows")
    others = accounts.open_session(ana)
    assert [(one.browser, one.current) for one in sessions.of(sam, there)] == [
        ("Edge sous Windows", True),
        ("Firefox sous Linux", False),
    ]
    assert sessions.close_others(sam, here) == 2
    assert [accounts.user_of(token) is not None for token in (left_open, here, there, others)] == [
        False, True, False, True,
    ]  # fmt: skip


def test_an_account_or_everybody_is_signed_out_from_afar(accounts: Accounts, database: Database, clock: Clock) -> None:
    sessions = Sessions(database, clock)
    sam, ana = accounts.create("sam", PASSWORD, SUPPORT), accounts.create("ana", PASSWORD, SUPPORT)
    tokens = [accounts.open_session(sam), accounts.open_session(sam), accounts.open_session(ana)]
    assert sessions.close_all("sam") == 2
    assert [accounts.user_of(token) is not None for token in tokens] == [False, False, True]
    again = accounts.open_session(sam)
    assert sessions.close_everybody(tokens[2]) == 1
    assert [accounts.user_of(token) is not None for token in (again, tokens[2])] == [False, True]
    assert sessions.close_everybody(None) == 1
    with pytest.raises(AccountNotFound):
        sessions.close_all("inconnu")


def test_the_list_tells_the_state_the_last_sign_in_and_the_open_sessions(
    accounts: Accounts, database: Database, clock: Clock
) -> None:
    sam = accounts.create("sam", PASSWORD, SUPPORT, " Sam  Petit ")
    accounts.create("Ana", None, TRAINER)
    accounts.create("zoé", PASSWORD, TRAINER)
    accounts.disable("zoé")
    accounts.open_session(sam)
    with database.session() as session:
        lines = account_lines(session, clock.now)
    assert [(line.user.name, line.user.display, line.state, line.signed_in_at, line.sessions) for line in lines] == [
        ("Ana", "", "expired", None, 0),
        ("sam", "Sam Petit", "active", clock.now, 1),
        ("zoé", "", "disabled", None, 0),
    ]


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox sous Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0",
            "Edge sous Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
            "Safari sur iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36", "Chrome sous Android"),
        ("curl/8.0", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_browser_is_named_as_its_owner_would(user_agent: str, name: str) -> None:
    assert browser_name(user_agent) == name
