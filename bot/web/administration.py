"""The administrators' page as Gradio blocks: one tab per place, each in a module of its own."""

import gradio as gr

from bot.services import Services
from bot.web.accounts_tab import accounts_tab
from bot.web.audit_tab import audit_tab
from bot.web.identity import ADMIN_PAGE
from bot.web.permissions import Action
from bot.web.staff_page import staff_page


def build_administration(services: Services) -> gr.Blocks:
    """The page mounted at ``/administration``."""
    with (
        staff_page(services, ADMIN_PAGE, Action.MANAGE_ACCOUNTS) as page,
        gr.Tabs(elem_id="admin-tabs", overflow_behavior="wrap"),
    ):
        accounts_tab(services, page)
        audit_tab(services, page)
    return page
