"""The joint meeting's rules, by subject; pure functions, all violations at once."""

from services.department.rules.figures import (
    correction_end,
    freeze_violations,
    opening_violations,
    submission_violations,
)
from services.department.rules.meetings import (
    agenda_violations,
    frozen_violations,
    meeting_violations,
    minutes_violations,
    plan_violations,
    preparation_violations,
    recommendation_violations,
    supplement_violations,
    topic_violations,
)
from services.department.rules.resolutions import (
    cancellation_violations,
    convener_violations,
    due_urging,
    extension_violations,
    issue_violations,
    resolution_violations,
    task_violations,
)

__all__ = [
    "agenda_violations",
    "cancellation_violations",
    "convener_violations",
    "correction_end",
    "due_urging",
    "extension_violations",
    "freeze_violations",
    "frozen_violations",
    "issue_violations",
    "meeting_violations",
    "minutes_violations",
    "opening_violations",
    "plan_violations",
    "preparation_violations",
    "recommendation_violations",
    "resolution_violations",
    "submission_violations",
    "supplement_violations",
    "task_violations",
    "topic_violations",
]
