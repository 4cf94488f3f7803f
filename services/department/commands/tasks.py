"""The lead department's steps on a task."""

from services.department import rules, store
from services.department.effects import record
from shared.city import areas
from shared.contracts.base import Event
from shared.contracts.department import calls, events, facts
from shared.files.store import use
from shared.ledger import Unit
from shared.rules import pack


def accept_task(unit: Unit, command: calls.AcceptTask, department: str) -> None:
    """Take a resolution as the department's task."""
    _take_step(unit, department, "accept", events.TaskAccepted(no=command.no))


def progress_task(unit: Unit, command: calls.ProgressTask, department: str) -> None:
    """Tell of progress."""
    _take_step(unit, department, "progress", events.TaskProgressed(**command.only(facts.Progress)))


def submit_task(unit: Unit, command: calls.SubmitTask, department: str) -> None:
    """Hand the work in, with its evidence; who does so will not verify it (R-JM-13)."""
    unit.check(rules.evidence_violations(pack.load(rules.PACK, unit.stamp.recorded_on), command.files))
    files = use(unit, command.files, _stream(command.no))
    _take_step(unit, department, "submit", events.TaskSubmitted(**command.only(facts.Work), files=files))
    store.change(unit, store.TASKS, command.no, {"$set": {"submitted_by": unit.actor.user}})


def _take_step(unit: Unit, department: str, step: str, event: Event) -> None:
    no = event.given()["no"]
    resolution, task = store.get_resolution(unit, no), store.get_task(unit, no)
    if resolution.convened_for is not None:
        areas.within(unit, resolution.convened_for)
    unit.check(
        rules.task_violations(
            areas.rules(unit.db, rules.PACK, unit.stamp.recorded_on, resolution.convened_for),
            resolution,
            task,
            step,
            department,
        )
    )
    record(unit, _stream(no), event)


def _stream(no: str) -> str:
    return f"task:{no}"
