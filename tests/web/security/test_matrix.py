"""Every event of every page and every route of ours, called by everybody: not one unexpected success.

Both are found in the site as it is served. A page or a route that isn't declared in the tables fails a test.
"""

import pytest

from bot.web import booklet
from bot.web.ticket_actions import TicketRef
from tests.web.security.events import ours, refusal_of, request_of
from tests.web.security.house import (
    DISABLED,
    EVERYBODY,
    NOBODY,
    PAGES,
    VISITOR,
    House,
    join,
    pages_of,
    routes_of,
    traces,
)
from tests.web.security.routes import ROUTES


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
    before = traces(house.services)
    succeeded = set()
    for route, (address, _) in ROUTES.items():
        if route != "POST /deconnexion":
            answer = browser.request(route.split()[0], house.victim.at(address))
            assert answer.status_code < 500, route
            succeeded |= {route} if answer.status_code < 400 else set()
    assert succeeded == {route for route, (_, whose) in ROUTES.items() if who in whose} - {"POST /deconnexion"}
    assert traces(house.services) == before


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_event_is_reached_by_whom_its_page_does_not_admit(house: House, who: str) -> None:
    browser = house.browser(who)
    before = traces(house.services)
    for path, blocks in pages_of(house.app).items():
        if who in PAGES[path]:
            assert browser.get(f"{path}/config").status_code == 200
        else:
            assert browser.get(f"{path}/config").status_code == 401
            assert {join(browser, path, event) for event in blocks.fns} == {401}
    assert traces(house.services) == before


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - {NOBODY}))
def test_no_handler_of_a_page_serves_whom_the_page_does_not_admit(house: House, who: str) -> None:
    """Past the door too: an account may be moved or closed between the call and its turn in the queue."""
    before, request = traces(house.services), request_of(house.services, who)
    for path, blocks in pages_of(house.app).items():
        if who not in PAGES[path]:
            for event in ours(blocks):
                assert "ouvre pas cette page" in (refusal_of(event, request) or ""), event.fn.__qualname__
    assert traces(house.services) == before


def test_no_handler_of_the_chat_serves_a_stranger_once_access_asks_for_an_account(house: House) -> None:
    before = traces(house.services)
    events = ours(pages_of(house.app)[""])
    assert len(events) > 20
    request, ticket = request_of(house.services, VISITOR, access="code"), TicketRef(house.victim.draft, 1)
    said = {event.fn.__qualname__: refusal_of(event, request, ticket) for event in events}
    served = {name for name, refusal in said.items() if refusal is None or "session est terminée" not in refusal}
    assert served == {"MyTickets.__init__.<locals>.<lambda>"}  # it closes a sheet, and is given nothing
    assert traces(house.services) == before


def test_signing_out_is_for_everybody(house: House) -> None:
    for who in (VISITOR, NOBODY, DISABLED):
        assert house.browser(who).post("/deconnexion").status_code == 303
