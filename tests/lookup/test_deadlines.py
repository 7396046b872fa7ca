"""The statutory clock over Vietnamese holidays of 2026 and 2027."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lookup.deadlines import DONE, Right, add_working_days, deadlines, is_working_day

# Days off as the government announced them: weekdays without work, and a Saturday with it.
OFF = {
    *(date(2026, 1, d) for d in (1,)),
    *(date(2026, 2, d) for d in (16, 17, 18, 19, 20)),
    date(2026, 4, 27),
    date(2026, 4, 30),
    date(2026, 5, 1),
    date(2026, 8, 31),
    date(2026, 9, 1),
    date(2026, 9, 2),
    date(2026, 11, 24),
    date(2027, 1, 1),
    *(date(2027, 2, d) for d in (4, 5, 8, 9, 10)),
    date(2027, 4, 16),
    date(2027, 4, 30),
    date(2027, 5, 3),
    date(2027, 9, 2),
    date(2027, 9, 3),
    date(2027, 11, 24),
}
WORKED = {date(2026, 8, 22)}
YEARS = [date(2026, 1, 1) + timedelta(days=n) for n in range(730)]


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (date(2026, 11, 19), date(2026, 11, 23)),  # Thursday: Friday, Monday.
        (date(2026, 11, 20), date(2026, 11, 25)),  # Friday: Monday, and Tuesday is a day off.
        (date(2026, 11, 21), date(2026, 11, 25)),  # Saturday.
        (date(2026, 2, 13), date(2026, 2, 24)),  # The Friday before Tết.
        (date(2026, 4, 24), date(2026, 4, 29)),  # Hùng Kings' day moved to Monday.
        (date(2026, 4, 29), date(2026, 5, 5)),  # Before 30 April and 1 May.
        (date(2026, 8, 20), date(2026, 8, 22)),  # A Saturday that is worked.
        (date(2026, 8, 28), date(2026, 9, 4)),  # Before the National Day and its bridge.
        (date(2027, 2, 3), date(2027, 2, 12)),  # Before Tết 2027.
        (date(2027, 12, 29), date(2027, 12, 31)),  # The last days of a year.
    ],
)
def test_a_request_is_answered_in_two_working_days(asked: date, answered: date) -> None:
    assert deadlines(Right.VIEW, asked).answer_by == answered


@pytest.mark.parametrize("asked", YEARS[:-7:7])
def test_every_week_of_two_years_counts_the_same_by_hand(asked: date) -> None:
    days, worked = asked, 0
    while worked < 2:
        days += timedelta(days=1)
        worked += (days.weekday() < 5 and days not in OFF) or days in WORKED
    assert add_working_days(asked, 2) == days


def test_the_calendar_knows_the_days_off_of_two_years() -> None:
    wrong = [
        day
        for day in YEARS
        if is_working_day(day) != ((day.weekday() < 5 and day not in OFF) or day in WORKED)
    ]
    assert wrong == []


@pytest.mark.parametrize(("right", "days"), DONE.items())
def test_the_thing_itself_is_done_by_calendar_days(right: Right, days: int) -> None:
    assert deadlines(right, date(2026, 11, 23)).done_by == date(2026, 11, 23) + timedelta(days)
