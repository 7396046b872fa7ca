"""Until when a request about one's own data is answered and done. Pure.

The days are those of Decree 356/2025/NĐ-CP, Article 5, as secondary sources tell them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

ANSWER = 2  # Working days until a request is answered.


class Right(StrEnum):
    """What a person can ask for about their own data."""

    VIEW = "view"
    CORRECT = "correct"
    EXPORT = "export"
    WITHDRAW = "withdraw"
    ERASE = "erase"


DONE = {  # Days until it is done, where nobody else has to be asked.
    Right.VIEW: 10,
    Right.CORRECT: 10,
    Right.EXPORT: 10,
    Right.WITHDRAW: 15,
    Right.ERASE: 20,
}


@dataclass(frozen=True)
class Deadlines:
    """The last days for the answer and for the thing itself."""

    answer_by: date
    done_by: date


def deadlines(right: Right, asked: date) -> Deadlines:
    """Count from the day after the request; calendar days are not stretched over holidays."""
    return Deadlines(add_working_days(asked, ANSWER), asked + timedelta(days=DONE[right]))


def add_working_days(day: date, days: int) -> date:
    """Go on by working days: Saturdays, Sundays and public holidays do not count."""
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def is_working_day(day: date) -> bool:
    """Say whether offices work, weekends that are worked in exchange for a day off included."""
    return bool(_calendar().is_working_day(day))


@cache
def _calendar() -> HolidayBase:
    # A tenth of a second to import: only those pay who ask for something.
    from holidays import country_holidays

    return country_holidays("VN")
