"""The trainer's page as Gradio blocks: its frame, and one tab per place, each in a module of its own."""

from typing import Any

import gradio as gr

from bot.services import Services
from bot.web import texts_documents as documents
from bot.web import texts_staff as t
from bot.web.dashboard_tab import dashboard_tab
from bot.web.documents_tab import documents_tab
from bot.web.failures import told_in_french
from bot.web.footer import footer_html
from bot.web.html_part import html_part
from bot.web.identity import TRAINER_PAGE
from bot.web.page import Page
from bot.web.permissions import Action, allow
from bot.web.proposals_tab import proposals_tab
from bot.web.questions_tab import questions_tab
from bot.web.sessions_tab import sessions_tab
from bot.web.staff_header import header_html, staff_style
from bot.web.theme import STATIC

_UPLOADS_KEPT_S = 3600


def build_trainer(services: Services) -> gr.Blocks:
    """The page mounted at ``/formateur``."""

    def header(request: gr.Request) -> str:
        with told_in_french():
            return header_html(TRAINER_PAGE, allow(services.database, request.username, Action.SEE_DOCUMENTS))

    page = Page(title=t.TRAINER_TITLE, analytics_enabled=False, fill_width=True, delete_cache=(_UPLOADS_KEPT_S,) * 2)
    page.i18n_instance = gr.I18n(fr=documents.GRADIO_WORDS)
    with page:
        gr.HTML(staff_style(), padding=False, elem_classes="style-only")
        top = gr.HTML(header_html(TRAINER_PAGE, None), padding=False)
        with gr.Tabs(elem_id="trainer-tabs", overflow_behavior="wrap"):
            documents_tab(services, page)
            questions_tab(services)
            proposals_tab(services, page)
            sessions_tab(services)
            dashboard_tab(services)
        html_part(footer_html())
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(header, None, top, **quiet)
        page.load(None, js=(STATIC / "trainer.js").read_text(encoding="utf-8"), **quiet)
    return page
