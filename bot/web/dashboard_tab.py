"""« Tableau de bord » as Gradio blocks: figures, pictures with their tables, and the documents cited or never."""

from datetime import UTC, datetime
from typing import Any, Final

import gradio as gr

from bot.desk.figures import Figures, gather_figures
from bot.services import Services
from bot.web import texts_questions as q
from bot.web.dashboard_plots import by_day_figure, votes_figure
from bot.web.dashboard_views import by_day_table, cited_html, never_cited_html, tiles_html, votes_table
from bot.web.failures import told_in_french
from bot.web.html_part import html_part
from bot.web.page import QUIET
from bot.web.permissions import Action, allow

_FIRST_PERIOD: Final = 30


def read_figures(services: Services, name: str | None, days: int) -> Figures:
    """The figures of the last ``days``, one of the periods offered; raises NotAllowed."""
    allow(services.database, name, Action.SEE_FIGURES)
    days = days if days in q.PERIODS.values() else _FIRST_PERIOD
    with services.database.session() as session:
        return gather_figures(session, datetime.now(UTC), days)


def dashboard_tab(services: Services) -> None:
    """The tab; to be called inside the page's ``gr.Tabs``."""
    with gr.Tab(q.TAB_DASHBOARD) as tab, gr.Column(elem_id="dashboard"):
        html_part(f"<h2>{q.TAB_DASHBOARD}</h2>")
        period = gr.Radio(list(q.PERIODS.items()), value=_FIRST_PERIOD, label=q.DASHBOARD_PERIOD, elem_id="period")
        tiles = html_part("", "tiles")
        # An empty picture is never shown: it would be a nameless box.
        with gr.Column(visible=False) as filled:
            with gr.Row():
                with gr.Column(min_width=320):
                    html_part(f"<h3>{q.BY_DAY}</h3>")
                    days = gr.Plot(show_label=False, visible=False, container=False, elem_id="by-day")
                    days_table = html_part()
                with gr.Column(min_width=320):
                    html_part(f"<h3>{q.SATISFACTION}</h3>")
                    votes = gr.Plot(show_label=False, visible=False, container=False, elem_id="votes")
                    votes_rows = html_part()
            with gr.Row():
                with gr.Column(min_width=320):
                    html_part(f"<h3>{q.TOP_CITED}</h3>")
                    cited = html_part()
                with gr.Column(min_width=320):
                    html_part(f"<h3>{q.NEVER_CITED}</h3>")
                    never = html_part()

    def show(wanted: int, request: gr.Request) -> list[Any]:
        with told_in_french():
            return drawn(read_figures(services, request.username, wanted))

    screen = [tiles, filled, days, days_table, votes, votes_rows, cited, never]
    gr.on([tab.select, period.input], show, period, screen, **QUIET)


def drawn(figures: Figures) -> list[Any]:
    """The components' values, in the order of the screen."""
    if not figures.questions:
        return [tiles_html(figures), gr.Column(visible=False), *[gr.skip()] * 6]
    voted = bool(figures.votes)
    return [
        tiles_html(figures),
        gr.Column(visible=True),
        gr.Plot(by_day_figure(figures), visible=True),
        by_day_table(figures),
        gr.Plot(votes_figure(figures) if voted else None, visible=voted),
        votes_table(figures),
        cited_html(figures),
        never_cited_html(figures),
    ]
