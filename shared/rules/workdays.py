"""Working days, with the make-up workdays of each year (R-GEN-04)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import holidays
import yaml

DATA = Path(__file__).with_suffix(".yaml")
SATURDAY = 5


@dataclass(frozen=True)
class Year:
    """What one year's official notice changes: weekdays that are free, and weekend days that are worked."""

    free: frozenset[date]
    worked: frozenset[date]


@cache
def years() -> Mapping[int, Year]:
    """Return the years whose notice is known."""
    raw = yaml.safe_load(DATA.read_text(encoding="utf-8"))["years"]
    return {year: Year(frozenset(row["free"]), frozenset(row["worked"])) for year, row in raw.items()}


@cache
def statutory(year: int) -> frozenset[date]:
    """Return the thirteen days of a year that are free by law, whatever its notice says (as revised in 2024)."""
    return frozenset(holidays.country_holidays("CN", years=year, observed=False))


def is_workday(day: date) -> bool:
    """
    Return whether *day* is worked.

    In a year whose notice is not known, Monday to Friday are taken to be, but for what is free by law; that is to be
    confirmed (``is_known``).

    Source: R-GEN-04.
    """
    known = years().get(day.year)
    if known is None:
        return day.weekday() < SATURDAY and day not in statutory(day.year)
    return day in known.worked or (day.weekday() < SATURDAY and day not in known.free)


def is_known(first: date, last: date) -> bool:
    """Return whether the notices of all years from *first* to *last* are known."""
    return all(year in years() for year in range(first.year, last.year + 1))


def after(day: date, count: int) -> date:
    """Return the *count*-th full working day after *day*; the day itself never counts (R-GEN-05)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day
