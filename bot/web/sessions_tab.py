"""« Sessions » on the trainer's page as Gradio blocks: the list, one session opened over it, the sheet to write one.

Layout and wiring only; every decision is in ``session_actions.py``.
"""

from collections.abc import Callable
from dataclasses import astuple
from datetime import date
from typing import Any, Final

import gradio as gr
from markupsafe import Markup

from bot.people.training import LARGEST, PLACE_MAX, PROGRAMME_MAX, SMALLEST, TITLE_MAX, paris_day
from bot.people.training_errors import SessionRefused
from bot.services import Services
from bot.storage.models import now
from bot.web import session_actions as actions
from bot.web import texts_sessions as s
from bot.web.failures import told_in_french
from bot.web.html_part import acting_part, html_part
from bot.web.own_address import own_address
from bot.web.page import QUIET
from bot.web.permissions import Action, allow
from bot.web.ticket_cards import sheet_head

_LOADING: Final = '<div class="bones" aria-hidden="true"><i></i><i></i><i></i></div>'
_EVERY_S: Final = 4
_TO_TOP: Final = (
    "() => { window.scrollTo(0, 0); setTimeout(() => document.querySelector('#session-head h2')?.focus(), 200); }"
)
# The list of a whole session is long, and what is said stands above it.
_TO_TOLD: Final = "() => document.getElementById('session-told').scrollIntoView({ block: 'center' })"
_Act = Callable[[Services, str | None, int, actions.Site], actions.SessionPage]


