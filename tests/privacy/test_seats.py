"""A session's roll loses its people once it is old; what a participant sees of it, takes away and can't erase."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.people.roster import AFTERNOON, MORNING
from bot.people.training import Stage
from bot.people.training_errors import JoiningRefused, SeatNotFound, SessionRefused
from bot.privacy.audit import AuditLog
from bot.privacy.export import JSON_NAME, PAGE_NAME, write_export
from bot.privacy.my_data import MyData
from bot.privacy.retention import Retention
from bot.privacy.seats import registration_of
from bot.storage.database import Database
from bot.storage.models import Attendance, Participant, TrainingSession
from tests.people.day import FORM, MONDAY, TUESDAY, Day
from tests.privacy.kept import everything, fill
from tests.privacy.test_retention import MONTHS

Purge = Callable[[date], dict[str, int]]


@pytest.fixture
def day(database: Database) -> Day:
    return Day(database)


@pytest.fixture
def purge(database: Database, tmp_path: Path) -> Purge:
    """Purge on a given day at noon; the kinds of which something went."""

    def run(on: date) -> dict[str, int]:
        at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
        kept = Retention(database, tmp_path, AuditLog(database, lambda: at), MONTHS, lambda: at)
        due = kept.due()
        gone = kept.purge()
        assert gone == due
        return {name: count for name, count in gone.items() if count}

    return run


def seated(day: Day) -> tuple[int, str, int, str]:
    """A session with Awa, who was there, and Léo, whose seat was released: its id, its code, Awa's id and token."""
    session, code = day.open()
    token = day.join(code)
    awa = day.joining.participant_of(token)
    leo = day.joining.participant_of(day.join(code, "Léo Roux"))
    assert awa is not None
    assert leo is not None
    day.roster.mark(session, day.ana, awa.id, MONDAY, AFTERNOON, True)
    day.roster.mark(session, day.ana, awa.id, MONDAY, MORNING, True)
    day.roster.mark(session, day.ana, leo.id, TUESDAY, MORNING, True)
    day.roster.release(session, day.ana, leo.id)
    return session, code, awa.id, token


def test_the_roll_is_emptied_a_year_after_its_last_day_and_not_before(day: Day, purge: Purge) -> None:
    session, _, awa, _ = seated(day)
    day.training.close(session, day.ana)  # on the Monday: the roll is of both days all the same
    before = everything(day.database)
    assert purge(TUESDAY.replace(year=2027)) == {}
    assert everything(day.database) == before
    assert purge(TUESDAY.replace(year=2027) + timedelta(days=1)) == {"seats": 2}
    left = everything(day.database)
    assert [word for word in ("Awa", "awa@", "Léo", "léo@", MORNING, AFTERNOON) if word in left] == []
    with day.database.session() as stored:
        rows = stored.scalars(select(Participant).order_by(Participant.id)).all()
        assert rows[0].id == awa  # or the next to join would be given Awa's conversations
        assert {row.token_digest for row in rows} == {row.return_digest for row in rows} == {None}
        assert all(row.removed_at and not row.shares_name for row in rows)
        assert stored.scalars(select(Attendance)).all() == []
        assert stored.get_one(TrainingSession, session).title == FORM.title
    assert purge(date(2028, 1, 3)) == {}


def test_whoever_joins_after_a_purge_is_given_nobody_s_name(day: Day, purge: Purge, tmp_path: Path) -> None:
    _, _, awa, token = seated(day)
    fill(day.database, tmp_path, f"participant:{awa}", datetime(2027, 11, 1, tzinfo=UTC))
    assert purge(date(2027, 12, 1)) == {"seats": 2}
    day.at = datetime(2027, 12, 1, 9, tzinfo=UTC)
    _, code = day.open(FORM.__class__(**{**FORM.__dict__, "starts_on": day.at.date(), "ends_on": day.at.date()}))
    newcomer = day.joining.participant_of(day.join(code))
    assert newcomer is not None
    assert newcomer.owner != f"participant:{awa}"
    assert day.joining.participant_of(token) is None
    mine = MyData(day.database, tmp_path, AuditLog(day.database))
    assert (mine.kept(newcomer.owner).conversations, mine.kept(f"participant:{awa}").conversations) == (0, 1)


