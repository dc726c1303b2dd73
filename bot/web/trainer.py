"""The trainer's page as Gradio blocks: one tab per place, each in a module of its own."""

import gradio as gr

from bot.services import Services
from bot.web import texts_documents as documents
from bot.web.dashboard_tab import dashboard_tab
from bot.web.documents_tab import documents_tab
from bot.web.identity import TRAINER_PAGE
from bot.web.page import QUIET
from bot.web.permissions import Action
from bot.web.proposals_tab import proposals_tab
from bot.web.questions_tab import questions_tab
from bot.web.sessions_tab import sessions_tab
from bot.web.staff_page import staff_page
from bot.web.theme import STATIC

_UPLOADS_KEPT_S = 3600


def build_trainer(services: Services) -> gr.Blocks:
    """The page mounted at ``/formateur``."""
    kept = (_UPLOADS_KEPT_S,) * 2
    with staff_page(services, TRAINER_PAGE, Action.SEE_DOCUMENTS, delete_cache=kept) as page:
        page.i18n_instance = gr.I18n(fr=documents.GRADIO_WORDS)
        with gr.Tabs(elem_id="trainer-tabs", overflow_behavior="wrap"):
            documents_tab(services, page)
            questions_tab(services)
            proposals_tab(services, page)
            sessions_tab(services)
            dashboard_tab(services)
        page.load(None, js=(STATIC / "trainer.js").read_text(encoding="utf-8"), **QUIET)
    return page
