"""What training can be asked to do: load, decide, record."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.training import rules, store
from services.training.model import Class, Exemption, Session, State, hours_by_day
from shared.city import areas, copies
from shared.city.areas import within
from shared.contracts.errors import Conflict, InvalidInput, NotFound
from shared.contracts.registry.terms import MEMBER
from shared.contracts.training import calls, events, facts
from shared.ledger import Unit
from shared.rules import pack
from shared.rules.pack import RulePack


def draft_plan(unit: Unit, command: calls.DraftPlan) -> None:
    """Draft a plan; one that is not approved yet may be drafted anew."""
    within(unit, command.area)
    known = store.find_plan(unit, command.plan_id)
    if known is not None and known.approved:
        message = f"计划{command.plan_id}已审批；需要调整的，请另编号拟定补充计划并审批"
        raise Conflict.at("plan_id", message, "已审批，不能再改")
    if known is not None:
        within(unit, known.area)
    event = events.PlanDrafted(**command.only(facts.Plan))
    store.put_plan(unit, command.plan_id, event.as_json())
    unit.record(f"plan:{command.plan_id}", event)


def approve_plan(unit: Unit, command: calls.ApprovePlan) -> None:
    """Approve a plan (R-TRN-01), by another than who drafted it."""
    plan = store.get_plan(unit, command.plan_id)
    within(unit, plan.area)
    if plan.approved:
        raise Conflict.at("plan_id", f"计划{command.plan_id}已审批", "已审批")
    unit.check(rules.approval_violations(_in_force(unit, plan.area), plan, unit.actor.user))
    store.approve_plan(unit, plan.plan_id)
    unit.record(f"plan:{plan.plan_id}", events.PlanApproved(plan_id=plan.plan_id))


def plan_class(unit: Unit, command: calls.PlanClass) -> None:
    """Plan a class for an item of an approved plan; outside any it needs a reason (R-TRN-13)."""
    within(unit, command.area)
    if store.class_exists(unit, command.class_id):
        raise Conflict.at("class_id", f"培训班编号{command.class_id}已使用", "该编号已使用")
    plan = store.get_plan(unit, command.plan_id) if command.plan_id is not None else None
    in_force = areas.rules(unit.db, rules.PACK, command.planned_on, command.area)
    unit.check(rules.planning_violations(in_force, plan, command.item))
    event = events.ClassPlanned(**command.only(facts.Class))
    store.insert_class(unit, command.class_id, event.as_json())
    unit.record(f"class:{command.class_id}", event, effective_on=command.planned_on)


def hold_class(unit: Unit, command: calls.HoldClass) -> None:
    """Record that a class was held, with its sessions in order."""
    known = _in_state(unit, command.class_id, State.PLANNED)
    in_order = tuple(sorted(command.sessions, key=lambda session: session.on))
    last = in_order[-1].on
    if last > unit.stamp.recorded_on:
        raise InvalidInput.at("sessions", "培训尚未举办", "日期晚于登记日")
    store.hold_class(unit, command.class_id, sessions_of(unit, known.area, in_order))
    event = events.ClassHeld(class_id=command.class_id, sessions=in_order)
    unit.record(f"class:{command.class_id}", event, effective_on=last)


def sessions_of(unit: Unit, area: str, told: Sequence[facts.Session]) -> tuple[Session, ...]:
    """Return sessions with their hours, each by the rules of its day (R-TRN-09)."""
    return tuple(
        Session(one.on, rules.hours_of(areas.rules(unit.db, rules.PACK, one.on, area), one.part, one.count))
        for one in told
    )


def put_off_class(unit: Unit, command: calls.PutOffClass) -> None:
    """Give a planned class another day, today or later; the first one stays in its history."""
    _in_state(unit, command.class_id, State.PLANNED)
    if command.planned_on < unit.stamp.recorded_on:
        raise InvalidInput.at("planned_on", "新的计划日期早于登记日；已举办的请登记举办", "早于登记日")
    store.change_class(unit, command.class_id, {"planned_on": command.planned_on.isoformat()})
    unit.record(f"class:{command.class_id}", events.ClassPutOff(**command.only(facts.PutOff)))


def cancel_class(unit: Unit, command: calls.CancelClass) -> None:
    """Call a planned class off."""
    _in_state(unit, command.class_id, State.PLANNED)
    store.cancel_class(unit, command.class_id)
    unit.record(f"class:{command.class_id}", events.ClassCancelled(class_id=command.class_id))


def record_attendance(unit: Unit, command: calls.RecordAttendance) -> None:
    """
    Record what each attended of a class; a candidate's training is told as soon as it is enough.

    Hours of days on which a member was none yet do not count (R-TRN-08). All are recorded, or nobody.
    """
    known = _in_state(unit, command.class_id, State.HELD)
    people = [_person(number, one) for number, one in enumerate(command.attendees)]
    if twice := {who for who in people if people.count(who) > 1} | store.recorded(
        unit, known.class_id, people
    ):
        field = f"attendees.{people.index(sorted(twice)[0])}"
        raise Conflict.at(field, "该人员本班出勤已登记", "出勤已登记")
    statuses = statuses_in(unit, known, command.attendees)
    rows = {
        who: attendance_of(known, one, f"attendees.{number}", statuses)
        for number, (who, one) in enumerate(zip(people, command.attendees, strict=True))
    }
    store.insert_attendance(unit, known.class_id, rows)
    for who, one in zip(people, command.attendees, strict=True):
        attended = {**one.only(facts.Person), **rows[who], "sessions": tuple(rows[who]["sessions"])}
        event = events.AttendanceRecorded(class_id=known.class_id, **attended)
        # It counts from the first session: hours are counted by their own days.
        first = known.attended(rows[who]["sessions"])[0].on
        unit.record(f"study:{who}", event, effective_on=first)
        if one.case_id is not None:
            complete_course(unit, one.case_id, who)


def issue_certificate(unit: Unit, command: calls.IssueCertificate) -> None:
    """Issue a certificate to who attended enough (R-TRN-10), with a code by which it can be checked."""
    who = _person(None, command)
    known = _in_state(unit, command.class_id, State.HELD)
    numbers = store.attended(unit, known.class_id, who)
    if numbers is None:
        raise NotFound.at("class_id", "该人员本班没有出勤登记", "没有出勤登记")
    in_force = areas.rules(unit.db, rules.PACK, known.sessions[-1].on, known.area)
    unit.check(rules.certificate_violations(in_force, known, known.attended(numbers)))
    code = rules.check_code(command.certificate, known.class_id, who, known.sessions[-1].on)
    issued = {"check_code": code, "on": known.sessions[-1].on.isoformat()}
    store.put_certificate(unit, known.class_id, who, command.certificate, issued)
    event = events.CertificateIssued(**command.only(facts.Certificate), check_code=code)
    unit.record(f"study:{who}", event)


def request_exemption(unit: Unit, command: calls.RequestHoursExemption) -> None:
    """Ask for an exemption from the hours of a year; what for stays with training (R-TRN-11, R-PRV-05)."""
    _member_within(unit, command.member_id)
    private = {"exempt_for": command.exempt_for}
    asked = Exemption(command.exemption, command.member_id, command.year, unit.actor.user, granted=False)
    store.insert_exemption(unit, asked, unit.seal(asked.member_id, private))
    event = events.ExemptionRequested(**command.only(facts.ExemptionAsked))
    unit.record(f"exemption:{asked.exemption}", event, private=private, person=asked.member_id)


def grant_exemption(unit: Unit, command: calls.GrantHoursExemption) -> None:
    """Grant an exemption that another asked for; it counts for the whole year (R-TRN-11)."""
    asked = store.exemption(unit, command.exemption)
    _member_within(unit, asked.member_id)
    if asked.granted:
        raise Conflict.at("exemption", f"免训申请{asked.exemption}已批准", "已批准")
    in_force = pack.load(rules.PACK, unit.stamp.recorded_on)
    unit.check(rules.granting_violations(in_force, asked, unit.actor.user))
    store.grant_exemption(unit, asked.exemption)
    event = events.ExemptionGranted(member_id=asked.member_id, year=asked.year)
    stream = f"study:{store.person(asked.member_id, None)}"
    unit.record(stream, event, effective_on=date(asked.year, 1, 1))


def _in_force(unit: Unit, area: str) -> RulePack:
    return areas.rules(unit.db, rules.PACK, unit.stamp.recorded_on, area)


def complete_course(unit: Unit, case_id: str, who: str) -> None:
    """Tell a candidate's course as soon as what was attended is enough (R-DEV-27)."""
    if store.has_course(unit, case_id) or (course := rules.course(store.visits(unit, who))) is None:
        return
    store.insert_course(unit, case_id, course)
    event = events.CandidateCourseCompleted(case_id=case_id, **vars(course))
    unit.record(f"course:{case_id}", event, effective_on=course.completed_on)


