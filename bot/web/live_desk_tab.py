"""« Conversations », the advisers' place on the support's page: layout and wiring over ``live_desk_actions.py``.

Three columns at a desk; on a phone the style sheet shows the one that ``data-live-pane`` of the body names. What an
adviser types is never an output of what is redrawn by itself; ``live_desk.js`` keeps it, by talk, until it is sent.
"""

import hashlib
from typing import Any, Final

import gradio as gr

from bot.desk.errors import TalkNotFound
from bot.desk.live_desk import canned_replies, closing_words
from bot.desk.proposal_types import ProposalText
from bot.services import Services
from bot.storage.models import now
from bot.web import texts_live_desk as t
from bot.web.cards import notice
from bot.web.documents_views import act_button
from bot.web.failures import told_in_french
from bot.web.html_part import acting_part, html_part
from bot.web.live_desk_actions import (
    Desk,
    Opened,
    as_proposal,
    come,
    end,
    help_with,
    open_talk,
    pause,
    reopen,
    send,
    show_desk,
    take,
    transfer,
)
from bot.web.live_desk_views import canned_html, chips_html, lists_html, presence_html
from bot.web.live_news import news_part
from bot.web.live_talk_views import (
    evidence_html,
    heading_html,
    nothing_open_html,
    suggestions_html,
    thread_html,
    transfer_html,
)
from bot.web.notices import SUPPORT
from bot.web.page import QUIET
from bot.web.proposal_form import ProposalForm
from bot.web.theme import STATIC

# One at a time, in the order asked: what a refresh saw must never be drawn over what was opened after it. Measured
# with ten advisers, that is also quicker than four at once, which wait for each other inside Python.
_ORDERED: Final = QUIET | {"concurrency_id": "live-desk", "concurrency_limit": 1}
_REFRESH_S: Final = 30
_LOADING: Final = '<div class="bones" aria-hidden="true"><i></i><i></i><i></i></div>'
_REMEMBERED: Final = "() => [sessionStorage.getItem('choriste-talk') || '']"
_SENDING: Final = "(talk, text, key, cited, seen) => [...window.choristeDesk.sending(text), seen]"
_ENDING: Final = "(_, text) => window.choristeDesk.ending(text)"
_GIVING: Final = "(_, note) => window.choristeDesk.giving(note)"
_GONE: Final = "() => window.choristeDesk.gone()"
_SENT: Final = "(text, sent) => window.choristeDesk.sent(text, sent)"
_DRAFT: Final = "(talk) => window.choristeDesk.draft(talk)"

# Another was quicker: the list stays in front, with the sentence that says so.
_SHOW_TAKEN: Final = """(told) => {
  if (String(told).includes('note warn')) return;
  document.body.dataset.livePane = 'talk';
  window.scrollTo(0, 0);
  window.choristeFocus('#live-heading h2');
}"""


def _show_pane(pane: str) -> str:
    return f"() => {{ document.body.dataset.livePane = '{pane}'; window.scrollTo(0, 0); }}"


