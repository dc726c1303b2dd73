"""The administrators' page as Gradio blocks: its frame, and one tab per place, each in a module of its own."""

from typing import Any

import gradio as gr

from bot.services import Services
from bot.web import texts_accounts as a
from bot.web.accounts_tab import accounts_tab
from bot.web.audit_tab import audit_tab
from bot.web.failures import told_in_french
from bot.web.footer import footer_html
from bot.web.html_part import html_part
from bot.web.identity import ADMIN_PAGE
from bot.web.page import Page
from bot.web.permissions import Action, allow
from bot.web.staff_header import header_html, staff_style


def build_administration(services: Services) -> gr.Blocks:
    """The page mounted at ``/administration``."""

    def header(request: gr.Request) -> str:
        with told_in_french():
            return header_html(ADMIN_PAGE, allow(services.database, request.username, Action.MANAGE_ACCOUNTS))

    page = Page(title=a.ADMIN_TITLE, analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(staff_style(), padding=False, elem_classes="style-only")
        top = gr.HTML(header_html(ADMIN_PAGE, None), padding=False)
        with gr.Tabs(elem_id="admin-tabs", overflow_behavior="wrap"):
            accounts_tab(services, page)
            audit_tab(services, page)
        html_part(footer_html())
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(header, None, top, **quiet)
    return page
