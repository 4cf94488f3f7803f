"""Business days by the clock of Shanghai."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.registry.clock import keep_time
from shared.rules.periods import ZONE
from shared.telemetry import CLOCK_REFUSED


def look(registry: Any, now: datetime) -> None:
    """Let the clock be looked at where both agree."""
    keep_time(registry.ledger, now, now)


def days(registry: Any) -> list[str]:
    return [entry["data"]["date"] for entry in registry.entries(type="registry.day_started.v1")]


@pytest.mark.parametrize(
    ("hour", "minute", "day"), [(15, 59, "2026-07-01"), (16, 0, "2026-07-02"), (23, 59, "2026-07-02")]
)
def test_the_day_starts_at_midnight_in_shanghai(
    empty_registry: Any, hour: int, minute: int, day: str
) -> None:
    look(empty_registry, datetime(2026, 7, 1, hour, minute, tzinfo=UTC))

    assert days(empty_registry) == [day]


def test_missed_days_are_made_up_for_in_order(registry: Any) -> None:
    noon = datetime(2026, 7, 4, 4, 0, tzinfo=UTC)
    look(registry, noon)
    look(registry, noon)

    assert days(registry) == ["2026-07-01", "2026-07-02", "2026-07-03", "2026-07-04"]


def test_a_clock_that_went_back_starts_nothing(registry: Any) -> None:
    look(registry, datetime(2026, 6, 1, 4, 0, tzinfo=UTC))

    assert days(registry) == ["2026-07-01"]


@pytest.mark.parametrize(("minutes", "started"), [(5, True), (-5, True), (6, False), (-6, False)])
def test_no_day_starts_while_two_clocks_disagree(registry: Any, minutes: int, started: bool) -> None:
    now = datetime(2026, 7, 2, 4, 0, tzinfo=UTC)
    keep_time(registry.ledger, now, now + timedelta(minutes=minutes))

    assert days(registry) == ["2026-07-01", "2026-07-02"][: 1 + started]
    assert CLOCK_REFUSED.labels("clocks disagree")._value.get() == (not started)


@pytest.mark.parametrize(("day", "last"), [(16, "2026-07-16"), (17, "2026-07-01")])
def test_a_clock_that_ran_far_ahead_writes_no_days(registry: Any, day: int, last: str) -> None:
    look(registry, datetime(2026, 7, day, 4, 0, tzinfo=UTC))

    assert days(registry)[-1] == last
    assert CLOCK_REFUSED.labels("too many days")._value.get() == (last == "2026-07-01")


def test_people_start_the_day_after_a_long_silence_and_the_clock_goes_on(registry: Any) -> None:
    look(registry, datetime(2026, 9, 1, 4, 0, tzinfo=UTC))
    assert CLOCK_REFUSED.labels("too many days")._value.get() == 1
    registry.act("start_day", by="admin", date="2026-09-01")
    look(registry, datetime(2026, 9, 1, 5, 0, tzinfo=UTC))
    assert CLOCK_REFUSED.labels("too many days")._value.get() == 0
    look(registry, datetime(2026, 9, 2, 4, 0, tzinfo=UTC))

    assert days(registry) == ["2026-07-01", "2026-09-01", "2026-09-02"]


@pytest.mark.parametrize(("date", "waits"), [("2026-07-16", False), ("2026-07-17", True)])
def test_a_jump_of_days_needs_a_second_person(registry: Any, date: str, waits: bool) -> None:
    def start(by: str) -> Any:
        return registry.ask(by, "start_day", recorded_on="2026-07-01", date=date)

    first = start("admin")
    assert ("waiting" in first, days(registry)[-1]) == (waits, "2026-07-01" if waits else date)
    if waits:
        assert "另一名系统管理员" in start("admin")["waiting"]
        assert days(registry)[-1] == "2026-07-01"
        assert "waiting" not in start("admin2")
    assert days(registry)[-1] == date


def test_the_second_person_wants_the_same_day(registry: Any) -> None:
    for by, date in (("admin", "2027-01-04"), ("admin2", "2028-01-04")):
        assert "waiting" in registry.ask(by, "start_day", recorded_on="2026-07-01", date=date)

    assert days(registry)[-1] == "2026-07-01"


def test_the_databases_clock_is_asked(registry: Any) -> None:
    now = datetime.now(UTC)
    registry.act("start_day", by="admin", date=(now.astimezone(ZONE).date() - timedelta(days=1)).isoformat())

    keep_time(registry.ledger, now)

    assert days(registry)[-1] == now.astimezone(ZONE).date().isoformat()
