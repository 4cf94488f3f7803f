"""What development learns from others: members, organisations, courses, recommendations."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial

from services.development import store
from services.development.commands import cases, courses, meetings, recommendations
from services.development.commands.ending import end_of, end_what_ended
from services.development.commands.handing_over import hand_over, hand_over_what_is_left
from services.development.commands.limits import DUTIES
from services.development.commands.notices import tell_bunching
from shared.city import copies, days
from shared.city.service import Following
from shared.city.sites import Sites
from shared.contracts.department.events import RecommendationMade
from shared.contracts.registry.events import DayStarted, MemberChanged, OrganisationDissolved
from shared.contracts.supervision.events import MeetingHeld
from shared.contracts.training.events import CandidateCourseCompleted
from shared.ledger import Entry, Unit
from shared.ledger.corrected import Corrected


def _recommended_in(sites: Sites) -> Callable[[Unit, Entry], None]:
    def effect(unit: Unit, entry: Entry) -> None:
        # Whose log it comes from says who recommends, whatever the event claims.
        body, on = entry.log, entry.effective_on
        circle = sites.departments[body].recommends
        case = recommendations.receive(unit, body, circle, entry.data, on)
        if case is not None:
            details = {
                "body": body,
                "recommendation": entry.data["recommendation"],
                "valid_until": date.fromisoformat(entry.data["valid_until"]),
            }
            cases.record_step(unit, case, "record_recommendation", on, details)

    return effect


def _member_changed(unit: Unit, entry: Entry) -> None:
    # What ends only later is ended on its day.
    copies.EFFECTS[MemberChanged](unit, entry)
    if "status" in entry.data:
        end_of(unit, entry.data["member_id"], entry.recorded_on)


def _dissolved(unit: Unit, entry: Entry) -> None:
    # What ends only later is handed over on its day.
    copies.EFFECTS[OrganisationDissolved](unit, entry)
    hand_over(unit, entry.data["org_code"], entry.recorded_on)


def _dissolution_corrected(unit: Unit, correction: Corrected) -> None:
    # Cases that were handed over stay with who received them, until people send them back.
    copies.CORRECTED[OrganisationDissolved](unit, correction)
    if not correction.void:
        hand_over(unit, correction.entry.data["org_code"], correction.entry.recorded_on)


# Courses and recommendations led to entries of our own, so a rebuild empties copies of others only.
FOLLOWING = Following(
    effects={
        **copies.EFFECTS,
        DayStarted: days.note,
        MemberChanged: _member_changed,
        OrganisationDissolved: _dissolved,
        MeetingHeld: meetings.told,
        CandidateCourseCompleted: courses.told,
    },
    corrected={
        **copies.CORRECTED,
        OrganisationDissolved: _dissolution_corrected,
        MeetingHeld: meetings.corrected,
        CandidateCourseCompleted: courses.corrected,
    },
    reset=store.forget,
)


def following_in(sites: Sites) -> Following:
    """Return how the service follows in a city; whom a department may recommend is the city's to say (R-DEV-11)."""
    effects = {**FOLLOWING.effects, RecommendationMade: _recommended_in(sites)}
    works = (hand_over_what_is_left, end_what_ended, DUTIES.tell_late, partial(tell_bunching, sites.city))
    return replace(FOLLOWING, effects=effects, settle=days.settle(*works), pauses=days.pauses)
