"""« Questions » as Gradio blocks: what was asked in vain, what became of it, and the trainers' golden questions."""

from collections.abc import Iterator
from typing import Any, Final

import gradio as gr
from markupsafe import Markup

from bot.services import Services
from bot.web import texts_questions as q
from bot.web.failures import told_in_french
from bot.web.fiche_editor import FicheEditor
from bot.web.golden_actions import (
    ADDRESS,
    add_question,
    document_choices,
    retire_question,
    run_all,
    show_golden,
    take_in_file,
)
from bot.web.html_part import acting_part, html_part
from bot.web.page import QUIET
from bot.web.permissions import Action, allow
from bot.web.question_actions import (
    link_passage,
    open_cover,
    search_cover,
    set_aside,
    show_decisions,
    show_groups,
    undo_decision,
)
from bot.web.ticket_cards import sheet_head

_LOADING: Final = '<div class="bones" aria-hidden="true"><i></i><i></i><i></i></div>'

# The next group takes the place of the one decided, and its button that of the pressed one: by keyboard, what came of
# the act is read first. A mouse stays where it is in the list.
_TO_TOLD: Final = """() => {
  const byKeyboard = document.querySelector(':is(#gap-groups, #decisions) :focus-visible');
  if (byKeyboard) window.choristeFocus('#question-told .note');
}"""


def questions_tab(services: Services) -> None:
    """The tab; to be called inside the page's ``gr.Tabs``."""
    with gr.Tab(q.TAB_QUESTIONS) as tab, gr.Column(elem_id="questions"):
        editor = FicheEditor(services)
        cover = _CoverSheet(services)
        told = acting_part(["undo"], "", "question-told")
        with gr.Tabs(elem_id="question-tabs", overflow_behavior="wrap"):
            with gr.Tab(q.TAB_TO_DO) as to_do:
                html_part(f"<h2>{q.TAB_TO_DO}</h2><p class='soft'>{q.INTRO}</p>")
                groups = acting_part(["write", "cover", "aside", "more"], _LOADING, "gap-groups")
            with gr.Tab(q.TAB_DONE) as done:
                html_part(f"<h2>{q.TAB_DONE}</h2><p class='soft'>{q.DONE_INTRO}</p>")
                decisions = acting_part(["undo"], _LOADING, "decisions")
            with gr.Tab(q.TAB_GOLDEN) as golden:
                _golden_part(services, golden)

    def show(request: gr.Request) -> str:
        with told_in_french():
            return show_groups(services, request.username)

    def show_more(request: gr.Request, event: gr.EventData) -> str:
        with told_in_french():
            return show_groups(services, request.username, int(event.shown))

    def show_done(request: gr.Request) -> str:
        with told_in_french():
            return show_decisions(services, request.username)

    def aside(request: gr.Request, event: gr.EventData) -> str:
        with told_in_french():
            return set_aside(services, request.username, str(event.turns))

    def undo(request: gr.Request, event: gr.EventData) -> str:
        with told_in_french():
            return undo_decision(services, request.username, str(event.decision))

    def then_show(dependency: Any) -> None:  # noqa: ANN401 - Gradio gives it no public type
        told_first = dependency.then(None, js=_TO_TOLD, **QUIET)
        told_first.then(show, None, groups, **QUIET).then(show_done, None, decisions, **QUIET)

    gr.on([tab.select, to_do.select], show, None, groups, **QUIET)
    done.select(show_done, None, decisions, **QUIET)
    groups.more(show_more, None, groups, **QUIET)
    then_show(groups.aside(aside, None, told, **QUIET))
    then_show(gr.on([told.undo, decisions.undo], undo, None, told, **QUIET))
    editor.open_on(groups.write)
    editor.send_to(told, then_show)
    cover.open_on(groups.cover)
    cover.link_to(told, then_show)


