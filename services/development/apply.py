"""What development learns from others: members, organisations, courses, recommendations."""

from services.development import store
from services.development.commands import cases, recommendations
from services.development.commands.limits import DUTIES
from shared.city import copies, days
from shared.city.service import Following
from shared.contracts.department.events import RecommendationMade
from shared.contracts.registry.events import DayStarted
from shared.contracts.supervision.events import MeetingHeld
from shared.contracts.training.events import CandidateCourseCompleted
from shared.ledger import Entry, Unit


def _course_completed(unit: Unit, entry: Entry) -> None:
    course = {name: entry.data[name] for name in ("days", "hours", "organiser", "completed_on")}
    store.put_course(unit, entry.data["case_id"], course)
    if (case := store.find_case(unit, entry.data["case_id"])) is not None:
        cases.complete_training(unit, case)


def _recommended(unit: Unit, entry: Entry) -> None:
    # Whose log it comes from says who recommends, whatever the event claims.
    case = recommendations.receive(unit, entry.log, entry.data, entry.effective_on)
    if case is not None:
        details = {"body": entry.log, "recommendation": entry.data["recommendation"]}
        cases.record_step(unit, case, "record_recommendation", entry.effective_on, details)


def _met(unit: Unit, entry: Entry) -> None:
    names = ("org_code", "kind", "held_on", "voters_due", "voters_present")
    store.put_meeting(unit, entry.data["meeting"], {name: entry.data[name] for name in names})


# Courses and recommendations led to entries of our own, so a rebuild empties copies of others only.
FOLLOWING = Following(
    effects={
        **copies.EFFECTS,
        DayStarted: days.note,
        MeetingHeld: _met,
        CandidateCourseCompleted: _course_completed,
        RecommendationMade: _recommended,
    },
    settle=days.settle(DUTIES.tell_late),
    reset=store.forget,
)
