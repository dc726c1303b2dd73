"""The tickets on the support's page: the inbox and its filters beside the open ticket; layout and wiring only.

Three columns at a desk; on a phone the style sheet shows the one that ``data-pane`` of the body names.
"""

from typing import Any, Final

import gradio as gr

from bot.chorus.categories import category_labels
from bot.desk.inbox import ANYBODY, TO_BE_DONE, InboxQuery
from bot.services import Services
from bot.web import texts_desk as d
from bot.web import texts_staff as t
from bot.web.failures import told_in_french
from bot.web.html_part import acting_part, html_part
from bot.web.page import QUIET
from bot.web.proposal_form import ProposalForm
from bot.web.support_actions import show_inbox
from bot.web.support_ticket import TicketPane, show_pane
from bot.web.support_views import inbox_html, keys_html
from bot.web.theme import STATIC

_REFRESH_S: Final = 30


def tickets_tab(services: Services, page: gr.Blocks, proposal: ProposalForm) -> None:
    """The place of the tickets, made inside ``page``."""
    with gr.Tab(t.TAB_TICKETS) as tab, gr.Row(elem_id="desk"):
        with gr.Column(elem_id="inbox", min_width=280):
            html_part(f"<h2>{t.INBOX}</h2>")
            state = gr.Radio(list(d.STATES.items()), value=TO_BE_DONE, label=t.INBOX_FILTER, elem_id="states")
            words = gr.Textbox(label=d.SEARCH, placeholder=d.SEARCH_PLACEHOLDER, max_lines=1, max_length=200)
            with gr.Accordion(d.FILTERS, open=False):
                category = gr.Dropdown(
                    [(d.ALL_CATEGORIES, ""), *((one, one) for one in category_labels())],
                    value="", label=t.CATEGORY, filterable=False,
                )  # fmt: skip
                assignee = gr.Radio(list(d.ASSIGNEES.items()), value=ANYBODY, label=d.ASSIGNEE)
                age = gr.Dropdown(list(d.AGES.items()), value=0, label=d.AGE, filterable=False)
            tickets = acting_part(["open", "turn"], "", "tickets")
            refresh = gr.Button(t.REFRESH, size="md")
            html_part(keys_html())
            at = gr.Number(1, visible="hidden", label="page", precision=0)
        pane = TicketPane(services, proposal)
        clock = gr.Timer(_REFRESH_S)
    filters = [state, category, assignee, age, words]

    def listed(
        state: str, category: str, assignee: str, age: int, words: str, at: float, opened: str, request: gr.Request
    ) -> Any:  # noqa: ANN401
        with told_in_french():
            asked = InboxQuery(state or "", category or "", assignee or "", int(age or 0), words or "", int(at or 1))
            found = show_inbox(services, request.username, asked)
            kept = (opened or "").partition(":")[0]
            return inbox_html(found, int(kept) if kept.isdecimal() else None), found.query.page

    def first_page(
        state: str, category: str, assignee: str, age: int, words: str, opened: str, request: gr.Request
    ) -> Any:  # noqa: ANN401
        return listed(state, category, assignee, age, words, 1, opened, request)

    def turned(
        state: str,
        category: str,
        assignee: str,
        age: int,
        words: str,
        opened: str,
        request: gr.Request,
        event: gr.EventData,
    ) -> Any:  # noqa: ANN401
        return listed(state, category, assignee, age, words, int(event.page), opened, request)

    page.load(None, js=show_pane("inbox"), **QUIET)
    page.load(None, js=(STATIC / "support.js").read_text(encoding="utf-8"), **QUIET)
    gr.on(
        [page.load, tab.select, clock.tick, refresh.click], listed, [*filters, at, pane.opened], [tickets, at], **QUIET
    )
    changed = [state.input, category.input, assignee.input, age.input, words.change]
    gr.on(changed, first_page, [*filters, pane.opened], [tickets, at], trigger_mode="always_last", **QUIET)
    tickets.turn(turned, [*filters, pane.opened], [tickets, at], **QUIET)
    pane.open_on(tickets.open)
    # Opening a ticket marks it in the list, and each move gives it another revision.
    pane.opened.change(listed, [*filters, at, pane.opened], [tickets, at], **QUIET)
