"""« Mes tickets »: each ticket's state in words, the exchange with the support, and a way to write back.

While it is open it looks for news by itself; nothing is drawn again when there is none.
"""

from collections.abc import Callable
from typing import Any, Final

import gradio as gr

from bot.web import texts
from bot.web import texts_tickets as t
from bot.web.cards import notice
from bot.web.failures import told_in_french
from bot.web.html_part import acting_part, html_part
from bot.web.identity import visit_of
from bot.web.page import QUIET
from bot.web.privacy_views import my_data_link
from bot.web.rates import TICKETS, spend
from bot.web.talk import header_html
from bot.web.ticket_actions import TicketActions, TicketRef
from bot.web.ticket_cards import sheet_head, tickets_html

_LOOK_S: Final = 10
Listener = Callable[..., Any]


class MyTickets:
    """The sheet, made inside the page's Blocks; ``over`` is the ticket's own sheet, which makes room for it."""

    def __init__(self, actions: TicketActions, over: gr.Column, top: gr.HTML) -> None:
        self._actions = actions
        self._over = over
        self._top = top
        self._shown = gr.State("")
        with gr.Column(visible=False, elem_id="tickets-sheet", elem_classes="sheet") as self.sheet:
            head = html_part(sheet_head(texts.MY_TICKETS))
            self._told = html_part("", "tickets-told")
            self.part = acting_part(["resume", "answer"], "", "tickets-list")
            html_part(my_data_link())
            self._clock = gr.Timer(_LOOK_S, active=False)
        closed = [gr.Column(visible=False), gr.Timer(active=False)]
        head.close(lambda: closed, None, [self.sheet, self._clock], **QUIET)
        self._clock.tick(self._look, self._shown, [self.part, self._shown], **QUIET)
        self.part.answer(self._answer, None, [self.part, self._shown, self._told], **QUIET)

    def open_on(self, listener: Listener) -> None:
        """``listener`` opens the list; the bar then counts no reply as unread."""

        def show(request: gr.Request) -> list[Any]:
            with told_in_french():
                visit = visit_of(request)
                shown = self._drawn(visit.owner)
                unread = self._actions.unread(visit.owner)
                bar = header_html(visit.user, unread, visit.participant is not None)
            return [gr.Column(visible=True), gr.Timer(active=True), shown, shown, "", bar, gr.Column(visible=False)]

        outputs = [self.sheet, self._clock, self.part, self._shown, self._told, self._top, self._over]
        listener(show, None, outputs, **QUIET)

    def _look(self, shown: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            now = self._drawn(visit_of(request).owner)
        return [gr.skip(), gr.skip()] if now == shown else [now, now]

    def _answer(self, request: gr.Request, event: gr.EventData) -> list[Any]:
        with told_in_french():
            spend(TICKETS, request)
            owner = visit_of(request).owner
            self._actions.answer(owner, TicketRef(int(event.ticket), int(event.revision)), str(event.text))
            shown = self._drawn(owner)
        return [shown, shown, notice(t.SAID, "good")]

    def _drawn(self, owner: str) -> str:
        mine = self._actions.mine(owner)
        return str(tickets_html(mine.tickets, mine.threads, mine.files))
