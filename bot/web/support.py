"""The support's page as Gradio blocks: one tab per place, each in a module of its own."""

import gradio as gr

from bot.services import Services
from bot.web.identity import SUPPORT_PAGE
from bot.web.live_desk_tab import live_desk_tab
from bot.web.my_proposals_tab import my_proposals_tab
from bot.web.permissions import Action
from bot.web.proposal_form import ProposalForm
from bot.web.staff_page import staff_page
from bot.web.support_tickets import tickets_tab
from bot.web.ticket_figures_tab import ticket_figures_tab


def build_support(services: Services) -> gr.Blocks:
    """The page mounted at ``/support``."""
    with staff_page(services, SUPPORT_PAGE, Action.SEE_TICKETS) as page:
        proposal = ProposalForm(services)
        with gr.Tabs(elem_id="support-tabs", overflow_behavior="wrap"):
            live_desk_tab(services, page, proposal)
            tickets_tab(services, page, proposal)
            my_proposals_tab(services, proposal)
            ticket_figures_tab(services)
    return page
