"""The trainee's page: a conversation with its sources, the ladder always at hand, the ticket as a sheet over it.

Handlers only carry values between the components and ``ChatActions`` or the sheets; what they do is tested there.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import gradio as gr

from bot.services import Services
from bot.web import texts
from bot.web.chat_actions import ChatActions, Screen, Seen
from bot.web.failures import told_in_french
from bot.web.footer import footer_html
from bot.web.html_part import acting_part, announced_part, html_part
from bot.web.identity import visit_of
from bot.web.live_news import news_part
from bot.web.page import QUIET, Page, changes
from bot.web.privacy_views import notice_html
from bot.web.rates import QUESTIONS, spend
from bot.web.talk import header_html
from bot.web.ticket_sheet import TicketSheets

_LOADING: Final = '<div class="bones" aria-hidden="true"><i></i><i></i><i></i></div>'
_IN_TALK: Final = ("ask", "vote", "reason", "ticket", "adviser", "decline")
# A message sent again after a lost network keeps the key it first had, so that it is not said twice.
_WITH_KEY: Final = "(text, current, seen, _) => [text, current, seen, window.choristeKey.of(text)]"
# The button that had the focus is gone with the notice.
_TO_TALK: Final = (
    "() => { const title = document.querySelector('#talk h2'); if (title) { title.tabIndex = -1; title.focus(); } }"
)
_SENT: Final = "() => window.choristeKey.used()"


def build_chat(services: Services) -> gr.Blocks:
    """The page mounted at ``/``."""
    actions = ChatActions(services)
    page = Page(title=f"{texts.PRODUCT} · {texts.TAGLINE}", analytics_enabled=False, fill_width=True)
    with page:
        conversation, seen = gr.State(None), gr.State(Seen())
        top = html_part(header_html(None), "top")
        told = acting_part(("dismiss",), "", "privacy-notice")
        with gr.Column(elem_id="talk"):
            older = acting_part(_IN_TALK, "", "older")
            past = acting_part(_IN_TALK, "", "past")
            now = acting_part(_IN_TALK, _LOADING, "now")
            html_part(footer_html())
        said = announced_part("said")
        with gr.Column(elem_id="composer"):
            banner = acting_part(("cancel", "end", "ticket"), "", "live-banner")
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
                news = news_part()
            key = gr.Textbox("", visible="hidden", label="key")
        sheets = TicketSheets(services, top)
        screen = [conversation, older, past, now, box, said, above, banner, seen]
        held = [conversation, seen]

        def open_page(current: str | None, request: gr.Request) -> list[Any]:
            with told_in_french():
                visit = visit_of(request)
                unread = services.tickets.unread(visit.owner)
                due = notice_html(services.settings) if services.notices.is_due(visit.owner) else ""
                return [
                    header_html(visit.user, unread, visit.participant is not None),
                    due,
                    *_values(actions.open(visit.owner, current)),
                ]

        def send_typed(
            text: str, current: str | None, seen: Seen, key: str, request: gr.Request
        ) -> Iterator[list[Any]]:  # fmt: skip
            with told_in_french():
                spend(QUESTIONS, request)  # before the first step: the text refused stays in the box
                steps = actions.send(visit_of(request).owner, current, text, key, seen)
                yield from changes(_values(step) for step in steps)

        def ask_chosen(
            current: str | None, seen: Seen, request: gr.Request, event: gr.EventData
        ) -> Iterator[list[Any]]:  # fmt: skip
            for values in send_typed(str(event.text), current, seen, "", request):
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

        def tell_news(current: str | None, seen: Seen, request: gr.Request) -> list[Any]:
            with told_in_french():
                values = _values(actions.news(visit_of(request).owner, current, seen))
            values[screen.index(above)] = gr.skip()  # a sentence about something else stays
            return values

        def put_away(request: gr.Request) -> str:
            with told_in_french():
                services.notices.put_away(visit_of(request).owner)
                return ""

        def acting(act: Callable[[str, str | None, Seen], Screen]) -> Callable[..., list[Any]]:
            def run(current: str | None, seen: Seen, request: gr.Request) -> list[Any]:
                with told_in_french():
                    return _values(act(visit_of(request).owner, current, seen))

            return run

        page.load(open_page, conversation, [top, told, *screen], **QUIET)
        told.dismiss(put_away, None, told, **QUIET).success(None, js=_TO_TALK, **QUIET)
        gr.on(
            [box.submit, send.click], send_typed, [box, conversation, seen, key], screen, js=_WITH_KEY,
            concurrency_id="ask", **QUIET,
        ).success(None, js=_SENT, **QUIET)  # fmt: skip
        for part in (older, past, now):
            part.ask(ask_chosen, held, screen, concurrency_id="ask", **QUIET)
            part.vote(vote, conversation, screen, **QUIET)
            part.reason(give_reason, conversation, screen, **QUIET)
            part.decline(acting(actions.decline), held, screen, **QUIET)
        for called in (adviser.click, older.adviser, past.adviser, now.adviser):
            called(acting(actions.call_adviser), held, screen, **QUIET)
        banner.cancel(acting(actions.cancel), held, screen, **QUIET)
        banner.end(acting(actions.end), held, screen, **QUIET)
        news.news(tell_news, held, screen, trigger_mode="once", **QUIET)
        top.fresh(begin_anew, None, screen, **QUIET)
        above.close(str, None, above, **QUIET)
        for listener in (ticket.click, older.ticket, past.ticket, now.ticket, above.ticket, banner.ticket):
            sheets.open_ticket_on(listener, conversation)
        sheets.open_list_on(top.tickets)
        sheets.say_closed_in(above)
    return page


def _values(screen: Screen) -> list[Any]:
    """A screen in the order of the page's outputs."""
    kept = (screen.older, screen.past, screen.typed, screen.banner, screen.seen)
    older, past, typed, banner, seen = (gr.skip() if part is None else part for part in kept)
    return [screen.conversation, older, past, screen.now, typed, screen.said, screen.notice, banner, seen]
