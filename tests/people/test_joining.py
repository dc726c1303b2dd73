"""Joining: a code, a name, an address; a seat that nobody else can take over, and what one asked before comes along."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.people.joining import JoinForm, Joining
from bot.people.roster import RETURN_LASTS
from bot.people.training import PARIS
from bot.people.training_errors import JoiningRefused, SeatNotFound, SessionRefused
from bot.storage.models import Conversation, LiveTalk, Participant, Ticket
from tests.people.day import DAYS_AFTER, FORM, MONDAY, Day


def test_a_participant_has_a_seat_an_owner_and_a_token_that_sql_doesn_t_hold(day: Day) -> None:
    session, code = day.open()
    token = day.join(code.lower(), "  Awa   Diallo ", " Awa@Exemple.fr ")
    joined = day.joining.participant_of(token)
    assert joined is not None
    assert (joined.name, joined.email, joined.shares_name) == ("Awa Diallo", "awa@exemple.fr", False)
    assert (joined.session_id, joined.session_title) == (session, "Chorus Pro")
    assert joined.owner == f"participant:{joined.id}"
    with day.database.session() as stored:
        row = stored.get_one(Participant, joined.id)
        assert token not in (row.token_digest or "")
        assert len(row.token_digest or "") == 64
    for wrong in ("", "x", token[:-1], row.token_digest or ""):
        assert day.joining.participant_of(wrong) is None


@pytest.mark.parametrize(
    ("field", "name", "email"),
    [
        ("name", " ", "a@exemple.fr"),
        ("name", "x" * 81, "a@exemple.fr"),
        ("name", "Awa\u202e", "a@exemple.fr"),
        ("email", "Awa", ""),
        ("email", "Awa", "awa"),
        ("email", "Awa", "awa@exemple"),
        ("email", "Awa", "a@b@exemple.fr"),
        ("email", "Awa", "awa,b@exemple.fr"),
        ("email", "Awa", f"{'a' * 250}@exemple.fr"),
    ],
)
def test_a_name_or_an_address_that_can_t_be_kept_is_refused_by_its_field(
    day: Day, field: str, name: str, email: str
) -> None:
    _, code = day.open()
    with pytest.raises(JoiningRefused) as refused:
        day.joining.join(JoinForm(code, name, email))
    assert refused.value.field == field


@pytest.mark.parametrize("code", ["", "   ", "INCONNU1", "'; --"])
def test_a_code_that_opens_nothing_is_refused(day: Day, code: str) -> None:
    day.open()
    with pytest.raises(JoiningRefused) as refused:
        day.join(code)
    assert refused.value.field == "code"
    with pytest.raises(JoiningRefused):
        day.joining.check_code(code)


def test_the_code_ends_with_the_last_day_in_paris_and_those_seated_stay_for_the_days_set(day: Day) -> None:
    _, code = day.open()
    token = day.join(code)
    day.at = datetime(2026, 11, 24, 23, 59, tzinfo=PARIS)
    assert day.joining.check_code(code) == "Chorus Pro"
    day.join(code, "Léo Roux")
    day.at = datetime(2026, 11, 25, 0, 0, tzinfo=PARIS)
    with pytest.raises(JoiningRefused, match="terminée"):
        day.join(code, "Mia Blanc")
    with pytest.raises(JoiningRefused, match="terminée"):
        day.joining.check_code(code)
    joined = day.joining.participant_of(token)
    assert joined is not None
    assert joined.until == datetime(2026, 12, 25, 0, 0, tzinfo=PARIS)
    day.at = joined.until - timedelta(seconds=1)
    assert day.joining.participant_of(token) is not None
    day.at = joined.until
    assert day.joining.participant_of(token) is None


def test_a_session_closed_early_counts_its_days_from_then(day: Day) -> None:
    session, code = day.open(replace(FORM, ends_on=MONDAY + timedelta(days=5)))
    token = day.join(code)
    day.training.close(session, day.ana)
    joined = day.joining.participant_of(token)
    assert joined is not None
    assert joined.until.date() == MONDAY + timedelta(days=DAYS_AFTER + 1)


def test_a_full_session_takes_nobody_until_a_seat_is_released(day: Day) -> None:
    session, code = day.open()
    tokens = [day.join(code, f"P{n} Nom") for n in range(6)]
    with pytest.raises(JoiningRefused, match="places"):
        day.join(code)
    first = day.roster.seats(session, day.ana)[0]
    day.roster.release(session, day.ana, first.id)
    assert day.joining.participant_of(tokens[0]) is None
    day.join(code)
    with pytest.raises(SessionRefused, match="places"):
        day.roster.restore(session, day.ana, first.id)


def test_a_release_is_taken_back_with_the_browser_unless_the_address_came_again(day: Day) -> None:
    session, code = day.open()
    token = day.join(code)
    [seat] = day.roster.seats(session, day.ana)
    day.roster.release(session, day.ana, seat.id)
    assert day.joining.participant_of(token) is None
    day.roster.restore(session, day.ana, seat.id)
    assert day.joining.participant_of(token) is not None
    day.roster.release(session, day.ana, seat.id)
    again = day.joining.participant_of(day.join(code))
    assert again is not None
    assert again.id != seat.id
    with pytest.raises(SessionRefused, match="de nouveau"):
        day.roster.restore(session, day.ana, seat.id)


def test_the_last_seat_goes_to_one_of_two_who_come_at_once(day: Day) -> None:
    session, code = day.open()
    for n in range(5):
        day.join(code, f"P{n} Nom")
    start, outcomes = threading.Barrier(2), []

    def come(name: str) -> None:
        start.wait()
        try:
            outcomes.append(day.join(code, name))
        except JoiningRefused as error:
            outcomes.append(error.field)

    people = [threading.Thread(target=come, args=(name,)) for name in ("Awa Diallo", "Léo Roux")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(len(outcome) > 10 for outcome in outcomes) == [False, True]
    assert day.training.find(session, day.ana).taken == 6


def test_an_address_alone_never_takes_over_a_seat(day: Day) -> None:
    session, code = day.open()
    token = day.join(code)
    with pytest.raises(JoiningRefused, match="code de retour") as refused:
        day.join(code, "Un Autre", "AWA@exemple.fr")
    assert refused.value.field == "email"
    stranger = day.join(code, "Léo Roux")
    with pytest.raises(JoiningRefused):
        day.join(code, former=stranger)
    assert day.joining.participant_of(token) is not None
    assert day.joining.participant_of(stranger) is not None
    assert day.training.find(session, day.ana).taken == 2


def test_joining_again_on_the_same_phone_keeps_the_seat_and_changes_the_token(day: Day) -> None:
    session, code = day.open()
    token = day.join(code)
    before = day.joining.participant_of(token)
    again = day.join(code, former=token)
    assert again != token
    assert day.joining.participant_of(token) is None
    after = day.joining.participant_of(again)
    assert before is not None
    assert after is not None
    assert after.id == before.id
    assert day.training.find(session, day.ana).taken == 1


def test_a_return_code_leads_back_once_from_another_phone_and_stops_the_former(day: Day) -> None:
    session, code = day.open()
    token = day.join(code)
    [seat] = day.roster.seats(session, day.ana)
    back = day.roster.return_code(session, day.ana, seat.id)
    assert day.joining.check_code(back) == "Chorus Pro"
    with pytest.raises(JoiningRefused, match="autre adresse"):
        day.join(back, "Léo Roux")
    new = day.join(f"{back[:4]} {back[4:]}".lower())
    joined = day.joining.participant_of(new)
    assert joined is not None
    assert joined.id == seat.id
    assert day.joining.participant_of(token) is None
    with pytest.raises(JoiningRefused, match="aucune session"):
        day.join(back)
    assert day.training.find(session, day.ana).taken == 1


def test_a_return_code_lasts_a_quarter_of_an_hour_and_not_beyond_the_seat(day: Day) -> None:
    session, code = day.open()
    day.join(code)
    [seat] = day.roster.seats(session, day.ana)
    back = day.roster.return_code(session, day.ana, seat.id)
    day.at += RETURN_LASTS
    with pytest.raises(JoiningRefused):
        day.join(back)
    back = day.roster.return_code(session, day.ana, seat.id)
    day.roster.release(session, day.ana, seat.id)
    with pytest.raises(JoiningRefused):
        day.join(back)
    with pytest.raises(SeatNotFound):
        day.roster.return_code(session, day.ana, seat.id)


def test_after_the_session_a_return_code_still_leads_to_one_s_own_talk(day: Day) -> None:
    session, code = day.open()
    day.join(code)
    [seat] = day.roster.seats(session, day.ana)
    day.later(days=10)
    assert day.joining.participant_of(day.join(day.roster.return_code(session, day.ana, seat.id))) is not None
    day.later(days=DAYS_AFTER)
    with pytest.raises(JoiningRefused):
        day.join(day.roster.return_code(session, day.ana, seat.id))


def owners(day: Day) -> dict[str, str]:
    with day.database.session() as stored:
        talks = {row.id: row.owner for row in stored.scalars(select(Conversation))}
        talks |= {f"ticket {row.id}": row.owner for row in stored.scalars(select(Ticket))}
        return talks | {f"live {row.id}": row.owner for row in stored.scalars(select(LiveTalk))}


def test_what_a_visitor_asked_comes_along_and_nobody_else_s(day: Day) -> None:
    _, code = day.open()
    with day.database.session() as stored:
        for owner in ("mine", "another's"):
            stored.add(Conversation(id=owner, owner=owner))
            stored.flush()
            stored.add(
                Ticket(conversation_id=owner, owner=owner, state="brouillon", category="", subject="", description="",
                       stop_reason="demande")
            )  # fmt: skip
            stored.add(LiveTalk(conversation_id=owner, owner=owner, state="en attente", reason="demande"))
    token = day.join(code, visitor="mine")
    joined = day.joining.participant_of(token)
    assert joined is not None
    assert owners(day) == {
        "mine": joined.owner, "ticket 1": joined.owner, "live 1": joined.owner,
        "another's": "another's", "ticket 2": "another's", "live 2": "another's",
    }  # fmt: skip


def test_joining_another_session_leaves_the_first_behind(day: Day) -> None:
    _, first = day.open()
    _, second = day.open(replace(FORM, title="Autre"))
    token = day.join(first)
    new = day.join(second, former=token)
    assert day.joining.participant_of(token) is None
    joined = day.joining.participant_of(new)
    assert joined is not None
    assert joined.session_title == "Autre"


def test_a_refusal_leaves_the_browser_where_it_was(day: Day) -> None:
    _, code = day.open()
    token = day.join(code)
    for n in range(5):
        day.join(code, f"P{n} Nom")
    _, other = day.open()
    for n in range(6):
        day.join(other, f"Q{n} Nom")
    with pytest.raises(JoiningRefused):
        day.join(other, former=token, visitor="v")
    assert day.joining.participant_of(token) is not None


def test_leaving_a_device_keeps_the_seat(day: Day) -> None:
    session, code = day.open()
    token = day.join(code)
    day.joining.leave(token)
    assert day.joining.participant_of(token) is None
    assert len(day.roster.seats(session, day.ana)) == 1
    day.joining.share_name(token, True)
    assert not day.roster.seats(session, day.ana)[0].shares_name


def test_a_phone_that_is_seen_says_so_once_a_minute(day: Day) -> None:
    session, code = day.open()
    token = day.join(code)
    joined_at = day.at
    day.later(seconds=30)
    day.joining.participant_of(token)
    assert day.roster.seats(session, day.ana)[0].seen_at == joined_at
    day.later(seconds=31)
    day.joining.participant_of(token)
    assert day.roster.seats(session, day.ana)[0].seen_at == day.at


def test_no_day_after_means_until_the_last_midnight(day: Day) -> None:
    _, code = day.open()
    token = day.join(code)
    strict = Joining(day.database, 0, day.clock)
    day.at = datetime(2026, 11, 24, 23, 59, tzinfo=PARIS)
    assert strict.participant_of(token) is not None
    day.at = datetime(2026, 11, 25, tzinfo=PARIS)
    assert strict.participant_of(token) is None
