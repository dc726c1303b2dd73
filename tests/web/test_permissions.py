"""What isn't listed is refused, to everyone, on every event of the staff's pages."""

import asyncio
import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from bot.people.accounts import ADMINISTRATOR, ROLES, SUPPORT, TRAINEE, TRAINER, Accounts
from bot.services import Services
from bot.web import permissions
from bot.web.administration import build_administration
from bot.web.permissions import ALLOWED, Action, NotAllowed, allow
from bot.web.support import build_support
from bot.web.trainer import build_trainer

Build = Callable[[Services], gr.Blocks]
PASSWORD = "un mot de passe long"


@pytest.fixture
def accounts(services: Services) -> Accounts:
    for role in ROLES:
        services.accounts.create(role, PASSWORD, role)
    return services.accounts


def test_every_action_is_listed_and_none_is_a_trainee_s() -> None:
    assert set(ALLOWED) == set(Action)
    assert all(TRAINEE not in roles for roles in ALLOWED.values())
    assert all(ADMINISTRATOR in roles for roles in ALLOWED.values())


@pytest.mark.parametrize("action", list(Action))
def test_default_deny(services: Services, accounts: Accounts, action: Action) -> None:
    allowed = set()
    for role in ROLES:
        try:
            allowed.add(allow(services.database, role, action).role)
        except NotAllowed:
            continue
    assert allowed == ALLOWED[action]
    for nobody in (None, "", "visiteur", "inconnu", f"{ADMINISTRATOR} ", ADMINISTRATOR.upper()):
        with pytest.raises(NotAllowed):
            allow(services.database, nobody, action)


def test_an_action_that_is_not_listed_is_refused_to_all(
    services: Services, accounts: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(permissions, "ALLOWED", {})
    with pytest.raises(NotAllowed):
        allow(services.database, ADMINISTRATOR, Action.PUBLISH)


def test_a_disabled_account_is_refused_at_once(services: Services, accounts: Accounts) -> None:
    accounts.disable(TRAINER)
    with pytest.raises(NotAllowed):
        allow(services.database, TRAINER, Action.PUBLISH)


def events_of(build: Build, services: Services) -> list[Any]:
    """Every event of a page that runs a function of ours."""

    async def make() -> gr.Blocks:
        # Without a running loop, Gradio makes one and never closes it.
        return build(services)

    return [event for event in asyncio.run(make()).fns.values() if event.fn is not None]


class Said:
    """What an event of the page brings along, whatever is asked of it."""

    value = 1

    def __getattr__(self, name: str) -> str:
        return "1"


def answer_of(event: Any, name: str | None) -> Any:
    """What an event gives to ``name`` with nothing filled in, up to its first step; Gradio puts its own in by place."""
    given = {"request": SimpleNamespace(username=name), "chosen": Said(), "event": Said()}
    arguments: list[Any] = [None] * len(event.inputs)
    for place, parameter in enumerate(inspect.signature(event.fn).parameters):
        if parameter in given:
            arguments.insert(place, given[parameter])
    answer = event.fn(*arguments)
    return next(answer) if inspect.isgenerator(answer) else answer


@pytest.mark.parametrize(
    ("build", "refused"),
    [
        (build_trainer, [TRAINEE, SUPPORT, None]),
        (build_support, [TRAINEE, TRAINER, None]),
        (build_administration, [TRAINEE, TRAINER, SUPPORT, None]),
    ],
)
def test_no_event_of_a_staff_page_does_anything_for_another_role(
    services: Services, accounts: Accounts, build: Build, refused: list[str | None]
) -> None:
    events = events_of(build, services)
    assert len(events) >= 5
    for event in events:
        for name in refused:
            with pytest.raises(gr.Error, match="ouvre pas cette page"):
                answer_of(event, name)


@pytest.mark.parametrize("build", [build_trainer, build_support, build_administration])
def test_no_event_of_a_staff_page_is_offered_as_an_interface(services: Services, build: Build) -> None:
    assert {event.api_visibility for event in events_of(build, services)} == {"private"}
