"""The frame of the staff's pages: where one is, the other pages one may open, the way out, and what ends each page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import gradio as gr
from markupsafe import Markup

from bot.people.accounts import User
from bot.services import Services
from bot.web import texts
from bot.web import texts_staff as t
from bot.web.bar_menu import menu_html
from bot.web.failures import told_in_french
from bot.web.footer import footer_html
from bot.web.html_part import html_part
from bot.web.identity import CHAT_PAGE, STAFF_ROLES
from bot.web.page import QUIET, Page
from bot.web.permissions import Action, allow
from bot.web.theme import asset


@contextmanager
def staff_page(services: Services, path: str, seen_by: Action, **options: Any) -> Iterator[Page]:  # noqa: ANN401
    """The page at ``path``, open to who may do ``seen_by``; the block that it is entered for fills it."""

    def header(request: gr.Request) -> str:
        with told_in_french():
            return header_html(path, allow(services.database, request.username, seen_by))

    page = Page(title=texts.STAFF_PAGES[path], analytics_enabled=False, fill_width=True, **options)
    with page:
        gr.HTML(_staff_style(), padding=False, elem_classes="style-only")
        top = gr.HTML(header_html(path, None), padding=False)
        yield page
        html_part(footer_html())
        page.load(header, None, top, **QUIET)


def header_html(page: str, user: User | None) -> Markup:
    """The bar of ``page``; before the person is known, it names the page alone. On a phone its links are a menu."""
    menu = Markup("")
    if user is not None:
        others = [other for other, roles in STAFF_ROLES.items() if other != page and user.role in roles]
        menu = menu_html([(CHAT_PAGE, t.TO_ASSISTANT), *((other, texts.STAFF_PAGES[other]) for other in others)])
    return Markup(
        '<header class="topbar"><a class="brand" href="{page}"><span class="brand-name">{product}</span>'
        '<span class="brand-what">{title}</span></a><nav aria-label="{nav}">{menu}</nav></header>'
        '<h1 class="visually-hidden">{title}</h1>'
    ).format(page=page, product=texts.PRODUCT, title=texts.STAFF_PAGES[page], nav=texts.NAV_LABEL, menu=menu)


def _staff_style() -> str:
    """The staff's own style sheets, on top of the one every page has."""
    return "".join(
        f'<link rel="stylesheet" href="{asset(name)}">'
        for name in (
            "staff.css",
            "documents.css",
            "questions.css",
            "desk.css",
            "live_desk.css",
            "proposals.css",
            "sessions.css",
            "accounts.css",
        )
    )
