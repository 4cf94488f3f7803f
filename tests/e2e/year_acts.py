"""What is done at random in a year: to organisations, in their life, and with their cases."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from shared.contracts.development import OF_THE_COMMITTEE
from shared.rules.id_number import check_character
from tests.e2e.years import COMMITTEE, OTHER_TOWN, TOWN, Years, firm
from tests.integration.services.development.conftest import COURSE_AFTER, WAY

LIFE = (
    *("quarterly_meeting", "activity_day", "committee_meeting", "members_meeting"),
    *("lecture", "life_meeting", "review", "group_meeting"),
)
FINDING_STEPS: tuple[tuple[str, str, str], ...] = (
    ("inspector", "notice", ""),
    ("branch", "reply", "replied_on"),
    ("inspector", "recheck", "rechecked_on"),
    ("inspector", "close", "closed_on"),
)
BORN = date(1990, 1, 1)
# How long before the first day an application was handed in: cases of all ages.
OLDEST_APPLICATION = 900


# -- the registry -------------------------------------------------------------------------------------


def employ(years: Years, branch: str) -> None:
    """Let the number of employees change, or the firm move."""
    body: dict[str, Any] = {"effective_on": years.some_day()}
    if years.chance.random() < 0.3:
        body["area"] = years.chance.choice((TOWN, OTHER_TOWN))
    else:
        body["employees"] = years.chance.choice((2, 49, 50, 120))
    years.do("clerk", f"/enterprises/{firm(branch)}", body, "PATCH", "change enterprise")


def change_organisation(years: Years, branch: str) -> None:
    """Let an organisation be upgraded, put under another, or named otherwise."""
    change = years.chance.choice(
        ({"type": "general_branch"}, {"type": "branch"}, {"parent": COMMITTEE}, {"name": f"样例{branch}新"})
    )
    body = {"effective_on": years.some_day(), **change}
    years.do("clerk", f"/organisations/{branch}", body, "PATCH", "change organisation")


def elect(years: Years, branch: str) -> None:
    """Hold an election, mostly one that is valid."""
    present = years.chance.choice((9, 8, 7))
    body = {
        "elected_on": years.some_day(),
        "due": 9,
        "present": present,
        "issued": present,
        "returned": present,
        "seats": 3,
        "candidates": 4,
        "votes": [present, present, 5],
        "approved_by": COMMITTEE,
    }
    years.do("clerk", f"/organisations/{branch}/elections", body)


def dissolve(years: Years, branch: str) -> None:
    """End an organisation; its members go to another."""
    body = {"effective_on": years.today.isoformat(), "received_by": years.chance.choice(years.branches)}
    if years.chance.random() < 0.15:
        years.do("clerk", f"/organisations/{branch}/dissolve", body)


def bring_members(years: Years, branch: str) -> None:
    """Bring members by a sheet, one of whom may be known already."""
    rows = [years.member(years.name("N"), branch, years.some_day())]
    if years.chance.random() < 0.3:
        rows.append(years.member(f"{branch}-0", branch, years.some_day()))
    letter = {"basis": "transfer", "letter": "JS1"}
    years.bring("clerk", "members", [row | letter for row in rows])


def move_member(years: Years, branch: str) -> None:
    """Let a member go, or to another organisation."""
    body: dict[str, Any] = {"effective_on": years.some_day()}
    if years.chance.random() < 0.4:
        body["status"] = years.chance.choice(("TRANSFERRED_OUT", "DECEASED", "PROBATIONARY"))
    else:
        body["org_code"] = years.chance.choice(years.branches)
    number = years.chance.randrange(4)
    years.do("clerk", f"/members/{branch}-{number}", body, "PATCH", "change member")


def affiliate(years: Years, branch: str) -> None:
    """Attach a firm to another's organisation, or not any more."""
    other = years.chance.choice((*years.branches, ""))
    form = {"form": "attached", "org_code": other} if other else {"form": "none"}
    body = {"credit_code": firm(branch), "effective_on": years.some_day(), **form}
    years.do("clerk", "/affiliations", body)


# -- organisational life and supervision --------------------------------------------------------------


def meet(years: Years, branch: str) -> None:
    """Record a meeting, mostly one that counts."""
    years.meeting(
        branch, years.chance.choice(LIFE), years.some_day(), present=8 if years.chance.random() < 0.8 else 4
    )


def exempt(years: Years, branch: str) -> None:
    """Ask for an exemption, and grant it or not."""
    number, first = years.name("E"), years.some_day()
    last = date.fromisoformat(first) + timedelta(days=years.chance.randint(0, 120))
    body = {
        "exemption": number,
        "org_code": branch,
        "ground": "停产检修",
        "from_on": first,
        "deadline": years.chance.choice(("activity_day", "lecture")),
        "until_on": last.isoformat(),
    }
    if years.do("branch", "/supervision/exemptions", body) and years.chance.random() < 0.7:
        user = years.chance.choice(("county", "county2", "branch"))
        years.do(user, f"/supervision/exemptions/{number}/grant", {})


def inspect(years: Years, branch: str) -> None:
    """Inspect an organisation, and take the finding some way."""
    finding = years.name("F")
    severity = years.chance.choice(("normal", "serious"))
    found = {"finding": finding, "item": "x", "severity": severity, "text": "问题"}
    body = {
        "inspection": years.name("D"),
        "org_code": branch,
        "inspected_on": years.some_day(),
        "version": "1",
        "seen": years.chance.randint(0, 2),
        "findings": [found],
    }
    if years.do("inspector", "/supervision/inspections", body):
        years.findings.append(finding)


