"""Corrections of a case: the steps are gone through again from the first, and what does not hold any more is undone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from services.development import store
from services.development.commands import cases, doubts, limits
from services.development.commands.going_through import (
    OPENED,
    Gone,
    go_through,
    is_told_by_training,
    named,
    steps_of,
)
from services.development.model import Case
from shared.city import copies
from shared.city.changes import Change, changed
from shared.city.correcting import Correctable, Correcting
from shared.contracts.development import SERVICE, events
from shared.contracts.development.steps import DETAILS_OF
from shared.contracts.errors import NotFound
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.rules.violation import Violation

# What of the application can be put right; where it lies changes by transfer only.
OF_THE_APPLICATION = ("credit_code", "sex", "focus_group")
# Counted by supervision where it has the record of the meeting.
COUNTED = ("due", "present")


def correct(unit: Unit, change: Change) -> list[Change]:
    """
    Put a step or the application right, and undo the later steps that its change leaves without ground (R-GEN-09).

    Raises:
        RuleViolated: the corrected step itself would break a rule that blocks.
    """
    case_id = change.stream.partition(":")[2]
    before = steps_of(unit, case_id)
    was = go_through(unit, case_id, before, ())
    known = {one.entry["seq"]: named(one.against) for one in was}
    after = changed(before, [change])
    if change.void and change.entry["type"] == OPENED:
        done = [change, *(_undone(one, "申请登记已作废") for one in before[1:])]
        limits.redo(unit, Case(case_id, ""))
        store.remove_case(unit, case_id)
        return done
    now = go_through(unit, case_id, after, known)
    for one in now:
        if one.entry["seq"] == change.entry["seq"]:
            unit.check(v for v in one.against if (v.rule, v.field) not in known[one.entry["seq"]])
    held = [one for one in now if one.holds]
    case = held[-1].case
    unit.check(_open_twice(unit, case))
    store.put_corrected(unit, case, _application(held[0].entry))
    limits.redo(unit, case)
    doubts.settle(unit, case, held)
    return list(changes_of(unit, change, before, now))


def _open_twice(unit: Unit, case: Case) -> Iterator[Violation]:
    """A case that was over does not open again beside another one of the same person (I-4)."""
    other = store.other_open_case(unit, case.case_id) if case.is_open else None
    if other is not None:
        message = f"更正后本材料未办结，而该人员另有未办结的发展材料{other}；请先办结或更正该材料"
        yield copies.rules(unit.db, cases.PACK, case.last_on, case.org_code).violation(
            "I-4", message, field="seq"
        )


def changes_of(
    unit: Unit, change: Change, before: Iterable[Mapping[str, Any]], now: Sequence[Gone]
) -> Iterable[Change]:
    """Yield the change as it goes on record, then what follows of it, in the order of the steps."""
    was = {entry["seq"]: entry for entry in before}
    beside = {name: now[0].entry["data"].get(name) for name in store.BESIDE}
    if change.void:
        yield change
    for one in sorted(now, key=lambda one: one.entry["seq"] != change.entry["seq"]):
        entry = was[one.entry["seq"]]
        if not one.holds:
            added = [v.message for v in one.against]
            yield _undone(entry, "；".join(added))
            continue
        on = one.entry["effective_on"]
        data = _data(unit, one, entry, beside, is_first=one.entry["seq"] == change.entry["seq"])
        if one.entry["seq"] == change.entry["seq"] or data != entry["data"]:
            yield Change(entry, on, data)


def _data(
    unit: Unit, one: Gone, was: Mapping[str, Any], beside: Mapping[str, Any], *, is_first: bool
) -> Mapping[str, Any]:
    if one.entry["type"] == OPENED:
        return {**one.entry["data"], "edition": one.case.taken[-1].edition}
    overridden = set(was["data"].get("overridden", ())) | (set(one.warned) if is_first else set())
    return cases.completion_of(unit, one.case, tuple(sorted(overridden)), beside).as_json()


def _undone(entry: Mapping[str, Any], why: str) -> Change:
    return Change(entry, entry["effective_on"], entry["data"], void=True, why=why)


def _application(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry["data"][name] for name in OF_THE_APPLICATION}


def _details(data: Mapping[str, Any]) -> Iterable[str]:
    told = data["told"]
    # Training is no command, but stands in paper files.
    _, names = DETAILS_OF.get(data["step"], ("", tuple(told)))
    return dict.fromkeys((*names, *(name for name in COUNTED if name in told)))


def _area_of(db: Collections, entry: Mapping[str, Any]) -> str:
    org_code = entry["data"].get("org_code")
    if org_code is None:
        raise NotFound.at("stream", f"没有可更正的记录{entry['stream']}", "记录不存在")
    return copies.area_of(db, org_code)


CORRECTING = Correcting(
    service=SERVICE,
    kinds={
        events.CaseOpened: Correctable(lambda _: OF_THE_APPLICATION),
        events.StepCompleted: Correctable(_details, inside="told"),
    },
    area_of=_area_of,
    correct=correct,
    by_itself=is_told_by_training,
)
