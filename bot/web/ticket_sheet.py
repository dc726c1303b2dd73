"""The ticket as a sheet over the conversation, and « Mes tickets »: components and wiring over ``TicketActions``."""

from collections.abc import Callable
from typing import Any, Final

import gradio as gr

from bot.desk.tickets import CATEGORIES
from bot.desk.types import TicketChanges
from bot.services import Services
from bot.web import texts
from bot.web.cards import notice
from bot.web.failures import told_in_french
from bot.web.html_part import html_part
from bot.web.identity import visit_of
from bot.web.ticket_actions import Sheet, TicketActions, TicketRef
from bot.web.ticket_cards import final_html, findings_html, sent_html, sheet_head, tickets_html

# One at a time, in the order asked: leaving a field saves it an instant before the button aimed at saves again.
_QUIET: Final[dict[str, Any]] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_id": "tickets",
    "concurrency_limit": 1,
}
Listener = Callable[..., Any]


class TicketSheets:
    """Both sheets of one page; made inside its Blocks."""

    def __init__(self, services: Services) -> None:
        self._actions = TicketActions(services)
        self._ref = gr.State(None)
        with gr.Column(visible=False, elem_id="ticket-sheet", elem_classes="sheet") as self._sheet:
            self._head = html_part(sheet_head(texts.SHEET_TITLE))
            self._message = html_part()
            with gr.Column() as self._form:
                html_part(f"<p class='sheet-intro'>{texts.SHEET_INTRO}</p>")
                self._category = gr.Dropdown(list(CATEGORIES), label=texts.CATEGORY, elem_id="ticket-category")
                self._subject = gr.Textbox(label=texts.SUBJECT, max_length=200, elem_id="ticket-subject")
                self._description = gr.Textbox(
                    label=texts.DESCRIPTION, lines=6, max_lines=16, elem_id="ticket-description"
                )
                self._findings = html_part("", "ticket-findings")
                with gr.Row(elem_classes="sheet-buttons"):
                    self._keep = gr.Button(texts.KEEP_DRAFT, elem_id="ticket-keep")
                    self._read_over = gr.Button(texts.REVIEW, variant="primary", elem_id="ticket-review")
            with gr.Column(visible=False) as self._review:
                self._final = html_part("", "ticket-final")
                with gr.Row(elem_classes="sheet-buttons"):
                    self._edit = gr.Button(texts.EDIT_TICKET, elem_id="ticket-edit")
                    self._send = gr.Button(texts.SEND_TICKET, variant="primary", elem_id="ticket-send")
            with gr.Column(visible=False) as self._sent:
                self._done = html_part("", "ticket-sent")
        with gr.Column(visible=False, elem_id="tickets-sheet", elem_classes="sheet") as self._list_sheet:
            self._list_head = html_part(sheet_head(texts.MY_TICKETS))
            self._list = html_part("", "tickets-list")
        self._wire()

    def open_ticket_on(self, listener: Listener, conversation: gr.State) -> None:
        """``listener`` opens the draft of the conversation."""

        def prepare(current: str | None, request: gr.Request) -> list[Any]:
            with told_in_french():
                return _drawn(self._actions.prepare(visit_of(request).owner, current))

        listener(prepare, conversation, self._outputs, **_QUIET)

    def open_list_on(self, listener: Listener) -> None:
        """``listener`` opens « Mes tickets »."""

        def show(request: gr.Request) -> list[Any]:
            with told_in_french():
                tickets = self._actions.mine(visit_of(request).owner)
                return [gr.Column(visible=True), tickets_html(tickets), gr.Column(visible=False)]

        listener(show, None, [self._list_sheet, self._list, self._sheet], **_QUIET)

    def say_closed_in(self, place: gr.HTML) -> None:
        """A sheet closed on a draft says in ``place`` that it was kept."""

        def close(
            ref: TicketRef | None, category: str, subject: str, description: str, request: gr.Request
        ) -> list[Any]:
            if ref is None:
                return [gr.Column(visible=False), None, gr.skip()]
            with told_in_french():
                self._actions.keep(visit_of(request).owner, ref, TicketChanges(category, subject, description))
                return [gr.Column(visible=False), None, notice(texts.DRAFT_KEPT, "good")]

        for listener in (self._head.close, self._keep.click):
            listener(close, self._inputs, [self._sheet, self._ref, place], **_QUIET)

    @property
    def _inputs(self) -> list[Any]:
        return [self._ref, self._category, self._subject, self._description]

    @property
    def _outputs(self) -> list[Any]:
        return [
            self._sheet, self._list_sheet, self._ref, self._message, self._form, self._category, self._subject,
            self._description, self._findings, self._review, self._final, self._sent, self._done,
        ]  # fmt: skip

    def _wire(self) -> None:
        self._acts(self._read_over.click, self._actions.read_over)
        self._acts(self._send.click, self._actions.send)
        self._acts(self._edit.click, self._actions.keep)
        for field in (self._subject, self._description):
            field.blur(self._check, self._inputs, [self._ref, self._message, self._findings], **_QUIET)
        self._category.input(self._check, self._inputs, [self._ref, self._message, self._findings], **_QUIET)
        self._list_head.close(lambda: gr.Column(visible=False), None, self._list_sheet, **_QUIET)

        def resume(request: gr.Request, event: gr.EventData) -> list[Any]:
            with told_in_french():
                return _drawn(self._actions.resume(visit_of(request).owner, int(event.ticket)))

        self.open_list_on(self._done.tickets)
        self._list.resume(resume, None, self._outputs, **_QUIET)

    def _check(
        self, ref: TicketRef | None, category: str, subject: str, description: str, request: gr.Request
    ) -> list[Any]:
        """Save, and check the numbers beside the fields; the fields stay as they are, for they are being typed in."""
        if ref is None:
            return [gr.skip()] * 3
        with told_in_french():
            changes = TicketChanges(category, subject, description)
            sheet = self._actions.keep(visit_of(request).owner, ref, changes)
            return [TicketRef(sheet.ticket.id, sheet.ticket.revision), sheet.message, findings_html(sheet.ticket)]

    def _acts(self, listener: Listener, act: Callable[[str, TicketRef, TicketChanges], Sheet]) -> None:
        def run(ref: TicketRef, category: str, subject: str, description: str, request: gr.Request) -> list[Any]:
            with told_in_french():
                return _drawn(act(visit_of(request).owner, ref, TicketChanges(category, subject, description)))

        listener(run, self._inputs, self._outputs, **_QUIET)


def _drawn(sheet: Sheet) -> list[Any]:
    """What the sheet's components become, in the order of ``_outputs``."""
    ticket = sheet.ticket
    return [
        gr.Column(visible=True),
        gr.Column(visible=False),
        # Once sent there is nothing left to save: closing the sheet must not try.
        None if sheet.stage == "sent" else TicketRef(ticket.id, ticket.revision),
        sheet.message,
        gr.Column(visible=sheet.stage == "form"),
        ticket.category,
        ticket.subject,
        ticket.description,
        findings_html(ticket),
        gr.Column(visible=sheet.stage == "review"),
        final_html(ticket),
        gr.Column(visible=sheet.stage == "sent"),
        sent_html(ticket) if sheet.stage == "sent" else "",
    ]
