"""The desk's figures are counted from the tickets, in weeks of Paris; a median and a p90 are of what was waited."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.desk.ticket_figures import TicketFigures, gather_ticket_figures, percentile
from bot.storage.database import Database
from bot.storage.models import Ticket

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday


def add(database: Database, sent: datetime | None, waited_h: float | None, **fields: str) -> None:
    known = {"owner": "x", "state": "envoyé", "category": "Autre demande", "subject": "", "description": ""}
    with database.session() as session:
        row = Ticket(**(known | fields), stop_reason="demande", sent_at=sent)
        if sent is not None and waited_h is not None:
            row.answered_at = sent + timedelta(hours=waited_h)
        session.add(row)


def figures(database: Database, weeks: int = 4) -> TicketFigures:
    with database.session() as session:
        return gather_ticket_figures(session, NOW, weeks)


def test_a_week_begins_on_monday_in_paris_and_a_draft_counts_for_nothing(database: Database) -> None:
    add(database, datetime(2026, 11, 22, 22, 59, tzinfo=UTC), None)
    add(database, datetime(2026, 11, 22, 23, 1, tzinfo=UTC), None)
    add(database, datetime(2026, 10, 1, tzinfo=UTC), None)
    add(database, None, None, state="brouillon")
    found = figures(database)
    assert [(week.monday, week.sent) for week in found.weeks] == [
        (date(2026, 11, 2), 0), (date(2026, 11, 9), 0), (date(2026, 11, 16), 1), (date(2026, 11, 23), 1),
    ]  # fmt: skip
    assert (found.sent, found.wait, found.states) == (2, None, Counter({"envoyé": 2}))


def test_waits_are_of_those_answered_and_fall_in_the_week_of_the_answer(database: Database) -> None:
    for hours in (1, 2, 3, 100):
        add(database, datetime(2026, 11, 16, 8, tzinfo=UTC), hours, state="répondu", category="Factures de travaux")
    add(database, datetime(2026, 11, 23, 8, tzinfo=UTC), 0.5, state="clos")
    # Sent before the four weeks, answered in them: it counts where it was answered, and not among those sent.
    add(database, datetime(2026, 10, 30, 8, tzinfo=UTC), 240)
    found = figures(database)
    assert [(week.sent, week.answered) for week in found.weeks] == [(0, 0), (0, 1), (4, 4), (1, 1)]
    assert found.weeks[2].wait is not None
    assert (found.weeks[2].wait.median, found.weeks[2].wait.p90) == (2.5, 100)
    assert found.wait is not None
    assert (found.wait.count, found.wait.median) == (5, 2)
    assert found.categories == Counter({"Factures de travaux": 4, "Autre demande": 1})


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (2, 2), (9, 9), (10, 9), (11, 10), (20, 18)])
def test_nine_in_ten_waited_no_longer_than_the_p90(count: int, expected: int) -> None:
    assert percentile([float(one) for one in range(1, count + 1)], 0.9) == expected
