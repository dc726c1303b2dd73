"""The tickets on the support's page: layout and wiring only, every decision is in ``support_actions.py``.

Three columns at a desk; on a phone the style sheet shows the one that ``data-pane`` of the body names.
"""

from typing import Any, Final

import gradio as gr

from bot.chorus.categories import category_labels
from bot.desk.tickets import TicketConflict, TicketView
from bot.services import Services
from bot.web import texts_staff as t
from bot.web.cards import notice
from bot.web.failures import told_in_french
from bot.web.support_actions import (
    Correction,
    Opened,
    correction_of,
    may_be_reviewed,
    open_ticket,
    reopen_ticket,
    review_ticket,
    show_inbox,
)
from bot.web.support_views import (
    conflict_html,
    empty_inbox_html,
    evidence_html,
    heading_html,
    inbox_label,
    nothing_open_html,
)

_REFRESH_S: Final = 30
_QUIET: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}


def _show_pane(pane: str) -> str:
    return f"() => {{ document.body.dataset.pane = '{pane}'; window.scrollTo(0, 0); }}"


def tickets_tab(services: Services, page: gr.Blocks) -> None:
    """The place of the tickets, made inside ``page``."""

    def inbox(state: str, opened: str | None, request: gr.Request) -> tuple[Any, ...]:
        with told_in_french():
            tickets = show_inbox(services, request.username, state)
        kept = next((ticket.id for ticket in tickets if (opened or "").startswith(f"{ticket.id}:")), None)
        choices = [(inbox_label(ticket), ticket.id) for ticket in tickets]
        return gr.update(choices=choices, value=kept, visible=bool(choices)), empty_inbox_html(state, len(tickets))

    # The list is never an input: after a restart, Gradio would refuse in English a choice it no longer knows.
    def show(request: gr.Request, chosen: gr.SelectData) -> list[Any]:
        with told_in_french():
            return _form(open_ticket(services, request.username, int(chosen.value)), "")

    def reopen(opened: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            return _form(reopen_ticket(services, request.username, opened), "")

    def review(
        opened: str, category: str, subject: str, description: str, reply: str, request: gr.Request
    ) -> list[Any]:
        mine = Correction(category, subject, description, reply)
        with told_in_french():
            try:
                saved = review_ticket(services, request.username, opened, mine)
            except TicketConflict as error:
                return _conflict(mine, error.current)
        return _form(saved, notice(t.REVIEWED.format(number=saved.number), "good"))

    with gr.Tab(t.TAB_TICKETS):
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="inbox", min_width=280):
                gr.HTML(f"<h2>{t.INBOX}</h2>", padding=False)
                state = gr.Radio(list(t.INBOX_STATES.items()), value="envoyé", label=t.INBOX_FILTER, elem_id="states")
                tickets = gr.Radio(
                    [], label=t.INBOX, show_label=False, visible=False, elem_id="tickets", interactive=True
                )
                empty = gr.HTML(padding=False)
                refresh = gr.Button(t.REFRESH, size="md")
            with gr.Column(elem_id="ticket", min_width=300):
                to_inbox = gr.Button(t.BACK_TO_INBOX, elem_classes="only-phone", size="md")
                heading = gr.HTML(nothing_open_html(), padding=False)
                told = gr.HTML(padding=False)
                with gr.Column(visible=False, elem_id="conflict") as conflict:
                    versions = gr.HTML(padding=False)
                    with gr.Row():
                        keep = gr.Button(t.CONFLICT_KEEP, variant="primary")
                        take = gr.Button(t.CONFLICT_TAKE)
                with gr.Column(visible=False) as form:
                    category = gr.Dropdown(list(category_labels()), label=t.CATEGORY, filterable=False)
                    subject = gr.Textbox(label=t.SUBJECT, max_lines=4)
                    description = gr.Textbox(label=t.DESCRIPTION, lines=6, max_lines=16)
                    reply = gr.Textbox(label=t.REPLY, placeholder=t.REPLY_PLACEHOLDER, lines=6, max_lines=16)
                    mark = gr.Button(t.MARK_REVIEWED, variant="primary")
                    to_evidence = gr.Button(t.TO_EVIDENCE, elem_classes="only-phone", size="md")
                opened = gr.Textbox("", visible="hidden", label="opened")
            with gr.Column(elem_id="evidence", min_width=280):
                to_ticket = gr.Button(t.BACK_TO_TICKET, elem_classes="only-phone", size="md")
                evidence = gr.HTML(padding=False)
        clock = gr.Timer(_REFRESH_S)
        fields = [category, subject, description, reply]
        screen = [heading, told, form, *fields, mark, conflict, keep, versions, evidence, opened]
        listing = [tickets, empty]
        page.load(None, js=_show_pane("inbox"), **_QUIET)
        gr.on([page.load, clock.tick, refresh.click, state.input], inbox, [state, opened], listing, **_QUIET)
        tickets.select(show, None, screen, **_QUIET).then(None, js=_show_pane("ticket"), **_QUIET)
        take.click(reopen, opened, screen, **_QUIET)
        gr.on([mark.click, keep.click], review, [opened, *fields], screen, **_QUIET).then(
            inbox, [state, opened], listing, **_QUIET
        )
        to_inbox.click(None, js=_show_pane("inbox"), **_QUIET)
        to_ticket.click(None, js=_show_pane("ticket"), **_QUIET)
        to_evidence.click(None, js=_show_pane("evidence"), **_QUIET)


def _form(ticket: TicketView, told: str) -> list[Any]:
    """The page's outputs for a ticket as it is stored."""
    seen, open_ = correction_of(ticket), may_be_reviewed(ticket)
    fields = [gr.update(value=text, interactive=open_) for text in seen.by_label().values()]
    return [
        heading_html(ticket), told, gr.update(visible=True), *fields, gr.update(visible=open_),
        gr.update(visible=False), gr.skip(), "", evidence_html(ticket), Opened.of(ticket).written(),
    ]  # fmt: skip


def _conflict(mine: Correction, theirs: TicketView) -> list[Any]:
    """The same form, untouched, under both versions; keeping mine now answers to the revision just shown.

    A ticket that can't be reviewed again leaves only the stored version to take, and mine to copy from.
    """
    shown = conflict_html(mine.by_label(), correction_of(theirs).by_label(), theirs, may_be_reviewed(theirs))
    return [
        heading_html(theirs), "", gr.skip(), *[gr.skip()] * 4, gr.update(visible=False),
        gr.update(visible=True), gr.update(visible=may_be_reviewed(theirs)), shown, evidence_html(theirs),
        Opened.of(theirs).written(),
    ]  # fmt: skip
