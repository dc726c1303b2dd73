"""The days of a session in French: « 24 novembre 2026 », « du 24 au 25 novembre 2026 »."""

from datetime import date, datetime

from bot.people.training_errors import SessionRefused
from bot.web import texts_sessions as s
from bot.web.texts import french_date, typeset


def days_words(first: date, last: date) -> str:
    if first == last:
        return french_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return typeset(f"du {'1er' if first.day == 1 else first.day} au {french_date(last)}")
    return typeset(f"du {french_date(first)} au {french_date(last)}")


def short_day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def read_day(typed: str, field: str) -> date:
    """« 24/11/2026 » as a date; raises SessionRefused for anything else, of ``field``."""
    try:
        return datetime.strptime((typed or "").strip(), "%d/%m/%Y").date()
    except ValueError as error:
        raise SessionRefused(field, s.DATE_REFUSED) from error
