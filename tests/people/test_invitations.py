"""Links to choose a password: good once, for seven days, and known to the database by their hash alone."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.people.accounts import ADMINISTRATOR, SUPPORT, TRAINER, Accounts
from bot.people.errors import AccountNotFound, AccountRefused, InvitationUnusable
from bot.people.invitations import GOOD_FOR, Invitations
from bot.people.listing import account_lines
from bot.storage.database import Database
from bot.storage.models import Invitation, OrganisationIdentity
from tests.people.conftest import Clock

PASSWORD, OTHER = "un mot de passe long", "un autre mot de passe"


@pytest.fixture
def invitations(database: Database, accounts: Accounts, clock: Clock) -> Invitations:
    return Invitations(database, accounts, clock)


def state_of(database: Database, clock: Clock, name: str) -> str:
    with database.session() as session:
        return next(line.state for line in account_lines(session, clock.now) if line.user.name == name)


def test_an_invited_person_chooses_a_password_and_has_the_role(
    invitations: Invitations, accounts: Accounts, database: Database, clock: Clock
) -> None:
    link = invitations.invite("ana", TRAINER, by="ada", display="Ana Lopes")
    assert state_of(database, clock, "ana") == "invited"
    assert invitations.invited(link.token).name == "ana"
    assert invitations.accept(link.token, PASSWORD).display == "Ana Lopes"
    user = accounts.check("ana", PASSWORD)
    assert user is not None
    assert user.role == TRAINER
    assert state_of(database, clock, "ana") == "active"


def test_the_database_keeps_a_link_by_its_hash(invitations: Invitations, database: Database) -> None:
    link = invitations.invite("ana", TRAINER, by="ada")
    with database.session() as session:
        [kept] = session.scalars(select(Invitation))
    assert len(kept.id) == 64
    assert link.token not in f"{kept.id}{kept.created_by}"
    assert kept.created_by == "ada"


def test_a_link_serves_once(invitations: Invitations, accounts: Accounts) -> None:
    link = invitations.invite("ana", TRAINER, by="ada")
    invitations.accept(link.token, PASSWORD)
    for use in (lambda: invitations.invited(link.token), lambda: invitations.accept(link.token, OTHER)):
        with pytest.raises(InvitationUnusable, match="déjà servi"):
            use()
    assert accounts.check("ana", PASSWORD) is not None


def test_of_many_who_use_a_link_at_once_one_chooses(invitations: Invitations, accounts: Accounts) -> None:
    link = invitations.invite("ana", TRAINER, by="ada")
    start, chosen = threading.Barrier(6), []

    def choose(password: str) -> None:
        start.wait()
        try:
            invitations.accept(link.token, password)
        except InvitationUnusable:
            return
        chosen.append(password)

    threads = [threading.Thread(target=choose, args=(f"un mot de passe {n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [password] = chosen
    assert accounts.check("ana", password) is not None


def test_looking_or_a_refused_password_spends_nothing(invitations: Invitations) -> None:
    link = invitations.invite("ana", TRAINER, by="ada")
    invitations.invited(link.token)
    with pytest.raises(AccountRefused, match="de 10 à 200"):
        invitations.accept(link.token, "court")
    assert invitations.accept(link.token, PASSWORD).name == "ana"


def test_a_link_ends_after_seven_days(
    invitations: Invitations, accounts: Accounts, database: Database, clock: Clock
) -> None:
    link = invitations.invite("ana", TRAINER, by="ada")
    clock.now += GOOD_FOR - timedelta(seconds=1)
    invitations.invited(link.token)
    clock.now += timedelta(seconds=2)
    with pytest.raises(InvitationUnusable, match="7 jours"):
        invitations.accept(link.token, PASSWORD)
    assert accounts.check("ana", PASSWORD) is None
    assert state_of(database, clock, "ana") == "expired"


@pytest.mark.parametrize("token", ["", "x", "a" * 10_000, "../..", "é"])
def test_a_token_of_nobody_opens_nothing(invitations: Invitations, token: str) -> None:
    invitations.invite("ana", TRAINER, by="ada")
    with pytest.raises(InvitationUnusable, match="aucun compte"):
        invitations.accept(token, PASSWORD)


def test_a_reset_takes_the_password_away_and_signs_out_at_once(invitations: Invitations, accounts: Accounts) -> None:
    token = accounts.open_session(accounts.create("sam", PASSWORD, SUPPORT))
    link = invitations.reset("sam", by="ada")
    assert accounts.user_of(token) is None
    assert accounts.check("sam", PASSWORD) is None
    invitations.accept(link.token, OTHER)
    assert accounts.check("sam", OTHER) is not None


def test_a_new_link_a_password_or_a_closed_account_spends_the_former_link(
    invitations: Invitations, accounts: Accounts
) -> None:
    first = invitations.invite("ana", TRAINER, by="ada")
    second = invitations.reset("ana", by="ada")
    with pytest.raises(InvitationUnusable):
        invitations.invited(first.token)
    accounts.disable("ana")
    with pytest.raises(InvitationUnusable):
        invitations.accept(second.token, PASSWORD)
    accounts.enable("ana")
    with pytest.raises(InvitationUnusable):
        invitations.accept(second.token, PASSWORD)
    third = invitations.reset("ana", by="ada")
    accounts.set_password("ana", PASSWORD)
    with pytest.raises(InvitationUnusable):
        invitations.accept(third.token, OTHER)
    assert accounts.check("ana", PASSWORD) is not None


def test_a_reset_that_would_lock_somebody_out_by_accident_is_refused(
    invitations: Invitations, accounts: Accounts, database: Database
) -> None:
    accounts.create("ada", PASSWORD, ADMINISTRATOR)
    accounts.create("parti", PASSWORD, SUPPORT)
    accounts.disable("parti")
    theirs = accounts.create("théo", None, ADMINISTRATOR)
    with database.session() as session:
        session.add(OrganisationIdentity(issuer="https://idp", subject="1", user_id=theirs.id))
    for name, by, reason in (
        ("ada", "ada", "Mon compte"),
        ("ada", "théo", "dernier administrateur"),
        ("parti", "ada", "désactivé"),
        ("théo", "ada", "par votre organisation"),
    ):
        with pytest.raises(AccountRefused, match=reason):
            invitations.reset(name, by=by)
    with pytest.raises(AccountNotFound):
        invitations.reset("inconnu", by="ada")
    assert accounts.check("ada", PASSWORD) is not None


def test_an_invitation_to_a_taken_name_or_an_unknown_role_makes_nothing(
    invitations: Invitations, accounts: Accounts, database: Database
) -> None:
    accounts.create("sam", PASSWORD, SUPPORT)
    with pytest.raises(AccountRefused, match="existe déjà"):
        invitations.invite("sam", ADMINISTRATOR, by="ada")
    with pytest.raises(AccountRefused, match="n'existe pas"):
        invitations.invite("ana", "chef", by="ada")
    with database.session() as session:
        assert session.scalars(select(Invitation)).all() == []
    assert accounts.check("sam", PASSWORD) is not None


def test_links_long_over_are_forgotten(invitations: Invitations, database: Database, clock: Clock) -> None:
    invitations.invite("ana", TRAINER, by="ada")
    clock.now += GOOD_FOR + timedelta(days=31)
    invitations.invite("sam", SUPPORT, by="ada")
    with database.session() as session:
        assert len(session.scalars(select(Invitation)).all()) == 1
