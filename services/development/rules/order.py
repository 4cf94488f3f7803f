"""Guards that every step passes: the day."""

from collections.abc import Iterator

from services.development.rules.asked import Asked
from shared.rules.violation import Violation


def in_order(asked: Asked) -> Iterator[Violation]:
    """Dates never go back along the path, nor ahead of the business day (E-02, I-1)."""
    if asked.case.taken and asked.on < asked.case.last_on:
        message = f"日期早于上一步骤（{asked.case.last_on.isoformat()}）"
        yield asked.say("E-02", message, field="on", earliest=asked.case.last_on)
    if asked.on > asked.recorded_on:
        yield asked.say("E-02", f"日期晚于登记日（{asked.recorded_on.isoformat()}）", field="on")
