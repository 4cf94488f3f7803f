"""Who has a vote in a branch on a day, as the registry knows when it is put on record; and the meetings of cases."""

from datetime import date

from deploy.demo.making.applicants import Branch
from deploy.demo.making.sheets import START, Row, Sheets

VOTER, MEMBERS = "FULL", ("FULL", "SUSPENDED_RIGHTS", "PROBATIONARY")
HEADER = ("meeting", "org_code", "kind", "held_on", "theme", "due", "present", "voters_due", "voters_present")
# A committee of a branch, and one of a county.
COMMITTEE, SUPERIOR = 3, 7
THEMES = {
    "members_meeting": "讨论发展党员",
    "committee_meeting": "研究发展党员工作",
    "superior_meeting": "审议发展党员",
}


def statuses(q: Sheets, org_code: str, on: date) -> list[str]:
    """Return the status of each member of an organisation on a day, by what is on record on that day or START."""
    known_on = max(on, START)
    homes: dict[str, list[tuple[date, str]]] = {}
    said: dict[str, list[tuple[date, str]]] = {}
    for row in q.rows["members"]:
        if row["recorded_on"] <= known_on:
            homes.setdefault(row["member_id"], []).append((row["effective_on"], row["org_code"]))
            said.setdefault(row["member_id"], []).append((row["effective_on"], row["status"]))
    for row in q.rows["organisations"]:
        if row["recorded_on"] <= known_on and row["members"]:
            for member in row["members"].split(";"):
                homes.setdefault(member, []).append((row["established_on"], row["org_code"]))
    for row in q.rows["member_changes"]:
        if row["recorded_on"] <= known_on:
            _change(row, homes, said)
    return [
        status
        for member, places in homes.items()
        if _last(places, on) == org_code and (status := _last(said.get(member, []), on)) in MEMBERS
    ]


def _change(
    row: Row, homes: dict[str, list[tuple[date, str]]], said: dict[str, list[tuple[date, str]]]
) -> None:
    if row["org_code"]:
        homes.setdefault(row["member_id"], []).append((row["effective_on"], row["org_code"]))
    if row["status"]:
        said.setdefault(row["member_id"], []).append((row["effective_on"], row["status"]))


def _last(told: list[tuple[date, str]], on: date) -> str:
    """Return what was told last for a day; of the same day what was told later."""
    known = [value for day, value in sorted(told, key=lambda one: one[0]) if day <= on]
    return known[-1] if known else ""


def voters(q: Sheets, org_code: str, on: date) -> int:
    """Count who has a vote in an organisation on a day (R-DEV-42)."""
    return statuses(q, org_code, on).count(VOTER)


def attending(due: int) -> int:
    """Return how many of those due come: all of a few, most of many."""
    return due if due < 6 else due - due // 6


def tally(q: Sheets, branch: Branch, on: date, *, passes: bool) -> str:
    """Return the totals of a secret vote that passes or does not (R-DEV-41)."""
    due = voters(q, branch.org_code, on)
    present = attending(due)
    yes = present - (1 if present > due // 2 + 1 else 0) if passes else due // 2
    return f"yes={yes};no={present - yes};abstain=0"


def case_meetings(q: Sheets) -> None:
    """Add the record of each meeting that a step of a case names."""
    homes = {row["case_id"]: row["org_code"] for row in q.rows["cases"]}
    for row in q.rows["case_steps"]:
        details = dict(part.split("=", 1) for part in row["details"].split(";") if part)
        if "meeting" not in details:
            continue
        vote = row["step"].startswith("vote_")
        superior = "approver" in details and not vote
        kind = "members_meeting" if vote else "superior_meeting" if superior else "committee_meeting"
        body = details["approver"] if superior else homes[row["case_id"]]
        _record(q, row, details["meeting"], kind, body)


def _record(q: Sheets, row: Row, meeting: str, kind: str, body: str) -> None:
    due = present = COMMITTEE
    voting: tuple[int | None, int | None] = (None, None)
    if kind == "superior_meeting":
        due, present = SUPERIOR, SUPERIOR - 1
    elif kind == "members_meeting":
        due = len(statuses(q, body, row["on"]))
        allowed = voters(q, body, row["on"])
        voting = (allowed, attending(allowed))
        present = attending(allowed) + due - allowed
    q.add(
        "case_meetings", recorded_on=row["recorded_on"], meeting=meeting, org_code=body, kind=kind,
        held_on=row["on"], theme=THEMES[kind], due=due, present=present, voters_due=voting[0],
        voters_present=voting[1], hours=2, contents="", minutes="党支部会议记录本", evidence="签到表",
    )  # fmt: skip
