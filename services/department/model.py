"""What a department knows: the joint meeting's resolutions, and the tasks that come of them."""

from dataclasses import dataclass
from datetime import date

from shared.contracts.department import facts
from shared.contracts.department.terms import ResolutionState, resolution_state


class Resolution(facts.Resolution):
    """
    The convener's side of a resolution.

    Attributes:
        due_on: The date in force; the original one is kept beside it (R-JM-12).
    """

    original_due_on: date
    extensions: int = 0
    returns: int = 0
    verified: bool = False
    closed: bool = False
    cancelled: bool = False


def figures_of(department: str, period: str) -> str:
    """Return what a quarter's figures are called; with the department, as all of them owe the same quarter."""
    return f"{department}:{period}"


@dataclass(frozen=True)
class Task:
    """The lead department's side of a resolution."""

    no: str
    accepted: bool = False
    notes: int = 0
    submissions: int = 0
    submitted_by: str | None = None


def state(resolution: Resolution, task: Task) -> ResolutionState:
    """Return where a resolution stands; whichever side heard of the other first. Source: R-JM-11."""
    return resolution_state(
        accepted=task.accepted,
        progressed=task.notes,
        submitted=task.submissions,
        returned=resolution.returns,
        verified=resolution.verified,
        closed=resolution.closed,
        cancelled=resolution.cancelled,
    )
