"""Corrections of classes, attendance and certificates: hours are counted anew, and what hangs on them is looked at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from services.training import rules, store
from services.training.commands import attendance_of, complete_course, sessions_of, statuses_in
from services.training.model import Class
from shared.city import areas, copies
from shared.city.changes import Change, standing_in
from shared.city.correcting import Correctable, Correcting
from shared.contracts.base import Event, load
from shared.contracts.errors import Conflict, InvalidInput, NotFound
from shared.contracts.training import SERVICE, events, facts
from shared.ledger import Unit
from shared.ledger.bound import Collections

Entry = Mapping[str, Any]
OF_A_CLASS = ("layer", "organiser", "form")
NOT_ENOUGH = "更正后出勤不足，不再符合颁发条件"
WITH_ATTENDANCE = "出勤登记已作废"


def correct(unit: Unit, change: Change) -> list[Change]:
    """
    Put an entry right, with the hours, certificates and courses that follow from it.

    Raises:
        Conflict: attendance of the class is on record, which has to be corrected first.
        InvalidInput, NotFound: as when it was recorded.
    """
    return CORRECTIONS[change.kind](unit, change)


def _planned(unit: Unit, change: Change) -> list[Change]:
    class_id = change.data["class_id"]
    if change.void:
        if len(standing_in(unit, change.stream)) > 1:
            raise Conflict.at("seq", "该班已有后续登记，请先更正后续登记", "已有后续登记")
        store.remove_class(unit, class_id)
        return [change]
    change = replace(change, data={**change.data, "planned_on": change.on})
    # A day that it was put off to holds, whatever it was planned for first.
    put_off = any(one["type"] == events.ClassPutOff.event_type for one in standing_in(unit, change.stream))
    named = (*OF_A_CLASS, *(() if put_off else ("planned_on",)))
    store.change_class(unit, class_id, {name: change.data[name] for name in named if name in change.data})
    return [change, *_attended_anew(unit, class_id)]


def _held(unit: Unit, change: Change) -> list[Change]:
    class_id = change.data["class_id"]
    if change.void:
        if store.attendees(unit.db, class_id):
            raise Conflict.at("seq", "该班已登记出勤，请先更正出勤登记", "已登记出勤")
        store.unhold_class(unit, class_id)
        return [change]
    told = load(facts.Sessions, change.data).sessions
    # The numbers of the sessions stay: attendance names them.
    if [one.on for one in told] != sorted(one.on for one in told):
        raise InvalidInput.at("changes", "培训时段应按日期先后排列", "应按日期排列")
    last = told[-1].on
    if last > unit.stamp.recorded_on:
        raise InvalidInput.at("changes", "培训尚未举办", "日期晚于登记日")
    store.hold_class(unit, class_id, sessions_of(unit, store.get_class(unit, class_id).area, told))
    _check_day(change, last)
    return [replace(change, on=last.isoformat()), *_attended_anew(unit, class_id)]


def _attended_anew(unit: Unit, class_id: str) -> Iterator[Change]:
    """Yield what becomes of the attendance of a class that was corrected, and of what follows from it."""
    for row in store.attendance_in(unit.db, class_id):
        for entry in standing_in(unit, f"study:{row['person']}"):
            if _is_of(entry, events.AttendanceRecorded, class_id):
                yield from _put(unit, Change(entry, entry["effective_on"], entry["data"]), is_asked=False)


def _attendance(unit: Unit, change: Change) -> list[Change]:
    return list(_put(unit, change, is_asked=True))


def _put(unit: Unit, change: Change, *, is_asked: bool) -> Iterator[Change]:
    """Yield attendance as it is now, its certificate and course where they change; *is_asked*: also if it stays."""
    data = change.data
    known, who = store.get_class(unit, data["class_id"]), store.person(data["member_id"], data["case_id"])
    if change.void:
        yield change
        yield from _certificate_of(unit, known, who, None)
        store.remove_attendance(unit, known.class_id, who)
    else:
        after = _attended(unit, known, change)
        store.put_attendance(
            unit, known.class_id, who, {name: after.data[name] for name in ("sessions", "hours", "form")}
        )
        if is_asked or after.data != change.entry["data"] or after.on != change.entry["effective_on"]:
            yield after
        yield from _certificate_of(unit, known, who, after.data["sessions"])
    if data["case_id"] is not None:
        yield from _course(unit, data["case_id"], who)


def _attended(unit: Unit, known: Class, change: Change) -> Change:
    person = {name: change.data[name] for name in (*facts.Person.declared, "sessions")}
    one = load(facts.Attended, person)
    row = attendance_of(known, one, "changes", statuses_in(unit, known, [one]))
    event = events.AttendanceRecorded(
        class_id=known.class_id, **one.only(facts.Person), **{**row, "sessions": tuple(row["sessions"])}
    )
    first = known.attended(row["sessions"])[0].on
    _check_day(change, first)
    return replace(change, on=first.isoformat(), data=event.as_json())


def _certificate_of(unit: Unit, known: Class, who: str, numbers: list[int] | None) -> Iterator[Change]:
    """Yield what becomes of somebody's certificate of a class; *numbers*: the sessions attended, None: nothing is."""
    for entry in standing_in(unit, f"study:{who}"):
        if not _is_of(entry, events.CertificateIssued, known.class_id):
            continue
        data, last = entry["data"], known.sessions[-1].on
        in_force = areas.rules(unit.db, rules.PACK, last, known.area)
        if numbers is None or rules.certificate_violations(in_force, known, known.attended(numbers)):
            store.remove_certificate(unit, known.class_id, who, data["certificate"])
            why = WITH_ATTENDANCE if numbers is None else NOT_ENOUGH
            yield Change(entry, entry["effective_on"], data, void=True, why=why)
            continue
        code = rules.check_code(data["certificate"], known.class_id, who, last)
        if code != data.get("check_code"):
            store.put_code(unit, data["certificate"], {"check_code": code, "on": last.isoformat()})
            yield Change(entry, entry["effective_on"], {**data, "check_code": code})


