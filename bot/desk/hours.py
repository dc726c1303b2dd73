"""When advisers answer: a weekly stretch at the hour of Paris, closed on French public holidays."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import holidays

_PARIS: Final = ZoneInfo("Europe/Paris")
_DAYS: Final = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_WRITTEN: Final = re.compile(r"([a-z]{3})-([a-z]{3}) (\d\d:\d\d)-(\d\d:\d\d)")
_FARTHEST: Final = 29  # days: two Fridays in a row are holidays at the turn of some years


class AdviserHours:
    """« lun-ven 08:30-18:30 »; raises ValueError, with a French sentence, for anything that isn't such a stretch."""

    def __init__(self, written: str) -> None:
        found = _WRITTEN.fullmatch(written.strip())
        if not found or found[1] not in _DAYS or found[2] not in _DAYS:
            raise ValueError(f"« {written} » : un jour s'écrit {', '.join(_DAYS)}")
        first, last = _DAYS.index(found[1]), _DAYS.index(found[2])
        self._days = {(first + step) % 7 for step in range((last - first) % 7 + 1)}
        self._opens, self._closes = time.fromisoformat(found[3]), time.fromisoformat(found[4])
        if self._opens >= self._closes:
            raise ValueError(f"« {written} » : l'heure de fin suit l'heure de début")
        self._holidays = holidays.country_holidays("FR", language="fr")

    def are_open(self, moment: datetime) -> bool:
        """Whether advisers answer at ``moment``, which is aware; the closing minute is closed."""
        local = moment.astimezone(_PARIS)
        return self._works(local.date()) and self._opens <= local.time() < self._closes

    def next_opening(self, moment: datetime) -> datetime:
        """When they answer next, in UTC: ``moment`` itself while they do."""
        if self.are_open(moment):
            return moment.astimezone(UTC)
        local = moment.astimezone(_PARIS)
        for ahead in range(_FARTHEST):
            opening = datetime.combine(local.date() + timedelta(days=ahead), self._opens, _PARIS)
            if opening > local and self._works(opening.date()):
                return opening.astimezone(UTC)
        raise AssertionError("no open day within four weeks")

    def holiday(self, moment: datetime) -> str | None:
        """The name of the public holiday that ``moment`` falls on, in French."""
        name: str | None = self._holidays.get(moment.astimezone(_PARIS).date())
        return name

    def _works(self, day: date) -> bool:
        return day.weekday() in self._days and day not in self._holidays
