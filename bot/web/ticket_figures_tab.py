"""« Chiffres » of the desk as Gradio blocks: three figures, four pictures with their tables, and the files to take."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any, Final

import gradio as gr
from markupsafe import Markup

from bot.desk.ticket_figures import TicketFigures, gather_ticket_figures
from bot.services import Services
from bot.web import texts_desk as d
from bot.web.dashboard_views import figures_table, unfolding
from bot.web.failures import told_in_french
from bot.web.html_part import html_part
from bot.web.page import QUIET
from bot.web.permissions import Action, allow
from bot.web.question_views import empty_html
from bot.web.texts import french_date, typeset
from bot.web.ticket_exports import CSV_ADDRESS, JSON_ADDRESS
from bot.web.ticket_plots import counts_figure, wait_figure, weeks_figure

_FIRST_PERIOD: Final = 12
_HOURS_IN_A_DAY: Final = 24


def read_ticket_figures(services: Services, name: str | None, weeks: int) -> TicketFigures:
    """The figures of the last ``weeks``, one of the periods offered; raises NotAllowed."""
    allow(services.database, name, Action.SEE_TICKET_FIGURES)
    weeks = weeks if weeks in d.PERIODS.values() else _FIRST_PERIOD
    with services.database.session() as session:
        return gather_ticket_figures(session, datetime.now(UTC), weeks)


def ticket_figures_tab(services: Services) -> None:
    """The tab; to be called inside the page's ``gr.Tabs``."""
    with gr.Tab(d.TAB_FIGURES) as tab, gr.Column(elem_id="ticket-figures", elem_classes="board"):
        html_part(f"<h2>{d.TAB_FIGURES}</h2>")
        period = gr.Radio(list(d.PERIODS.items()), value=_FIRST_PERIOD, label=d.PERIOD, elem_id="ticket-period")
        tiles = html_part("", "ticket-tiles")
        # An empty picture is never shown: it would be a nameless box.
        with gr.Column(visible=False) as filled:
            pictures: list[Any] = []
            for pair in ((d.PER_WEEK, d.WAIT_PER_WEEK), (d.PER_STATE, d.PER_CATEGORY)):
                with gr.Row():
                    for title in pair:
                        with gr.Column(min_width=320):
                            html_part(f"<h3>{title}</h3>")
                            pictures += [gr.Plot(show_label=False, visible=False, container=False), html_part()]
        html_part(
            f'<p>{d.EXPORTS} <a href="{CSV_ADDRESS}" download>CSV</a> · <a href="{JSON_ADDRESS}" download>JSON</a></p>'
        )

    def show(weeks: int, request: gr.Request) -> list[Any]:
        with told_in_french():
            return drawn(read_ticket_figures(services, request.username, weeks))

    gr.on([tab.select, period.input], show, period, [tiles, filled, *pictures], **QUIET)


def drawn(figures: TicketFigures) -> list[Any]:
    """The components' values, in the order of the screen."""
    if not figures.sent:
        return [tiles_html(figures), gr.Column(visible=False), *[gr.skip()] * 8]
    waited = any(week.wait for week in figures.weeks)
    return [
        tiles_html(figures),
        gr.Column(visible=True),
        gr.Plot(weeks_figure(figures), visible=True),
        weeks_table(figures),
        gr.Plot(wait_figure(figures) if waited else None, visible=waited),
        wait_table(figures) if waited else empty_html(d.NO_WAIT),
        gr.Plot(counts_figure(figures.states), visible=True),
        counts_table(d.STATE, figures.states),
        gr.Plot(counts_figure(figures.categories), visible=True),
        counts_table(d.CATEGORY, figures.categories),
    ]


def tiles_html(figures: TicketFigures) -> Markup:
    """Three figures to take in at a glance; « — » where nobody was answered yet."""
    if not figures.sent:
        return empty_html(d.NO_FIGURES)
    wait = figures.wait
    tiles = [
        (str(figures.sent), d.TILE_SENT),
        (hours(wait.median) if wait else "—", d.TILE_MEDIAN if wait else d.NO_ANSWER_YET),
        (hours(wait.p90) if wait else "—", d.TILE_P90 if wait else d.NO_ANSWER_YET),
    ]
    return Markup('<dl class="tiles">{}</dl>').format(
        Markup("").join(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(label, value) for value, label in tiles)
    )


def hours(value: float) -> str:
    """« 25 min », « 4,5 h », « 3,2 j »: to two figures or so, as one says it."""
    if value < 1:
        return typeset(f"{round(value * 60)}\u00a0min")
    if value < 2 * _HOURS_IN_A_DAY:
        return f"{value:.1f}".replace(".", ",") + "\u00a0h"
    return f"{value / _HOURS_IN_A_DAY:.1f}".replace(".", ",") + "\u00a0j"


def weeks_table(figures: TicketFigures) -> Markup:
    """A row per week, latest first."""
    rows = [[french_date(w.monday), str(w.sent), str(w.answered)] for w in reversed(figures.weeks)]
    return unfolding(figures_table([d.WEEK, d.SENT, d.ANSWERED_FIRST], rows))


def wait_table(figures: TicketFigures) -> Markup:
    """A row per week in which somebody was first answered, latest first."""
    rows = [
        [french_date(w.monday), str(w.wait.count), hours(w.wait.median), hours(w.wait.p90)]
        for w in reversed(figures.weeks)
        if w.wait
    ]
    return unfolding(figures_table([d.WEEK, d.ANSWERED_FIRST, d.MEDIAN, d.P90], rows))


def counts_table(name: str, counts: Counter[str]) -> Markup:
    """A row for each of ``counts``, the largest first."""
    rows = [[typeset(key), str(count)] for key, count in counts.most_common()]
    return unfolding(figures_table([name, d.TICKETS], rows))