def _member_within(unit: Unit, member_id: str) -> None:
    held = copies.member(unit.db, member_id, unit.stamp.recorded_on)
    copies.within(unit, held["org_code"])


def statuses_in(
    unit: Unit, known: Class, people: Sequence[facts.Attended]
) -> dict[date, dict[str, str | None]]:
    """Return the status of each member of *people* on each day of a class."""
    members = [one.member_id for one in people if one.member_id is not None]
    days = {session.on for session in known.sessions}
    return {on: copies.statuses(unit.db, members, on) for on in days}


def attendance_of(
    known: Class, one: facts.Attended, field: str, statuses: Mapping[date, Mapping[str, str | None]]
) -> dict[str, Any]:
    """Return what is kept of somebody's attendance of a class; raises InvalidInput or NotFound."""
    numbers = sorted(set(one.sessions))
    if problem := rules.first_problem(numbers, known):
        raise InvalidInput.at(f"{field}.sessions", problem)
    hours = hours_by_day(known.attended(numbers))
    if one.member_id is not None:
        hours = {on: n for on, n in hours.items() if statuses[on][one.member_id] in MEMBER}
    if not hours:
        message = f"{one.member_id}在培训期间不是党员或尚未收到"
        raise NotFound.at(f"{field}.member_id", message, "培训期间不是党员")
    by_day = {on.isoformat(): n for on, n in sorted(hours.items())}
    return {"sessions": numbers, "hours": by_day, "form": known.form}


def _person(number: int | None, one: Any) -> str:
    if (one.member_id is None) == (one.case_id is None):
        field = "member_id" if number is None else f"attendees.{number}.member_id"
        raise InvalidInput.at(field, "党员编号与发展编号应填且只填一个", "与发展编号二选一")
    return store.person(one.member_id, one.case_id)


def _in_state(unit: Unit, class_id: str, needed: State) -> Class:
    known = store.get_class(unit, class_id)
    within(unit, known.area)
    if problem := rules.state_problem(known, needed):
        raise Conflict.at("class_id", problem)
    return known
