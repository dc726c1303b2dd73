"""The web application: our routes, then one Gradio app per audience, each behind its own door.

The trainee's page is mounted last, because ``/`` catches whatever no other route took.
"""

import asyncio
import importlib.util
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from bot.services import Services
from bot.web.accessibility import accessibility_route
from bot.web.addresses import Pseudonyms, TrustedProxies
from bot.web.administration import build_administration
from bot.web.bodies import BodyLimits
from bot.web.booklet import booklet_router
from bot.web.chat import build_chat
from bot.web.corpus_archive import archive_routes
from bot.web.golden_actions import golden_router
from bot.web.guards import Doors, SameOrigin, SecurityHeaders, UsedRoutes
from bot.web.health import health_route
from bot.web.identity import (
    ADMIN_PAGE,
    CHAT_PAGE,
    SUPPORT_PAGE,
    TRAINER_PAGE,
    Cookies,
    NotSignedIn,
    signing_key,
    visit_of,
)
from bot.web.joining import joining_routes
from bot.web.lost_pages import LostPages
from bot.web.notices import notices_router
from bot.web.organisation import Errands, organisation_routes
from bot.web.originals import originals_router
from bot.web.own_account import invitation_routes, own_account_routes
from bot.web.page_pictures import cited_pages_router, pictures_router
from bot.web.privacy_routes import privacy_routes
from bot.web.rates import RateLimits, Rates
from bot.web.request_log import RequestLog
from bot.web.session_pages import sessions_router
from bot.web.shell import PageShell
from bot.web.signin import sign_in_routes
from bot.web.support import build_support
from bot.web.theme import STATIC, STATIC_PATH, build_theme
from bot.web.ticket_exports import ticket_exports_router
from bot.web.ticket_files import ticket_files_router
from bot.web.trainer import build_trainer

# What one process takes on: a trainee's turn is short, so many may wait; nothing waits without limit.
_CONCURRENCY: Final = {CHAT_PAGE: 8, TRAINER_PAGE: 2, SUPPORT_PAGE: 4, ADMIN_PAGE: 2}
_QUEUE_MAX: Final = 128
# Everything in the data folder but Gradio's own uploads; the original files have their route, with its check.
_NEVER_SERVED: Final = (
    "choriste.db", "choriste.db-wal", "choriste.db-shm", "secret.key", "index.lock", "uploads.lock", "app.lock",
    "chroma", "lexical", "models", "originals", "attachments",
)  # fmt: skip


def create_app(services: Services) -> FastAPI:
    """The whole site over ``services``; the caller serves it with a single worker, for Chroma has one process.

    To be called where no event loop runs: Gradio opens one per queue when it finds none, and closes none of them.
    """
    return asyncio.run(_assemble(services))


async def _assemble(services: Services) -> FastAPI:
    settings = services.settings
    _keep_gradio_private(settings.data_dir)
    key = signing_key(settings)
    cookies, pseudonyms = Cookies(key, settings.cookie_secure), Pseudonyms(key)
    app = FastAPI(title="Choriste", docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(health_route(services))
    app.include_router(accessibility_route())
    with_organisation = services.organisation is not None
    app.include_router(
        sign_in_routes(services.accounts, cookies, services.failed_sign_ins, pseudonyms, with_organisation)
    )
    app.include_router(invitation_routes(services, cookies))
    app.include_router(own_account_routes(services, cookies, pseudonyms))
    if services.organisation is not None:
        errands = Errands(key, settings.cookie_secure)
        app.include_router(
            organisation_routes(services.organisation, services.accounts, cookies, errands, settings.cookie_secure)
        )
    app.include_router(privacy_routes(services, cookies))
    app.include_router(joining_routes(services.joining, cookies))
    app.include_router(sessions_router(services, _account_name(TRAINER_PAGE)))
    app.include_router(notices_router(services, _account_name(SUPPORT_PAGE)))
    app.include_router(originals_router(services, _account_name(TRAINER_PAGE, SUPPORT_PAGE)))
    app.include_router(golden_router(services, _account_name(TRAINER_PAGE)))
    app.include_router(pictures_router(services, _account_name(TRAINER_PAGE)))
    app.include_router(cited_pages_router(services, _owner))
    app.include_router(archive_routes(services, _account_name(TRAINER_PAGE)))
    app.include_router(booklet_router(services, _account_name(TRAINER_PAGE)))
    app.include_router(ticket_exports_router(services, _account_name(SUPPORT_PAGE)))
    app.include_router(ticket_files_router(services, _account_name(SUPPORT_PAGE), _owner))
    app.mount(STATIC_PATH, StaticFiles(directory=STATIC), name="statique")
    pages: dict[str, Callable[[Services], gr.Blocks]] = {
        TRAINER_PAGE: build_trainer,
        SUPPORT_PAGE: build_support,
        ADMIN_PAGE: build_administration,
        CHAT_PAGE: build_chat,
    }
    for path, build in pages.items():
        _mount(app, services, path, build(services))
    # The last added is the first met.
    app.add_middleware(PageShell)
    app.add_middleware(UsedRoutes)
    app.add_middleware(RateLimits, rates=Rates(settings, pseudonyms))
    app.add_middleware(
        Doors, cookies=cookies, accounts=services.accounts, access=settings.access, joining=services.joining
    )
    app.add_middleware(LostPages)
    app.add_middleware(SameOrigin)
    app.add_middleware(BodyLimits, settings=settings)
    app.add_middleware(RequestLog)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(TrustedProxies, trusted=settings.trusted_proxies)
    return app


def _mount(app: FastAPI, services: Services, path: str, blocks: gr.Blocks) -> None:
    settings = services.settings
    blocks.queue(default_concurrency_limit=_CONCURRENCY[path], max_size=_QUEUE_MAX, api_open=False)
    gr.mount_gradio_app(
        app,
        blocks,
        path,
        auth_dependency=_beside(_account_name(path)),
        theme=build_theme(),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        max_file_size=settings.upload_max_mb * 1024 * 1024,
        allowed_paths=[],
        blocked_paths=[str((settings.data_dir / name).resolve()) for name in _NEVER_SERVED],
    )


def _account_name(*pages: str) -> Callable[[Request], str | None]:
    """Who passes the door of one of ``pages``: their account's name, « visiteur » without one, None for nobody.

    Never the visitor's token: Gradio writes this name in its page.
    """

    def signed_in(request: Request) -> str | None:
        visit = visit_of(request)
        if not any(visit.may_enter(page) for page in pages):
            return None
        return visit.user.name if visit.user is not None else "visiteur"

    return signed_in


def _beside(name_of: Callable[[Request], str | None]) -> Callable[[Request], Awaitable[str | None]]:
    """The same in a thread: the one that serves everybody must not wait for the database."""

    async def name(request: Request) -> str | None:
        return await run_in_threadpool(name_of, request)

    return name


def _owner(request: Request) -> str | None:
    """The name on the conversations of who asks; None for nobody."""
    try:
        return visit_of(request).owner
    except NotSignedIn:
        return None


def _keep_gradio_private(data_dir: Path) -> None:
    """Uploads go to a folder of ours, closed to other accounts of the machine, and nothing is reported anywhere."""
    folder = (data_dir / "gradio").resolve()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ["GRADIO_TEMP_DIR"] = str(folder)
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    # Gradio recomputes the statistics of a page we don't open after each event, over its last 10,000 events.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(sys.maxsize)
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    # Gradio tries to import it twice around each step of each event, which looks through every folder again.
    if importlib.util.find_spec("matplotlib") is None:
        sys.modules["matplotlib"] = None  # type: ignore[assignment]
