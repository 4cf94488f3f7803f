"""Business days by the clock of Shanghai."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.registry.clock import keep_time


def days(registry: Any) -> list[str]:
    return [entry["data"]["date"] for entry in registry.entries(type="registry.day_started.v1")]


@pytest.mark.parametrize(
    ("hour", "minute", "day"), [(15, 59, "2026-07-01"), (16, 0, "2026-07-02"), (23, 59, "2026-07-02")]
)
def test_the_day_starts_at_midnight_in_shanghai(
    empty_registry: Any, hour: int, minute: int, day: str
) -> None:
    keep_time(empty_registry.ledger, datetime(2026, 7, 1, hour, minute, tzinfo=UTC))

    assert days(empty_registry) == [day]


def test_missed_days_are_made_up_for_in_order(registry: Any) -> None:
    noon = datetime(2026, 7, 4, 4, 0, tzinfo=UTC)
    keep_time(registry.ledger, noon)
    keep_time(registry.ledger, noon)

    assert days(registry) == ["2026-07-01", "2026-07-02", "2026-07-03", "2026-07-04"]


def test_a_clock_that_went_back_starts_nothing(registry: Any) -> None:
    keep_time(registry.ledger, datetime(2026, 6, 1, 4, 0, tzinfo=UTC))

    assert days(registry) == ["2026-07-01"]
