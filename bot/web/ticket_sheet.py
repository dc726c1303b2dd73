"""The ticket as a sheet over the conversation: components and wiring over ``TicketActions``."""

from collections.abc import Callable
from typing import Any, Final

import gradio as gr

from bot.desk.tickets import CATEGORIES
from bot.desk.types import TicketChanges
from bot.services import Services
from bot.web import texts
from bot.web import texts_tickets as t
from bot.web.cards import notice
from bot.web.failures import told_in_french
from bot.web.html_part import acting_part, html_part
from bot.web.identity import visit_of
from bot.web.my_tickets import MyTickets
from bot.web.page import QUIET
from bot.web.rates import TICKETS, spend
from bot.web.ticket_actions import Sheet, TicketActions, TicketRef
from bot.web.ticket_cards import alike_html, final_html, findings_html, sent_html, sheet_head, unneeded_html
from bot.web.ticket_fields import fields_html, files_html

# One at a time, in the order asked: leaving a field saves it an instant before the button aimed at saves again.
_ORDERED: Final = QUIET | {"concurrency_id": "tickets", "concurrency_limit": 1}
Listener = Callable[..., Any]


class TicketSheets:
    """Both sheets of one page; made inside its Blocks. ``top`` is the bar that counts the replies not read yet."""

    def __init__(self, services: Services, top: gr.HTML) -> None:
        self._actions = TicketActions(services)
        self._ref = gr.State(None)
        with gr.Column(visible=False, elem_id="ticket-sheet", elem_classes="sheet") as self._sheet:
            self._head = html_part(sheet_head(texts.SHEET_TITLE))
            self._message = html_part()
            with gr.Column() as self._form:
                html_part(f"<p class='sheet-intro'>{texts.SHEET_INTRO}</p>")
                self._category = gr.Dropdown(
                    list(CATEGORIES), label=texts.CATEGORY, info=t.CATEGORY_HELP, elem_id="ticket-category"
                )
                self._subject = gr.Textbox(
                    label=texts.SUBJECT, info=t.SUBJECT_HELP, max_length=200, elem_id="ticket-subject"
                )
                self._description = gr.Textbox(
                    label=texts.DESCRIPTION, info=t.DESCRIPTION_HELP, lines=6, max_lines=16,
                    elem_id="ticket-description",
                )  # fmt: skip
                self._unneeded = acting_part(["decide"], "", "ticket-unneeded")
                self._fields = acting_part(["field"], "", "ticket-fields")
                self._files = acting_part(["files", "detach"], "", "ticket-files")
                html_part('<div data-uploads role="status"></div>', "ticket-uploads")
                self._findings = html_part("", "ticket-findings")
                with gr.Row(elem_classes="sheet-buttons"):
                    self._keep = gr.Button(texts.KEEP_DRAFT, elem_id="ticket-keep")
                    self._read_over = gr.Button(texts.REVIEW, variant="primary", elem_id="ticket-review")
            with gr.Column(visible=False) as self._review:
                self._alike = acting_part(["alike"], "", "ticket-alike")
                self._final = html_part("", "ticket-final")
                with gr.Row(elem_classes="sheet-buttons") as self._leaving:
                    self._edit = gr.Button(texts.EDIT_TICKET, elem_id="ticket-edit")
                    self._send = gr.Button(texts.SEND_TICKET, variant="primary", elem_id="ticket-send")
            with gr.Column(visible=False) as self._sent:
                self._done = html_part("", "ticket-sent")
        self._mine = MyTickets(self._actions, self._sheet, top)
        self._wire()

    def open_ticket_on(self, listener: Listener, conversation: gr.State) -> None:
        """``listener`` opens the draft of the conversation."""

        def prepare(current: str | None, request: gr.Request) -> list[Any]:
            with told_in_french():
                return self._drawn(self._actions.prepare(visit_of(request).owner, current), request)

        listener(prepare, conversation, self._outputs, **_ORDERED)

    def open_list_on(self, listener: Listener) -> None:
        """``listener`` opens « Mes tickets »."""
        self._mine.open_on(listener)

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
            listener(close, self._inputs, [self._sheet, self._ref, place], **_ORDERED)

    @property
    def _inputs(self) -> list[Any]:
        return [self._ref, self._category, self._subject, self._description]

    @property
    def _beside(self) -> list[Any]:
        """What is drawn anew while the form is being filled; the words stay as they are, for they are being typed."""
        return [self._ref, self._message, self._unneeded, self._fields, self._files, self._findings]

    @property
    def _outputs(self) -> list[Any]:
        return [
            *self._beside, self._sheet, self._mine.sheet, self._form, self._category, self._subject, self._description,
            self._review, self._alike, self._final, self._leaving, self._sent, self._done,
        ]  # fmt: skip

    def _wire(self) -> None:
        actions = self._actions
        self._acts(self._read_over.click, actions.read_over)
        self._acts(self._send.click, actions.send, TICKETS)
        self._acts(self._edit.click, actions.keep)
        self._chooses(
            self._unneeded.decide,
            lambda owner, ref, changes, event: actions.decide(owner, ref, changes, str(event.mark), str(event.choice)),
        )
        self._chooses(
            self._files.detach,
            lambda owner, ref, changes, event: actions.detach(owner, ref, changes, int(event.file)),
        )
        self._chooses(
            self._alike.alike,
            lambda owner, ref, changes, event: actions.settle(
                owner, ref, changes, int(event.ticket), str(event.choice)
            ),
        )
        for listener in (self._subject.blur, self._description.blur, self._category.input, self._files.files):
            listener(self._check, self._inputs, self._beside, **_ORDERED)
        self._fields.field(self._type, self._inputs, self._beside, **_ORDERED)

        def resume(request: gr.Request, event: gr.EventData) -> list[Any]:
            with told_in_french():
                return self._drawn(actions.resume(visit_of(request).owner, int(event.ticket)), request)

        for listener in (self._done.tickets, self._message.tickets):
            self.open_list_on(listener)
        self._mine.part.resume(resume, None, self._outputs, **_ORDERED)

    def _check(
        self, ref: TicketRef | None, category: str, subject: str, description: str, request: gr.Request
    ) -> list[Any]:
        """Save, and check the numbers beside the fields."""
        return self._saved(ref, TicketChanges(category, subject, description), request)

    def _type(
        self, ref: TicketRef | None, category: str, subject: str, description: str,
        request: gr.Request, event: gr.EventData,
    ) -> list[Any]:  # fmt: skip
        """Save what was typed in one field of the form, and say at once what is wrong with it."""
        changes = TicketChanges(category, subject, description, fields={str(event.key): str(event.value)})
        return self._saved(ref, changes, request)

    def _saved(self, ref: TicketRef | None, changes: TicketChanges, request: gr.Request) -> list[Any]:
        if ref is None:
            return [gr.skip()] * len(self._beside)
        with told_in_french():
            return self._drawn_beside(self._actions.keep(visit_of(request).owner, ref, changes))

    def _acts(
        self, listener: Listener, act: Callable[[str, TicketRef, TicketChanges], Sheet], costs: str | None = None
    ) -> None:
        def run(ref: TicketRef, category: str, subject: str, description: str, request: gr.Request) -> list[Any]:
            with told_in_french():
                if costs is not None:
                    spend(costs, request)
                changes = TicketChanges(category, subject, description)
                return self._drawn(act(visit_of(request).owner, ref, changes), request)

        listener(run, self._inputs, self._outputs, **_ORDERED)

    def _chooses(self, listener: Listener, act: Callable[[str, TicketRef, TicketChanges, gr.EventData], Sheet]) -> None:
        """A button that names something: whose it is, is checked where it is looked up."""

        def run(
            ref: TicketRef, category: str, subject: str, description: str, request: gr.Request, event: gr.EventData
        ) -> list[Any]:
            with told_in_french():
                changes = TicketChanges(category, subject, description)
                return self._drawn(act(visit_of(request).owner, ref, changes, event), request)

        listener(run, self._inputs, self._outputs, **_ORDERED)

    def _drawn_beside(self, sheet: Sheet) -> list[Any]:
        """What the components become, in the order of ``_beside``."""
        ticket = sheet.ticket
        return [
            # Once sent there is nothing left to save: closing the sheet must not try.
            TicketRef(ticket.id, ticket.revision) if ticket.sent_at is None else None,
            sheet.message,
            unneeded_html(ticket),
            fields_html(ticket, self._actions.mails),
            files_html(ticket, sheet.files, *self._actions.limits),
            findings_html(ticket),
        ]

    def _drawn(self, sheet: Sheet, request: gr.Request) -> list[Any]:
        """What the components become, in the order of ``_outputs``."""
        ticket = sheet.ticket
        visitor = visit_of(request).user is None
        return [
            *self._drawn_beside(sheet),
            gr.Column(visible=True),
            gr.Column(visible=False),
            gr.Column(visible=sheet.stage == "form"),
            ticket.category,
            ticket.subject,
            ticket.description,
            gr.Column(visible=sheet.stage == "review"),
            alike_html(sheet.alike),
            final_html(ticket, sheet.files),
            gr.Row(visible=ticket.sent_at is None),
            gr.Column(visible=sheet.stage == "sent"),
            sent_html(ticket, visitor, self._actions.mails) if sheet.stage == "sent" else "",
        ]
