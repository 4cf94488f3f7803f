"""Applying entries: statements are kept in bulk, and what they touch is marked to be counted anew."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from types import ModuleType
from typing import Any

from services.reporting import freezing, frozen, store
from services.reporting.coverage import PARTY
from services.reporting.model import About, Area, Statement
from services.reporting.rules.life import DEADLINES
from services.reporting.store import Fact, link
from shared.city.service import Following
from shared.city.sites import Sites
from shared.contracts.base import Event
from shared.contracts.corrections import EntryCorrected
from shared.contracts.department import events as department
from shared.contracts.development import events as development
from shared.contracts.development.terms import State
from shared.contracts.registry import events as registry
from shared.contracts.services import SERVICES
from shared.contracts.supervision import events as supervision
from shared.contracts.training import events as training
from shared.ledger import Entry, Unit
from shared.ledger.bound import Collections
from shared.ledger.corrected import Corrected, is_correction, read_correction
from shared.rules.periods import Quarter

AREA = "area"
# From a post by its member, from a difficulty by its contact point, to the organisation, whose area it is.
HOPS = 2
# What a thing has to do with besides its own links: the thing, whose statements name it in which field, and what
# of. A dissolved organisation no longer covers the enterprises affiliated to it; an approved plan lets its classes
# count.
LEADS_TO = (
    (About.ORGANISATION, About.AFFILIATION, "org_code", About.ENTERPRISE),
    (About.PLAN, About.CLASS, "plan_id", About.CLASS),
)
# What others are counted by the area of, whatever day it holds from: all periods are touched.
AT_ANY_TIME = (About.ORGANISATION, About.CONTACT_POINT)
# What a department hands in of its own only.
OF_ITS_OWN = (About.SUBMISSION, About.COVERAGE, About.RETURN)
READ_WHEN_ASKED = (*OF_ITS_OWN, About.RESOLUTION)
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """
    What an event type states of which thing.

    Attributes:
        code: Names the thing; None for what is of no such thing.
        keep: The attributes kept; all are needed unless *partial*, but what lies inside another (``a.b``).
        further: Attributes that are kept where they are stated; older events do not have them.
        adds: Attributes that follow from the type itself.
        links: Names what the thing is found by.
    """

    about: About
    code: Callable[[Values], str | None]
    keep: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    partial: bool = False
    adds: Values | None = None
    links: Callable[[Values], tuple[str, ...]] = lambda _: ()


def _named(field: str) -> Callable[[Values], str]:
    return lambda data: str(data[field])


def _links(*fields: tuple[str, str]) -> Callable[[Values], tuple[str, ...]]:
    """Link to what the data name: pairs of kind and field; a field that is absent or null links to nothing."""
    return lambda data: tuple(link(kind, data[name]) for kind, name in fields if data.get(name) is not None)


def _attendee(data: Values) -> str | None:
    """Attendance may be a candidate's, who is no member."""
    return None if data["member_id"] is None else str(data["member_id"])


def _counted_duty(data: Values) -> str | None:
    """Return a duty's name; None where no indicator counts duties of its deadline."""
    return str(data["duty"]) if data["deadline"] in DEADLINES else None


def _of_a_quarter(data: Values) -> str:
    """Name what a department hands in for a quarter."""
    return f"{data['period']}:{data['department']}"


_IN_AREAS = _links((AREA, "area"), (AREA, "from_area"))
_OF_CLASS = _links((AREA, "area"), (About.PLAN, "plan_id"))
_OF_MEMBER = _links((About.ENTERPRISE, "credit_code"), (About.ORGANISATION, "org_code"))
_OF_ORGANISATION = _links((About.ORGANISATION, "org_code"))


def _step(step: str, *keep: str, further: tuple[str, ...] = ()) -> Reading:
    return Reading(About.RESOLUTION, _named("no"), keep, further, adds={"step": step})


