"""Corrections of what organisations did and inspections saw: what is touched is looked at again (R-GEN-09)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from services.supervision import calendar, rules, store
from services.supervision.commands.inspections import INSPECTION
from services.supervision.commands.life import existing
from services.supervision.rules import PACK
from shared.city import copies
from shared.city.changes import Change, changed, standing_in
from shared.city.correcting import Correctable, Correcting
from shared.contracts.base import Event, load
from shared.contracts.errors import Conflict, InvalidInput, NotFound
from shared.contracts.supervision import COUNTY, INSPECTOR, SERVICE, events, facts
from shared.contracts.supervision.terms import POSSESSIONS, FindingState
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.rules.deadlines import table

Entry = Mapping[str, Any]
# Whose meeting it is changes by recording it anew; its day is the entry's own.
OF_A_MEETING = tuple(
    name for name in facts.Meeting.declared if name not in ("meeting", "org_code", "held_on")
)

OF_A_FINDING = ("severity", "text")
# What is found by another thing than its organisation.
BY_ANOTHER = {"inspection": store.INSPECTIONS, "point": store.CONTACT_POINTS}
WITH_INSPECTION = "随督查登记一并作废"


def correct(unit: Unit, change: Change) -> list[Change]:
    """
    Put an entry right, with the duties that it meets or met.

    Raises:
        NotFound: the organisation was not there on the corrected day.
        RuleViolated: what would be on record then breaks a rule.
    """
    return CORRECTIONS[change.kind](unit, change)


def _meeting(unit: Unit, change: Change) -> list[Change]:
    was, key = change.entry["data"], change.data["meeting"]
    if change.void:
        store.remove(unit, store.MEETINGS, key)
    else:
        on = date.fromisoformat(change.on)
        meeting = load(facts.Meeting, {**_facts(change.data, facts.Meeting), "held_on": change.on})
        found = existing(unit, meeting.org_code, on)
        in_force = copies.rules(unit.db, PACK, on, meeting.org_code)
        unit.check(rules.meeting_violations(in_force, meeting, found["type"], unit.stamp.recorded_on))
        event = events.MeetingHeld(**vars(meeting), counts=rules.counts(in_force, meeting))
        change = replace(change, data=event.as_json())
        store.put(unit, store.MEETINGS, key, _without(change.data, "meeting"))
    store.hold(unit, copies.ORGANISATIONS, was["org_code"])
    calendar.look_again(unit, was["org_code"], was["kind"], date.fromisoformat(change.entry["effective_on"]))
    calendar.look_again(unit, was["org_code"], change.data["kind"], date.fromisoformat(change.on))
    return [change]


def _possessions(unit: Unit, change: Change) -> list[Change]:
    org_code = change.data["org_code"]
    change = _on_its_day(unit, change, "checked_on", org_code)
    rows = [
        {**one["data"], "all": set(one["data"]["has"]) == set(POSSESSIONS)} for one in _as_now(unit, change)
    ]
    by_day = {f"{org_code}:{row['checked_on']}": row for row in rows}
    store.put_all(unit, store.POSSESSIONS, {"org_code": org_code}, by_day)
    store.hold(unit, copies.ORGANISATIONS, org_code)
    days = sorted(date.fromisoformat(row["checked_on"]) for row in rows)
    calendar.look_at_all(unit, table()["possessions"], org_code, days)
    return [change]


def _visit(unit: Unit, change: Change) -> list[Change]:
    point = store.get(unit.db, store.CONTACT_POINTS, change.data["point"], "point")
    change = _on_its_day(unit, change, "visited_on", point["org_code"])
    if change.on < point["since"]:
        raise InvalidInput.at("on", "走访日期早于联系点确定日", "早于确定日")
    if point["ended_on"] is not None and change.on > point["ended_on"]:
        raise InvalidInput.at("on", "走访日期晚于联系点终止日", "联系点已终止")
    rows = [one["data"] for one in _as_now(unit, change)]
    by_day = {f"{row['point']}:{row['visited_on']}": row for row in rows}
    store.put_all(unit, store.VISITS, {"point": point["_id"]}, by_day)
    store.hold(unit, store.CONTACT_POINTS, point["_id"])
    days = sorted(date.fromisoformat(row["visited_on"]) for row in rows)
    calendar.look_at_all(unit, table()[calendar.CONTACT_VISIT], point["_id"], days)
    return [change]


def _inspection(unit: Unit, change: Change) -> list[Change]:
    key, org_code = change.data["inspection"], change.data["org_code"]
    was_on = change.entry["effective_on"]
    change = _on_its_day(unit, change, "inspected_on", org_code)
    found = store.every(unit.db, store.FINDINGS, {"inspection": key})
    further = []
    if change.void or change.on != was_on:
        further = [one for row in found for one in _with_inspection(unit, change, row)]
    if change.void:
        store.remove(unit, store.INSPECTIONS, key)
    else:
        store.put(unit, store.INSPECTIONS, key, change.data)
    store.hold(unit, copies.ORGANISATIONS, org_code)
    for day in (was_on, change.on):
        calendar.look_again(unit, org_code, INSPECTION, date.fromisoformat(day))
    return [change, *further]


def _with_inspection(unit: Unit, change: Change, row: Mapping[str, Any]) -> list[Change]:
    """Return what becomes of a finding whose inspection was on another day, or was none."""
    _check_untouched(row)
    if change.void:
        store.remove(unit, store.FINDINGS, row["_id"])
    else:
        store.change(unit, store.FINDINGS, row["_id"], {"last_on": change.on})
    why = WITH_INSPECTION if change.void else None
    return [
        Change(entry, entry["effective_on"] if change.void else change.on, entry["data"], change.void, why)
        for entry in standing_in(unit, f"finding:{row['_id']}")
    ]


def _finding(unit: Unit, change: Change) -> list[Change]:
    row = store.get(unit.db, store.FINDINGS, change.data["finding"], "finding")
    if change.on != change.entry["effective_on"]:
        raise InvalidInput.at("on", "问题的日期即督查日期，请更正督查", "由督查决定")
    if change.void or change.data["severity"] != row["severity"]:
        _check_untouched(row)
    if not change.void:
        named = {name: change.data[name] for name in OF_A_FINDING}
        store.change(unit, store.FINDINGS, row["_id"], named)
        return [change]
    store.remove(unit, store.FINDINGS, row["_id"])
    left = {one["item"] for one in store.every(unit.db, store.FINDINGS, {"inspection": row["inspection"]})}
    failed = sorted(left)
    store.change(unit, store.INSPECTIONS, row["inspection"], {"failed": failed})
    inspected = standing_in(unit, f"inspection:{row['inspection']}")
    followed = [
        Change(entry, entry["effective_on"], {**entry["data"], "failed": failed})
        for entry in inspected
        if entry["data"]["failed"] != failed
    ]
    return [change, *followed]


def _check_untouched(row: Mapping[str, Any]) -> None:
    if row["state"] != FindingState.FOUND.value:
        raise Conflict.at("seq", f"问题{row['_id']}已下发整改通知，不能再更正督查结果", "已下发整改通知")


def _on_its_day(unit: Unit, change: Change, field: str, org_code: str) -> Change:
    """Return a change that says its day in *field* too; raises where the organisation or the day cannot be."""
    if change.void:
        return change
    on = date.fromisoformat(change.on)
    existing(unit, org_code, on)
    if on > unit.stamp.recorded_on:
        raise InvalidInput.at("on", "日期晚于登记日", "晚于登记日")
    return replace(change, data={**change.data, field: change.on})


def _as_now(unit: Unit, change: Change) -> list[dict[str, Any]]:
    """Return the entries of the kind that is corrected as they stand afterwards."""
    rows = changed(standing_in(unit, change.stream), [change])
    return [one for one in rows if one["type"] == change.entry["type"]]


def _facts(data: Mapping[str, Any], contract: Any) -> dict[str, Any]:
    return {name: data[name] for name in contract.declared if name in data}


def _without(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {field: value for field, value in data.items() if field != name}


def _area_of(db: Collections, entry: Entry) -> str:
    data = entry["data"]
    for name, collection in (("org_code", None), *BY_ANOTHER.items()):
        if data.get(name) is not None:
            found = data if collection is None else store.get(db, collection, data[name], name)
            return copies.area_of(db, found["org_code"])
    raise NotFound.at("stream", f"没有可更正的记录{entry['stream']}", "记录不存在")


CORRECTIONS: Mapping[type[Event], Callable[[Unit, Change], list[Change]]] = {
    events.MeetingHeld: _meeting,
    events.PossessionsChecked: _possessions,
    events.ContactPointVisited: _visit,
    events.OrganisationInspected: _inspection,
    events.FindingRecorded: _finding,
}
CORRECTING = Correcting(
    service=SERVICE,
    kinds={
        events.MeetingHeld: Correctable(lambda _: OF_A_MEETING),
        events.PossessionsChecked: Correctable(lambda _: ("has",)),
        events.ContactPointVisited: Correctable(lambda _: ("problems",), roles=COUNTY),
        events.OrganisationInspected: Correctable(lambda _: ("seen",), roles=(*INSPECTOR, *COUNTY)),
        events.FindingRecorded: Correctable(lambda _: OF_A_FINDING, roles=(*INSPECTOR, *COUNTY)),
    },
    area_of=_area_of,
    correct=correct,
)
