"""What a department knows: the joint meeting's resolutions, and the tasks that come of them."""

from dataclasses import dataclass
from datetime import date

from shared.contracts.department import facts
from shared.contracts.department.terms import ResolutionState, SubmissionState, resolution_state
from shared.contracts.files import KeptFile


class Resolution(facts.Resolution):
    """
    The convener's side of a resolution.

    Attributes:
        due_on: The date in force; the original one is kept beside it (R-JM-12).
        convened_for: The county whose meeting decided it; None: the city's.
        urged: How far the lead department was urged since the date in force: the place in ``URGINGS``, from 1; 0: not.
    """

    original_due_on: date
    convened_for: str | None = None
    extensions: int = 0
    returns: int = 0
    verified: bool = False
    closed: bool = False
    cancelled: bool = False
    urged: int = 0


@dataclass(frozen=True)
class Meeting:
    """
    What is known of a joint meeting.

    Attributes:
        area: The county whose meeting it is; None: the city's (R-JM-01).
        planned_on, kind: None where it was put on record without having been called.
        agenda: None until it is settled.
        minutes: None until they are issued.
        supplements: What corrects or completes the minutes, in order.
    """

    meeting: str
    period: str
    area: str | None = None
    planned_on: date | None = None
    kind: str | None = None
    agenda: tuple[str, ...] | None = None
    held_on: date | None = None
    minutes: str | None = None
    supplements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Submission:
    """
    An area's part of a quarter's figures on its way up; the city's is the whole (R-JM-16).

    Attributes:
        by: Who wrote it down or handed it up last.
        comment: Why it was returned; None: it was not, or was put right since.
    """

    period: str
    area: str
    state: SubmissionState
    figures: tuple[facts.Figure, ...]
    by: str
    comment: str | None = None


def topic_of(department: str, topic: str) -> str:
    """Return what a topic is called at the meeting; with the department, as each numbers its own."""
    return f"{department}-{topic}"


def figures_of(department: str, period: str) -> str:
    """Return what a quarter's figures are called; with the department, as all of them owe the same quarter."""
    return f"{department}:{period}"


@dataclass(frozen=True)
class Task:
    """
    The lead department's side of a resolution.

    Attributes:
        files: The evidence of all submissions, each file once.
    """

    no: str
    accepted: bool = False
    notes: int = 0
    submissions: int = 0
    submitted_by: str | None = None
    files: tuple[KeptFile, ...] = ()


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
