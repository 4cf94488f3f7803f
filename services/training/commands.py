"""What training can be asked to do: load, decide, record."""

from collections.abc import Mapping
from datetime import date

from services.training import rules, store
from services.training.model import Class, Session, State, hours_by_day
from shared.city import copies
from shared.city.areas import within
from shared.contracts.errors import Conflict, InvalidInput, NotFound
from shared.contracts.registry.terms import MEMBER
from shared.contracts.training import calls, events, facts
from shared.ledger import Unit


def draft_plan(unit: Unit, command: calls.DraftPlan) -> None:
    """Draft a plan; one that is not approved yet may be drafted anew."""
    within(unit, command.area)
    known = store.find_plan(unit, command.plan_id)
    if known is not None and known.approved:
        raise Conflict.at("plan_id", f"计划{command.plan_id}已审批", "已审批，不能再改")
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
    unit.check(rules.approval_violations(plan, unit.actor.user))
    store.approve_plan(unit, plan.plan_id)
    unit.record(f"plan:{plan.plan_id}", events.PlanApproved(plan_id=plan.plan_id))


def plan_class(unit: Unit, command: calls.PlanClass) -> None:
    """Plan a class for an item of an approved plan; outside any it needs a reason (R-TRN-13)."""
    within(unit, command.area)
    if store.class_exists(unit, command.class_id):
        raise Conflict.at("class_id", f"培训班编号{command.class_id}已使用", "该编号已使用")
    plan = store.get_plan(unit, command.plan_id) if command.plan_id is not None else None
    unit.check(rules.planning_violations(plan, command.item))
    event = events.ClassPlanned(**command.only(facts.Class))
    store.insert_class(unit, command.class_id, event.as_json())
    unit.record(f"class:{command.class_id}", event, effective_on=command.planned_on)


def hold_class(unit: Unit, command: calls.HoldClass) -> None:
    """Record that a class was held, with its sessions in order."""
    _in_state(unit, command.class_id, State.PLANNED)
    in_order = tuple(sorted(command.sessions, key=lambda session: session.on))
    last = in_order[-1].on
    if last > unit.stamp.recorded_on:
        raise InvalidInput.at("sessions", "培训尚未举办", "日期晚于登记日")
    held = tuple(Session(one.on, rules.hours_of(one.part, one.count)) for one in in_order)
    store.hold_class(unit, command.class_id, held)
    event = events.ClassHeld(class_id=command.class_id, sessions=in_order)
    unit.record(f"class:{command.class_id}", event, effective_on=last)


def cancel_class(unit: Unit, command: calls.CancelClass) -> None:
    """Call a planned class off."""
    _in_state(unit, command.class_id, State.PLANNED)
    store.cancel_class(unit, command.class_id)
    unit.record(f"class:{command.class_id}", events.ClassCancelled(class_id=command.class_id))


def record_attendance(unit: Unit, command: calls.RecordAttendance) -> None:
    """
    Record what somebody attended of a class; a candidate's training is event as soon as it is enough.

    Hours of days on which a member was none yet do not count (R-TRN-08).
    """
    _check_person(command)
    known = _in_state(unit, command.class_id, State.HELD)
    numbers = sorted(set(command.sessions))
    if problem := rules.first_problem(numbers, known):
        raise InvalidInput.at("sessions", problem)
    who = store.person(command.member_id, command.case_id)
    if store.attended(unit, known.class_id, who) is not None:
        raise Conflict.at("class_id", "该人员本班出勤已登记", "出勤已登记")
    sessions = known.attended(numbers)
    hours = hours_by_day(sessions)
    if command.member_id is not None:
        hours = _as_member(unit, command.member_id, hours)
    by_day = {on.isoformat(): number for on, number in sorted(hours.items())}
    store.insert_attendance(unit, known.class_id, who, {"sessions": numbers, "hours": by_day})
    attendee = command.only(facts.Attendee)
    event = events.AttendanceRecorded(**attendee, sessions=tuple(numbers), hours=by_day)
    unit.record(f"study:{who}", event, effective_on=sessions[-1].on)
    if command.case_id is not None:
        _complete_course(unit, command.case_id, who)


def issue_certificate(unit: Unit, command: calls.IssueCertificate) -> None:
    """Issue a certificate to who attended enough (R-TRN-10)."""
    _check_person(command)
    known = _in_state(unit, command.class_id, State.HELD)
    who = store.person(command.member_id, command.case_id)
    numbers = store.attended(unit, known.class_id, who)
    if numbers is None:
        raise NotFound.at("class_id", "该人员本班没有出勤登记", "没有出勤登记")
    unit.check(rules.certificate_violations(known, known.attended(numbers)))
    if not store.put_certificate(unit, known.class_id, who, command.certificate):
        raise Conflict.at("certificate", "该人员本班证书已发", "证书已发")
    unit.record(f"study:{who}", events.CertificateIssued(**command.only(facts.Certificate)))


def grant_exemption(unit: Unit, command: calls.GrantExemption) -> None:
    """Grant an exemption from the hours of a year; what for stays with training (R-TRN-11, R-PRV-05)."""
    member_id, year = command.member_id, command.year
    held = copies.member(unit.db, member_id, unit.stamp.recorded_on)
    copies.within(unit, held["org_code"])
    private = {"exempt_for": command.exempt_for}
    store.put_exemption(unit, member_id, year, unit.seal(member_id, private))
    event = events.ExemptionGranted(member_id=member_id, year=year)
    first = date(year, 1, 1)
    stream = f"study:{store.person(member_id, None)}"
    unit.record(stream, event, effective_on=first, private=private, person=member_id)


def _complete_course(unit: Unit, case_id: str, who: str) -> None:
    if store.has_course(unit, case_id) or (course := rules.course(store.visits(unit, who))) is None:
        return
    store.insert_course(unit, case_id, course)
    event = events.CandidateCourseCompleted(case_id=case_id, **vars(course))
    unit.record(f"course:{case_id}", event, effective_on=course.completed_on)


def _as_member(unit: Unit, member_id: str, hours: Mapping[date, float]) -> dict[date, float]:
    counted = {
        on: number
        for on, number in hours.items()
        if copies.statuses(unit.db, [member_id], on)[member_id] in MEMBER
    }
    if not counted:
        message = f"{member_id}在培训期间不是党员或尚未收到"
        raise NotFound.at("member_id", message, "培训期间不是党员")
    return counted


def _check_person(command: facts.Attendee) -> None:
    if (command.member_id is None) == (command.case_id is None):
        raise InvalidInput.at("member_id", "党员编号与发展编号应填且只填一个", "与发展编号二选一")


def _in_state(unit: Unit, class_id: str, needed: State) -> Class:
    known = store.get_class(unit, class_id)
    within(unit, known.area)
    if problem := rules.state_problem(known, needed):
        raise Conflict.at("class_id", problem)
    return known
