"""Corrections of a case: the steps are gone through again from the first, and what does not hold any more is undone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.development import store
from services.development.commands import cases, limits
from services.development.model import Case, Taken
from services.development.rules import StepRequest, target_of, violations
from services.development.rules.handing_over import HANDED_OVER
from shared.city import copies
from shared.city.correcting import Change, Correctable, Correcting, changed, standing_in
from shared.contracts.base import load
from shared.contracts.development import events, facts
from shared.contracts.development.steps import DETAILS_OF
from shared.contracts.development.terms import State
from shared.ledger import Unit
from shared.ledger.bound import Collections
from shared.rules.violation import Level, Violation

OPENED, COMPLETED = events.CaseOpened.event_type, events.StepCompleted.event_type
# What of the application can be put right; where it lies changes by transfer only.
OF_THE_APPLICATION = ("credit_code", "sex", "focus_group")
# Counted by supervision where it has the record of the meeting.
COUNTED = ("due", "present")
Against = frozenset[tuple[str, str | None]]


@dataclass(frozen=True)
class Gone:
    """
    A step as it was gone through again.

    Attributes:
        case: The case after it.
        against: What blocks it.
        warned: What warns of it.
    """

    entry: Mapping[str, Any]
    case: Case
    against: tuple[Violation, ...]
    warned: tuple[str, ...]
    holds: bool = True


def correct(unit: Unit, change: Change) -> list[Change]:
    """
    Put a step or the application right, and undo the later steps that its change leaves without ground (R-GEN-09).

    Raises:
        RuleViolated: the corrected step itself would break a rule that blocks.
    """
    case_id = change.stream.partition(":")[2]
    before = standing_in(unit, change.stream)
    was = _go_through(unit, case_id, before, ())
    known = {one.entry["seq"]: _named(one.against) for one in was}
    after = changed(before, [change])
    if change.void and change.entry["type"] == OPENED:
        done = [change, *(_undone(one, "申请登记已作废") for one in before[1:])]
        limits.redo(unit, Case(case_id, ""))
        store.remove_case(unit, case_id)
        return done
    now = _go_through(unit, case_id, after, known)
    for one in now:
        if one.entry["seq"] == change.entry["seq"]:
            unit.check(v for v in one.against if (v.rule, v.field) not in known[one.entry["seq"]])
    held = [one for one in now if one.holds]
    case = held[-1].case
    unit.check(_open_twice(unit, case))
    store.put_corrected(unit, case, _application(held[0].entry))
    limits.redo(unit, case)
    return list(_changes(unit, change, before, now))


def _open_twice(unit: Unit, case: Case) -> Iterator[Violation]:
    """A case that was over does not open again beside another one of the same person (I-4)."""
    other = store.other_open_case(unit, case.case_id) if case.is_open else None
    if other is not None:
        message = f"更正后本材料未办结，而该人员另有未办结的发展材料{other}；请先办结或更正该材料"
        yield copies.rules(unit.db, cases.PACK, case.last_on, case.org_code).violation(
            "I-4", message, field="seq"
        )


def _go_through(
    unit: Unit, case_id: str, entries: Sequence[Mapping[str, Any]], known: Mapping[int, Against] | tuple[()]
) -> list[Gone]:
    """
    Take the steps again, each as it stands.

    Args:
        known: What blocked each of them before the correction; one that is blocked by more does not hold any more.
            Empty: all hold, as they were taken.
    """
    case = Case(case_id, entries[0]["data"]["org_code"])
    gone: list[Gone] = []
    for entry in entries:
        request, step = _asked(unit, case, entry)
        found = [] if request is None else violations(request)
        against = tuple(one for one in found if one.level is Level.BLOCK)
        warned = tuple(one.rule for one in found if one.level is not Level.BLOCK)
        holds = not known or _named(against) <= known[entry["seq"]]
        if holds:
            case = case.with_step(_taken(request, entry, step, anew=bool(known)))
        gone.append(Gone(entry, case, against, warned, holds))
    return gone


def _asked(unit: Unit, case: Case, entry: Mapping[str, Any]) -> tuple[StepRequest | None, str]:
    """Return what the guards are asked of an entry; None: of what nobody decided, or whose ground was erased."""
    on, data = date.fromisoformat(entry["effective_on"]), entry["data"]
    if entry["type"] == OPENED:
        born = store.birth_date(unit, case.case_id)
        step: str = cases.OPENING
        details: Mapping[str, Any] = {"birth_date": born, "written": True}
        if born is None:
            return None, step
    else:
        step, details = data["step"], load(facts.StepFacts, data["told"]).given()
        if step == HANDED_OVER:
            return None, step
    request = cases.request_of(unit, case, step, on, details)
    by, reasoned = entry["actor"]["user"], entry["reason"] is not None
    return replace(request, by=by, reasoned=reasoned or unit.stamp.reason is not None), step


def _taken(request: StepRequest | None, entry: Mapping[str, Any], step: str, *, anew: bool) -> Taken:
    """Return the step as it stands; *anew*: where it leads is worked out again."""
    on, data = date.fromisoformat(entry["effective_on"]), entry["data"]
    edition = data["edition"] if request is None else request.rules.edition
    marks = {"backfilled": data.get("backfilled", False), "by": entry["actor"]["user"]}
    if step == cases.OPENING:
        return Taken(step, on, edition, State.APPLIED, **marks)
    to = target_of(request) if anew and request is not None else State(data["state"])
    told = load(facts.StepFacts, data["told"]).given() if request is None else request.facts
    return Taken(step, on, edition, to, told, **marks)


def _changes(
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


def _named(against: Iterable[Violation]) -> Against:
    return frozenset((one.rule, one.field) for one in against)


def _application(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: entry["data"][name] for name in OF_THE_APPLICATION}


def _details(data: Mapping[str, Any]) -> Iterable[str]:
    told = data["told"]
    # Training is no command, but stands in paper files.
    _, names = DETAILS_OF.get(data["step"], ("", tuple(told)))
    return dict.fromkeys((*names, *(name for name in COUNTED if name in told)))


def _area_of(db: Collections, entry: Mapping[str, Any]) -> str:
    return copies.area_of(db, entry["data"]["org_code"])


def _told_by_training(entry: Mapping[str, Any]) -> bool:
    """A course counts with whatever step makes a candidate; only in paper files somebody typed it (R-DEV-27)."""
    return entry["data"].get("step") == "complete_training" and not entry["data"].get("backfilled")


CORRECTING = Correcting(
    proposed=events.CorrectionProposed,
    approved=events.CorrectionApproved,
    rejected=events.CorrectionRejected,
    corrected=events.EntryCorrected,
    kinds={
        events.CaseOpened: Correctable(lambda _: OF_THE_APPLICATION),
        events.StepCompleted: Correctable(_details, inside="told"),
    },
    area_of=_area_of,
    correct=correct,
    by_itself=_told_by_training,
)
