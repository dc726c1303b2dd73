"""The trainee's page: a conversation with its sources, the ladder always at hand, the ticket as a sheet over it.

Handlers only carry values between the components and ``ChatActions`` or the sheets; what they do is tested there.
"""

from collections.abc import Iterator
from typing import Any, Final

import gradio as gr

from bot.services import Services
from bot.web import texts
from bot.web.chat_actions import ChatActions, Screen
from bot.web.failures import told_in_french
from bot.web.html_part import announced_part, html_part
from bot.web.identity import visit_of
from bot.web.talk import header_html, no_adviser_html
from bot.web.ticket_sheet import TicketSheets

_LOADING: Final = '<div class="bones" aria-hidden="true"><i></i><i></i><i></i></div>'
_QUIET: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}


def build_chat(services: Services) -> gr.Blocks:
    """The page mounted at ``/``."""
    actions = ChatActions(services)
    page = gr.Blocks(title=f"{texts.PRODUCT} · {texts.TAGLINE}", analytics_enabled=False, fill_width=True)
    with page:
        conversation = gr.State(None)
        top = html_part(header_html(None), "top")
        with gr.Column(elem_id="talk"):
            past = html_part("", "past")
            now = html_part(_LOADING, "now")
        said = announced_part("said")
        with gr.Column(elem_id="composer"):
            above = html_part("", "notice")
            with gr.Row(elem_id="ask-row"):
                box = gr.Textbox(
                    label=texts.QUESTION_LABEL, placeholder=texts.QUESTION_PLACEHOLDER, lines=1, max_lines=6,
                    elem_id="question", container=False, scale=1,
                )  # fmt: skip
                send = gr.Button(texts.SEND, variant="primary", elem_id="send", scale=0)
            with gr.Row(elem_id="ladder"):
                adviser = gr.Button(texts.ADVISER, elem_id="adviser")
                ticket = gr.Button(texts.TICKET, elem_id="prepare-ticket")
        sheets = TicketSheets(services, top)
        screen = [conversation, past, now, box, said, above]

        def open_page(current: str | None, request: gr.Request) -> list[Any]:
            with told_in_french():
                visit = visit_of(request)
                unread = services.tickets.unread(visit.owner)
                return [header_html(visit.user, unread), *_values(actions.open(visit.owner, current))]

        def ask(text: str, current: str | None, request: gr.Request) -> Iterator[list[Any]]:
            with told_in_french():
                for step in actions.ask(visit_of(request).owner, current, text):
                    yield _values(step)

        def ask_chosen(current: str | None, request: gr.Request, event: gr.EventData) -> Iterator[list[Any]]:
            for values in ask(str(event.text), current, request):
                values[screen.index(box)] = gr.skip()  # a button was pressed: what is being typed stays
                yield values

        def vote(current: str | None, request: gr.Request, event: gr.EventData) -> list[Any]:
            with told_in_french():
                owner = visit_of(request).owner
                return _values(actions.vote(owner, current, int(event.turnId), int(event.vote)))

        def give_reason(current: str | None, request: gr.Request, event: gr.EventData) -> list[Any]:
            with told_in_french():
                owner = visit_of(request).owner
                return _values(actions.vote(owner, current, int(event.turnId), -1, str(event.reason)))

        def begin_anew(request: gr.Request) -> list[Any]:
            with told_in_french():
                return _values(actions.begin_anew(visit_of(request).owner))

        page.load(open_page, conversation, [top, *screen], **_QUIET)
        gr.on([box.submit, send.click], ask, [box, conversation], screen, concurrency_id="ask", **_QUIET)
        for part in (past, now):
            part.ask(ask_chosen, conversation, screen, concurrency_id="ask", **_QUIET)
            part.vote(vote, conversation, screen, **_QUIET)
            part.reason(give_reason, conversation, screen, **_QUIET)
        top.fresh(begin_anew, None, screen, **_QUIET)
        adviser.click(no_adviser_html, None, above, **_QUIET)
        above.close(str, None, above, **_QUIET)
        for listener in (ticket.click, past.ticket, now.ticket, above.ticket):
            sheets.open_ticket_on(listener, conversation)
        sheets.open_list_on(top.tickets)
        sheets.say_closed_in(above)
    return page


def _values(screen: Screen) -> list[Any]:
    """A screen in the order of the page's outputs."""
    past, typed = (gr.skip() if part is None else part for part in (screen.past, screen.typed))
    return [screen.conversation, past, screen.now, typed, screen.said, screen.notice]
