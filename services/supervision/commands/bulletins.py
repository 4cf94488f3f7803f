"""Bulletins: what was reported and what was seen, side by side, frozen as they are issued."""

from collections import Counter
from datetime import date

from services.supervision import rules, store
from services.supervision.model import Count
from services.supervision.rules import PACK
from shared.city import areas, copies, duties
from shared.contracts.supervision import calls, events
from shared.contracts.supervision.terms import FINDING_ENDS, MEETINGS, FindingState
from shared.ledger import Unit
from shared.rules.periods import Quarter

ACTIVITIES = "党员活动日开展次数（已督查的党组织）"


def compile_bulletin(unit: Unit, command: calls.CompileBulletin) -> None:
    """
    Put a bulletin together in one action (R-SUP-04, R-SUP-05).

    Raises:
        Conflict: its number is used.
    """
    areas.within(unit, command.area)
    period = Quarter.parse(command.period)
    within = copies.organisations_in(unit.db, areas.below(unit.db, command.area))
    in_force = areas.rules(unit.db, PACK, period.last, command.area)
    lines = [*_reported(unit, within, period), _verified(unit, within, period)]
    event = events.BulletinIssued(
        bulletin=command.bulletin,
        area=command.area,
        period=command.period,
        lines=tuple(
            events.BulletinLine(
                item=one.item,
                reported=one.reported,
                verified=one.verified,
                differs=rules.differs(in_force, one),
            )
            for one in lines
        ),
        colours=_colours(unit, within, unit.stamp.recorded_on),
    )
    store.insert(unit, store.BULLETINS, command.bulletin, "bulletin", event.as_json())
    unit.record(f"bulletin:{command.bulletin}", event, effective_on=period.last)


def _reported(unit: Unit, within: set[str], period: Quarter) -> list[Count]:
    held = _meetings(unit, within, period)
    lines = [Count(f"{name}次数", held[kind], None) for kind, name in MEETINGS.items() if held[kind]]
    due = {"org_code": {"$in": sorted(within)}, "due_on": _during(period)}
    states = Counter(row["state"] for row in store.every(unit.db, duties.DUTIES, due))
    lines.append(Count("应办事项", sum(states.values()) - states[duties.LAPSED], None))
    return [*lines, Count("已办事项", states[duties.MET], None)]


def _verified(unit: Unit, within: set[str], period: Quarter) -> Count:
    """Of the organisations that were inspected in the quarter: activity days reported, and those seen."""
    wanted = {"org_code": {"$in": sorted(within)}, "inspected_on": _during(period)}
    inspections = store.every(unit.db, store.INSPECTIONS, wanted)
    inspected = {row["org_code"] for row in inspections}
    reported = _meetings(unit, inspected, period)["activity_day"]
    return Count(ACTIVITIES, reported, sum(row["seen"] for row in inspections) if inspections else None)


def _meetings(unit: Unit, within: set[str], period: Quarter) -> Counter[str]:
    wanted = {"org_code": {"$in": sorted(within)}, "held_on": _during(period), "counts": True}
    return Counter(row["kind"] for row in store.every(unit.db, store.MEETINGS, wanted))


def _colours(unit: Unit, within: set[str], today: date) -> dict[str, int]:
    rows = store.every(unit.db, store.FINDINGS, {"org_code": {"$in": sorted(within)}})
    known = [store.finding(row) for row in rows]
    closed = sum(finding.state is FindingState.CLOSED for finding in known)
    open_ones = [finding for finding in known if finding.state not in FINDING_ENDS]
    found = Counter(
        rules.colour(copies.rules(unit.db, PACK, today, one.org_code), one, today).value for one in open_ones
    )
    return {"closed": closed, **found}


def _during(period: Quarter) -> dict[str, str]:
    return {"$gte": period.first.isoformat(), "$lte": period.last.isoformat()}
