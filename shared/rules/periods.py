"""Calendar arithmetic of the rules: months, quarters, percentages."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
MONTHS_IN_QUARTER = 3


def add_months(day: date, months: int) -> date:
    """
    Return the same day of the month, *months* later (earlier when negative); the month's last where it is missing.

    Source: R-GEN-01.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, order=True)
class Quarter:
    """
    A calendar quarter; its snapshot is its last day at 24:00.

    Source: R-GEN-11.
    """

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Read ``2026Q3``; raises ValueError with a Chinese message."""
        found = re.fullmatch(r"([0-9]{4})Q([1-4])", text)
        if found is None:
            raise ValueError("季度应为 2026Q3 的形式")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter that *day* lies in."""
        return cls(day.year, (day.month - 1) // MONTHS_IN_QUARTER + 1)

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, (self.number - 1) * MONTHS_IN_QUARTER + 1, 1)

    @property
    def last(self) -> date:
        """The last day, which still belongs to it."""
        return add_months(self.first, MONTHS_IN_QUARTER) - timedelta(days=1)

    def next(self) -> "Quarter":
        """Return the quarter after this one."""
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def previous(self) -> "Quarter":
        """Return the quarter before this one."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def title(self) -> str:
        """How people say it: 2026年第3季度."""
        return f"{self.year}年第{self.number}季度"

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def percent(numerator: int, denominator: int) -> float | None:
    """
    Return a rate in percent with one decimal, half up; None for a zero denominator.

    Source: R-GEN-12.
    """
    if denominator == 0:
        return None
    exact = Decimal(numerator) * 100 / Decimal(denominator)
    return float(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