class _CoverSheet:
    """The sheet « Déjà couvert par… »: passages to choose from, and a search for others."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._turns = gr.Textbox("", visible="hidden", label="turns")
        with gr.Column(visible=False, elem_id="cover-sheet", elem_classes="sheet") as self._sheet:
            self._head = html_part(sheet_head(q.COVER_TITLE))
            self._intro = html_part()
            self._words = gr.Textbox(label=q.COVER_SEARCH, placeholder=q.COVER_PLACEHOLDER, max_lines=1, max_length=200)
            self._found = acting_part(["link"], "", "cover-found")

        def search(turns: str, words: str, request: gr.Request) -> str:
            with told_in_french():
                return search_cover(services, request.username, turns, words)

        def close(request: gr.Request) -> gr.Column:
            with told_in_french():
                allow(services.database, request.username, Action.SEE_GAPS)
                return gr.Column(visible=False)

        self._words.change(search, [self._turns, self._words], self._found, trigger_mode="always_last", **QUIET)
        self._head.close(close, None, self._sheet, **QUIET)

    def open_on(self, listener: Any) -> None:  # noqa: ANN401 - an event of gr.HTML is made at run time
        """``listener``'s event carries the turns of the group."""

        def open_sheet(request: gr.Request, event: gr.EventData) -> list[Any]:
            with told_in_french():
                choice = open_cover(self._services, request.username, str(event.turns))
                intro = Markup('<p class="sheet-intro">{}</p>').format(choice.intro)  # it quotes a trainee's words
                return [gr.Column(visible=True), choice.turns, intro, "", choice.html]

        listener(open_sheet, None, [self._sheet, self._turns, self._intro, self._words, self._found], **QUIET)

    def link_to(self, place: gr.HTML, then: Any) -> None:  # noqa: ANN401
        """What becomes of the link is said in ``place``; ``then`` wires what follows."""

        def link(request: gr.Request, event: gr.EventData) -> Iterator[list[Any]]:
            with told_in_french():
                for said in link_passage(self._services, request.username, str(event.turns), str(event.passage)):
                    yield [gr.Column(visible=False), said]

        then(self._found.link(link, None, [self._sheet, place], **QUIET))


def _golden_part(services: Services, tab: gr.Tab) -> None:
    html_part(f"<h2>{q.GOLDEN_TITLE}</h2><p class='soft'>{q.GOLDEN_INTRO}</p>")
    run = gr.Button(q.GOLDEN_RUN, variant="primary")
    told = html_part("", "golden-told")
    listing = acting_part(["retire"], _LOADING, "golden-list")
    with gr.Accordion(q.GOLDEN_MANY, open=False, elem_id="golden-form"):
        question = gr.Textbox(label=q.GOLDEN_QUESTION, max_length=500)
        kind = gr.Radio(list(q.GOLDEN_KINDS.items()), value="answer", label=q.GOLDEN_KIND)
        with gr.Row():
            document = gr.Dropdown([(q.GOLDEN_ANY, "")], value="", label=q.GOLDEN_DOCUMENT, min_width=220)
            page = gr.Textbox(label=q.GOLDEN_PAGE, max_length=20, min_width=130)
        words = gr.Textbox(label=q.GOLDEN_WORDS, info=q.GOLDEN_WORDS_HELP, lines=2, max_lines=8, max_length=1000)
        add = gr.Button(q.GOLDEN_ADD)
        with gr.Row():
            file = gr.File(label=q.GOLDEN_IMPORT, file_types=[".jsonl"], type="filepath", height=120, min_width=220)
            html_part(f'<p><a href="{ADDRESS}" download>{q.GOLDEN_EXPORT}</a></p>')

    def show(request: gr.Request) -> str:
        with told_in_french():
            return show_golden(services, request.username)

    def choices(request: gr.Request) -> Any:  # noqa: ANN401
        with told_in_french():
            return gr.Dropdown(choices=document_choices(services, request.username))

    def keep(asked: str, kind: str, document: str, page: str, words: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            said = add_question(services, request.username, asked, kind, document, page, words)
            return [said, "", "", ""]

    def ask_all(request: gr.Request) -> Iterator[str]:
        with told_in_french():
            yield from run_all(services, request.username)

    def retire(request: gr.Request, event: gr.EventData) -> str:
        with told_in_french():
            return retire_question(services, request.username, str(event.question))

    def take_in(path: str | None, request: gr.Request) -> list[Any]:
        with told_in_french():
            return [take_in_file(services, request.username, path), None]

    tab.select(show, None, listing, **QUIET).then(choices, None, document, **QUIET)
    fields = [question, kind, document, page, words]
    for dependency in (
        add.click(keep, fields, [told, question, page, words], **QUIET),
        run.click(ask_all, None, told, concurrency_limit=1, **QUIET),
        listing.retire(retire, None, told, **QUIET),
        file.upload(take_in, file, [told, file], **QUIET),
    ):
        dependency.then(show, None, listing, **QUIET)
