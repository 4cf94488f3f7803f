"""What a step that is entered afterwards must keep, and what is only put on record against it (R-GEN-10)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services.development.rules.limits import DEADLINES
from services.development.rules.request import StepRequest
from services.development.rules.transitions import violations
from shared.rules.periods import Quarter
from shared.rules.violation import Level, Violation

# Rules about a period: what was done too early or too late was done all the same. Everything else keeps its level:
# the order of states and days (R-SEED-079, E-02), totals that can be and that carry the decision (E-05, R-DEV-40,
# R-DEV-41), numbers given once (R-DEV-33) are what the record rests on, and what people can still put right in the
# row (opinions, reply, persons) is theirs to put right.
PERIODS = frozenset(
    {deadline.rule for deadline in DEADLINES.values()}
    | {"R-DEV-01", "R-DEV-16", "R-DEV-18", "R-DEV-18-REVIEWS", "R-DEV-23", "R-DEV-51", "R-DEV-63"}
    | {"R-DEV-64", "R-DEV-64-EARLY", "R-GEN-04"}
)
# Branch and superior decided, each of them; that one clerk enters both from the file says nothing about it.
OF_TWO_PERSONS = frozenset(("R-DEV-27-OTHER", "R-PRV-23"))
# The day of posting is refused when it lies before the agreement, which is the order of days.
OF_ORDER = "posted_on"
OUT_OF_ORDER = "R-SEED-079"


def back_entry_violations(request: StepRequest, first_day: date | None) -> list[Violation]:
    """
    Return all that a back-entered step does not keep; rules about periods warn only.

    Args:
        first_day: The first business day of the system; None: none has begun.

    Source: R-GEN-10, E-02.
    """
    found = [one for one in violations(request) if one.rule not in OF_TWO_PERSONS]
    return [*_before_the_system(request, first_day), *(_of_period(one) for one in found)]


def only_told(violation: Violation) -> Violation:
    """Return a violation that is put on record and keeps nobody out."""
    return replace(violation, level=Level.WARN)


def _of_period(violation: Violation) -> Violation:
    is_period = violation.rule in PERIODS and violation.field != OF_ORDER
    return only_told(violation) if is_period else violation


def _before_the_system(request: StepRequest, first_day: date | None) -> Iterator[Violation]:
    """What was done since the quarter of the first day has its meetings on record, and goes the ordinary way."""
    if first_day is None or request.on < (began := Quarter.of(first_day).first):
        return
    message = f"补录只用于系统启用的季度（{began.isoformat()}起）以前的步骤；此后的步骤请逐项办理"
    yield request.violation("R-GEN-10", message, field="on")