def _duties_of(events: ModuleType) -> dict[type[Event], Reading]:
    """Read the duties that a service tells of; that one is late follows from its last day."""
    return {
        events.DutyOpened: Reading(
            About.DUTY,
            _counted_duty,
            ("deadline", "org_code", "set_on", "last_on"),
            adds={"lapsed": False},
            links=_OF_ORGANISATION,
        ),
        events.DutyMet: Reading(About.DUTY, _counted_duty, ("in_time",)),
        events.DutyLapsed: Reading(About.DUTY, _counted_duty, adds={"lapsed": True}),
    }


ENTERPRISE = _named("credit_code")
ORGANISATION_FACTS = ("type", "form", "parent")
MEMBER_FACTS = ("status", "org_code", "credit_code")
# Facts that older events of members, and of steps, do not have.
FURTHER_FACTS = ("mobile_since", "birth_month")
READINGS: Mapping[type[Event], Reading] = {
    registry.EnterpriseRegistered: Reading(
        About.ENTERPRISE, ENTERPRISE, ("area", "operation_state", "employees"), links=_IN_AREAS
    ),
    registry.EnterpriseChanged: Reading(
        About.ENTERPRISE, ENTERPRISE, ("operation_state", "employees"), partial=True
    ),
    registry.EnterpriseMoved: Reading(About.ENTERPRISE, ENTERPRISE, ("area",), links=_IN_AREAS),
    registry.OrganisationEstablished: Reading(
        About.ORGANISATION, _named("org_code"), ("area", *ORGANISATION_FACTS), links=_IN_AREAS
    ),
    registry.OrganisationChanged: Reading(
        About.ORGANISATION, _named("org_code"), ORGANISATION_FACTS, partial=True
    ),
    registry.OrganisationDissolved: Reading(About.ORGANISATION, _named("org_code"), adds={"dissolved": True}),
    registry.AffiliationSet: Reading(About.AFFILIATION, ENTERPRISE, ("org_code", "form"), links=_OF_MEMBER),
    registry.MemberRegistered: Reading(
        About.MEMBER, _named("member_id"), MEMBER_FACTS, FURTHER_FACTS, links=_OF_MEMBER
    ),
    registry.MemberChanged: Reading(
        About.MEMBER, _named("member_id"), MEMBER_FACTS, FURTHER_FACTS, partial=True, links=_OF_MEMBER
    ),
    development.CaseOpened: Reading(
        About.CASE,
        _named("case_id"),
        ("org_code",),
        adds={"step": "submit_application", "state": State.APPLIED.value},
        links=_OF_MEMBER,
    ),
    development.StepCompleted: Reading(
        About.CASE,
        _named("case_id"),
        ("step", "state", "org_code", "told.body"),
        ("overridden",),
        links=_OF_MEMBER,
    ),
    registry.PostAssigned: Reading(
        About.POST,
        _named("post_id"),
        ("member_id", "org_code", "kind"),
        links=_links((About.MEMBER, "member_id")),
    ),
    registry.PostEnded: Reading(About.POST, _named("post_id"), adds={"ended": True}),
    training.PlanDrafted: Reading(About.PLAN, _named("plan_id"), ("area", "year", "axes"), links=_IN_AREAS),
    training.PlanApproved: Reading(About.PLAN, _named("plan_id"), adds={"approved": True}),
    training.ClassPlanned: Reading(
        About.CLASS, _named("class_id"), ("area", "plan_id", "planned_on"), links=_OF_CLASS
    ),
    training.ClassPutOff: Reading(About.CLASS, _named("class_id"), ("planned_on",)),
    training.ClassHeld: Reading(About.CLASS, _named("class_id"), adds={"held": True}),
    training.AttendanceRecorded: Reading(About.MEMBER, _attendee, ("hours", "form")),
    training.ExemptionGranted: Reading(About.MEMBER, _attendee, ("year",), adds={"exempt": True}),
    department.FiguresSubmitted: Reading(
        About.SUBMISSION,
        _of_a_quarter,
        ("department", "period", "version", "figures"),
    ),
    department.FiguresReturned: Reading(About.RETURN, _of_a_quarter, ("department", "area")),
    department.CoverageSubmitted: Reading(
        About.COVERAGE,
        _of_a_quarter,
        ("department", "version", "key", "counties"),
    ),
    registry.CoverageTold: Reading(
        About.COVERAGE, lambda data: f"{data['period']}:{PARTY}", ("version", "key", "counties")
    ),
    department.ResolutionIssued: _step(
        "issued", "lead", "due_on", further=("text", "indicator", "area", "target", "convened_for")
    ),
    department.TaskAccepted: _step("accepted"),
    department.TaskProgressed: _step("progressed"),
    department.TaskSubmitted: _step("submitted"),
    department.ResolutionReturned: _step("returned"),
    department.ResolutionExtended: _step("extended", "due_on"),
    department.ResolutionCancelled: _step("cancelled"),
    department.ResolutionVerified: _step("verified"),
    department.ResolutionClosed: _step("closed"),
    **_duties_of(development),
    **_duties_of(supervision),
    supervision.MeetingHeld: Reading(
        About.MEETING, _named("meeting"), ("org_code", "due", "present", "counts"), links=_OF_ORGANISATION
    ),
    supervision.OrganisationInspected: Reading(
        About.INSPECTION, _named("inspection"), ("org_code",), links=_OF_ORGANISATION
    ),
    supervision.ContactPointSet: Reading(
        About.CONTACT_POINT, _named("point"), ("org_code",), links=_OF_ORGANISATION
    ),
    supervision.ContactPointEnded: Reading(About.CONTACT_POINT, _named("point"), adds={"ended": True}),
    supervision.DifficultyHandedOver: Reading(
        About.DIFFICULTY, _named("difficulty"), ("point",), links=_links((About.CONTACT_POINT, "point"))
    ),
    supervision.DifficultySettled: Reading(About.DIFFICULTY, _named("difficulty"), ("outcome",)),
}
CORRECTIONS = tuple(
    event for service in SERVICES.values() for event in service.events if issubclass(event, EntryCorrected)
)
BY_TYPE = {event.event_type: reading for event, reading in READINGS.items()}


