"""What belongs to somebody else can't be read nor changed by its number, through any route or event."""

import io
import re
import secrets
import zipfile
from contextlib import suppress

import gradio as gr
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.people.accounts import ADMINISTRATOR, ROLES, SUPPORT, TRAINEE, TRAINER, User
from bot.people.tokens import digest
from bot.people.training import paris_day
from bot.storage.models import Conversation, Participant, Ticket, TrainingSession, now
from bot.web import sessions_tab
from bot.web.identity import PARTICIPANT_COOKIE, SESSION_COOKIE, Cookies, signing_key
from bot.web.ticket_actions import TicketRef
from tests.web.security.events import Said, call, ours, request_of
from tests.web.security.house import (
    DISABLED,
    EVERYBODY,
    NOBODY,
    PARTICIPANT,
    VISITOR,
    House,
    changed,
    open_training,
    pages_of,
    traces,
)
from tests.web.security.routes import OF_WHO_ASKS, ROUTES

OTHERS = (VISITOR, NOBODY, DISABLED, TRAINEE, TRAINER, PARTICIPANT)


@pytest.mark.parametrize("who", OTHERS)
def test_no_number_opens_the_answers_tickets_and_files_of_another(house: House, who: str) -> None:
    browser, victim = house.browser(who), house.victim
    addresses = [
        victim.at("/pages-citees/{turn}/{source}"), victim.at("/pieces/{attachment}"), "/tickets.csv", "/tickets.json",
        victim.at("/pieces/{ticket}"), victim.at("/formateur/sessions/{training}/affiche"),
        victim.at("/formateur/sessions/{training}/presences.csv"),
    ]  # fmt: skip
    for address in addresses:
        answer = browser.get(address)
        assert answer.status_code == 404, address
        assert "Secret" not in answer.text
    # The answer is that of what isn't there: numbers can't be tried to learn how many there are.
    for one, none in (
        (victim.at("/pieces/{attachment}"), "/pieces/999999"),
        (victim.at("/formateur/sessions/{training}/affiche"), "/formateur/sessions/999999/affiche"),
    ):
        assert browser.get(one).text == browser.get(none).text


@pytest.mark.parametrize(
    "number", ["9" * 19, "9" * 40, "-" + "9" * 40, "1" + "_0" * 20, "9" * 20 + ".0", "%2B" + "9" * 30]
)
def test_a_number_that_no_database_keeps_is_that_of_nothing(house: House, number: str) -> None:
    browsers = [house.browser(who) for who in (VISITOR, ADMINISTRATOR)]
    for route, (address, _) in ROUTES.items():
        named = re.sub(r"\{(?!token)\w+\}", number, address)
        if named != address:
            for browser in browsers:
                assert browser.request(route.split()[0], named).status_code == 404, named


@pytest.mark.parametrize("who", [SUPPORT, ADMINISTRATOR])
def test_a_cited_page_is_the_trainee_s_alone_even_before_the_staff(house: House, who: str) -> None:
    assert house.browser(who).get(house.victim.at("/pages-citees/{turn}/{source}")).status_code == 404


@pytest.mark.parametrize("who", [VISITOR, PARTICIPANT, TRAINEE, TRAINER, ADMINISTRATOR])
def test_no_event_of_the_chat_touches_or_shows_what_another_owns(house: House, who: str) -> None:
    """Every event, with the victim's numbers wherever a page would name something."""
    victim = house.victim
    said = Said(turnId=victim.turn, vote=-1, ticket=victim.ticket, file=victim.attachment, revision=1, text="volé")
    before = traces(house.services)
    for event in ours(pages_of(house.app)[""]):
        for ticket in (victim.ticket, victim.draft):
            shown: object = None
            with suppress(gr.Error):
                shown = call(event, request_of(house, who), TicketRef(ticket, 1), said, victim.conversation)
            assert "Secret" not in repr(shown)
            assert "passerelle" not in repr(shown).lower()
    # The one who asked may have begun a conversation and put the notice away: nothing of theirs concerns the victim.
    allowed = {"conversations", "turns", "citations", "notices_seen"}
    assert changed(before, traces(house.services)) <= allowed
    assert house.services.conversations.turns(victim.conversation, victim.owner)[0].vote is None


