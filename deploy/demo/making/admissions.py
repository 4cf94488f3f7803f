"""
People whose cases come to a vote and beyond: admission, probation, conversion, archive; all are invented.

Each has a branch of its own, so that nobody's conversion changes who votes on somebody else.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from deploy.demo.making.applicants import (
    OPINIONS,
    REVISED,
    Branch,
    Step,
    apply_for,
    branches,
    on_workday,
    take,
)
from deploy.demo.making.sheets import LAST_DAY, SEED, START, Sheets
from deploy.demo.making.voting import tally, voters
from shared.rules import workdays
from shared.rules.periods import add_months

FIRST_NUMBER = 101
JUST_BELOW_A_COMMITTEE = 6
BODIES = ("union", "womens_federation", "members", "youth_league")
DOCUMENTS = "documents=form|application|political_review|conversion_application|cultivation"
# When each case was applied for, and what is special about it.
APPLIED = (
    *((date(2023, 6, 1) + timedelta(days=17 * number), "") for number in range(4)),
    *((date(2024, 1, 15) + timedelta(days=8 * number), special) for number, special in enumerate(
        ("", "late conversion", "extended", "cancelled", "", "waits for conversion")
    )),
    *((date(2024, 4, 10) + timedelta(days=25 * number), "") for number in range(4)),
    *((date(2024, 10, 8) + timedelta(days=14 * number), special) for number, special in enumerate(
        ("", "late approval", "", "not approved", "", "", "voted down", "")
    )),
    *((date(2025, 2, 20) + timedelta(days=12 * number), "") for number in range(4)),
)  # fmt: skip


@dataclass(frozen=True)
class Way:
    """One person's way: the case, its branch, what is special about it."""

    case: str
    branch: Branch
    special: str
    body: str


def admissions(q: Sheets) -> None:
    """Add the cases with their courses and quotas; they draw from numbers of their own."""
    chance = random.Random(SEED + 4)  # noqa: S311 - sample data, to be the same each time
    # One more full member makes no committee due, whenever the register hears of it (R-ORG-20).
    homes = [
        branch
        for branch in branches(q)
        if branch.since < date(2023, 6, 1) and voters(q, branch.org_code, START) != JUST_BELOW_A_COMMITTEE
    ]
    planned = {row["org_code"] for row in q.rows["quotas"]}
    for number, (applied, special) in enumerate(APPLIED):
        branch, case = homes[number], f"C{FIRST_NUMBER + number}"
        body = BODIES[number % len(BODIES)]
        apply_for(q, chance, FIRST_NUMBER + number, applied, branch.org_code, body)
        for on, step, details in _way(q, Way(case, branch, special, body), applied):
            if on > LAST_DAY:
                break
            take(q, case, on, step, details)
        if branch.org_code not in planned:
            q.add(
                "quotas", recorded_on=START, year=START.year, org_code=branch.org_code, places=2,
                weighting="规模较大、积极分子多",
            )  # fmt: skip


def _later(day: date, days: int) -> date:
    return on_workday(day + timedelta(days=days))


def _way(q: Sheets, way: Way, applied: date) -> Iterator[Step]:
    case, named = way.case, "members=" + "|".join(way.branch.contacts)
    yield _later(applied, 12), "record_talk", "talker=secretary"
    recommended = _later(applied, 25)
    if way.body == "members":
        yield recommended, "record_recommendation", f"body=members;recommendation=T{case}"
    else:
        yield recommended, "recommend", f"body={way.body}"
    decided = _later(recommended, 20)
    yield decided, "decide_activist", f"meeting=BC-{case};decided_by=committee"
    yield _later(decided, 3), "file_activist", f"filing=F-{case}"
    yield _later(decided, 5), "assign_contacts", named
    yield on_workday(add_months(decided, 6)), "half_year_review", f"meeting=R1-{case}"
    yield on_workday(add_months(decided, 12)), "half_year_review", f"meeting=R2-{case}"
    proposed = _later(add_months(decided, 12), 9)
    yield proposed, "propose_candidate", f"meeting=BC2-{case};{OPINIONS}"
    yield from _candidate(q, way, _later(proposed, 14), named)


