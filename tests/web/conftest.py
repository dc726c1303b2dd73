"""The whole site over the small course, an account per role, and clients that sign in as one of them."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.people.accounts import ROLES
from bot.services import Services
from bot.web.identity import SESSION_COOKIE
from bot.web.server import create_app
from tests.web.visits import PASSWORD, SignIn


@pytest.fixture(scope="session")
def app(small_course: Services) -> FastAPI:
    for role in ROLES:
        small_course.accounts.create(role, PASSWORD, role)
    return create_app(small_course)


@pytest.fixture(scope="session")
def running(app: FastAPI) -> Iterator[FastAPI]:
    """The site with its queues started, as uvicorn starts them."""
    with TestClient(app):
        yield app


@pytest.fixture(scope="session")
def sessions(running: FastAPI) -> dict[str, str]:
    """The session cookie of each role, signed in once, for a password takes a while to check."""
    cookies: dict[str, str] = {}
    for role in ROLES:
        client = TestClient(running, follow_redirects=False)
        assert client.post("/connexion", data={"name": role, "password": PASSWORD}).status_code == 303
        cookies[role] = client.cookies[SESSION_COOKIE]
    return cookies


@pytest.fixture
def client_as(running: FastAPI, sessions: dict[str, str]) -> SignIn:
    """A browser of its own, signed in as ``role``; None: a visitor who opened the chat."""

    def make(role: str | None) -> TestClient:
        client = TestClient(running, follow_redirects=False)
        client.get("/")
        if role is not None:
            client.cookies.set(SESSION_COOKIE, sessions[role])
        return client

    return make
