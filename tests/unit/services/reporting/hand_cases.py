"""All figures that were worked out by hand."""

from tests.unit.services.reporting import hand_development, hand_meeting, hand_registry
from tests.unit.services.reporting.by_hand import Case

CASES: tuple[Case, ...] = (*hand_registry.CASES, *hand_development.CASES, *hand_meeting.CASES)
