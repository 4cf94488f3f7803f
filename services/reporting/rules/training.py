"""How plans, classes and attendance become figures of training."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from services.reporting.model import About, Figures, Statement, Thing, add
from shared.contracts.registry.terms import MEMBER, SECRETARY
from shared.contracts.training.terms import AXES, CONCENTRATED
from shared.rules import pack
from shared.rules.periods import Quarter

HOURS_REACHED, SECRETARIES_REACHED, HELD, COMPLETE = "K-40", "K-41", "K-42", "K-43"
MEASURES = (HOURS_REACHED, SECRETARIES_REACHED, HELD, COMPLETE)
Homes = Mapping[str, str | None]


def empty() -> Figures:
    """Return the figures of an area without training."""
    return {measure: [0, 0] for measure in MEASURES}


def count(
    things: Iterable[Thing],
    day: date,
    homes: Homes,
    counted: Mapping[str, Figures],
    paths: Mapping[str, Sequence[str]],
) -> None:
    """
    Add members and secretaries by the area of their organisation, classes and plans by their own.

    Hours are those of the calendar year up to 24:00 of *day*, each by its own day.

    Source: R-IND-06, R-TRN-09.
    """
    known = list(things)
    _count_members(known, day, homes, counted, paths)
    plans = {thing.code: thing.as_of(day) for thing in known if thing.about is About.PLAN}
    for plan in plans.values():
        if plan.get("year") == day.year and plan["area"] in counted:
            complete = all(plan["axes"][axis].strip() for axis in AXES)
            add(counted[plan["area"]], COMPLETE, complete)
    for thing in known:
        if thing.about is About.CLASS:
            _count_class(thing, day, plans, counted)


def _count_members(
    things: Iterable[Thing],
    day: date,
    homes: Homes,
    counted: Mapping[str, Figures],
    paths: Mapping[str, Sequence[str]],
) -> None:
    posts = [thing.as_of(day) for thing in things if thing.about is About.POST]
    secretaries = {
        post["member_id"]
        for post in posts
        if post.get("kind") == SECRETARY and post["org_code"] is not None and not post.get("ended")
    }
    for thing in things:
        if thing.about is not About.MEMBER:
            continue
        held = thing.as_of(day)
        area = homes.get(held.get("org_code") or "")
        if area is None or area not in counted or held.get("status") not in MEMBER:
            continue
        rules = pack.load("training", day, paths[area])
        hours, classes = _attended(thing.statements, day)
        if not any("exempt" in one.values and one.values["year"] == day.year for one in thing.statements):
            add(counted[area], HOURS_REACHED, hours >= rules.number("R-TRN-04"))
        if thing.code in secretaries:
            enough = hours >= rules.number("R-TRN-05") and classes >= rules.number("R-TRN-05-CLASSES")
            add(counted[area], SECRETARIES_REACHED, enough)


def _attended(statements: Iterable[Statement], day: date) -> tuple[float, int]:
    """Return the hours of the year up to *day*, and of how many concentrated classes they are."""
    hours, classes = 0.0, 0
    for statement in statements:
        by_day: Mapping[str, float] = statement.values.get("hours", {})
        first = date(day.year, 1, 1).isoformat()
        more = sum(number for on, number in by_day.items() if first <= on <= day.isoformat())
        hours += more
        classes += more > 0 and statement.values["form"] == CONCENTRATED
    return hours, classes


def _count_class(
    thing: Thing, day: date, plans: Mapping[str, Mapping[str, object]], counted: Mapping[str, Figures]
) -> None:
    known = thing.as_of(day)
    if known.get("area") not in counted or not plans.get(known["plan_id"] or "", {}).get("approved"):
        return
    planned = date.fromisoformat(known["planned_on"])
    if Quarter.of(day).first <= planned <= day:
        add(counted[known["area"]], HELD, known.get("held", False))
