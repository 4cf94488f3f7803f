"""What training can be asked to do: load, decide, record."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.training import rules, store
from services.training.model import Class, Session, State, hours_by_day
from shared.city import copies
from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, NotFound
from shared.ledger import Unit

Values = Mapping[str, Any]
MEMBER = ("FULL", "SUSPENDED_RIGHTS", "PROBATIONARY")


def draft_plan(unit: Unit, wanted: Values) -> None:
    """Draft a plan; one that is not approved yet may be drafted anew."""
    _within(unit, wanted["area"])
    key = {"_id": wanted["plan_id"]}
    found = unit.db["plans"].find_one(key, session=unit.session)
    if found is not None and found["approved"]:
        raise Conflict(f"计划{wanted['plan_id']}已审批", {"fields": {"plan_id": ["已审批，不能再改"]}})
    if found is not None:
        _within(unit, found["area"])
    data = {name: wanted[name] for name in ("plan_id", "year", "area", "axes", "items")}
    stored = {**data, "drafted_by": unit.stamp.actor.user, "approved": False, "version": store.VERSION}
    unit.db["plans"].replace_one(key, stored, upsert=True, session=unit.session)
    unit.record(f"plan:{wanted['plan_id']}", "training.plan_drafted.v1", data)


def approve_plan(unit: Unit, plan_id: str) -> None:
    """Approve a plan (R-TRN-01), by another than who drafted it."""
    plan = store.get_plan(unit, plan_id)
    _within(unit, plan.area)
    if plan.approved:
        raise Conflict(f"计划{plan_id}已审批", {"fields": {"plan_id": ["已审批"]}})
    unit.check(rules.approval_violations(plan, unit.stamp.actor.user))
    unit.db["plans"].update_one({"_id": plan_id}, {"$set": {"approved": True}}, session=unit.session)
    unit.record(f"plan:{plan_id}", "training.plan_approved.v1", {"plan_id": plan_id})


def plan_class(unit: Unit, wanted: Values) -> None:
    """Plan a class for an item of an approved plan; outside any it needs a reason (R-TRN-13)."""
    _within(unit, wanted["area"])
    class_id = wanted["class_id"]
    if unit.db["classes"].find_one({"_id": class_id}, session=unit.session) is not None:
        raise Conflict(f"培训班编号{class_id}已使用", {"fields": {"class_id": ["该编号已使用"]}})
    plan = store.get_plan(unit, wanted["plan_id"]) if wanted["plan_id"] is not None else None
    unit.check(rules.planning_violations(plan, wanted["item"]))
    named = ("class_id", "plan_id", "item", "area", "layer", "organiser")
    data = {name: wanted[name] for name in named} | {"planned_on": wanted["planned_on"].isoformat()}
    stored = {"_id": class_id, "version": store.VERSION, **data, "state": State.PLANNED, "sessions": []}
    unit.db["classes"].insert_one(stored, session=unit.session)
    unit.record(f"class:{class_id}", "training.class_planned.v1", data, effective_on=wanted["planned_on"])


def hold_class(unit: Unit, class_id: str, held: Sequence[Values]) -> None:
    """Record that a class was held, with its sessions in order."""
    _in_state(unit, class_id, State.PLANNED)
    last = max(row["on"] for row in held)
    if last > unit.stamp.recorded_on:
        raise InvalidInput("培训尚未举办", {"fields": {"sessions": ["日期晚于登记日"]}})
    in_order = sorted(held, key=lambda row: str(row["on"]))
    sessions = tuple(Session(row["on"], rules.hours_of(row["part"], row["count"])) for row in in_order)
    change = {"state": State.HELD, "sessions": store.session_rows(sessions)}
    unit.db["classes"].update_one({"_id": class_id}, {"$set": change}, session=unit.session)
    told = [{**row, "on": row["on"].isoformat()} for row in in_order]
    unit.record(
        f"class:{class_id}",
        "training.class_held.v1",
        {"class_id": class_id, "sessions": told},
        effective_on=last,
    )


def cancel_class(unit: Unit, class_id: str) -> None:
    """Call a planned class off."""
    _in_state(unit, class_id, State.PLANNED)
    unit.db["classes"].update_one(
        {"_id": class_id}, {"$set": {"state": State.CANCELLED}}, session=unit.session
    )
    unit.record(f"class:{class_id}", "training.class_cancelled.v1", {"class_id": class_id})


def record_attendance(unit: Unit, wanted: Values) -> None:
    """
    Record what somebody attended of a class; a candidate's training is told as soon as it is enough.

    Hours of days on which a member was none yet do not count (R-TRN-08).
    """
    member_id, case_id = _person(wanted)
    known = _in_state(unit, wanted["class_id"], State.HELD)
    numbers = sorted(set(wanted["sessions"]))
    if problem := rules.first_problem(numbers, known):
        raise InvalidInput(problem, {"fields": {"sessions": [problem]}})
    who = store.person(member_id, case_id)
    if store.attended(unit, known.class_id, who) is not None:
        raise Conflict("该人员本班出勤已登记", {"fields": {"class_id": ["出勤已登记"]}})
    sessions = known.attended(numbers)
    hours = hours_by_day(sessions)
    if member_id is not None:
        hours = _as_member(unit, member_id, hours)
    told = {on.isoformat(): number for on, number in sorted(hours.items())}
    row = {"_id": f"{known.class_id}:{who}", "class_id": known.class_id, "person": who}
    unit.db["attendance"].insert_one({**row, "sessions": numbers, "hours": told}, session=unit.session)
    data = {"class_id": known.class_id, "member_id": member_id, "case_id": case_id}
    unit.record(
        f"study:{who}",
        "training.attendance_recorded.v1",
        {**data, "sessions": numbers, "hours": told},
        effective_on=sessions[-1].on,
    )
    if case_id is not None:
        _complete_course(unit, case_id, who)


def issue_certificate(unit: Unit, wanted: Values) -> None:
    """Issue a certificate to who attended enough (R-TRN-10)."""
    member_id, case_id = _person(wanted)
    known = _in_state(unit, wanted["class_id"], State.HELD)
    who = store.person(member_id, case_id)
    numbers = store.attended(unit, known.class_id, who)
    if numbers is None:
        raise NotFound("该人员本班没有出勤登记", {"fields": {"class_id": ["没有出勤登记"]}})
    unit.check(rules.certificate_violations(known, known.attended(numbers)))
    key = {"_id": f"{known.class_id}:{who}", "certificate": {"$exists": False}}
    number = {"$set": {"certificate": wanted["certificate"]}}
    if not unit.db["attendance"].update_one(key, number, session=unit.session).matched_count:
        raise Conflict("该人员本班证书已发", {"fields": {"certificate": ["证书已发"]}})
    data = {"class_id": known.class_id, "member_id": member_id, "case_id": case_id}
    told = {**data, "certificate": wanted["certificate"]}
    unit.record(f"study:{who}", "training.certificate_issued.v1", told)


def grant_exemption(unit: Unit, member_id: str, year: int, exempt_for: str) -> None:
    """Grant an exemption from the hours of a year; what for stays with training (R-TRN-11, R-PRV-05)."""
    held = _member_on(unit, member_id, unit.stamp.recorded_on)
    copies.within(unit, held["org_code"])
    reason = {"exempt_for": exempt_for}
    sealed = unit.vault.seal(member_id, reason, unit.session)
    unit.db["exemptions"].replace_one(
        {"_id": f"{member_id}:{year}"}, {"sealed": sealed}, upsert=True, session=unit.session
    )
    unit.record(
        f"study:member:{member_id}",
        "training.exemption_granted.v1",
        {"member_id": member_id, "year": year},
        effective_on=date(year, 1, 1),
        private=reason,
        person=member_id,
    )


def _complete_course(unit: Unit, case_id: str, who: str) -> None:
    if unit.db["courses"].find_one({"_id": case_id}, session=unit.session) is not None:
        return
    course = rules.course(store.visits(unit, who))
    if course is None:
        return
    data = {
        "case_id": case_id,
        "days": course.days,
        "hours": course.hours,
        "organiser": course.organiser,
        "classes": list(course.classes),
        "completed_on": course.completed_on.isoformat(),
    }
    unit.db["courses"].insert_one({"_id": case_id, **data}, session=unit.session)
    unit.record(
        f"course:{case_id}",
        "training.candidate_course_completed.v1",
        data,
        effective_on=course.completed_on,
    )


def _as_member(unit: Unit, member_id: str, hours: Mapping[date, float]) -> dict[date, float]:
    counted = {
        on: number
        for on, number in hours.items()
        if copies.standing(unit, [member_id], on)[member_id] in MEMBER
    }
    if not counted:
        message = f"{member_id}在培训期间不是党员或尚未收到"
        raise NotFound(message, {"fields": {"member_id": ["培训期间不是党员"]}})
    return counted


def _member_on(unit: Unit, member_id: str, on: date) -> dict[str, Any]:
    found = unit.db[copies.MEMBERS].find_one({"_id": member_id}, session=unit.session)
    held = copies.as_of(found, on)
    if held.get("status") not in MEMBER:
        raise NotFound(f"党员{member_id}不存在或尚未收到", {"fields": {"member_id": ["党员不存在"]}})
    return held


def _person(wanted: Values) -> tuple[str | None, str | None]:
    if (wanted["member_id"] is None) == (wanted["case_id"] is None):
        raise InvalidInput(
            "党员编号与发展编号应填且只填一个", {"fields": {"member_id": ["与发展编号二选一"]}}
        )
    return wanted["member_id"], wanted["case_id"]


def _in_state(unit: Unit, class_id: str, needed: State) -> Class:
    known = store.get_class(unit, class_id)
    _within(unit, known.area)
    if problem := rules.state_problem(known, needed):
        raise Conflict(problem, {"fields": {"class_id": [problem]}})
    return known


def _within(unit: Unit, area: str) -> None:
    if not unit.covers(area):
        raise NotAllowed("该地区不在您的管辖范围内", {"area": area})
