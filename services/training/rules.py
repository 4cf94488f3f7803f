"""Training's rules; pure functions, all violations at once."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from services.training.model import Class, Course, Due, Exemption, Plan, Session, State, Visit
from shared.contracts.training.terms import AXES, CANDIDATE, CLASS_STATES, TRAINERS_OF_CANDIDATES
from shared.rules import pack
from shared.rules.pack import RulePack
from shared.rules.violation import Violation

PACK, DEVELOPMENT = "training", "development"
HUNDRED = 100
# The days on which it is looked who is behind, by the rule that has the share of the hours.
LOOKS = {(9, 30): "A-32", (11, 30): "A-32-NOVEMBER"}
# Characters of a check code: 40 bits, which nobody guesses through a question that is counted.
CODE_LENGTH = 8


def hours_of(rules: RulePack, part: str, count: int) -> float:
    """Return the study hours of *count* days, half days or hours. Source: R-TRN-09."""
    each = {"full_day": "R-TRN-09", "half_day": "R-TRN-09-HALF"}.get(part)
    return float(count * (rules.number(each) if each else 1))


def approval_violations(rules: RulePack, plan: Plan, user: str) -> list[Violation]:
    """
    Return what keeps *user* from approving a plan.

    Source: R-TRN-01, R-PRV-23.
    """
    found = []
    if missing := [name for axis, name in AXES.items() if not plan.axes[axis].strip()]:
        found.append(rules.violation("R-TRN-01", f"计划还没有写明{'、'.join(missing)}", field="plan_id"))
    if plan.drafted_by == user:
        found.append(rules.violation("R-PRV-23", "拟定人不得审批本计划，请由另一人办理", field="plan_id"))
    return found


def planning_violations(rules: RulePack, plan: Plan | None, item: str | None) -> list[Violation]:
    """
    Return what speaks against a class for *item* of *plan*; None: outside any plan.

    Source: R-TRN-13.
    """
    if plan is None:
        return [rules.violation("R-TRN-13", "该培训班不在计划内", field="plan_id")]
    found = []
    if not plan.approved:
        found.append(rules.violation("R-TRN-13", f"计划{plan.plan_id}尚未审批", field="plan_id"))
    if item not in plan.items:
        found.append(rules.violation("R-TRN-13", f"计划{plan.plan_id}没有项目{item}", field="item"))
    return found


def share(held: Class, sessions: Sequence[Session]) -> float:
    """Return the attended part of a class in percent."""
    return sum(session.hours for session in sessions) * HUNDRED / held.hours


def certificate_violations(rules: RulePack, held: Class, sessions: Sequence[Session]) -> list[Violation]:
    """
    Return what keeps from a certificate.

    Source: R-TRN-10.
    """
    least = rules.number("R-TRN-10")
    if share(held, sessions) >= least:
        return []
    message = f"出勤{share(held, sessions):.0f}%，不足{least}%"
    return [rules.violation("R-TRN-10", message, field="class_id")]


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
    Return the course once its days or its hours are enough; None before. Each day is judged by the rules of its own.

    Source: R-DEV-27, R-TRN-09.
    """
    attended = sorted(
        ((session.on, session.hours, visit) for visit in visits for session in visit.sessions),
        key=lambda row: (row[0], row[2].class_id),
    )
    by_day, classes = dict[date, float](), dict[str, None]()
    for on, more, visit in attended:
        by_day[on] = by_day.get(on, 0.0) + more
        classes[visit.class_id] = None
        hours = sum(by_day.values())
        days = sum(days_of(pack.load(PACK, day), of_day) for day, of_day in by_day.items())
        development = pack.load(DEVELOPMENT, on)
        if days >= development.number("R-DEV-27") or hours >= development.number("R-DEV-27-HOURS"):
            return Course(days, hours, visit.organiser, tuple(classes), on)
    return None


def days_of(rules: RulePack, hours: float) -> float:
    """
    Return what part of a day of training the *hours* of one day are: above half a day it is a whole one.

    Source: R-TRN-09.
    """
    return 1.0 if hours > rules.number("R-TRN-09-HALF") else hours / rules.number("R-TRN-09")


def due(rules: RulePack, *, is_secretary: bool) -> Due:
    """Return what is asked of a member in a year. Source: R-TRN-04, R-TRN-05."""
    if is_secretary:
        return Due(rules.number("R-TRN-05"), rules.number("R-TRN-05-CLASSES"))
    return Due(rules.number("R-TRN-04"), 0)


def is_looked_at(on: date) -> bool:
    """Return whether it is looked on a day who is behind. Source: A-32."""
    return (on.month, on.day) in LOOKS


def share_due(rules: RulePack, on: date) -> int:
    """Return what part of the year's hours, in per cent, is asked for on a day that is looked at. Source: A-32."""
    return rules.number(LOOKS[on.month, on.day])


def is_behind(rules: RulePack, on: date, hours: float, *, is_secretary: bool) -> bool:
    """
    Return whether *hours* are less than the share of the year's that is asked for on a day.

    Source: A-32, R-TRN-04, R-TRN-05.
    """
    return hours * HUNDRED < due(rules, is_secretary=is_secretary).hours * share_due(rules, on)


def granting_violations(rules: RulePack, asked: Exemption, user: str) -> list[Violation]:
    """
    Return what keeps *user* from granting an exemption: neither who asked for it nor whom it is for.

    Source: R-TRN-11, R-PRV-23.
    """
    if user not in (asked.asked_by, asked.member_id):
        return []
    message = "申请人和本人不得批准免训，请由另一人办理"
    return [rules.violation("R-PRV-23", message, field="exemption")]


def check_code(certificate: str, class_id: str, who: str, on: date) -> str:
    """Return the code of a certificate over what it says, such as ``7KQ2-M4XA``: letters and 2 to 7 only."""
    facts = f"{certificate}|{class_id}|{who}|{on.isoformat()}"
    code = base64.b32encode(hashlib.sha256(facts.encode()).digest()).decode()[:CODE_LENGTH]
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def is_code(typed: str, code: str) -> bool:
    """Return whether somebody typed *code*, in whatever case and with or without the dash."""
    return typed.upper().replace("-", "").replace(" ", "") == code.replace("-", "")


def first_problem(sessions: Sequence[int], known: Class) -> str | None:
    """Return in Chinese which session was not held; None: all were."""
    wrong = [number for number in sessions if number > len(known.sessions)]
    return f"该班没有第{wrong[0]}次" if wrong else None


def in_year(hours: Mapping[str, float], year: int, as_of: date = date.max) -> float:
    """Return the hours of a calendar year up to a day, by ISO day; nothing is carried over. Source: R-TRN-09."""
    return sum(n for on, n in hours.items() if on[:4] == str(year) and on <= as_of.isoformat())
