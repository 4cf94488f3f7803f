"""How duties, meetings, inspections and contact points become figures of organisational life and supervision."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.reporting.model import About, Figures, Thing, add
from shared.rules.periods import Quarter

# Of what falls due in the quarter, what was done in time (R-GEN-13): the deadline each of these counts.
IN_TIME: Mapping[str, str] = {
    "K-30": "talk",
    "K-31": "half_year_review",
    "K-32": "approval",
    "K-33": "conversion",
    "K-50": "quarterly_meeting",
    "K-51": "activity_day",
    "K-62": "rectification",
}
PUT_RIGHT, RECTIFICATION = "K-61", "rectification"
INSPECTED, INSPECTION = "K-60", "inspection"
# An organisation reaches the mark with all of these that it owes.
ALL_HELD, CADENCES = "K-52", ("members_meeting", "committee_meeting", "lecture")
ATTENDED, CONTACT_POINTS, ESTABLISHED = "K-53", "K-65", "K-08"
DEADLINES = frozenset({*IN_TIME.values(), *CADENCES, INSPECTION})
MEASURES = (*IN_TIME, PUT_RIGHT, INSPECTED, ALL_HELD, ATTENDED, ESTABLISHED)
SOLVED = "solved"
Homes = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Duty:
    """What an organisation of an area had to do, as it stands on a day."""

    deadline: str
    org_code: str
    area: str
    set_on: date
    last_on: date
    done: bool
    in_time: bool


def empty() -> Figures:
    """Return the figures of an area without organisational life; K-65 is ``[organisations, solved]``."""
    return {measure: [0, 0] for measure in (*MEASURES, CONTACT_POINTS)}


def count(things: Iterable[Thing], day: date, homes: Homes, counted: Mapping[str, Figures]) -> None:
    """
    Add all to the areas of *counted*, each in the area of its organisation at 24:00 of *day*.

    Source: R-IND-03, R-IND-06, R-GEN-13.
    """
    of: dict[About, list[Thing]] = defaultdict(list)
    for thing in things:
        of[thing.about].append(thing)
    duties = [
        duty
        for thing in of[About.DUTY]
        if (duty := as_of(thing, day, homes)) is not None and duty.area in counted
    ]
    _count_due([duty for duty in duties if Quarter.of(day).first <= duty.last_on <= day], counted)
    _count_inspected(duties, of[About.INSPECTION], day, counted)
    _count_meetings(of[About.MEETING], day, homes, counted)
    _count_points(of, day, homes, counted)
    _count_established(of[About.ORGANISATION], day, counted)


def as_of(thing: Thing, day: date, homes: Homes) -> Duty | None:
    """
    Return a duty as it stands at 24:00 of *day*; None when it is not due: not yet set, lapsed by its last day.

    What its service told later holds, whatever day it holds from: a duty may be due again after it lapsed.
    """
    known: dict[str, object] = {}
    lapsed_on = None
    for statement in sorted(thing.statements, key=lambda one: one.seq):
        if statement.on <= day:
            known.update(statement.values)
            if "lapsed" in statement.values:
                lapsed_on = statement.on if statement.values["lapsed"] else None
    area = homes.get(str(known.get("org_code")))
    if area is None:
        return None
    last_on = date.fromisoformat(str(known["last_on"]))
    if lapsed_on is not None and lapsed_on <= last_on:
        return None
    return Duty(
        deadline=str(known["deadline"]),
        org_code=str(known["org_code"]),
        area=area,
        set_on=date.fromisoformat(str(known["set_on"])),
        last_on=last_on,
        done="in_time" in known,
        in_time=bool(known.get("in_time")),
    )


def _count_due(due: Iterable[Duty], counted: Mapping[str, Figures]) -> None:
    cadences: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for duty in due:
        for measure, deadline in IN_TIME.items():
            if duty.deadline == deadline:
                add(counted[duty.area], measure, duty.in_time)
        if duty.deadline == RECTIFICATION:
            add(counted[duty.area], PUT_RIGHT, duty.done)
        if duty.deadline in CADENCES:
            cadences[duty.area, duty.org_code].append(duty.in_time)
    for (area, _), held in cadences.items():
        add(counted[area], ALL_HELD, all(held))


def _count_inspected(
    duties: Iterable[Duty], inspections: Iterable[Thing], day: date, counted: Mapping[str, Figures]
) -> None:
    """Count organisations that owe an inspection this year, and those of them that had one (R-SUP-01)."""
    since = date(day.year, 1, 1)
    inspected = {
        statement.values["org_code"]
        for thing in inspections
        for statement in thing.statements
        if since <= statement.on <= day
    }
    owed = {
        (duty.area, duty.org_code) for duty in duties if duty.deadline == INSPECTION and duty.set_on >= since
    }
    for area, org_code in owed:
        add(counted[area], INSPECTED, org_code in inspected)


def _count_meetings(
    meetings: Iterable[Thing], day: date, homes: Homes, counted: Mapping[str, Figures]
) -> None:
    """Add those present and due up, of meetings of the quarter that count (R-ACT-20)."""
    for thing in meetings:
        for statement in thing.statements:
            area = homes.get(statement.values["org_code"])
            held = Quarter.of(day).first <= statement.on <= day
            if held and statement.values["counts"] and area is not None and area in counted:
                counted[area][ATTENDED][0] += statement.values["present"]
                counted[area][ATTENDED][1] += statement.values["due"]


def _count_points(
    of: Mapping[About, list[Thing]], day: date, homes: Homes, counted: Mapping[str, Figures]
) -> None:
    """Count organisations that are contact points, and what was solved for contact points (R-SUP-06, R-SUP-08)."""
    dissolved = {one.code for one in of[About.ORGANISATION] if one.as_of(day).get("dissolved")}
    points = {thing.code: thing for thing in of[About.CONTACT_POINT]}
    organisations = set()
    for thing in points.values():
        known = thing.as_of(day)
        if "org_code" in known and not known.get("ended") and known["org_code"] not in dissolved:
            organisations.add(known["org_code"])
    for org_code in organisations:
        if (area := homes.get(org_code)) is not None and area in counted:
            counted[area][CONTACT_POINTS][0] += 1
    for thing in of[About.DIFFICULTY]:
        area = _area_of(thing, points, homes)
        if area is not None and area in counted:
            settled = [one for one in thing.statements if one.values.get("outcome") == SOLVED]
            counted[area][CONTACT_POINTS][1] += any(Quarter.of(day).first <= one.on <= day for one in settled)


def _count_established(organisations: Iterable[Thing], day: date, counted: Mapping[str, Figures]) -> None:
    for thing in organisations:
        for statement in thing.statements:
            area = statement.values.get("area")  # what establishes an organisation names its area
            if area is not None and area in counted and Quarter.of(day).first <= statement.on <= day:
                counted[area][ESTABLISHED][0] += 1


def _area_of(difficulty: Thing, points: Mapping[str, Thing], homes: Homes) -> str | None:
    """Return the area of the contact point a difficulty is of; None while it is not known, or of no point."""
    named = [one.values["point"] for one in difficulty.statements if "point" in one.values]
    point = points.get(named[0]) if named and named[0] is not None else None
    told = [one.values["org_code"] for one in point.statements if "org_code" in one.values] if point else []
    return homes.get(told[0]) if told else None
