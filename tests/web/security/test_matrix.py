"""Every event of every page and every route of ours, called by everybody: not one unexpected success.

Both are found in the site as it is served. A page or a route that isn't declared in the tables fails a test.
"""

from contextlib import suppress

import gradio as gr
import pytest

from bot.people.accounts import ADMINISTRATOR, TRAINEE
from bot.web import booklet
from bot.web.ticket_actions import TicketRef
from tests.web.security.events import Said, call, ours, refusal_of, request_of
from tests.web.security.house import (
    EVERYBODY,
    NOBODY,
    PAGES,
    STAFF,
    VISITOR,
    House,
    changed,
    join,
    pages_of,
    routes_of,
    traces,
)
from tests.web.security.routes import OF_WHO_ASKS, ROUTES


def test_every_page_is_declared(house: House) -> None:
    assert set(pages_of(house.app)) == set(PAGES)


def test_every_route_is_declared(house: House) -> None:
    assert sorted(str(route) for route in routes_of(house.app)) == sorted(ROUTES)


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_route_gives_to_whom_it_is_for_and_to_nobody_else(
    house: House, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Typesetting takes seconds, and is tried where it belongs.
    monkeypatch.setattr(booklet, "current_booklet", lambda *_: house.services.settings.data_dir / "secret.key")
    browser = house.browser(who)
    before, noted = traces(house.services), house.services.audit.verify().last
    succeeded = set()
    for route, (address, _) in ROUTES.items():
        if route not in OF_WHO_ASKS:
            if who == NOBODY:
                browser.cookies.clear()  # « /rejoindre » gives one, as the chat does
            answer = browser.request(route.split()[0], house.victim.at(address))
            assert answer.status_code < 500, route
            turned_away = answer.headers.get("location", "").partition("?")[0] in ("/connexion", "/rejoindre")
            succeeded |= {route} if answer.status_code < 400 and not turned_away else set()
    assert succeeded == {route for route, (_, whose) in ROUTES.items() if who in whose} - OF_WHO_ASKS
    assert changed(before, traces(house.services)) <= {"audit_log"}
    # What was taken away is written down, under the name of who did; nobody else is in the journal.
    assert {entry.actor for entry in house.entries(noted)} == ({who} if who in STAFF else set())


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_event_is_reached_by_whom_its_page_does_not_admit(house: House, who: str) -> None:
    """One event in three by each, so that every event is called by several; the door is the same for all."""
    browser, place = house.browser(who), EVERYBODY.index(who) % 3
    before = traces(house.services)
    for path, blocks in pages_of(house.app).items():
        if who in PAGES[path]:
            assert browser.get(f"{path}/config").status_code == 200
        else:
            assert browser.get(f"{path}/config").status_code == 401
            assert {join(browser, path, event) for event in list(blocks.fns)[place::3]} == {401}
    assert traces(house.services) == before


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - {NOBODY}))
def test_no_handler_of_a_page_serves_whom_the_page_does_not_admit(house: House, who: str) -> None:
    """Past the door too: an account may be moved or closed between the call and its turn in the queue."""
    before, request = traces(house.services), request_of(house, who)
    for path, blocks in pages_of(house.app).items():
        if who not in PAGES[path]:
            for event in ours(blocks):
                assert "ouvre pas cette page" in (refusal_of(event, request) or ""), event.fn.__qualname__
    assert traces(house.services) == before


def test_no_handler_of_the_chat_serves_a_stranger_once_access_asks_for_an_account(house: House) -> None:
    before = traces(house.services)
    events = ours(pages_of(house.app)[""])
    assert len(events) > 20
    request, ticket = request_of(house, VISITOR, access="code"), TicketRef(house.victim.draft, 1)
    said = {event.fn.__qualname__: refusal_of(event, request, ticket) for event in events}
    served = {name for name, refusal in said.items() if refusal is None or "session est terminée" not in refusal}
    assert served == {"MyTickets.__init__.<locals>.<lambda>"}  # it closes a sheet, and is given nothing
    assert traces(house.services) == before


@pytest.mark.parametrize("said", [{}, {"account": "", "sure": ""}, {"account": "x' OR 1=1 --", "sure": "non"}])
def test_no_act_of_the_administration_is_done_without_what_its_buttons_send(house: House, said: dict[str, str]) -> None:
    """By an administrator's own browser too: each act names its account, and the one that touches all says « oui »."""
    before, request = traces(house.services), request_of(house, ADMINISTRATOR)
    served, refused = set(), set()
    for event in ours(pages_of(house.app)["/administration"]):
        try:
            call(event, request, said=Said(role=TRAINEE, **said))
            served.add(event.fn.__name__)
        except gr.Error:
            refused.add(event.fn.__name__)
    assert refused == {"invite", "open_one", "run", "sign_everybody_out"}
    assert served == {"header", "show", "close", "opened", "filtered", "further", "verified"}
    assert traces(house.services) == before


@pytest.mark.parametrize(("account", "role", "done"), [(ADMINISTRATOR, TRAINEE, 2), ("victime", "root", 0)])
def test_no_act_of_the_administration_gives_it_away(house: House, account: str, role: str, done: int) -> None:
    before, request = traces(house.services), request_of(house, ADMINISTRATOR)
    served = 0
    for event in ours(pages_of(house.app)["/administration"]):
        if event.fn.__name__ == "run" and (account == ADMINISTRATOR or event.targets[0][1] == "role"):
            with suppress(gr.Error):
                call(event, request, said=Said(account=account, role=role))
                served += 1
    assert served == done  # one may sign oneself out everywhere, and open what is open
    assert changed(before, traces(house.services)) <= {"audit_log", "sign_in_sessions"}
