"""Guards that every step passes: the day."""

from collections.abc import Iterator

from services.development.rules.request import StepRequest
from shared.rules.violation import Violation


def in_order(request: StepRequest) -> Iterator[Violation]:
    """Dates never go back along the path, nor ahead of the business day (E-02, I-1)."""
    if request.case.taken and request.on < request.case.last_on:
        message = f"日期早于上一步骤（{request.case.last_on.isoformat()}）"
        yield request.violation("E-02", message, field="on", earliest=request.case.last_on)
    if request.on > request.recorded_on:
        yield request.violation("E-02", f"日期晚于登记日（{request.recorded_on.isoformat()}）", field="on")
