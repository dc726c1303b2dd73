"""The pictures of the board, drawn in the browser by the Plotly that Gradio carries: nothing is fetched elsewhere.

A picture never stands alone: the same figures are in a table under it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import plotly.graph_objects as go

from bot.desk.figures import OUTCOMES, Figures
from bot.web import texts_questions as q
from bot.web.texts import french_date

# Readable on white and on the dark surface alike (3:1 on both), and told apart by pattern where colours fail.
COLOURS: Final = {
    "answer": "#3d7fd6", "clarify": "#7b8fae", "tool": "#3a9a8f", "abstain": "#d2761f", "handoff": "#b667c9",
    "ticket": "#8c7ae6", "smalltalk": "#8a919d", "up": "#2f9e5b", "down": "#d9534f",
}  # fmt: skip
PATTERNS: Final = {"abstain": "/", "handoff": "x", "ticket": ".", "down": "/"}
_INK: Final = "#7a8494"
_MOST_TICKS: Final = 6
_TOOLS: Final = ["zoom", "pan", "select", "zoomIn", "zoomOut", "autoScale", "resetScale", "lasso2d", "toImage"]


def by_day_figure(figures: Figures) -> go.Figure:
    """Stacked bars, a day each, by outcome."""
    series = [
        (q.OUTCOMES[outcome], outcome, [figures.by_day[day][outcome] for day in figures.days])
        for outcome in OUTCOMES
        if any(figures.by_day[day][outcome] for day in figures.days)
    ]
    return _stacked(figures.days, series)


def votes_figure(figures: Figures) -> go.Figure:
    """Stacked bars, a day each: found useful, found useless."""
    votes = [figures.votes.get(day, (0, 0)) for day in figures.days]
    return _stacked(
        figures.days, [(q.USEFUL, "up", [up for up, _ in votes]), (q.USELESS, "down", [d for _, d in votes])]
    )


def _stacked(days: tuple[date, ...], series: list[tuple[str, str, list[int]]]) -> go.Figure:
    labels = [french_date(day) for day in days]
    bars = [
        go.Bar(
            name=name, x=labels, y=counts, marker={"color": COLOURS[key], "pattern": {"shape": PATTERNS.get(key, "")}},
            hovertemplate="%{x} : %{y} " + name.lower() + "<extra></extra>",
        )
        for name, key, counts in series
    ]  # fmt: skip
    return go.Figure(bars, plot_layout(labels, [short_day(day) for day in days]) | {"barmode": "stack"})


def plot_layout(labels: Sequence[str], short: Sequence[str], tick_format: str = "d") -> dict[str, Any]:
    """The look of every picture: ``labels`` stand along it, a few of them written ``short``, the latest always."""
    step = max(1, -(-len(labels) // _MOST_TICKS))
    ticks = list(range(len(labels) - 1, -1, -step))[::-1]
    axis: dict[str, Any] = {"gridcolor": "rgba(128,138,155,.3)", "zeroline": False, "fixedrange": True}
    return {
        "showlegend": True, "bargap": 0.2, "height": 300,
        "margin": {"l": 36, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "dragmode": False,
        "font": {"size": 14, "color": _INK, "family": "system-ui, sans-serif"},
        "legend": {"orientation": "h", "yanchor": "top", "y": -0.18, "x": 0, "itemclick": False,
            "itemdoubleclick": False},
        "modebar": {"remove": _TOOLS},
        "xaxis": {
            "type": "category", "tickvals": [labels[i] for i in ticks], "ticktext": [short[i] for i in ticks],
            "fixedrange": True, "tickangle": 0, "showgrid": False,
        },
        "yaxis": {**axis, "rangemode": "tozero", "tickformat": tick_format, "nticks": 6},
    }  # fmt: skip


def short_day(day: date) -> str:
    """« 24/11 »."""
    return f"{day.day}/{day.month:02d}"
