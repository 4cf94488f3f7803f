"""The rules of membership development: what each step needs, as data, and the guards that look."""

from services.development.rules.outlook import Prospect, outlook
from services.development.rules.recommending import Recommended, unfit
from services.development.rules.request import Meeting, Quota, StepRequest
from services.development.rules.standing import standing_after
from services.development.rules.transitions import TRANSITIONS, taken, target_of, violations

__all__ = [
    "TRANSITIONS",
    "Meeting",
    "Prospect",
    "Quota",
    "Recommended",
    "StepRequest",
    "outlook",
    "standing_after",
    "taken",
    "target_of",
    "unfit",
    "violations",
]
