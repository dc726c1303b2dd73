"""« Tableau de bord »: what is counted, drawn and written beside the pictures."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.desk.figures import gather_figures
from bot.services import Services
from bot.storage.database import Database
from bot.storage.models import Conversation
from bot.web.dashboard_plots import by_day_figure, votes_figure
from bot.web.dashboard_tab import drawn, read_figures
from bot.web.dashboard_views import by_day_table, cited_html, never_cited_html, tiles_html, votes_table
from bot.web.permissions import NotAllowed
from tests.desk.conftest import make_turn

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


def store(database: Database, turns: Sequence[dict[str, Any]]) -> None:
    with database.session() as session:
        row = Conversation(id=f"talk-{len(turns)}", owner="paul")
        row.turns += [make_turn("q", position=at, **({"created_at": NOW} | turn)) for at, turn in enumerate(turns)]
        session.add(row)


def cite(*keys: str) -> list[dict[str, Any]]:
    return [{"n": n, "document": key, "passage_id": f"fiche:{key}:3:{n}"} for n, key in enumerate(keys, 1)]


def test_days_are_those_of_paris_and_each_is_there(database: Database) -> None:
    store(
        database,
        [
            {"outcome": "answer", "created_at": datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "vote": 1},
            {"outcome": "abstain", "vote": -1, "vote_reason": "fausse"},
            {"outcome": "tool", "created_at": NOW - timedelta(days=7)},
            {"outcome": "answer", "created_at": NOW + timedelta(hours=1)},
        ],
    )
    with database.session() as session:
        figures = gather_figures(session, NOW, 7)
    assert figures.days == tuple(date(2026, 11, day) for day in range(18, 25))
    assert figures.by_day[date(2026, 11, 23)] == {"answer": 1}
    assert (figures.questions, figures.answered, figures.useful, figures.useless) == (2, 1, 1, 1)
    assert figures.votes == {date(2026, 11, 23): (1, 0), date(2026, 11, 24): (0, 1)}
    assert "fausse (1)" in votes_table(figures)
    assert "<dd>50\u00a0%</dd>" in tiles_html(figures)
    assert "24\u00a0novembre\u00a02026" in by_day_table(figures)


def test_a_document_counts_once_an_answer_and_the_others_are_named(small_course: Services, database: Database) -> None:
    store(
        database,
        [
            {"citations": cite("facture-suspendue", "facture-suspendue", "facture-rejetee")},
            {"citations": cite("facture-suspendue")},
            {"citations": cite("partie")},
        ],
    )
    with database.session() as session:
        figures = gather_figures(session, NOW, 7)
    assert figures.cited[0] == ("fiche:facture-suspendue", 2)
    assert {count for _, count in figures.cited[1:]} == {1}
    assert 'width="50%"' in cited_html(figures)
    with small_course.database.session() as session:
        course = gather_figures(session, datetime(2020, 1, 1, tzinfo=UTC), 7)
    titles = {entry.title for entry in course.never_cited}
    assert len(titles) > 10
    assert "Voir les" in never_cited_html(course)


def test_a_picture_has_a_bar_per_outcome_that_occurred_and_no_tool_that_leaves_the_page(database: Database) -> None:
    store(database, [{"outcome": "answer", "vote": 1}, {"outcome": "abstain", "vote": -1}])
    with database.session() as session:
        figures = gather_figures(session, NOW, 30)
    by_day = by_day_figure(figures)
    assert [bar.name for bar in by_day.data] == ["Réponse", "Sans réponse"]
    assert [sum(bar.y) for bar in by_day.data] == [1, 1]
    assert len(by_day.layout.xaxis.tickvals) <= 7
    assert by_day.layout.xaxis.ticktext[-1] == "24/11"
    assert [bar.name for bar in votes_figure(figures).data] == ["Utile", "Inutile"]
    values = drawn(figures)
    assert values[2].visible is True
    assert values[4].visible is True


def test_without_a_question_nothing_is_drawn(database: Database) -> None:
    with database.session() as session:
        figures = gather_figures(session, NOW, 7)
    values = drawn(figures)
    assert "Aucune question sur cette période" in values[0]
    assert values[1].visible is False


def test_without_a_vote_its_picture_is_hidden_and_said(database: Database) -> None:
    store(database, [{"outcome": "answer", "vote": None}])
    with database.session() as session:
        values = drawn(gather_figures(session, NOW, 7))
    assert values[4].visible is False
    assert "Aucun vote" in values[5]
    assert "aucun vote" in values[0]


def test_the_figures_are_the_trainers(services: Services) -> None:
    with pytest.raises(NotAllowed):
        read_figures(services, "visiteur", 30)
