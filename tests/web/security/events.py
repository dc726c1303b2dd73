"""The events of the pages, called past their doors: whatever holds then is what the handlers themselves refuse."""

import inspect
from types import SimpleNamespace
from typing import Any

import gradio as gr
from starlette.datastructures import URL, State

from bot.web.addresses import Pseudonyms
from bot.web.identity import Cookies, Visit
from bot.web.rates import Rates
from bot.web.ticket_actions import TicketRef
from tests.web.security.house import PARTICIPANT, House


def ours(blocks: gr.Blocks) -> list[Any]:
    """The events that run a function of the product, not one of Python's or Gradio's own."""
    events = [event for event in blocks.fns.values() if event.fn is not None]
    return [event for event in events if event.fn.__module__.startswith("bot.")]


def request_of(house: House, who: str, access: str = "open") -> Any:
    """A request as Gradio hands it to a handler, by the open account called ``who``, PARTICIPANT, or a visitor."""
    services = house.services
    visit = Visit(Cookies("clé", secure=False), services.accounts, {}, access, services.joining)
    known = {user.name: user for user in services.accounts.list() if user.disabled_at is None}
    seat = house.seat if who == PARTICIPANT else None
    visit.__dict__ |= {"user": known.get(who), "seat": seat, "visitor": "un autre navigateur"}
    rates = Rates(services.settings, Pseudonyms("clé"))
    url, state = URL("http://testserver/"), State({"visit": visit, "rates": rates})
    return SimpleNamespace(username=who, state=state, client=None, url=url, headers={"host": url.netloc})


class Said:
    """What an event of the page brings along, whatever is asked of it: what it was given, else « 1 »."""

    value = 1

    def __init__(self, **said: object) -> None:
        self.__dict__ |= said

    def __getattr__(self, name: str) -> str:
        return "1"


def call(event: Any, request: Any, ticket: TicketRef | None = None, said: Said | None = None, first: Any = None) -> Any:
    """Run an event up to its first step; nothing is filled in but its ticket and, where it has one, its first value.

    Gradio puts the request and the event in by their types, beside what comes from the page.
    """
    own: dict[Any, Any] = {gr.Request: request, gr.EventData: said or Said(), gr.SelectData: said or Said()}
    arguments: list[Any] = [first] * (len(event.inputs) > 0) + [None] * (len(event.inputs) - 1)
    for place, parameter in enumerate(inspect.signature(event.fn).parameters.values()):
        if parameter.annotation in own:
            arguments.insert(place, own[parameter.annotation])
        elif parameter.annotation in (TicketRef, TicketRef | None):
            arguments[place] = ticket
        elif parameter.annotation is str and arguments[place] is None:
            arguments[place] = ""
    answer = event.fn(*arguments)
    return next(answer) if inspect.isgenerator(answer) else answer


def refusal_of(event: Any, request: Any, ticket: TicketRef | None = None) -> str | None:
    """The sentence by which the event refuses; None when it served."""
    try:
        call(event, request, ticket)
    except gr.Error as error:
        return str(error)
    return None