def live_desk_tab(services: Services, page: gr.Blocks, proposal: ProposalForm) -> None:
    """The place of the live talks, made inside ``page``."""

    def load(written: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            desk = show_desk(services, request.username)
            try:
                opened = reopen(services, request.username, written)
            except TalkNotFound:
                opened = reopen(services, request.username, None)
            return _drawn(services, desk, opened, "")

    def refresh(written: str, seen: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            desk = show_desk(services, request.username)
            if not written:
                return [*_column(desk, written), *[gr.skip()] * 9]
            return _drawn(services, desk, open_talk(services, request.username, written), seen)

    def be_there(written: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            return _column(come(services, request.username), written)

    def be_away(written: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            return _column(pause(services, request.username), written)

    def open_chosen(request: gr.Request, event: gr.EventData) -> list[Any]:
        with told_in_french():
            opened = open_talk(services, request.username, str(event.talk))
            return _drawn(services, show_desk(services, request.username), opened, "", "")

    def take_chosen(written: str, request: gr.Request, event: gr.EventData) -> list[Any]:
        with told_in_french():
            outcome = take(services, request.username, str(event.talk))
            desk = show_desk(services, request.username)
            if outcome.shown is None:
                return [*_column(desk, written), notice(outcome.said, "warn"), *[gr.skip()] * 8]
            return _drawn(services, desk, outcome.shown, "", notice(outcome.said, "good"))

    def send_typed(written: str, text: str, key: str, cited: str, seen: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            opened = send(services, request.username, written, text, key, cited)
            desk = show_desk(services, request.username)
            # The trainee said nothing new: the passages for their last words stand there already.
            return [
                *_drawn(services, desk, opened, f"{(seen or '').rpartition(' ')[0]} {_marks(desk, opened)[1]}", ""),
                text,
            ]

    def give(written: str, note: str, request: gr.Request, event: gr.EventData) -> list[Any]:
        with told_in_french():
            outcome = transfer(services, request.username, written, str(event.to), note)
            desk = show_desk(services, request.username)
            return [*_drawn(services, desk, None, "", notice(outcome.said, "good")), ""]

    def end_opened(written: str, closing: str, key: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            outcome = end(services, request.username, written, closing, key)
            desk = show_desk(services, request.username)
            said = notice(outcome.said, "good") + act_button("propose", t.PROPOSE, talk=written)
            return [*_drawn(services, desk, None, "", said), closing_words()[0].text]

    def prefilled(event: gr.EventData) -> ProposalText:
        return as_proposal(services, str(event.talk))

    with gr.Tab(t.TAB):
        news = news_part(SUPPORT)
        with gr.Row(elem_id="live-desk"):
            with gr.Column(elem_id="live-queue", min_width=280):
                presence = acting_part(["come", "pause"], _LOADING, "live-presence")
                told = acting_part(["propose"], "", "live-told")
                lists = acting_part(["open", "take"], _LOADING, "live-lists")
            with gr.Column(elem_id="live-talk", min_width=300):
                to_list = gr.Button(t.TO_LIST, elem_classes="only-phone", size="md")
                heading = acting_part(["take"], nothing_open_html(), "live-heading")
                thread = html_part("", "live-thread")
                with gr.Column(visible=False, elem_id="live-form") as form:
                    html_part(canned_html(canned_replies()))
                    with gr.Row(elem_id="live-write"):
                        box = gr.Textbox(
                            label=t.MESSAGE, placeholder=t.MESSAGE_PLACEHOLDER, lines=1, max_lines=8,
                            elem_id="live-box", container=False, scale=1,
                        )  # fmt: skip
                        sending = gr.Button(t.SEND, variant="primary", elem_id="live-send", scale=0)
                    with gr.Accordion(t.TRANSFER, open=False, elem_id="live-transfer"):
                        note = gr.Textbox(label=t.TRANSFER_NOTE, lines=1, max_lines=3, max_length=200)
                        give_to = acting_part(["give"], "", "live-give")
                    with gr.Accordion(t.END, open=False, elem_id="live-end"):
                        html_part(chips_html(closing_words(), "live-closing"))
                        closing = gr.Textbox(
                            closing_words()[0].text, label=t.CLOSING, info=t.CLOSING_HELP, lines=2, max_lines=6,
                            elem_id="live-closing",
                        )  # fmt: skip
                        ending = gr.Button(t.END_NOW, variant="stop")
                to_help = gr.Button(t.TO_HELP, elem_classes="only-phone", size="md")
                opened = gr.Textbox("", visible="hidden", label="opened")
                seen = gr.Textbox("", visible="hidden", label="seen")
                key = gr.Textbox("", visible="hidden", label="key")
                cited = gr.Textbox("", visible="hidden", label="cited")
                sent = gr.Textbox("", visible="hidden", label="sent")
            with gr.Column(elem_id="live-help", min_width=280):
                to_talk = gr.Button(t.TO_TALK, elem_classes="only-phone", size="md")
                suggested = html_part("", "live-suggested")
                evidence = html_part("", "live-evidence")
        # What time alone changes (how long one waits, who is there) is no news. Beside the tabs, it would be counted
        # as one of them.
        clock = gr.Timer(_REFRESH_S)

    column = [presence, lists]
    screen = [*column, told, heading, thread, form, give_to, suggested, evidence, opened, seen]
    page.load(None, js=(STATIC / "live_desk.js").read_text(encoding="utf-8"), **_ORDERED)
    page.load(load, opened, screen, js=_REMEMBERED, **_ORDERED).then(None, opened, box, js=_DRAFT, **_ORDERED)
    for told_by in (news.news, clock.tick):
        told_by(refresh, [opened, seen], screen, trigger_mode="always_last", **_ORDERED)
    presence.come(be_there, opened, column, **_ORDERED)
    presence.pause(be_away, opened, column, **_ORDERED)
    for chosen in (
        lists.open(open_chosen, None, screen, **_ORDERED),
        lists.take(take_chosen, opened, screen, **_ORDERED),
        heading.take(take_chosen, opened, screen, **_ORDERED),
    ):
        chosen.success(None, opened, box, js=_DRAFT, **_ORDERED).success(None, told, js=_SHOW_TAKEN, **_ORDERED)
    gr.on(
        [box.submit, sending.click], send_typed, [opened, box, key, cited, seen], [*screen, sent],
        js=_SENDING, **_ORDERED,
    ).success(None, [box, sent], box, js=_SENT, **_ORDERED)  # fmt: skip
    given = give_to.give(give, [opened, note], [*screen, note], js=_GIVING, **_ORDERED)
    ended = ending.click(end_opened, [opened, closing, key], [*screen, closing], js=_ENDING, **_ORDERED)
    for gone in (given, ended):
        gone.success(None, js=_GONE, **_ORDERED).success(None, js=_show_pane("queue"), **_ORDERED)
    proposal.open_proposal_on(told.propose, prefilled)
    to_list.click(None, js=_show_pane("queue"), **_ORDERED)
    to_help.click(None, js=_show_pane("help"), **_ORDERED)
    to_talk.click(None, js=_show_pane("talk"), **_ORDERED)


def _column(desk: Desk, written: str | None) -> list[Any]:
    """The left column, the talk ``written`` marked as open."""
    chosen = int(written) if written and written.isdigit() else None
    return [presence_html(desk), lists_html(desk, chosen, now())]


def _drawn(services: Services, desk: Desk, opened: Opened | None, seen: str, told: str | None = None) -> list[Any]:
    """The page's outputs; of the open talk only what differs from what the page has ``seen``. ``told`` None stays."""
    left = [*_column(desk, str(opened.talk.id) if opened else None), gr.skip() if told is None else told]
    if opened is None:
        form = gr.Column(visible=False)
        return [*left, nothing_open_html(), "", form, "", "", "", "", ""]
    shown, asked = _marks(desk, opened)
    before, _, asked_before = seen.rpartition(" ")
    middle = [gr.skip()] * 4
    evidence: Any = gr.skip()
    if shown != before:
        middle = [
            heading_html(opened, desk.may_take(opened.talk.kept_for)),
            thread_html(opened),
            gr.Column(visible=opened.is_mine),
            transfer_html(opened, desk.colleagues),
        ]
        evidence = evidence_html(opened)
    suggested: Any = gr.skip()
    if asked != asked_before:
        suggested = suggestions_html(help_with(services, desk.me, opened), opened.is_mine)
    return [*left, *middle, suggested, evidence, str(opened.talk.id), f"{shown} {asked}"]


def _marks(desk: Desk, opened: Opened) -> tuple[str, str]:
    """What the middle column depends on, and what the suggested passages do."""
    talk = opened.talk
    others = ",".join(colleague.name for colleague in desk.colleagues)
    vote = opened.turns[-1].vote if opened.turns else None
    shown = f"{talk.id}:{talk.version}:{len(opened.turns)}:{vote}:{opened.is_mine}:{desk.here}:{others}"
    return shown, hashlib.sha256(f"{opened.is_mine} {opened.said}".encode()).hexdigest()[:12]
