"""What a department knows: figures, the joint meeting's resolutions, and the tasks that come of them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class State(StrEnum):
    """Where a resolution stands (R-JM-11)."""

    ISSUED = "ISSUED"
    ACCEPTED = "ACCEPTED"
    IN_PROGRESS = "IN_PROGRESS"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    VERIFIED = "VERIFIED"
    CLOSED = "CLOSED"


STATE_NAMES = {
    State.ISSUED: "已印发",
    State.ACCEPTED: "已承接",
    State.IN_PROGRESS: "办理中",
    State.SUBMITTED: "已报结",
    State.RETURNED: "已退回",
    State.VERIFIED: "已核验",
    State.CLOSED: "已销号",
}


@dataclass(frozen=True)
class Figure:
    """One aggregated number of one county."""

    item: str
    area: str
    value: int


@dataclass(frozen=True)
class Submission:
    """A department's figures of a quarter, in one version."""

    period: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Recommendation:
    """A recommendation for membership by a meeting of the mass organisation (R-DEV-11)."""

    recommendation: str
    case_id: str
    held_on: date
    due: int
    present: int
    yes: int
    valid_until: date


@dataclass(frozen=True)
class Meeting:
    """A joint meeting that was held."""

    meeting: str
    period: str
    held_on: date
    attended: tuple[str, ...]
    absent: tuple[str, ...]


@dataclass(frozen=True)
class Resolution:
    """
    The convener's side of a resolution.

    Attributes:
        due_on: The date in force; the original one is kept beside it (R-JM-12).
    """

    no: str
    meeting: str
    text: str
    lead: str
    co: tuple[str, ...]
    due_on: date
    deliverable: str
    measure: str
    original_due_on: date
    extensions: int = 0
    returns: int = 0
    verified: bool = False
    closed: bool = False


@dataclass(frozen=True)
class Task:
    """The lead department's side of a resolution."""

    no: str
    accepted: bool = False
    notes: int = 0
    submissions: int = 0
    submitted_by: str | None = None


def state(resolution: Resolution, task: Task) -> State:
    """
    Tell where a resolution stands; depends on what happened, not on the order the two sides heard of it.

    Source: R-JM-11.
    """
    if resolution.closed:
        return State.CLOSED
    if resolution.verified:
        return State.VERIFIED
    if task.submissions > resolution.returns:
        return State.SUBMITTED
    if resolution.returns:
        return State.RETURNED
    if task.notes:
        return State.IN_PROGRESS
    return State.ACCEPTED if task.accepted else State.ISSUED
