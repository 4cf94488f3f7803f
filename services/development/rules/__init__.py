"""The rules of membership development: what each step needs, as data, and the guards that look."""

from services.development.rules.asked import Asked, Organisation, Quota
from services.development.rules.transitions import TRANSITIONS, taken, violations

__all__ = ["TRANSITIONS", "Asked", "Organisation", "Quota", "taken", "violations"]
