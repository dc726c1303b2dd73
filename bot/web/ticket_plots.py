"""The pictures of the desk, drawn in the browser by the Plotly that Gradio carries, each with its table beside it."""

from collections import Counter
from collections.abc import Iterable, Sequence

import plotly.graph_objects as go

from bot.desk.ticket_figures import TicketFigures
from bot.web import texts_desk as d
from bot.web.dashboard_plots import COLOURS, plot_layout, short_day
from bot.web.texts import french_date, typeset

_LONGEST_NAME = 24
_MOST_MARKS = 5


def weeks_figure(figures: TicketFigures) -> go.Figure:
    """Two bars a week: sent, and first answered."""
    return _grouped(
        figures,
        [
            (d.SENT, "answer", "", [week.sent for week in figures.weeks]),
            (d.ANSWERED_FIRST, "up", "/", [week.answered for week in figures.weeks]),
        ],
        "%{x} : %{y:d}",
    )


def wait_figure(figures: TicketFigures) -> go.Figure:
    """Two bars a week, in hours: what half of them waited at most, and nine in ten."""
    waits = [week.wait for week in figures.weeks]
    return _grouped(
        figures,
        [
            (d.MEDIAN, "answer", "", [wait.median if wait else None for wait in waits]),
            (d.P90, "abstain", "/", [wait.p90 if wait else None for wait in waits]),
        ],
        "%{x} : %{y:.1f} h",
        ".3~g",
    )


def counts_figure(counts: Counter[str]) -> go.Figure:
    """One lying bar for each of ``counts``, the largest on top."""
    ordered = counts.most_common()[::-1]
    names = [name for name, _ in ordered]
    shown = [name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME].rstrip() + "…" for name in names]
    bar = go.Bar(
        x=[count for _, count in ordered], y=names, orientation="h", marker={"color": COLOURS["answer"]},
        hovertemplate="%{y} : %{x:d}<extra></extra>",
    )  # fmt: skip
    layout = plot_layout(names, names)
    across = layout["yaxis"] | _whole(counts.values())
    layout |= {
        "showlegend": False,
        "height": max(160, 44 * len(names) + 40),
        "margin": {"l": 8, "r": 8, "t": 8, "b": 24},
        "xaxis": across,
        "yaxis": {"type": "category", "tickvals": names, "ticktext": shown, "fixedrange": True, "automargin": True},
    }
    return go.Figure([bar], layout)


def _grouped(
    figures: TicketFigures,
    series: Sequence[tuple[str, str, str, Sequence[float | None]]],
    hover: str,
    tick_format: str = "d",
) -> go.Figure:
    labels = [typeset(f"{d.WEEK} {french_date(week.monday)}") for week in figures.weeks]
    bars = [
        go.Bar(
            name=name, x=labels, y=values, marker={"color": COLOURS[key], "pattern": {"shape": pattern}},
            hovertemplate=f"{hover}<extra>{name}</extra>",
        )
        for name, key, pattern, values in series
    ]  # fmt: skip
    layout = plot_layout(labels, [short_day(week.monday) for week in figures.weeks], tick_format)
    if tick_format == "d":
        layout["yaxis"] |= _whole(value for _, _, _, values in series for value in values if value)
    return go.Figure(bars, layout | {"barmode": "group"})


def _whole(counts: Iterable[float]) -> dict[str, int]:
    """Marks at whole numbers, each written once."""
    return {"dtick": max(1, -(-int(max(counts, default=1)) // _MOST_MARKS))}