def test_no_event_of_the_sessions_touches_or_shows_another_trainer_s(house: House) -> None:
    """By a trainer, with the victim's session wherever a page would name one, then the victim under their own."""
    victim, request, before = house.victim, request_of(house, TRAINER), traces(house.services)
    day = paris_day(now()).isoformat()
    said = {"participant": victim.participant, "day": day, "half": "matin", "present": "1"}
    events = [
        event for event in ours(pages_of(house.app)["/formateur"]) if event.fn.__module__ == sessions_tab.__name__
    ]
    assert len(events) > 12
    served = set()
    for opened, session in ((victim.training, victim.training), (house.training, victim.training)):
        for event in events:
            with suppress(gr.Error):
                shown = repr(call(event, request, said=Said(session=session, **said), first=str(opened)))
                assert "Secret" not in shown, event.fn.__qualname__
                assert victim.code not in shown.replace("\\xa0", "").replace("\xa0", ""), event.fn.__qualname__
                served.add(event.fn.__name__ if opened == victim.training else "")
    # With another's session open: one's own list, a blank form, a form that is closed, and one refused for its dates.
    assert served - {""} == {"show_list", "prepare", "_close", "keep"}
    assert changed(before, traces(house.services)) <= {"training_sessions", "audit_log"}
    with house.services.database.session() as session:
        row = session.get_one(TrainingSession, victim.training)
        assert (row.code, row.closed_at, row.title) == (victim.code, None, "Secret")


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - {NOBODY}))
def test_one_s_data_are_one_s_own_whatever_else_is_asked(house: House, who: str) -> None:
    browser, victim = house.browser(who), house.victim
    named = {"owner": victim.owner, "participant": str(victim.participant), "id": victim.conversation}
    before = traces(house.services)
    shown = [browser.get(page, params=named) for page in ("/mes-donnees", "/mes-donnees/effacer", "/ma-session")]
    for address in ("/mon-compte", "/rejoindre"):
        shown.append(browser.get(address, params=named))
    archive = browser.post("/mes-donnees/archive", params=named, data=named)
    assert archive.status_code == 200
    with zipfile.ZipFile(io.BytesIO(archive.content)) as files:
        assert not [name for name in files.namelist() if "capture" in name]
        told = " ".join(files.read(name).decode() for name in files.namelist() if not name.startswith("pieces"))
    for text in (told, *(answer.text for answer in shown)):
        assert "Secret" not in text
        assert "passerelle" not in text.lower()
    assert traces(house.services) == before


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_somebody_ends_or_erases_is_their_own(house: House, who: str) -> None:
    """Each in a browser that is signed in, or seated, for this once; the victim's numbers are sent along."""
    services, victim = house.services, house.victim
    theirs = services.accounts.open_session(account(house, "victime"), "Firefox")
    named = {"owner": victim.owner, "participant": str(victim.participant), "session": theirs, "shares_name": ""}
    before, noted = rows_of_victim(house), services.audit.verify().last
    for route in sorted(OF_WHO_ASKS):
        browser = fresh(house, who)
        answer = browser.post(route.split()[1], data=named, params=named)
        assert answer.status_code in ({200, 303} if who != NOBODY else {303, 401}), route
    assert rows_of_victim(house) == before
    assert services.accounts.user_of(theirs) is not None
    assert house.entries(noted) == []  # nothing was there to erase: nobody fills a journal that can't be shortened


def test_one_s_page_lists_one_s_own_browsers_alone(house: House) -> None:
    house.services.accounts.open_session(account(house, "victime"), "Navigateur secret")
    for who in ROLES:
        shown = fresh(house, who).get("/mon-compte").text
        assert shown.count("ce navigateur") == 1
        assert "Navigateur secret" not in shown


def test_a_token_serves_for_one_thing_and_signed_by_this_house_alone(house: House) -> None:
    """The victim's own tokens, unsigned, signed elsewhere, or put in another cookie than their own."""
    here, elsewhere = Cookies(signing_key(house.services.settings), False), Cookies("autre", False)
    victim = house.victim
    session = house.services.accounts.open_session(account(house, "victime"))
    seats = [
        victim.seat, elsewhere._participant.dumps(victim.seat), here._visitor.dumps(victim.seat),
        here._session.dumps(victim.seat), here._participant.dumps(session), here._participant.dumps(["1"]),
        here._participant.dumps(digest(victim.seat)), here._participant.dumps(victim.owner),
    ]  # fmt: skip
    signed = [
        session, elsewhere._session.dumps(session), here._visitor.dumps(session), here._participant.dumps(session),
        here._session.dumps(digest(session)), here._session.dumps("user:1"), here._session.dumps({"id": 1}),
    ]  # fmt: skip
    for cookie, values, page in ((PARTICIPANT_COOKIE, seats, "/ma-session"), (SESSION_COOKIE, signed, "/mon-compte")):
        for value in values:
            browser = house.browser(NOBODY)
            assert browser.get(page, headers={"cookie": f"{cookie}={value}"}).status_code == 303
            assert browser.get("/mes-donnees", headers={"cookie": f"{cookie}={value}"}).status_code == 401
    # And they do open what they are for.
    for cookie, value, page in (
        (PARTICIPANT_COOKIE, here._participant.dumps(victim.seat), "/ma-session"),
        (SESSION_COOKIE, here._session.dumps(session), "/mon-compte"),
    ):
        assert house.browser(NOBODY).get(page, headers={"cookie": f"{cookie}={value}"}).status_code == 200


def account(house: House, name: str) -> User:
    return next(user for user in house.services.accounts.list() if user.name == name)


def fresh(house: House, who: str) -> TestClient:
    """A browser like the house's of ``who``, for whom an account is made, or a session opened, that may be ended."""
    browser, services = house.browser(who), house.services
    if who in ROLES:
        user = services.accounts.create(f"{who} {secrets.token_hex(4)}", None, who)
        browser.cookies.delete(SESSION_COOKIE)
        signed = Cookies(signing_key(services.settings), False)._session
        browser.cookies.set(SESSION_COOKIE, signed.dumps(services.accounts.open_session(user)))
    if who == PARTICIPANT:
        browser.cookies.delete(PARTICIPANT_COOKIE)
        joined = {"code": open_training(services, account(house, TRAINER), "Un jour").code, "name": "Ana"}
        assert browser.post("/rejoindre", data=joined | {"email": "ana@exemple.fr"}).status_code == 303
    return browser


def rows_of_victim(house: House) -> list[object]:
    """All that the victim has, as the database holds it."""
    owner = house.victim.owner
    seat = Participant.__table__
    wanted = [select(table).where(table.c.owner == owner) for table in (Conversation.__table__, Ticket.__table__)]
    kept = select(seat.c.token_digest, seat.c.removed_at, seat.c.shares_name)
    wanted.append(kept.where(seat.c.id == house.victim.participant))
    with house.services.database.engine.connect() as connection:
        rows = [connection.execute(query).all() for query in wanted]
    return [*rows, house.services.my_data.kept(owner)]