def _course(unit: Unit, case_id: str, who: str) -> Iterator[Change]:
    """Yield what becomes of a candidate's course (R-DEV-27); one that is enough only now is told."""
    told = standing_in(unit, f"course:{case_id}")
    if not told:
        complete_course(unit, case_id, who)
        return
    (entry,), course = told, rules.course(store.visits(unit, who))
    if course is None:
        store.put_course(unit, case_id, None)
        yield Change(entry, entry["effective_on"], entry["data"], void=True, why="更正后培训天数和学时均不足")
        return
    event = events.CandidateCourseCompleted(case_id=case_id, **vars(course))
    if event.as_json() != entry["data"]:
        store.put_course(unit, case_id, course)
        yield Change(entry, course.completed_on.isoformat(), event.as_json())


def _certificate(unit: Unit, change: Change) -> list[Change]:
    _only_void(change, "证书")
    data = change.data
    who = store.person(data["member_id"], data["case_id"])
    store.remove_certificate(unit, data["class_id"], who, data["certificate"])
    return [change]


def _exemption(unit: Unit, change: Change) -> list[Change]:
    _only_void(change, "免训")
    store.withdraw_exemption(unit, change.data["member_id"], change.data["year"])
    return [change]


def _check_day(change: Change, derived: date) -> None:
    if change.on not in (change.entry["effective_on"], derived.isoformat()):
        raise InvalidInput.at("on", "日期由培训时段决定，请更正时段", "由培训时段决定")


def _only_void(change: Change, what: str) -> None:
    if not change.void:
        raise InvalidInput.at("changes", f"{what}登记只能作废，作废后重新办理", "只能作废")


def _is_of(entry: Entry, kind: type[Event], class_id: str) -> bool:
    return bool(entry["type"] == kind.event_type and entry["data"]["class_id"] == class_id)


def _area_of(db: Collections, entry: Entry) -> str:
    """Return the area of the class, or of the member, that an entry is about; raises NotFound."""
    data = entry["data"]
    if "class_id" in data:
        return str(store.class_document(db, data["class_id"])["area"])
    if data.get("member_id") is not None:
        return copies.area_of(db, copies.latest(db, data["member_id"])["org_code"])
    raise NotFound.at("stream", f"没有可更正的记录{entry['stream']}", "记录不存在")


CORRECTIONS: Mapping[type[Event], Callable[[Unit, Change], list[Change]]] = {
    events.ClassPlanned: _planned,
    events.ClassHeld: _held,
    events.AttendanceRecorded: _attendance,
    events.CertificateIssued: _certificate,
    events.ExemptionGranted: _exemption,
}
CORRECTING = Correcting(
    service=SERVICE,
    kinds={
        events.ClassPlanned: Correctable(lambda _: OF_A_CLASS),
        events.ClassHeld: Correctable(lambda _: ("sessions",)),
        events.AttendanceRecorded: Correctable(lambda _: ("sessions",)),
        events.CertificateIssued: Correctable(lambda _: ()),
        events.ExemptionGranted: Correctable(lambda _: ()),
    },
    area_of=_area_of,
    correct=correct,
)
