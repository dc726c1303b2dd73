"""The trainer's « Documents » tab as Gradio blocks: layout and wiring only, decisions are in ``documents_actions.py``.

Two views in one place: the shelf (files on their way, the list), and one document opened over it.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

import gradio as gr

from bot.corpus.fiche import MODULES
from bot.services import Services
from bot.web import documents_actions as actions
from bot.web import texts_documents as t
from bot.web import texts_staff as staff
from bot.web.cards import notice
from bot.web.documents_views import ACCEPTED, too_large_html, upload_intro
from bot.web.failures import told_in_french
from bot.web.html_part import acting_part
from bot.web.page import QUIET
from bot.web.permissions import Action, allow

_KINDS: Final = [(staff.ALL_KINDS, ""), *((label, kind) for kind, label in staff.KINDS.items())]
_MODULES: Final = [(staff.ALL_MODULES, ""), *((module, module) for module in MODULES)]
_STATES: Final = [(label, str(state)) for label, state in t.FILTER_STATES.items()]
_EVERY_S: Final = 1.5
_JOB_ACTS: Final = ("open", "cancel", "retry", "dismiss")
_HEAD_ACTS: Final = ("open", "put", "putanyway", "discard", "askwithdraw", "withdraw")
_TO_TOP: Final = (
    "() => { window.scrollTo(0, 0); setTimeout(() => document.activeElement?.closest('#document') || "
    "window.choristeFocus('#document h2'), 200); }"
)


# Another button stands where the pressed one was: what came of it is read first.
_TO_TOLD: Final = "() => window.choristeFocus('#document-told .note', '#document h2')"
_TO_ROW: Final = "(version) => window.choristeFocus(`#listing [data-version='${version}']`, '#listing .count')"


def documents_tab(services: Services, page: gr.Blocks) -> None:
    """Build the tab and wire it to ``page``'s loading."""
    limits = services.settings
    with gr.Tab(staff.TAB_DOCUMENTS), gr.Column(elem_id="documents"):
        with gr.Column(elem_id="shelf") as shelf:
            with gr.Column(elem_id="upload"):
                with gr.Row():
                    with gr.Column(min_width=280):
                        gr.HTML(upload_intro(limits.upload_max_mb, limits.upload_max_pages), padding=False)
                        direct = gr.Checkbox(label=t.UPLOAD_DIRECT)
                    with gr.Column(min_width=280):
                        files = _file_field(t.UPLOAD_LABEL, 170)
                gr.HTML(too_large_html(limits.upload_max_mb), padding=False)
                refused = gr.HTML(padding=False, elem_id="upload-outcome")
                jobs = acting_part(_JOB_ACTS, elem_id="jobs")
            with gr.Row(elem_id="filter"):
                text = gr.Textbox(label=staff.SEARCH, placeholder=staff.SEARCH_PLACEHOLDER, max_lines=1)
                kind = gr.Dropdown(_KINDS, value="", label=staff.KIND, filterable=False)
                module = gr.Dropdown(_MODULES, value="", label=staff.MODULE, filterable=False)
                state = gr.Dropdown(_STATES, value="", label=t.STATE, filterable=False)
            listing = acting_part(("open",), elem_id="listing")
        with gr.Column(elem_id="document", visible=False) as sheet:
            back = gr.Button(t.BACK, size="md", elem_id="back-to-list")
            told = acting_part(_HEAD_ACTS, elem_id="document-told")
            head = acting_part(_HEAD_ACTS, elem_id="document-head")
            change = gr.HTML(padding=False, elem_id="document-change")
            with gr.Column(elem_id="try"):
                gr.HTML(f"<h3>{t.TRY}</h3><p class='soft'>{t.TRY_HELP}</p>", padding=False)
                question = gr.Textbox(label=t.TRY, placeholder=t.TRY_PLACEHOLDER, max_lines=2, show_label=False)
                ask = gr.Button(t.TRY_BUTTON)
                answer = gr.HTML(padding=False, elem_id="tried")
            preview = acting_part(("turn",), elem_id="document-preview")
            versions = acting_part(("open",), elem_id="document-versions")
            with gr.Column(elem_id="replace"):
                gr.HTML(f"<h3>{t.REPLACE}</h3><p class='soft'>{t.REPLACE_HELP}</p>", padding=False)
                again = _file_field(t.REPLACE, 130)
        # Written in the page itself, which outlives a restart.
        opened = gr.Textbox("", visible="hidden", label="opened")
        document = gr.Textbox("", visible="hidden", label="document")
        moving = gr.Number(0, visible="hidden", label="moving")
        clock = gr.Timer(_EVERY_S, active=False)

    wanted = [text, kind, module, state]
    place = [shelf, sheet, told, head, change, preview, versions, opened, document, answer]
    line = [refused, files, jobs, moving, clock]

    def show_list(text: str, kind: str, module: str, state: str, request: gr.Request) -> str:
        with told_in_french():
            return actions.show_documents(services, request.username, actions.Filter(text, kind, module, state))

    def show_jobs(request: gr.Request) -> list[Any]:
        with told_in_french():
            shown = actions.show_jobs(services, request.username)
        return [shown.html, shown.moving, gr.update(active=shown.moving > 0)]

    def follow(before: float, text: str, kind: str, module: str, state: str, request: gr.Request) -> list[Any]:
        shown = show_jobs(request)
        # The list is read again only when a file has arrived: it is long, and a screen reader would hear it.
        same = shown[1] == before
        return [*shown, gr.skip() if same else show_list(text, kind, module, state, request)]

    def receive(paths: list[str] | None, direct: bool, request: gr.Request) -> list[Any]:
        with told_in_french():
            said = actions.receive_files(services, request.username, paths or [], direct)
            return [said, gr.update(value=None), *show_jobs(request)]

    def receive_again(paths: list[str] | None, document: str, request: gr.Request) -> list[Any]:
        with told_in_french():
            said = actions.receive_files(services, request.username, paths or [], False, document)
            shown = [gr.update(visible=True), gr.update(visible=False)]
            return [*shown, said, gr.update(value=None), *show_jobs(request)]

    def on_job(act: str) -> Callable[[gr.Request, gr.EventData], list[Any]]:
        def run(request: gr.Request, event: gr.EventData) -> list[Any]:
            with told_in_french():
                actions.act_on_job(services, request.username, act, int(event.job))
                return show_jobs(request)

        return run

    def open_it(request: gr.Request, event: gr.EventData) -> list[Any]:
        with told_in_french():
            return _shown(actions.open_version(services, request.username, int(event.version)))

    def ask_withdraw(request: gr.Request, event: gr.EventData) -> list[Any]:
        with told_in_french():
            return _shown(actions.open_version(services, request.username, int(event.version), asked="withdraw"))

    def put(anyway: bool) -> Callable[[gr.Request, gr.EventData], Iterator[list[Any]]]:
        def run(request: gr.Request, event: gr.EventData) -> Iterator[list[Any]]:
            with told_in_french():
                yield _waiting(services, request)
                yield _shown(actions.put_in_service(services, request.username, int(event.version), anyway))

        return run

    def withdraw(request: gr.Request, event: gr.EventData) -> Iterator[list[Any]]:
        with told_in_french():
            yield _waiting(services, request)
            yield _shown(actions.withdraw(services, request.username, int(event.document), int(event.version)))

    def discard(request: gr.Request, event: gr.EventData) -> list[Any]:
        with told_in_french():
            said = actions.discard(services, request.username, int(event.version))
            return [gr.update(visible=True), gr.update(visible=False), said]

    def go_back(text: str, kind: str, module: str, state: str, request: gr.Request) -> list[Any]:
        return [gr.update(visible=True), gr.update(visible=False), show_list(text, kind, module, state, request)]

    def turn(request: gr.Request, event: gr.EventData) -> str:
        with told_in_french():
            return actions.turn_leaf(services, request.username, int(event.version), int(event.leaf))

    def try_it(text: str, version: str, request: gr.Request) -> str:
        with told_in_french():
            return actions.try_question(services, request.username, version, text)

    page.load(show_jobs, None, line[2:], **QUIET)
    page.load(show_list, wanted, listing, **QUIET)
    clock.tick(follow, [moving, *wanted], [*line[2:], listing], **QUIET)
    # A text pasted or dictated gives no « input » event.
    gr.on([text.change, kind.input, module.input, state.input], show_list, wanted, listing,
          trigger_mode="always_last", **QUIET)  # fmt: skip
    files.upload(receive, [files, direct], line, **QUIET)
    again.upload(receive_again, [again, document], [shelf, sheet, refused, again, jobs, moving, clock], **QUIET)
    for act in ("cancel", "retry", "dismiss"):
        getattr(jobs, act)(on_job(act), None, line[2:], **QUIET)
    for part in (jobs, listing, told, head, versions):
        part.open(open_it, None, place, **QUIET).then(None, js=_TO_TOP, **QUIET)
    for part in (told, head):
        part.askwithdraw(ask_withdraw, None, place, **QUIET)
        for listener, run in ((part.put, put(False)), (part.putanyway, put(True)), (part.withdraw, withdraw)):
            done = listener(run, None, place, concurrency_limit=4, **QUIET).then(None, js=_TO_TOLD, **QUIET)
            done.then(show_list, wanted, listing, **QUIET).then(show_jobs, None, line[2:], **QUIET)
        part.discard(discard, None, [shelf, sheet, refused], **QUIET).then(show_list, wanted, listing, **QUIET).then(
            show_jobs, None, line[2:], **QUIET
        )
    preview.turn(turn, None, preview, **QUIET)
    gr.on([ask.click, question.submit], try_it, [question, opened], answer, concurrency_limit=4, **QUIET)
    back.click(go_back, wanted, [shelf, sheet, listing], **QUIET).then(None, opened, js=_TO_ROW, **QUIET)


def _file_field(label: str, height: int) -> gr.File:
    return gr.File(label=label, file_types=ACCEPTED, file_count="multiple", type="filepath", height=height)


def _shown(page: actions.DocumentPage) -> list[Any]:
    return [
        gr.update(visible=False), gr.update(visible=True), page.told, page.head, page.change, page.preview,
        page.versions, str(page.version), str(page.document), "",
    ]  # fmt: skip


def _waiting(services: Services, request: gr.Request) -> list[Any]:
    """What is shown while a switch is made; whoever may not make it is told so first."""
    allow(services.database, request.username, Action.PUBLISH)
    return [gr.skip(), gr.skip(), notice(t.IN_PROGRESS), *[gr.skip()] * 7]