def go_on_with_a_finding(years: Years, _: str) -> None:
    """Take any step of some finding."""
    if not years.findings:
        return
    user, step, day = years.chance.choice(FINDING_STEPS)
    body: dict[str, Any] = {day: years.today.isoformat()} if day else {}
    if step == "reply":
        body["text"] = "已整改"
    if step == "recheck":
        body["passed"] = years.chance.random() < 0.7
    years.do(user, f"/supervision/findings/{years.chance.choice(years.findings[-8:])}/{step}", body)


def tell_plan(years: Years, branch: str) -> None:
    """Tell owner and members the plan of the quarter."""
    period = f"{years.today.year}Q{(years.today.month + 2) // 3}"
    body = {
        "org_code": branch,
        "period": period,
        "owner_on": years.some_day(),
        "members_on": years.some_day(),
    }
    years.do("branch", "/supervision/plans", body)


# -- cases --------------------------------------------------------------------------------------------


def apply_for(years: Years, branch: str) -> None:
    """Hand in an application, and take its first steps."""
    number = years.name("C")
    first = f"411302{BORN:%Y%m%d}{years.number % 1000:03d}"
    on = years.today - timedelta(days=years.chance.randint(0, OLDEST_APPLICATION))
    body = {
        "case_id": number,
        "org_code": branch,
        "name": "赵样例",
        "sex": "female",
        "on": on.isoformat(),
        "id_number": first + check_character(first),
        "birth_date": BORN.isoformat(),
        "written": True,
    }
    if years.do("branch", "/cases", body):
        years.cases[number] = (0, on)
        for _ in range(years.chance.randint(0, len(WAY))):
            go_on_with(years, number)


def go_on_with_a_case(years: Years, branch: str) -> None:
    """Take a step in some case, mostly the next one at its time."""
    if years.cases:
        go_on_with(years, years.chance.choice([*years.cases]))


def go_on_with(years: Years, case: str) -> None:
    """Take the next step of a case; now and then another one, or on another day."""
    at, last = years.cases[case]
    other = years.chance.random() < 0.08
    _, step, planned, details = WAY[years.chance.randrange(len(WAY)) if other else min(at, len(WAY) - 1)]
    before = date.fromisoformat(WAY[at - 1][2]) if 0 < at < len(WAY) else date.fromisoformat(planned)
    pause = max((date.fromisoformat(planned) - before).days, 0) + years.chance.choice((0, 0, 0, 1, -1, 40))
    on = last + timedelta(days=pause)
    if on > years.today:
        return
    taken = _take(years, case, step, on, dict(details))
    if taken and step == COURSE_AFTER:
        _course(years, case, on)
    # Under an edition that does not know the step, it is left out.
    if not other and (taken or years.chance.random() < 0.3):
        years.cases[case] = (at + 1, on if taken else last)


def _take(years: Years, case: str, step: str, on: date, details: dict[str, Any]) -> bool:
    branch = years.branch_of(case)
    day = on.isoformat()
    if "approver" in details:
        details["approver"] = COMMITTEE
    if "meeting" in details:
        details["meeting"] = _decided(years, branch, step, day, details)
    if "members" in details:
        details["members"] = [f"{branch}-5", f"{branch}-6"]
    if "form_no" in details:
        details["form_no"] = f"ZY{case}"
    if "reviewed_on" in details:
        details["reviewed_on"] = day
    if "posted_on" in details:
        details["posted_on"] = (on - timedelta(days=years.chance.choice((4, 9, 9, 9)))).isoformat()
    told = {name: value for name, value in details.items() if name not in ("due", "present")}
    reason = {"reason": "据实补录"} if years.chance.random() < 0.8 else {}
    user = "committee" if step in OF_THE_COMMITTEE else "branch"
    return years.do(user, f"/cases/{case}/{step.replace('_', '-')}", {"on": day, **told, **reason})


def _decided(years: Years, branch: str, step: str, day: str, details: dict[str, Any]) -> str:
    """Record the meeting that decides a step; return its number."""
    voting = step.startswith("vote_")
    superior = "approver" in details and not voting
    kind = "superior_meeting" if superior else "members_meeting" if voting else "committee_meeting"
    if step == "oath":
        kind = "members_meeting"
    present = details.get("present", 3)
    return years.meeting(COMMITTEE if superior else branch, kind, day, present=present, votes=voting)


def _course(years: Years, case: str, on: date) -> None:
    """Let the candidate go through a course of three days, which reaches the case by event."""
    number = years.name("K")
    days = [(on + timedelta(days=one)).isoformat() for one in (1, 2, 3)]
    body = {
        "class_id": number,
        "area": TOWN,
        "layer": "candidate",
        "form": "class",
        "organiser": "county_department",
        "planned_on": days[0],
    }
    sessions = [{"on": day, "part": "full_day", "count": 1} for day in days]
    path = f"/training/classes/{number}"
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("/training/classes", {**body, "reason": "发展对象短期集中培训"}),
        (f"{path}/hold", {"sessions": sessions}),
        (f"{path}/attendance", {"attendees": [{"case_id": case, "sessions": [1, 2, 3]}]}),
    )
    for where, told in steps:
        years.do("training", where, told, kind=f"training {where.split('/')[-1]}")


ACTS: tuple[Callable[[Years, str], None], ...] = (
    *(employ, change_organisation, elect, dissolve, bring_members, move_member, affiliate),
    *(meet, meet, meet, meet, exempt, inspect, go_on_with_a_finding, go_on_with_a_finding, tell_plan),
    *(apply_for, go_on_with_a_case, go_on_with_a_case, go_on_with_a_case, go_on_with_a_case),
)
