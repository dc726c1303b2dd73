"""The whole site served on a free port, and real Chromiums that watch every request and every error of the page.

Set ``SHOTS`` to a folder to keep a picture of each state that a test shoots.
"""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.people.accounts import ROLES
from bot.services import Services, open_services
from bot.web.server import create_app
from tests.browser.standards import violations as violations  # for the stories
from tests.places import settings_in
from tests.warming import copy_house

PHONE, DESK = (390, 844), (1280, 800)
expect.set_options(timeout=45_000)  # a machine busy with the whole suite is slow, not wrong
WIDTHS = [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")]
PASSWORD = "un mot de passe long"
_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
# What the console says when the test itself cuts the network, is refused, or leaves a page whose streams are open.
_EXPECTED = (
    "AbortError",
    "ERR_INTERNET_DISCONNECTED",
    "status of 400",
    "status of 401",
    "status of 403",
    "Connection errored out",
)


@dataclass
class Site:
    """A served house: its address, and its services to look behind the screen."""

    url: str
    services: Services


@dataclass
class Visitor:
    """One person's browser."""

    page: Page
    context: BrowserContext
    site: Site
    strays: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def sign_in(self, role: str, path: str) -> Page:
        """Open ``path`` as the account of ``role``, through the form."""
        self.page.goto(f"{self.site.url}/connexion?next={path}")
        self.page.get_by_label("Nom du compte").fill(role)
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        self.page.get_by_role("button", name="Se connecter").click()
        self.page.wait_for_url(f"**{path.rstrip('/')}/")
        return self.page

    def shoot(self, name: str) -> None:
        """Keep a picture, when SHOTS names a folder."""
        folder = os.environ.get("SHOTS")
        if folder:
            width = (self.page.viewport_size or {"width": 0})["width"]
            self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", animations="disabled")


OpenBrowser = Callable[[tuple[int, int]], Visitor]


@pytest.fixture(scope="session")
def site(small_course: Services, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A house of its own with the small course, where a test may publish; accounts are named as their roles."""
    settings = settings_in(tmp_path_factory.mktemp("site") / "data", models)
    # The vectors come along in SQL, so that the index is built again without the model.
    services = open_services(settings)
    copy_house(small_course.database, services.database)
    with services.indexer.writing():
        services.indexer.rebuild(lambda done, total: None)
    taken = {user.name for user in services.accounts.list()}
    for role in set(ROLES) - taken:
        services.accounts.create(role, PASSWORD, role)
    services.upload_worker.start()
    server = uvicorn.Server(uvicorn.Config(create_app(services), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server stopped before it answered"
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Site(f"http://127.0.0.1:{port}", services)
    server.should_exit = True
    server.force_exit = True  # Gradio's pages keep streams open, which a graceful stop would wait for
    thread.join()
    services.close()


@pytest.fixture(scope="module")
def chromium(site: Site) -> Iterator[Browser]:
    """One browser per module: Playwright holds the thread's event loop as long as it lives."""
    path = shutil.which("chromium")
    assert path, "Chromium manque : lancez tests/install-browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_browser(chromium: Browser, site: Site) -> Iterator[OpenBrowser]:
    """Make a browser of a given size; at the end of the test, none may have left the origin nor met an error."""
    visitors: list[Visitor] = []

    def make(size: tuple[int, int]) -> Visitor:
        # An English browser: what it shows must be French all the same.
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="en-US", reduced_motion="reduce"
        )
        context.set_default_timeout(45_000)
        visitor = Visitor(context.new_page(), context, site)
        context.on("request", lambda request: _watch(visitor, request.url))
        context.on("weberror", lambda error: _note(visitor, str(error.error)))
        context.on("console", lambda message: _listen(visitor, message.type, message.text))
        visitors.append(visitor)
        return visitor

    yield make
    for visitor in visitors:
        visitor.context.close()
    assert [url for visitor in visitors for url in visitor.strays] == []
    assert [said for visitor in visitors for said in visitor.complaints] == []


def _watch(visitor: Visitor, url: str) -> None:
    if not url.startswith((visitor.site.url + "/", "data:", "blob:")):
        visitor.strays.append(url)


def _listen(visitor: Visitor, kind: str, text: str) -> None:
    if kind == "error":
        _note(visitor, text)


def _note(visitor: Visitor, text: str) -> None:
    if not any(expected in text for expected in _EXPECTED):
        visitor.complaints.append(text)
