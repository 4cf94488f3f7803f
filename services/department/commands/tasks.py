"""The lead department's steps on a task."""

from typing import Any

from services.department import rules, store
from services.department.effects import take_effect
from shared.ledger import Unit

STEPS = {
    "accept": "department.task_accepted.v1",
    "progress": "department.task_progressed.v1",
    "submit": "department.task_submitted.v1",
}


def take_step(unit: Unit, department: str, step: str, no: str, **told: Any) -> None:
    """
    Take *step* (a key of STEPS) on the task of resolution *no*.

    Args:
        told: ``note`` or ``evidence``, as the event has it.
    """
    resolution, task = store.get_resolution(unit, no), store.get_task(unit, no)
    unit.check(rules.task_violations(resolution, task, step, department))
    data = {"no": no, **told}
    take_effect(unit, STEPS[step], data)
    if step == "submit":
        store.change(unit, "tasks", no, {"$set": {"submitted_by": unit.stamp.actor.user}})
    unit.record(f"task:{no}", STEPS[step], data)
