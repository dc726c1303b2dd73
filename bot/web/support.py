"""The support's page as Gradio blocks: its frame, and one tab per place, each in a module of its own."""

from typing import Any

import gradio as gr

from bot.services import Services
from bot.web import texts_staff as t
from bot.web.failures import told_in_french
from bot.web.footer import footer_html
from bot.web.html_part import html_part
from bot.web.identity import SUPPORT_PAGE
from bot.web.live_desk_tab import live_desk_tab
from bot.web.my_proposals_tab import my_proposals_tab
from bot.web.page import Page
from bot.web.permissions import Action, allow
from bot.web.proposal_form import ProposalForm
from bot.web.staff_header import header_html, staff_style
from bot.web.support_tickets import tickets_tab
from bot.web.ticket_figures_tab import ticket_figures_tab


def build_support(services: Services) -> gr.Blocks:
    """The page mounted at ``/support``."""

    def header(request: gr.Request) -> str:
        with told_in_french():
            return header_html(SUPPORT_PAGE, allow(services.database, request.username, Action.SEE_TICKETS))

    page = Page(title=t.SUPPORT_TITLE, analytics_enabled=False, fill_width=True)
    with page:
        gr.HTML(staff_style(), padding=False, elem_classes="style-only")
        top = gr.HTML(header_html(SUPPORT_PAGE, None), padding=False)
        proposal = ProposalForm(services)
        with gr.Tabs(elem_id="support-tabs", overflow_behavior="wrap"):
            live_desk_tab(services, page, proposal)
            tickets_tab(services, page, proposal)
            my_proposals_tab(services, proposal)
            ticket_figures_tab(services)
        html_part(footer_html())
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(header, None, top, **quiet)
    return page
