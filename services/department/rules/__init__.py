"""The joint meeting's rules, by subject; pure functions, all violations at once."""

from services.department.rules.figures import (
    correction_end,
    freeze_violations,
    opening_violations,
    submission_violations,
)
from services.department.rules.meetings import meeting_violations, recommendation_violations
from services.department.rules.resolutions import (
    cancellation_violations,
    convener_violations,
    extension_violations,
    issue_violations,
    resolution_violations,
    task_violations,
)

__all__ = [
    "cancellation_violations",
    "convener_violations",
    "correction_end",
    "extension_violations",
    "freeze_violations",
    "issue_violations",
    "meeting_violations",
    "opening_violations",
    "recommendation_violations",
    "resolution_violations",
    "submission_violations",
    "task_violations",
]
