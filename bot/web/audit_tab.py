"""« Journal » as Gradio blocks: what the staff did, filtered, page after page, and a check of the chain."""

from typing import Any

import gradio as gr

from bot.services import Services
from bot.web import audit_actions as actions
from bot.web import texts_audit as t
from bot.web.failures import told_in_french
from bot.web.html_part import html_part
from bot.web.page import QUIET
from bot.web.theme import asset


def audit_tab(services: Services, page: gr.Blocks) -> None:
    """The tab; to be called inside the ``gr.Tabs`` of ``page``, for administrators."""
    with gr.Tab(t.TAB) as tab, gr.Column(elem_id="journal"):
        html_part(f'<link rel="stylesheet" href="{asset("journal.css")}"><h2>{t.TAB}</h2><p>{t.INTRO}</p>')
        with gr.Row():
            who = gr.Dropdown([(t.ANYBODY, "")], value="", label=t.WHO, elem_id="journal-who")
            what = gr.Dropdown(actions.act_choices(), value="", label=t.WHAT, elem_id="journal-what")
            verify = gr.Button(t.VERIFY, elem_id="journal-verify")
        told = html_part("", "journal-told")
        lines = html_part("", "journal-lines")
        with gr.Row():
            newest = gr.Button(t.NEWEST, visible=False, elem_id="journal-newest")
            older = gr.Button(t.OLDER, visible=False, elem_id="journal-older")
        below = gr.Number(None, visible="hidden", label="below")

    def shown(name: str | None, actor: str, act: str, before: int | None) -> list[Any]:
        log = actions.show_log(services, name, actor, act, before)
        return [log.html, log.older, gr.Button(visible=log.older is not None), gr.Button(visible=before is not None)]

    def opened(actor: str, act: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            choices = actions.actor_choices(services, request.username)
            return [gr.Dropdown(choices), "", *shown(request.username, actor, act, None)]

    def filtered(actor: str, act: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            return shown(request.username, actor, act, None)

    def further(actor: str, act: str, before: float | None, request: gr.Request) -> list[Any]:
        with told_in_french():
            return shown(request.username, actor, act, int(before) if before else None)

    def verified(request: gr.Request) -> str:
        with told_in_french():
            return actions.verify_log(services, request.username)

    place = [lines, below, older, newest]
    gr.on([tab.select, page.load], opened, [who, what], [who, told, *place], **QUIET)
    gr.on([who.input, what.input, newest.click], filtered, [who, what], place, **QUIET)
    older.click(further, [who, what, below], place, **QUIET)
    verify.click(verified, None, told, **QUIET)
