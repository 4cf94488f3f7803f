"""What supervision knows: findings on their way to being put right, and what else decides by its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.contracts.supervision.terms import FindingState

# The steps of a finding (R-SUP-02): from where each leads where; a recheck that fails leads back.
STEPS: Mapping[str, tuple[FindingState, FindingState]] = {
    "notice": (FindingState.FOUND, FindingState.NOTIFIED),
    "reply": (FindingState.NOTIFIED, FindingState.REPLIED),
    "recheck": (FindingState.REPLIED, FindingState.RECHECKED),
    "close": (FindingState.RECHECKED, FindingState.CLOSED),
}


class PointState(StrEnum):
    """Where a demonstration point stands (R-SUP-09)."""

    NOMINATED = "nominated"
    APPROVED = "approved"
    REVOKED = "revoked"


@dataclass(frozen=True)
class Finding:
    """
    Something that was not in order.

    Attributes:
        due_on: Until when it has to be put right; None before the notice.
        replied_by: Who told what was done; another person rechecks it.
    """

    finding: str
    org_code: str
    severity: str
    state: FindingState
    due_on: date | None = None
    replied_by: str | None = None
    last_on: date = date.min


@dataclass(frozen=True)
class DemonstrationPoint:
    """A demonstration point; another person than who nominated it approves it."""

    point: str
    org_code: str
    state: PointState
    nominated_by: str


@dataclass(frozen=True)
class Exemption:
    """What an organisation need not do for a time; another person than who asked grants it."""

    exemption: str
    org_code: str
    deadline: str
    from_on: date
    until_on: date
    asked_by: str
    granted: bool


@dataclass(frozen=True)
class Count:
    """How often something was reported and how often inspections saw it; None: no inspection looked."""

    item: str
    reported: int
    verified: int | None