def _candidate(q: Sheets, way: Way, agreed: date, named: str) -> Iterator[Step]:
    case, details = way.case, f"approver={way.branch.committee};meeting=PC-{way.case}"
    listed = agreed
    if agreed < REVISED:
        yield agreed, "superior_agree", f"{details};reply=filing"
    else:
        yield agreed, "superior_agree", f"{details};reply=agreement"
        posted = agreed + timedelta(days=1)
        listed = workdays.after(posted, 5) + timedelta(days=1)
        yield listed, "end_notice", f"posted_on={posted}"
    taught = _later(listed, 1)
    _course(q, way, taught)
    yield _later(taught, 5), "set_introducers", named
    reviewed = _later(taught, 16)
    yield reviewed, "political_review", "reviewer=branch"
    yield _later(reviewed, 4), "branch_review", f"meeting=BC3-{case}"
    passed = _later(reviewed, 9)
    form = f"form_no=ZY-{case}"
    details = f"approver={way.branch.committee};meeting=PC2-{case};{form};leaves_soon=false"
    yield passed, "pre_review_pass", details
    yield _later(passed, 2), "complete_form", form
    yield from _vote(q, way, _later(passed, 9))


def _course(q: Sheets, way: Way, first: date) -> None:
    """A course of three whole days for the candidate, put on record when it is over."""
    if first + timedelta(days=2) > LAST_DAY:
        return
    recorded_on = max(first + timedelta(days=3), START)
    class_id, county = f"TC-{way.case}", q.county_of[way.branch.area]
    q.add(
        "training_classes", recorded_on=recorded_on, class_id=class_id, plan_id=None, item=None, area=county,
        layer="candidate", form="class", organiser="county_department", planned_on=first,
        reason="发展对象短期集中培训",
    )  # fmt: skip
    sessions = ";".join(f"{first + timedelta(days=more)}*full_day*1" for more in range(3))
    q.add("training_steps", recorded_on=recorded_on, class_id=class_id, step="hold", sessions=sessions)
    q.add(
        "training_attendance", recorded_on=recorded_on, class_id=class_id, member_id=None, case_id=way.case,
        sessions="1|2|3",
    )  # fmt: skip


def _vote(q: Sheets, way: Way, voted: date) -> Iterator[Step]:
    case, branch = way.case, way.branch
    if way.special == "voted down":
        yield (
            voted,
            "vote_admission_fail",
            f"meeting=BM-{case};{tally(q, branch, voted, passes=False)};to=S32",
        )
        return
    yield voted, "vote_admission", f"meeting=BM-{case};{tally(q, branch, voted, passes=True)}"
    yield _later(voted, 10), "org_talk", "talker=organiser"
    details = f"approver={branch.committee};meeting=PC3-{case}"
    if way.special == "not approved":
        yield _later(voted, 45), "reject_admission", details
        return
    late = way.special == "late approval"
    approved = _later(voted, 110 if late else 50)
    yield approved, "approve_admission", details + (";reason=材料补充核实" if late else "")
    yield from _probation(q, way, voted, approved)


def _probation(q: Sheets, way: Way, voted: date, approved: date) -> Iterator[Step]:
    case, end = way.case, add_months(voted, 12)
    steps = [
        (_later(approved, 6), "file_admission", f"filing=FA-{case}"),
        (_later(approved, 9), "assign_to_branch", "group=第一党小组"),
        (_later(approved, 20), "oath", f"meeting=OA-{case}"),
        *(
            (on_workday(add_months(approved, 3 * number)), "probation_review", f"meeting=PR{number}-{case}")
            for number in (1, 2, 3)
            if add_months(approved, 3 * number) < end - timedelta(days=12)
        ),
    ]
    yield from sorted(steps)
    applied = end - timedelta(days=8)
    yield applied, "apply_conversion", ""
    if way.special != "waits for conversion":
        yield from _convert(q, way, applied, end)


def _convert(q: Sheets, way: Way, applied: date, end: date) -> Iterator[Step]:
    case, branch = way.case, way.branch
    voted = _later(end, 40 if way.special == "late conversion" else 3)
    votes = tally(q, branch, voted, passes=True)
    by_committee = f"approver={branch.committee}"
    if way.special == "extended":
        yield voted, "vote_extend", f"meeting=BM2-{case};{votes};months=6"
        yield _later(voted, 20), "approve_extension", f"{by_committee};meeting=PC4-{case}"
        return
    if way.special == "cancelled":
        yield voted, "vote_cancel", f"meeting=BM2-{case};{votes}"
        yield _later(voted, 20), "approve_cancellation", f"{by_committee};meeting=PC4-{case}"
        return
    reviewed = _later(applied, 2)
    details = f"meeting=BM2-{case};{votes};{OPINIONS};reviewed_on={reviewed}"
    yield voted, "vote_conversion", details
    approved = _later(voted, 30)
    yield approved, "approve_conversion", f"{by_committee};meeting=PC4-{case}"
    yield _later(approved, 12), "archive", DOCUMENTS
