"""What development learns from others: members, organisations, courses, recommendations."""

from services.development import store
from services.development.commands import cases, recommendations
from services.development.commands.limits import DUTIES
from shared.city import copies, duties
from shared.city.service import Following
from shared.contracts.department.events import RecommendationMade
from shared.contracts.registry.events import DayStarted
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


# Courses and recommendations led to entries of our own, so a rebuild empties the registry's copies only.
FOLLOWING = Following(
    effects={
        **copies.EFFECTS,
        DayStarted: duties.note_day,
        CandidateCourseCompleted: _course_completed,
        RecommendationMade: _recommended,
    },
    settle=DUTIES.settle(),
    reset=copies.forget,
)
