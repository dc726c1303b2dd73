"""Guessing gets slower and slower for the guesser, from wherever they guess, and for nobody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bot.people.accounts import SUPPORT, Accounts
from bot.people.errors import AccountRefused
from bot.people.failed_sign_ins import (
    ACCEPTED,
    ADDRESS_TRIES,
    FREE_TRIES,
    HELD_BACK,
    LOCKED,
    NAME_TRIES,
    REFUSED,
    FailedSignIns,
    TooSoon,
)
from bot.storage.database import Database

RIGHT, NAME, HOME, ELSEWHERE = "un mot de passe long", "camille", "chez elle", "ailleurs"


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 30, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, time: timedelta) -> None:
        self.at += time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def door(database: Database, clock: Clock) -> FailedSignIns:
    accounts = Accounts(database, clock)
    accounts.create(NAME, RIGHT, SUPPORT)
    return FailedSignIns(database, accounts, clock)


def fail(door: FailedSignIns, name: str = NAME, address: str = ELSEWHERE, times: int = 1) -> None:
    for _ in range(times):
        assert door.sign_in(name, "faux", address) is None


def wait_of(door: FailedSignIns, name: str = NAME, address: str = ELSEWHERE) -> timedelta:
    with pytest.raises(TooSoon) as caught:
        door.sign_in(name, RIGHT, address)
    return caught.value.wait


def test_the_first_mistakes_cost_nothing_then_each_costs_twice_as_much_up_to_a_lock_out(
    door: FailedSignIns, clock: Clock
) -> None:
    fail(door, times=FREE_TRIES)
    waits = []
    while not waits or waits[-1] < LOCKED:
        waits.append(wait_of(door))
        clock.pass_(waits[-1])
        fail(door)
    assert [wait.total_seconds() for wait in waits[:4]] == [2, 4, 8, 16]
    assert waits[-1] == LOCKED
    assert wait_of(door) == LOCKED


def test_waiting_is_enough_and_the_right_password_wipes_the_slate(door: FailedSignIns, clock: Clock) -> None:
    fail(door, times=FREE_TRIES)
    clock.pass_(wait_of(door))
    user = door.sign_in(NAME, RIGHT, ELSEWHERE)
    assert user is not None
    assert user.name == NAME
    fail(door, times=FREE_TRIES)


def test_a_guesser_elsewhere_does_not_keep_the_owner_out(door: FailedSignIns, clock: Clock) -> None:
    fail(door, times=FREE_TRIES)
    assert wait_of(door, address=ELSEWHERE)
    assert door.sign_in(NAME, RIGHT, HOME) is not None


def test_a_thousand_machines_are_slowed_together_and_the_owner_sees_nothing_of_it(
    door: FailedSignIns, clock: Clock
) -> None:
    assert door.sign_in(NAME, RIGHT, HOME) is not None
    for machine in range(NAME_TRIES):
        fail(door, address=f"machine {machine}")
    slowed = wait_of(door, address="une machine de plus")
    assert timedelta() < slowed <= timedelta(seconds=30)
    assert door.sign_in(NAME, RIGHT, HOME) is not None
    clock.pass_(slowed)
    assert door.sign_in(NAME, RIGHT, "un nouvel appareil") is not None


def test_an_address_that_tries_every_name_is_shut_but_not_for_who_signs_in_from_there(
    door: FailedSignIns, clock: Clock
) -> None:
    assert door.sign_in(NAME, RIGHT, HOME) is not None
    for number in range(ADDRESS_TRIES):
        fail(door, name=f"nom {number}", address=HOME)
    assert wait_of(door, name="un autre nom", address=HOME) == LOCKED
    assert door.sign_in(NAME, RIGHT, HOME) is not None
    clock.pass_(LOCKED)
    fail(door, name="un autre nom", address=HOME)


def test_a_name_that_no_account_has_is_treated_alike(door: FailedSignIns, clock: Clock) -> None:
    def story(name: str, address: str) -> list[timedelta]:
        fail(door, name, address, FREE_TRIES)
        waits = []
        for _ in range(3):
            waits.append(wait_of(door, name, address))
            clock.pass_(waits[-1])
            fail(door, name, address)
        return waits

    assert story(NAME, "un") == story("personne", "deux")


@pytest.mark.parametrize("spelling", [NAME.upper(), f"  {NAME} ", NAME.title()])
def test_another_spelling_of_the_name_is_no_new_beginning(door: FailedSignIns, spelling: str) -> None:
    fail(door, times=FREE_TRIES)
    assert wait_of(door, name=spelling)


def test_a_volley_at_once_counts_like_a_queue(
    door: FailedSignIns, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    checked = []
    check = Accounts.check

    def count(self: Accounts, name: str, password: str) -> object:
        checked.append(password)
        return check(self, name, password)

    monkeypatch.setattr(Accounts, "check", count)

    def attempt(number: int) -> bool:
        try:
            door.sign_in(NAME, f"faux {number}", ELSEWHERE)
        except TooSoon:
            return False
        return True

    with ThreadPoolExecutor(12) as volley:
        tried = list(volley.map(attempt, range(24)))
    assert sum(tried) == len(checked) == FREE_TRIES


def test_a_password_held_back_is_not_looked_at_and_does_not_lengthen_the_wait(
    door: FailedSignIns, clock: Clock
) -> None:
    fail(door, times=FREE_TRIES)
    first = wait_of(door)
    clock.pass_(timedelta(seconds=1))
    assert wait_of(door) == first - timedelta(seconds=1)


def test_a_clock_set_back_does_not_lock_anybody_out_for_longer(door: FailedSignIns, clock: Clock) -> None:
    fail(door, times=FREE_TRIES)
    clock.pass_(-timedelta(days=2))
    assert wait_of(door) <= LOCKED


def test_every_try_is_in_the_log_until_it_is_forgotten(door: FailedSignIns, clock: Clock) -> None:
    long_name = "x" * 200
    fail(door, times=FREE_TRIES)
    wait_of(door)
    fail(door, name=long_name, address=HOME)
    clock.pass_(timedelta(days=1))
    assert door.sign_in(NAME, RIGHT, HOME) is not None
    seen = [(line.name, line.account, line.address, line.outcome) for line in door.recent()]
    assert seen == [
        (NAME, NAME, HOME, ACCEPTED),
        (long_name[:80], None, HOME, REFUSED),
        (NAME, NAME, ELSEWHERE, HELD_BACK),
        *[(NAME, NAME, ELSEWHERE, REFUSED)] * FREE_TRIES,
    ]
    assert door.forget_before(clock() - timedelta(hours=1)) == FREE_TRIES + 2
    assert [line.outcome for line in door.recent()] == [ACCEPTED]


def test_changing_one_s_password_asks_for_the_former_and_signs_out_everywhere(
    door: FailedSignIns, database: Database, clock: Clock
) -> None:
    accounts = Accounts(database, clock)
    [user] = accounts.list()
    token = accounts.open_session(user)
    with pytest.raises(AccountRefused, match="mot de passe actuel"):
        door.change_password(user, "faux faux faux", "un autre mot de passe", HOME)
    with pytest.raises(AccountRefused, match="de 10 à 200"):
        door.change_password(user, RIGHT, "court", HOME)
    assert accounts.user_of(token) is not None
    door.change_password(user, RIGHT, "un autre mot de passe", HOME)
    assert accounts.user_of(token) is None
    assert accounts.check(NAME, RIGHT) is None
    assert accounts.check(NAME, "un autre mot de passe") is not None


def test_the_former_password_is_guessed_no_quicker_than_at_the_sign_in(door: FailedSignIns, database: Database) -> None:
    [user] = Accounts(database).list()
    for _ in range(FREE_TRIES):
        with pytest.raises(AccountRefused):
            door.change_password(user, "faux", "un autre mot de passe", HOME)
    with pytest.raises(TooSoon):
        door.change_password(user, RIGHT, "un autre mot de passe", HOME)
    wait_of(door, address=HOME)  # through the one door as through the other