def sessions_tab(services: Services) -> None:
    """The tab; to be called inside the page's ``gr.Tabs``."""
    with gr.Tab(s.TAB) as tab, gr.Column(elem_id="sessions"):
        editor = _Editor(services)
        with gr.Column(elem_id="session-shelf") as shelf:
            html_part(f"<h2>{s.TAB}</h2><p class='soft'>{s.INTRO}</p>")
            new = gr.Button(s.OPEN, variant="primary")
            listing = acting_part(["open"], _LOADING, "session-list")
        with gr.Column(visible=False, elem_id="session-page") as sheet:
            back = gr.Button(s.BACK, size="md", elem_id="back-to-sessions")
            told = acting_part(["restore"], "", "session-told")
            head = acting_part(["edit", "renew", "askclose", "close", "keep", "reopen"], "", "session-head")
            people = acting_part(["tick", "return", "release"], "", "session-people")
            asked = html_part("", "session-asked")
        # Written in the page itself, which outlives a restart.
        opened = gr.Textbox("", visible="hidden", label="session")
        seen = gr.Textbox("", visible="hidden", label="seen")
        clock = gr.Timer(_EVERY_S, active=False)
    place = [shelf, sheet, told, head, people, asked, opened, seen, clock]

    def show_list(request: gr.Request) -> list[Any]:
        with told_in_french():
            listed = actions.show_sessions(services, request.username)
            return [gr.Column(visible=True), gr.Column(visible=False), listed, gr.Timer(active=False)]

    def open_it(request: gr.Request, event: gr.EventData) -> list[Any]:
        with told_in_french():
            return _shown(
                actions.open_session(services, request.username, int(event.session), _site(services, request))
            )

    def acting(act: _Act) -> Callable[..., list[Any]]:
        def run(session: str, request: gr.Request) -> list[Any]:
            with told_in_french():
                return _shown(act(services, request.username, _number(session), _site(services, request)))

        return run

    def follow(session: str, before: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            news = actions.read_news(services, request.username, _number(session))
        # Drawn again only when a trainee did something: a screen reader would hear it.
        return [gr.skip()] * 3 if news.seen == before else [news.people, news.asked, news.seen]

    def redrawn(said: Markup | None, session: str, request: gr.Request) -> list[Any]:
        news = actions.read_news(services, request.username, _number(session))
        return [gr.skip() if said is None else said, news.people, news.seen]

    def tick(session: str, request: gr.Request, event: gr.EventData) -> list[Any]:
        with told_in_french():
            who, present = int(event.participant), str(event.present) == "1"
            actions.mark_presence(
                services, request.username, _number(session), who, str(event.day), str(event.half), present
            )
            return redrawn(None, session, request)

    def on_seat(act: Callable[[Services, str | None, int, int], Markup]) -> Callable[..., list[Any]]:
        def run(session: str, request: gr.Request, event: gr.EventData) -> list[Any]:
            with told_in_french():
                said = act(services, request.username, _number(session), int(event.participant))
                return redrawn(said, session, request)

        return run

    shown = [shelf, sheet, listing, clock]
    tab.select(show_list, None, shown, **QUIET)
    back.click(show_list, None, shown, **QUIET)
    listing.open(open_it, None, place, **QUIET).then(None, js=_TO_TOP, **QUIET)
    for listener, act in (
        (head.renew, actions.renew_code),
        (head.askclose, actions.ask_to_close),
        (head.close, actions.close_session),
        (head.keep, actions.open_session),
        (head.reopen, actions.reopen_session),
    ):
        listener(acting(act), opened, place, **QUIET)
    people.tick(tick, opened, [told, people, seen], **QUIET)
    for listener, change in (
        (getattr(people, "return"), actions.give_return_code),
        (people.release, actions.release_seat),
        (told.restore, actions.restore_seat),
    ):
        listener(on_seat(change), opened, [told, people, seen], **QUIET).then(None, js=_TO_TOLD, **QUIET)
    clock.tick(follow, [opened, seen], [people, asked, seen], **QUIET)
    editor.open_new_on(new.click)
    editor.open_on(head.edit, opened)
    editor.show_in(place)


class _Editor:
    """The sheet in which a session is written; hidden until something opens it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._about = gr.Textbox("", visible="hidden", label="edited")
        with gr.Column(visible=False, elem_id="session-sheet", elem_classes="sheet") as self._sheet:
            self._head = html_part(sheet_head(s.FORM_OPEN))
            self._told = html_part("", "session-refused")
            title = gr.Textbox(label=s.FIELDS["title"], max_length=TITLE_MAX, max_lines=1)
            with gr.Row():
                first, last = (
                    gr.Textbox(
                        label=s.FIELDS[day], info=s.FIELD_DATE_HELP, max_length=10, max_lines=1, min_width=140
                    )
                    for day in ("starts_on", "ends_on")
                )  # fmt: skip
            with gr.Row():
                place = gr.Textbox(label=s.FIELDS["place"], max_length=PLACE_MAX, max_lines=1, min_width=140, scale=3)
                capacity = gr.Dropdown(
                    list(range(SMALLEST, LARGEST + 1)), value=LARGEST, label=s.FIELDS["capacity"], filterable=False,
                    min_width=110, scale=1,
                )  # fmt: skip
            programme = gr.Textbox(
                label=s.FIELDS["programme"], info=s.FIELD_PROGRAMME_HELP, lines=6, max_lines=16,
                max_length=PROGRAMME_MAX,
            )  # fmt: skip
            with gr.Row(elem_classes="sheet-buttons"):
                self._keep = gr.Button(s.FORM_KEEP, variant="primary")
        # In the order of FormTexts.
        self._fields: list[Any] = [title, first, last, place, capacity, programme]
        self._head.close(self._close, None, self._sheet, **QUIET)

    def open_new_on(self, listener: Any) -> None:  # noqa: ANN401 - an event of Gradio is made at run time
        def prepare(request: gr.Request) -> list[Any]:
            with told_in_french():
                blank = actions.blank_form(self._services, request.username, _today())
                return [gr.Column(visible=True), sheet_head(s.FORM_OPEN), "", "", *astuple(blank)]

        listener(prepare, None, self._prepared, **QUIET)

    def open_on(self, listener: Any, opened: gr.Textbox) -> None:  # noqa: ANN401
        def prepare(session: str, request: gr.Request) -> list[Any]:
            with told_in_french():
                form = actions.form_of(self._services, request.username, _number(session))
                return [gr.Column(visible=True), sheet_head(s.FORM_EDIT), "", session, *astuple(form)]

        listener(prepare, opened, self._prepared, **QUIET)

    def show_in(self, place: list[Any]) -> None:
        """What was written is opened in ``place``; what was refused is said in the sheet, which stays."""

        def keep(request: gr.Request, about: str, *values: Any) -> list[Any]:  # noqa: ANN401
            with told_in_french():
                typed = actions.FormTexts(*values)
                try:
                    page = actions.keep_session(
                        self._services, request.username, about, typed, _site(self._services, request)
                    )
                except SessionRefused as error:
                    return [gr.skip(), actions.refusal_html(error), *[gr.skip()] * len(place)]
                return [gr.Column(visible=False), "", *_shown(page)]

        self._keep.click(keep, [self._about, *self._fields], [self._sheet, self._told, *place], **QUIET)

    @property
    def _prepared(self) -> list[Any]:
        return [self._sheet, self._head, self._told, self._about, *self._fields]

    def _close(self, request: gr.Request) -> gr.Column:
        with told_in_french():
            allow(self._services.database, request.username, Action.SEE_SESSIONS)
            return gr.Column(visible=False)


def _shown(page: actions.SessionPage) -> list[Any]:
    return [
        gr.Column(visible=False), gr.Column(visible=True), page.told, page.head, page.news.people, page.news.asked,
        str(page.id), page.news.seen, gr.Timer(active=True),
    ]  # fmt: skip


def _site(services: Services, request: gr.Request) -> actions.Site:
    return lambda: own_address(request, services.settings.cookie_secure)


def _number(session: str) -> int:
    """The session that the page has open; what it doesn't have is no session."""
    return int(session) if (session or "").isdecimal() else 0


def _today() -> date:
    return paris_day(now())