def read(entry: Entry) -> Fact | None:
    """
    Return the fact an entry states; None for what reporting does not count.

    Raises:
        KeyError, TypeError, ValueError: the data are not what the type promises; the stream must halt.
    """
    if is_correction(entry.type):
        return _revised(read_correction(entry))
    reading = BY_TYPE.get(entry.type)
    if reading is None:
        return None
    data = entry.data
    code = reading.code(data)
    if code is None:
        return None
    if reading.about in OF_ITS_OWN and data.get("department", entry.log) != entry.log:
        raise ValueError(f"{entry.log} submits what is {data['department']}'s")
    values = dict(_kept(reading, data))
    if not isinstance(values.get("employees") or 0, int):
        raise TypeError("employees is no whole number")
    statement = Statement(
        entry.log,
        entry.n,
        entry.seq,
        entry.effective_on,
        entry.recorded_on,
        {**values, **(reading.adds or {})},
    )
    return Fact(reading.about, code, statement, reading.links(data), entry.effective_on)


def _revised(correction: Corrected) -> Fact | None:
    """Return the fact that stands in the place of the corrected one from the correction on."""
    fact = read(correction.entry)
    if fact is None:
        return None
    statement = replace(fact.statement, revises=True, void=correction.void)
    return replace(fact, statement=statement, since=min(statement.on, correction.was_on))


def _kept(reading: Reading, data: Values) -> Iterator[tuple[str, Any]]:
    for path in reading.keep:
        *inside, name = path.split(".")
        found = data
        for part in inside:
            found = found[part]
        # What lies inside is stated only where there is something to state.
        if name in found or not (reading.partial or inside):
            yield name, found[name]
    for name in reading.further:
        if name in data:
            yield name, data[name]


