"""Guides of ours that an answer may cite, the names under which answers are evaluated.

A guide shows an application as it is, so it holds from a day and has to be looked at again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from legal_kb.model import Period

NEW_SCREENS = date(2025, 2, 1)  # VNeID 2.1.15 brought the screens that we show (secondary source).
COMPARED_WITH_APP = date(2026, 11, 23)
LOOKED_AT_EVERY = timedelta(days=365)


@dataclass(frozen=True)
class Guide:
    """What we say ourselves of the application or of the law, and since when it holds."""

    holds: Period
    checked: date

    @property
    def due(self) -> date:
        """The day by which somebody has to compare it again."""
        return self.checked + LOOKED_AT_EVERY


_OF_LAW = (
    "replace_household_book accepted_papers exploit_methods officer_duty may_officer_demand_paper "
    "household_book_validity ct07 residence_lookup human_agent vneid_levels "
    "vneid_level2 vneid_account"
).split()
_OF_VNEID = (
    "vneid_install vneid_register vneid_login vneid_level1 vneid_no_nfc "
    "vneid_activate vneid_device_check vneid_passcode vneid_view_residence vneid_features "
    "vneid_forgot_passcode vneid_device_change vneid_otp"
).split()

# A guide on the law holds as long as the clauses cited beside it.
GUIDES: Mapping[str, Guide] = MappingProxyType(
    {name: Guide(Period(date.min), COMPARED_WITH_APP) for name in _OF_LAW}
    | {name: Guide(Period(NEW_SCREENS), COMPARED_WITH_APP) for name in _OF_VNEID}
)
