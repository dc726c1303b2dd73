"""The trainer's page as Gradio blocks: layout and wiring only, every decision is in ``trainer_actions.py``."""

from collections.abc import Iterator
from typing import Any

import gradio as gr

from bot.corpus.fiche import MODULES
from bot.corpus.reading import READABLE
from bot.services import Services
from bot.web import texts_staff as t
from bot.web.failures import told_in_french
from bot.web.identity import TRAINER_PAGE
from bot.web.permissions import Action, allow
from bot.web.staff_header import header_html, staff_style
from bot.web.theme import STATIC
from bot.web.trainer_actions import Filter, publish_upload, show_documents, show_gaps
from bot.web.trainer_views import gaps_intro, too_large_html, upload_intro

_UPLOADS_KEPT_S = 3600
_KINDS = [(t.ALL_KINDS, ""), *((label, kind) for kind, label in t.KINDS.items())]
_MODULES = [(t.ALL_MODULES, ""), *((module, module) for module in MODULES)]


def build_trainer(services: Services) -> gr.Blocks:
    """The page mounted at ``/formateur``."""
    limits = services.settings

    def documents(text: str, kind: str, module: str, late: bool, request: gr.Request) -> str:
        with told_in_french():
            return show_documents(services, request.username, Filter(text, kind, module, late))

    def gaps(request: gr.Request) -> str:
        with told_in_french():
            return show_gaps(services, request.username)

    def header(request: gr.Request) -> str:
        with told_in_french():
            return header_html(TRAINER_PAGE, allow(services.database, request.username, Action.SEE_DOCUMENTS))

    def publish(path: str | None, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        with told_in_french():
            for step in publish_upload(services, request.username, path):
                yield step.html, gr.update(value=None) if step.spent else gr.skip()

    page = gr.Blocks(
        title=t.TRAINER_TITLE, analytics_enabled=False, fill_width=True, delete_cache=(_UPLOADS_KEPT_S,) * 2
    )
    page.i18n_instance = gr.I18n(fr=t.GRADIO_WORDS)
    with page:
        gr.HTML(staff_style(), padding=False, elem_classes="style-only")
        top = gr.HTML(header_html(TRAINER_PAGE, None), padding=False)
        with gr.Tabs(elem_id="trainer-tabs"):
            with gr.Tab(t.TAB_DOCUMENTS), gr.Column(elem_id="documents"):
                with gr.Column(elem_id="upload"):
                    with gr.Row():
                        with gr.Column(min_width=280):
                            gr.HTML(upload_intro(limits.upload_max_mb, limits.upload_max_pages), padding=False)
                        with gr.Column(min_width=280):
                            file = gr.File(label=t.UPLOAD_LABEL, file_types=list(READABLE), type="filepath", height=150)
                            send = gr.Button(t.UPLOAD_BUTTON, variant="primary")
                    gr.HTML(too_large_html(limits.upload_max_mb), padding=False)
                    outcome = gr.HTML(padding=False, elem_id="upload-outcome")
                with gr.Row(elem_id="filter"):
                    text = gr.Textbox(label=t.SEARCH, placeholder=t.SEARCH_PLACEHOLDER, max_lines=1)
                    kind = gr.Dropdown(_KINDS, value="", label=t.KIND, filterable=False)
                    module = gr.Dropdown(_MODULES, value="", label=t.MODULE, filterable=False)
                    late = gr.Checkbox(label=t.ONLY_OVERDUE)
                listing = gr.HTML(padding=False, elem_id="listing")
            with gr.Tab(t.TAB_GAPS) as asked_in_vain, gr.Column(elem_id="gaps"):
                gr.HTML(gaps_intro(), padding=False)
                gap_list = gr.HTML(padding=False, elem_id="gap-list")
        wanted = [text, kind, module, late]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        page.load(header, None, top, **quiet)
        page.load(None, js=(STATIC / "trainer.js").read_text(encoding="utf-8"), **quiet)
        page.load(documents, wanted, listing, **quiet)
        asked_in_vain.select(gaps, None, gap_list, **quiet)
        # A text pasted or dictated gives no « input » event.
        gr.on([text.change, kind.input, module.input, late.input], documents, wanted, listing,
              trigger_mode="always_last", **quiet)  # fmt: skip
        send.click(publish, file, [outcome, file], concurrency_limit=4, **quiet).then(
            documents, wanted, listing, **quiet
        )
    return page
