"""Reviews that come round: for which stretch of time each one counts, and which stretches have none."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count

from services.development.rules.limits import fell
from services.development.rules.request import StepRequest
from shared.contracts.development.terms import State
from shared.rules.periods import add_months
from shared.rules.violation import Violation

# How often a branch reviews: the step, its rule, and what a stretch is called.
HALF_YEAR = ("half_year_review", "R-DEV-16", "半年考察")
QUARTER = ("probation_review", "R-DEV-63", "每季度的预备期考察")
Stretch = tuple[date, date]


def stretches(begun: date, months: int, until: date) -> Iterator[Stretch]:
    """Return the stretches of so many months from the day after *begun* on, first and last day, as far as *until*."""
    for number in count():
        first = add_months(begun, months * number) + timedelta(days=1)
        if first > until:
            return
        yield first, add_months(begun, months * (number + 1))


def reviewed(one: Stretch, reviews: Sequence[date], grace: int) -> date | None:
    """Return the review that counts for a stretch: the first one dated in it, or within the days of grace after it."""
    first, last = one
    return next((on for on in reviews if first <= on <= last + timedelta(days=grace)), None)


def covered(
    begun: date, reviews: Sequence[date], months: int, grace: int, until: date
) -> list[tuple[Stretch, bool]]:
    """Return each stretch, and whether it has a review of its own; a review counts once."""
    left, found = sorted(reviews), []
    for one in stretches(begun, months, until):
        counts = reviewed(one, left, grace)
        left = [on for on in left if on > max(one[1], counts or date.min)]
        found.append((one, counts is not None))
    return found


def half_years(request: StepRequest) -> int:
    """Return how many half-years since the decision have a review. Source: R-DEV-16."""
    return sum(has for _, has in _covered(request, HALF_YEAR, request.done("decide_activist").on))


def no_half_year_left_out(request: StepRequest) -> Iterator[Violation]:
    """
    No half-year as an activist went by without a review; after a fall back they are counted anew.

    Source: R-DEV-16.
    """
    begun = request.done("decide_activist").on
    falls = [one.on for one in request.case.since_fall() if fell(one) and one.to is State.ACTIVIST]
    yield from _left_out(request, HALF_YEAR, max([begun, *falls]), request.on)


def no_quarter_left_out(request: StepRequest) -> Iterator[Violation]:
    """
    No quarter of probation went by without a review, until conversion was applied for the first time.

    Source: R-DEV-63.
    """
    until = next(one.on for one in request.case.since_fall() if one.step == "apply_conversion")
    yield from _left_out(request, QUARTER, request.done("approve_admission").on, until)


def _left_out(
    request: StepRequest, kind: tuple[str, str, str], begun: date, until: date
) -> Iterator[Violation]:
    _, rule, name = kind
    grace = timedelta(days=request.number(f"{rule}-GRACE"))
    for (first, last), has in _covered(request, kind, begun):
        if not has and last + grace < until:
            message = f"{first.isoformat()}至{last.isoformat()}没有{name}记录，请补记或说明理由"
            yield request.violation(rule, message, field="case_id")


def _covered(request: StepRequest, kind: tuple[str, str, str], begun: date) -> list[tuple[Stretch, bool]]:
    step, rule, _ = kind
    held = [taken.on for taken in request.case.since_fall() if taken.step == step]
    return covered(begun, held, request.number(rule), request.number(f"{rule}-GRACE"), request.on)
