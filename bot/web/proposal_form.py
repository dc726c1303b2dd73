"""The sheet « Proposer une fiche » of the support's page: fields, a live preview, what already says it, the way out.

A page's button opens it with ``open_proposal_on``; every decision is in ``proposal_actions.py``.
"""

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

import gradio as gr

from bot.desk.proposal_types import SOLUTION, WORKAROUND, ProposalText
from bot.services import Services
from bot.web import texts_proposals as p
from bot.web.failures import told_in_french
from bot.web.html_part import html_part
from bot.web.page import QUIET
from bot.web.permissions import Action, allow
from bot.web.proposal_actions import Form, preview_proposal, propose, show_near
from bot.web.proposal_views import origin_html
from bot.web.ticket_cards import sheet_head

Listener = Callable[..., Any]
Prefill = Callable[..., ProposalText]


class ProposalForm:
    """One form for the page; made inside its Blocks, hidden until a button opens it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        with gr.Column(visible=False, elem_id="proposal-sheet", elem_classes="sheet") as self._sheet:
            self._head = html_part(sheet_head(p.FORM_TITLE))
            self._told = html_part("", "proposal-told")
            with gr.Column(elem_classes="proposal-form") as self._form:
                html_part(f"<p class='sheet-intro'>{p.FORM_INTRO}</p>")
                self._from = html_part("", "proposal-from")
                question = gr.Textbox(label=p.FIELD_QUESTION, max_length=400)
                answer = gr.Textbox(
                    label=p.FIELD_ANSWER, info=p.FIELD_ANSWER_HELP, lines=6, max_lines=16, max_length=4000
                )
                kind = gr.Radio(list(p.KINDS.items()), value=SOLUTION, label=p.FIELD_KIND)
                with gr.Row(visible=False) as workaround:
                    until = gr.Textbox(label=p.FIELD_UNTIL, info=p.FIELD_UNTIL_HELP, max_length=10, min_width=180)
                    watch = gr.Textbox(label=p.FIELD_WATCH, info=p.FIELD_WATCH_HELP, max_length=300, min_width=260)
                wordings = gr.Textbox(
                    label=p.FIELD_WORDINGS, info=p.FIELD_WORDINGS_HELP, lines=3, max_lines=10, max_length=4000
                )
                sources = gr.Textbox(
                    label=p.FIELD_SOURCES, info=p.FIELD_SOURCES_HELP, lines=2, max_lines=8, max_length=2000
                )
                self._near = html_part("", "proposal-near")
                html_part(f"<h3>{p.FORM_PREVIEW}</h3>")
                self._preview = html_part("", "proposal-preview")
                with gr.Row(elem_classes="sheet-buttons"):
                    self._send = gr.Button(p.FORM_SEND, variant="primary")
            origin = gr.Textbox("", visible="hidden", label="origin")
            confirmed = gr.Textbox("", visible="hidden", label="confirmed")
        # In the order of Form.
        self._fields: list[Any] = [question, answer, kind, until, watch, wordings, sources, origin, confirmed]
        self._workaround = workaround
        self._sent = self._send.click(self._propose, self._fields, [self._form, self._told, self._preview], **QUIET)
        # Those that nobody types too: opened on a ticket, the form gets its values one after the other.
        gr.on([one.change for one in self._fields], self._show, self._fields, self._preview,
              trigger_mode="always_last", **QUIET)  # fmt: skip
        gr.on([question.blur, answer.blur], self._look_near, self._fields, self._near, **QUIET)
        kind.change(self._choose_kind, kind, workaround, **QUIET)
        self._head.close(self._close, None, self._sheet, **QUIET)

    def open_proposal_on(self, listener: Listener, prefill: Prefill, inputs: list[Any] | None = None) -> None:
        """``listener`` (``button.click``, ``part.propose``) opens the form on what ``prefill(event, *inputs)`` gives.

        ``prefill`` is called once the right to propose is sure; what it raises is told as any page's.
        """

        def prepare(request: gr.Request, event: gr.EventData, *values: Any) -> list[Any]:  # noqa: ANN401
            with told_in_french():
                allow(self._services.database, request.username, Action.PROPOSE)
                text = prefill(event, *values)
                form = Form.of(text)
                return [
                    gr.Column(visible=True), gr.Column(visible=True), gr.Row(visible=text.kind == WORKAROUND), "",
                    origin_html(text), show_near(self._services, request.username, form),
                    preview_proposal(self._services, request.username, form), *astuple(form),
                ]  # fmt: skip

        screen = [
            self._sheet, self._form, self._workaround, self._told, self._from, self._near, self._preview, *self._fields
        ]  # fmt: skip
        listener(prepare, inputs, screen, **QUIET)

    def after_sending(self, then: Callable[[Any], None]) -> None:
        """``then`` wires what follows a proposal that was sent."""
        then(self._sent)

    def _propose(self, request: gr.Request, *values: Any) -> list[Any]:  # noqa: ANN401
        with told_in_french():
            said, sent = propose(self._services, request.username, Form(*values))
            return [gr.Column(visible=False), said, gr.skip()] if sent else [gr.skip(), "", said]

    def _show(self, request: gr.Request, *values: Any) -> Any:  # noqa: ANN401
        with told_in_french():
            form = Form(*values)
            preview = preview_proposal(self._services, request.username, form)
            # The page tells of the first fields before it has the last: what was drawn at the opening stays.
            return preview if form.origin else gr.skip()

    def _look_near(self, request: gr.Request, *values: Any) -> str:  # noqa: ANN401
        with told_in_french():
            return show_near(self._services, request.username, Form(*values))

    def _choose_kind(self, kind: str, request: gr.Request) -> gr.Row:
        with told_in_french():
            allow(self._services.database, request.username, Action.PROPOSE)
            return gr.Row(visible=kind == WORKAROUND)

    def _close(self, request: gr.Request) -> gr.Column:
        with told_in_french():
            allow(self._services.database, request.username, Action.PROPOSE)
            return gr.Column(visible=False)
