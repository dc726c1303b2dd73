"""Sessions are opened, changed, closed and seen by their trainer alone; their roll holds who was there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from bot.people.join_codes import ALPHABET, LENGTH, draw_code, read_code, show_code
from bot.people.roster import AFTERNOON, MORNING
from bot.people.training import PARIS, SessionForm, Stage
from bot.people.training_errors import JoiningRefused, SeatNotFound, SessionNotFound, SessionRefused
from bot.storage.models import Attendance, Conversation, Participant, Ticket, TrainingSession, Turn
from tests.people.day import FORM, MONDAY, TUESDAY, Day


def test_a_code_is_drawn_of_characters_nobody_mistakes_and_read_however_it_is_typed() -> None:
    codes = {draw_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in codes)
    assert not set(ALPHABET) & set("0O1IL2Z5S8BUVAE")
    assert show_code("3467CDFG") == "3467\u00a0CDFG"
    assert {read_code(typed) for typed in ("3467cdfg", " 3467 CDFG ", "3467-cdfg", "3467\u00a0CDFG")} == {"3467CDFG"}


def test_a_session_opens_with_a_code_and_is_listed_for_its_trainer_and_the_administrator(day: Day) -> None:
    opened = day.training.open(day.ana, replace(FORM, title="  Chorus   Pro "))
    assert opened.form == FORM
    assert (opened.stage, opened.taken, opened.trainer, opened.days) == (Stage.RUNNING, 0, "ana", [MONDAY, TUESDAY])
    other = day.training.open(day.ben, replace(FORM, starts_on=TUESDAY))
    assert other.code != opened.code
    assert [one.id for one in day.training.mine(day.ana)] == [opened.id]
    assert [one.id for one in day.training.mine(day.root)] == [other.id, opened.id]
    assert day.training.find(opened.id, day.root) == opened


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "x" * 121}),
        ("place", {"place": "x" * 121}),
        ("programme", {"programme": "x" * 4001}),
        ("ends_on", {"starts_on": TUESDAY, "ends_on": MONDAY}),
        ("ends_on", {"ends_on": MONDAY + timedelta(days=10)}),
        ("ends_on", {"starts_on": MONDAY - timedelta(days=2), "ends_on": MONDAY - timedelta(days=1)}),
        ("capacity", {"capacity": 5}),
        ("capacity", {"capacity": 13}),
    ],
)
def test_a_session_that_makes_no_sense_is_refused_by_its_field(day: Day, field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(SessionRefused) as refused:
        day.training.open(day.ana, replace(FORM, **wrong))
    assert refused.value.field == field
    assert day.training.mine(day.root) == []


def test_a_session_is_changed_but_never_to_fewer_seats_than_are_taken(day: Day) -> None:
    session, code = day.open(replace(FORM, capacity=8))
    for n in range(7):
        day.join(code, f"P{n} Nom")
    changed = day.training.edit(session, day.ana, replace(FORM, title="Autre", capacity=7))
    assert (changed.form.title, changed.form.capacity, changed.taken, changed.code) == ("Autre", 7, 7, code)
    with pytest.raises(SessionRefused, match="7 places") as refused:
        day.training.edit(session, day.ana, replace(FORM, capacity=6))
    assert refused.value.field == "capacity"


def test_the_stages_follow_the_days_of_paris(day: Day) -> None:
    session, _ = day.open()
    for moment, stage in [
        (datetime(2026, 11, 22, 23, 59, tzinfo=PARIS), Stage.COMING),
        (datetime(2026, 11, 23, 0, 0, tzinfo=PARIS), Stage.RUNNING),
        (datetime(2026, 11, 24, 23, 59, tzinfo=PARIS), Stage.RUNNING),
        (datetime(2026, 11, 25, 0, 0, tzinfo=PARIS), Stage.OVER),
    ]:
        day.at = moment
        assert day.training.find(session, day.ana).stage is stage


def test_closing_stops_the_code_and_can_be_taken_back_until_the_last_evening(day: Day) -> None:
    session, code = day.open()
    assert day.training.close(session, day.ana).stage is Stage.CLOSED
    with pytest.raises(JoiningRefused, match="terminée"):
        day.join(code)
    with pytest.raises(SessionRefused):
        day.training.renew_code(session, day.ana)
    assert day.training.reopen(session, day.ana).stage is Stage.RUNNING
    day.join(code)
    day.training.close(session, day.ana)
    day.later(days=2)
    with pytest.raises(SessionRefused):
        day.training.reopen(session, day.ana)


def test_a_new_code_takes_the_place_of_the_former_and_those_seated_stay(day: Day) -> None:
    session, former = day.open()
    token = day.join(former)
    code = day.training.renew_code(session, day.ana).code
    with pytest.raises(JoiningRefused, match="aucune session"):
        day.join(former, "Léo Roux")
    assert day.joining.participant_of(token) is not None
    day.join(code, "Léo Roux")


def every_act(day: Day, session: int, seat: int) -> list[Callable[[], object]]:
    ben = day.ben
    return [
        lambda: day.training.find(session, ben),
        lambda: day.training.edit(session, ben, FORM),
        lambda: day.training.close(session, ben),
        lambda: day.training.reopen(session, ben),
        lambda: day.training.renew_code(session, ben),
        lambda: day.roster.seats(session, ben),
        lambda: day.roster.release(session, ben, seat),
        lambda: day.roster.restore(session, ben, seat),
        lambda: day.roster.return_code(session, ben, seat),
        lambda: day.roster.mark(session, ben, seat, MONDAY, MORNING, True),
        lambda: day.asked.read(session, ben),
    ]


def test_another_trainer_s_session_is_as_good_as_absent(day: Day) -> None:
    session, code = day.open()
    day.join(code)
    [seat] = day.roster.seats(session, day.ana)
    before = day.training.find(session, day.ana)
    for act in every_act(day, session, seat.id):
        with pytest.raises(SessionNotFound):
            act()
    for act in every_act(day, session + 1, seat.id):
        with pytest.raises(SessionNotFound):
            act()
    assert day.training.find(session, day.ana) == before
    assert day.roster.seats(session, day.ana) == [seat]


def test_a_seat_of_another_session_can_t_be_touched_through_one_s_own(day: Day) -> None:
    session, code = day.open()
    day.join(code)
    [seat] = day.roster.seats(session, day.ana)
    mine = day.training.open(day.ben, FORM).id
    for act in (
        lambda: day.roster.release(mine, day.ben, seat.id),
        lambda: day.roster.restore(mine, day.ben, seat.id),
        lambda: day.roster.return_code(mine, day.ben, seat.id),
        lambda: day.roster.mark(mine, day.ben, seat.id, MONDAY, MORNING, True),
    ):
        with pytest.raises(SeatNotFound):
            act()
    assert day.roster.seats(session, day.ana) == [seat]


def test_attendance_is_ticked_by_half_day_twice_the_same_and_taken_back(day: Day) -> None:
    session, code = day.open()
    day.join(code)
    [seat] = day.roster.seats(session, day.ana)
    for _ in range(2):
        day.roster.mark(session, day.ana, seat.id, MONDAY, MORNING, True)
    day.roster.mark(session, day.root, seat.id, TUESDAY, AFTERNOON, True)
    [seat] = day.roster.seats(session, day.ana)
    assert seat.attended == {(MONDAY, MORNING), (TUESDAY, AFTERNOON)}
    for _ in range(2):
        day.roster.mark(session, day.ana, seat.id, MONDAY, MORNING, False)
    [seat] = day.roster.seats(session, day.ana)
    assert seat.attended == {(TUESDAY, AFTERNOON)}
    with day.database.session() as kept:
        assert kept.query(Attendance).one().marked_by == "root"
    for when, half in ((MONDAY - timedelta(days=1), MORNING), (MONDAY, "nuit")):
        with pytest.raises(SeatNotFound):
            day.roster.mark(session, day.ana, seat.id, when, half, True)


def test_a_released_seat_stays_on_the_sheet_for_the_days_somebody_was_there(day: Day) -> None:
    session, code = day.open()
    day.join(code)
    [seat] = day.roster.seats(session, day.ana)
    day.roster.release(session, day.ana, seat.id)
    assert day.roster.seats(session, day.ana) == []
    day.roster.restore(session, day.ana, seat.id)
    day.roster.mark(session, day.ana, seat.id, MONDAY, MORNING, True)
    day.roster.release(session, day.ana, seat.id)
    [kept] = day.roster.seats(session, day.ana)
    assert kept.removed
    assert day.training.find(session, day.ana).taken == 0


def turn(question: str, at: datetime, position: int = 0) -> Turn:
    return Turn(
        position=position, question=question, understood_as=question, outcome="answer", reason="trouvé", text="Oui.",
        created_at=at,
    )  # fmt: skip


def test_the_trainer_reads_what_was_asked_after_joining_and_a_name_only_while_it_is_shared(day: Day) -> None:
    session, code = day.open()
    with day.database.session() as stored:
        stored.add(Conversation(id="c", owner="v", turns=[turn("avant de rejoindre ?", day.at - timedelta(hours=1))]))
        stored.add(Conversation(id="autre", owner="w", turns=[turn("d'un inconnu ?", day.at)]))
    token = day.join(code, visitor="v")
    with day.database.session() as stored:
        asked = [turn("première ?", day.at, 1), turn("seconde ?", day.at + timedelta(minutes=1), 2)]
        stored.get_one(Conversation, "c").turns += asked
        fields = {"owner": "participant:1", "category": "x", "description": "d", "stop_reason": "demande"}
        stored.add(Ticket(number="T-2026-000001", state="envoyé", subject="Sujet", sent_at=day.at, **fields))
        stored.add(Ticket(state="brouillon", subject="Brouillon", **fields))
    read = day.asked.read(session, day.ana)
    [talk] = read.talks
    assert talk.turns == (("première ?", "answer"), ("seconde ?", "answer"))
    assert talk.name is None
    assert [(ticket.number, ticket.name) for ticket in read.tickets] == [("T-2026-000001", None)]
    day.joining.share_name(token, True)
    read = day.asked.read(session, day.ana)
    assert (read.talks[0].name, read.tickets[0].name) == ("Awa Diallo", "Awa Diallo")
    day.joining.share_name(token, False)
    assert day.asked.read(session, day.root).talks[0].name is None
    empty = day.training.open(day.ana, FORM).id
    assert day.asked.read(empty, day.ana).talks == ()


def test_two_seated_people_can_t_have_one_address_whatever_the_code_does(day: Day) -> None:
    session, _ = day.open()
    rows = [Participant(training_session_id=session, name=name, email="awa@exemple.fr") for name in ("Awa", "Léo")]
    with pytest.raises(IntegrityError), day.database.session() as stored:
        stored.add_all(rows)
    with day.database.session() as stored:
        stored.add(Participant(training_session_id=session, name="a", email="a@b.fr", removed_at=day.at))
        stored.add(Participant(training_session_id=session, name="b", email="a@b.fr"))
    with day.database.session() as stored:
        assert stored.get_one(TrainingSession, session).participants[0].email == "a@b.fr"


def test_a_form_is_kept_trimmed(day: Day) -> None:
    form = SessionForm(" T ", MONDAY, MONDAY, "  Lyon  3e ", 12, "\n a\n b \n")
    assert day.training.open(day.ana, form).form == SessionForm("T", MONDAY, MONDAY, "Lyon 3e", 12, "a\n b")