def test_an_old_session_takes_people_again_and_brings_nobody_back(day: Day, purge: Purge) -> None:
    session, code, awa, token = seated(day)
    day.training.close(session, day.ana)
    purge(date(2027, 12, 1))
    day.at = datetime(2027, 12, 1, 9, tzinfo=UTC)
    for act in (day.training.reopen, day.training.renew_code):
        with pytest.raises(SessionRefused):
            act(session, day.ana)
    later = FORM.__class__(**{**FORM.__dict__, "starts_on": date(2027, 12, 2), "ends_on": date(2027, 12, 2)})
    day.training.edit(session, day.ana, later)
    view = day.training.reopen(session, day.ana)
    assert (view.stage, view.taken) == (Stage.COMING, 0)
    assert day.roster.seats(session, day.ana) == []
    for act in (day.roster.release, day.roster.restore, day.roster.return_code):
        with pytest.raises(SeatNotFound):
            act(session, day.ana, awa)
    with pytest.raises(SeatNotFound):
        day.roster.mark(session, day.ana, awa, later.starts_on, MORNING, True)
    assert day.asked.read(session, day.ana).talks == ()
    former, renewed = code, day.training.renew_code(session, day.ana).code
    with pytest.raises(JoiningRefused):
        day.join(former)
    back = day.joining.participant_of(day.join(renewed, former=token))
    assert back is not None
    assert back.id != awa
    assert [seat.name for seat in day.roster.seats(session, day.ana)] == ["Awa Diallo"]
    assert purge(date(2027, 12, 2)) == {}


def test_a_participant_takes_their_registration_away_and_sees_nobody_else_s(day: Day, tmp_path: Path) -> None:
    _, _, awa, token = seated(day)
    day.joining.share_name(token, True)
    target = io.BytesIO()
    write_export(day.database, tmp_path, f"participant:{awa}", day.at, target)
    archive = zipfile.ZipFile(target)
    told = json.loads(archive.read(JSON_NAME))["inscription"]
    assert (told["session"], told["premier_jour"], told["dernier_jour"]) == ("Chorus Pro", "2026-11-23", "2026-11-24")
    assert (told["nom"], told["adresse_electronique"]) == ("Awa Diallo", "awa@exemple.fr")
    assert told["nom_montre_au_formateur"] == "oui"
    assert [(one["jour"], one["demi_journee"]) for one in told["presences"]] == [
        ("2026-11-23", MORNING), ("2026-11-23", AFTERNOON),
    ]  # fmt: skip
    assert "Awa Diallo" in archive.read(PAGE_NAME).decode()
    assert "Roux" not in archive.read(JSON_NAME).decode()
    with day.database.session() as session:
        for stranger in (f"participant:0{awa}", f"Participant:{awa}", f"user:{awa}", str(awa), "participant:", "a"):
            assert registration_of(session, stranger) is None
        for odd in (f"participant:{awa} ", "participant:-1", "participant:²", f"participant:{9 * 10**18}"):
            assert registration_of(session, odd) is None


def test_erasing_takes_what_was_asked_and_leaves_the_roll_and_the_seat(day: Day, tmp_path: Path, purge: Purge) -> None:
    session, _, awa, token = seated(day)
    owner = f"participant:{awa}"
    mine = MyData(day.database, tmp_path, AuditLog(day.database, lambda: datetime(2027, 11, 30, tzinfo=UTC)))
    alone = mine.kept(owner)
    assert (alone.registrations, alone.presences) == (1, 2)
    assert not alone.is_empty
    assert not alone.can_be_erased
    fill(day.database, tmp_path, owner, day.at)
    before = day.roster.seats(session, day.ana)
    assert mine.erase(owner).can_be_erased
    assert mine.kept(owner) == alone
    assert day.roster.seats(session, day.ana) == before
    joined = day.joining.participant_of(token)
    assert joined is not None
    assert joined.owner == owner
    purge(date(2027, 12, 1))
    assert mine.kept(owner).is_empty