def apply(unit: Unit, entries: Sequence[Entry]) -> None:
    """Keep what *entries* state and mark every (area, period) whose figures they may change."""
    db = unit.db
    facts = [fact for entry in entries if (fact := read(entry)) is not None]
    areas = [_area(entry) for entry in entries if entry.type == registry.AreaAdded.event_type]
    days = [
        date.fromisoformat(entry.data["date"])
        for entry in entries
        if entry.type == registry.DayStarted.event_type
    ]
    frozen.note(db, [entry for entry in entries if entry.type == department.QuarterFrozen.event_type])
    store.add_facts(db, facts)
    store.learn_areas(db, areas)

    known = set(store.periods(db))
    # What is handed in for a quarter opens it: a city may begin with the figures of the one before.
    handed_in = {Quarter.parse(fact.code.split(":")[0]) for fact in facts if fact.about is About.SUBMISSION}
    opened = ({Quarter.of(day) for day in days} | handed_in) - known
    store.open_periods(db, sorted(opened))
    marks = _touched(db, facts, known | opened)
    marks |= {(area.code, period) for area in areas for period in known}
    if opened:
        marks |= {(code, period) for code in store.tree(db).areas for period in opened}
    store.mark_dirty(db, sorted(marks))


def _area(entry: Entry) -> Area:
    data = entry.data
    return Area(data["code"], data["name"], data["level"], data["parent"], entry.log, entry.n)


def _touched(
    db: Collections, facts: Iterable[Fact], periods: Collection[Quarter]
) -> set[tuple[str, Quarter]]:
    """Name the open periods, not over before a fact holds, with the areas its thing ever had to do with."""
    since: dict[str, date] = {}
    for fact in facts:
        if fact.about in READ_WHEN_ASKED:
            continue  # few enough to be read as they are when a report is requested
        key = link(fact.about, fact.code)
        # Members count in their organisation's area whenever it was set up, so all periods are touched.
        on = date.min if fact.about in AT_ANY_TIME else fact.since
        since[key] = min(on, since.get(key, on))
    places = _places(db, since) if since and periods else {}
    return {
        (area, period)
        for key, on in since.items()
        for period in periods
        if period.last >= on
        for area in places.get(key, ())
    }


def _places(db: Collections, keys: Iterable[str]) -> dict[str, set[str]]:
    """Return the areas each of *keys* ever had to do with, through its employers and organisations."""
    links = store.links_of(db, list(keys))
    for source, about, field, target in LEADS_TO:
        sources = [key for key in links if key.startswith(f"{source}:")]
        for thing in store.linked_to(db, sources, [about]):
            for statement in thing.statements:
                key = link(source, str(statement.values.get(field)))
                if key in links:
                    links[key] = [*links[key], link(target, thing.code)]
    known = dict(links)
    for _ in range(HOPS):
        further = {name for found in known.values() for name in found if not name.startswith(f"{AREA}:")}
        if further := further - known.keys():
            known |= store.links_of(db, further)
    return {key: _areas(key, known, HOPS) for key in links}


def _areas(key: str, links: Mapping[str, Sequence[str]], hops: int) -> set[str]:
    found = set()
    for name in links.get(key, ()):
        if name.startswith(f"{AREA}:"):
            found.add(name.split(":", 1)[1])
        elif hops:
            found |= _areas(name, links, hops - 1)
    return found


FOLLOWING = Following(
    bulk=apply,
    handles=(
        *READINGS,
        *CORRECTIONS,
        registry.AreaAdded,
        registry.DayStarted,
        department.QuarterFrozen,
    ),
    reset=store.forget,
)


def following_of(sites: Sites) -> Following:
    """Return how reporting follows in a city: whose decisions it counts depends on who leads there."""
    return replace(FOLLOWING, settle=partial(freezing.settle, sites.conveners))
