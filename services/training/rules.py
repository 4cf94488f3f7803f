"""Training's rules; pure functions, all violations at once."""

from collections.abc import Sequence
from datetime import date

from services.training.model import Class, Course, Plan, Session, State, Visit
from shared.contracts.training.terms import AXES, CANDIDATE, CLASS_STATES, TRAINERS_OF_CANDIDATES
from shared.rules import pack
from shared.rules.violation import Violation

RULES = pack.load("training")
DEVELOPMENT = pack.load("development")
HUNDRED = 100


def hours_of(part: str, count: int) -> float:
    """Return the study hours of *count* days, half days or hours. Source: R-TRN-09."""
    each = {"full_day": "R-TRN-09", "half_day": "R-TRN-09-HALF"}.get(part)
    return float(count * (RULES.number(each) if each else 1))


def approval_violations(plan: Plan, user: str) -> list[Violation]:
    """
    Return what keeps *user* from approving a plan.

    Source: R-TRN-01, R-PRV-23.
    """
    found = []
    if missing := [name for axis, name in AXES.items() if not plan.axes[axis].strip()]:
        found.append(RULES.violation("R-TRN-01", f"计划还没有写明{'、'.join(missing)}", field="plan_id"))
    if plan.drafted_by == user:
        found.append(RULES.violation("R-PRV-23", "拟定人不得审批本计划，请由另一人办理", field="plan_id"))
    return found


def planning_violations(plan: Plan | None, item: str | None) -> list[Violation]:
    """
    Return what speaks against a class for *item* of *plan*; None: outside any plan.

    Source: R-TRN-13.
    """
    if plan is None:
        return [RULES.violation("R-TRN-13", "该培训班不在计划内", field="plan_id")]
    found = []
    if not plan.approved:
        found.append(RULES.violation("R-TRN-13", f"计划{plan.plan_id}尚未审批", field="plan_id"))
    if item not in plan.items:
        found.append(RULES.violation("R-TRN-13", f"计划{plan.plan_id}没有项目{item}", field="item"))
    return found


def share(held: Class, sessions: Sequence[Session]) -> float:
    """Return the attended part of a class in percent."""
    return sum(session.hours for session in sessions) * HUNDRED / held.hours


def certificate_violations(held: Class, sessions: Sequence[Session]) -> list[Violation]:
    """
    Return what keeps from a certificate.

    Source: R-TRN-10.
    """
    least = RULES.number("R-TRN-10")
    if share(held, sessions) >= least:
        return []
    message = f"出勤{share(held, sessions):.0f}%，不足{least}%"
    return [RULES.violation("R-TRN-10", message, field="class_id")]


def state_problem(known: Class, needed: State) -> str | None:
    """Return in Chinese that a class is not in the *needed* state; None: it is."""
    if known.state is needed:
        return None
    return f"培训班{known.class_id}现为“{CLASS_STATES[known.state]}”，此步骤要求“{CLASS_STATES[needed]}”"


def counts_for_candidates(known: Class) -> bool:
    """Return whether a class can be a candidate's training at all. Source: R-DEV-27."""
    return known.layer == CANDIDATE and known.organiser in TRAINERS_OF_CANDIDATES


def course(visits: Sequence[Visit]) -> Course | None:
    """
    Return the course once its days or hours are enough; None before.

    Source: R-DEV-27, R-TRN-09.
    """
    attended = sorted(
        ((session.on, session.hours, visit) for visit in visits for session in visit.sessions),
        key=lambda row: (row[0], row[2].class_id),
    )
    hours, classes = 0.0, dict[str, None]()
    for on, more, visit in attended:
        hours += more
        classes[visit.class_id] = None
        days = hours / RULES.number("R-TRN-09")
        if days >= DEVELOPMENT.number("R-DEV-27") or hours >= DEVELOPMENT.number("R-DEV-27-HOURS"):
            return Course(days, hours, visit.organiser, tuple(classes), on)
    return None


def first_problem(sessions: Sequence[int], known: Class) -> str | None:
    """Return in Chinese which session was not held; None: all were."""
    wrong = [number for number in sessions if number > len(known.sessions)]
    return f"该班没有第{wrong[0]}次" if wrong else None


def in_year(hours: dict[date, float], year: int) -> float:
    """Return the hours of a calendar year; nothing is carried over. Source: R-TRN-09."""
    return sum(number for on, number in hours.items() if on.year == year)
