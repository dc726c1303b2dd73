"""Opening hours as the setting writes them, at the hour of Paris, without the French public holidays."""

from datetime import UTC, datetime

import pytest

from bot.desk.hours import AdviserHours
from bot.services import open_services
from bot.settings import InvalidSettings, Settings

WEEK = AdviserHours("lun-ven 08:30-18:30")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24 07:29", False),
        ("2026-11-24 07:30", True),
        ("2026-11-24 17:29", True),
        ("2026-11-24 17:30", False),  # the closing minute
        ("2026-07-15 06:30", True),  # summer time
        ("2026-11-28 10:00", False),  # a Saturday
        ("2026-11-11 10:00", False),  # Armistice
        ("2027-05-17 10:00", False),  # Whit Monday
    ],
)
def test_hours_are_those_of_paris_on_working_days(moment: str, is_open: bool) -> None:
    assert WEEK.are_open(utc(moment)) is is_open


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-24 10:00", "2026-11-24 10:00"),
        ("2026-11-24 06:00", "2026-11-24 07:30"),
        ("2026-11-27 18:00", "2026-11-30 07:30"),
        ("2026-12-31 18:00", "2027-01-04 07:30"),
        ("2026-03-27 20:00", "2026-03-30 06:30"),  # the clocks go forward meanwhile
    ],
)
def test_the_next_opening_is_known(moment: str, opens: str) -> None:
    assert WEEK.next_opening(utc(moment)) == utc(opens)


def test_one_day_a_week_that_two_holidays_in_a_row_close_opens_at_last() -> None:
    assert AdviserHours("ven-ven 09:00-12:00").next_opening(utc("2026-12-18 12:00")) == utc("2027-01-08 08:00")


def test_a_week_may_go_round_its_end() -> None:
    assert AdviserHours("sam-lun 09:00-12:00").are_open(utc("2026-11-29 09:00"))


def test_a_holiday_is_named_in_french() -> None:
    assert (WEEK.holiday(utc("2026-07-14 10:00")), WEEK.holiday(utc("2026-07-15 10:00"))) == ("Fête nationale", None)


@pytest.mark.parametrize("wrong", ["lun-xyz 08:30-18:30", "lun-ven 18:30-08:30", "lun-ven 25:00-26:00", "", "toujours"])
def test_hours_that_mean_nothing_stop_the_start_with_a_sentence(
    wrong: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        AdviserHours(wrong)
    if wrong == "lun-xyz 08:30-18:30":
        with pytest.raises(InvalidSettings, match="CHORISTE_ADVISER_HOURS : « lun-xyz"):
            open_services(Settings(adviser_hours=wrong, data_dir=tmp_path_factory.mktemp("sans")))
