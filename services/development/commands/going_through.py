"""The steps of a case as they are gone through again, each judged as when it was taken (R-GEN-09)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from services.development import store
from services.development.commands import cases
from services.development.model import Case, Taken
from services.development.rules import StepRequest, target_of, violations
from services.development.rules.handing_over import HANDED_OVER
from shared.city.changes import standing_in
from shared.contracts.base import load
from shared.contracts.development import events, facts
from shared.contracts.development.terms import State
from shared.ledger import Unit
from shared.rules.violation import Level, Violation

OPENED, COMPLETED = events.CaseOpened.event_type, events.StepCompleted.event_type
# What training tells of a course.
OF_A_COURSE = ("days", "hours", "organiser")
Against = frozenset[tuple[str, str | None]]


@dataclass(frozen=True)
class Gone:
    """
    A step as it was gone through again.

    Attributes:
        case: The case after it.
        found: What speaks against it, whether it blocks or warns.
    """

    entry: Mapping[str, Any]
    case: Case
    found: tuple[Violation, ...]
    holds: bool = True

    @property
    def seq(self) -> int:
        """The number of its entry."""
        return int(self.entry["seq"])

    @property
    def against(self) -> tuple[Violation, ...]:
        """What blocks it."""
        return tuple(one for one in self.found if one.level is Level.BLOCK)

    @property
    def warned(self) -> tuple[str, ...]:
        """The rules that warn of it."""
        return tuple(one.rule for one in self.found if one.level is not Level.BLOCK)


def named(found: Sequence[Violation]) -> Against:
    """Return what violations are known by again."""
    return frozenset((one.rule, one.field) for one in found)


def steps_of(unit: Unit, case_id: str) -> list[dict[str, Any]]:
    """Return the standing entries of a case that are steps, the application first."""
    return [row for row in standing_in(unit, f"case:{case_id}") if row["type"] in (OPENED, COMPLETED)]


def is_told_by_training(entry: Mapping[str, Any]) -> bool:
    """A course counts with whatever step makes a candidate; only in paper files somebody typed it (R-DEV-27)."""
    return entry["data"].get("step") == "complete_training" and not entry["data"].get("backfilled")


def go_through(
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
        found = () if request is None else (*violations(request), *_unlike_training(unit, request, entry))
        against = tuple(one for one in found if one.level is Level.BLOCK)
        holds = not known or named(against) <= known[entry["seq"]]
        if holds:
            case = case.with_step(_taken(request, entry, step, anew=bool(known)))
        gone.append(Gone(entry, case, found, holds))
    return gone


def _unlike_training(unit: Unit, request: StepRequest, entry: Mapping[str, Any]) -> Iterator[Violation]:
    """A course that training took back, or that ended later than it counts here, is none. Source: R-DEV-27."""
    if not is_told_by_training(entry):
        return
    course = store.course(unit, request.case.case_id)
    if course is None:
        yield request.violation("R-DEV-27", "培训登记已更正，出勤不足，集中培训不再成立", field="hours")
    elif course["completed_on"] > request.on.isoformat():
        message = f"培训登记已更正，{course['completed_on']}才完成集中培训"
        yield request.violation("R-DEV-27", message, field="hours")


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
