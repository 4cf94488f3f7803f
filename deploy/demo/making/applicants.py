"""
People on their way into the Party, at every stage up to the candidate; all are invented.

Their identity numbers begin with 999999, which is no place, and so belong to nobody.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from deploy.demo.making.invented import GIVEN, SURNAMES
from deploy.demo.making.sheets import LAST_DAY, SEED, START, Sheets
from shared.rules import workdays
from shared.rules.id_number import check_character
from shared.rules.periods import add_months

NOWHERE = "999999"
CASES = 60
BODIES = ("union", "youth_league", "womens_federation")
FOCUS = ("middle_manager", "backbone", "technician", "none")
WEIGHTING = "党员多、积极分子多"
REVISED = date(2026, 5, 11)
BEGIN = date(2024, 12, 2)
OPINIONS = "opinions=group|contacts|members|masses"
Step = tuple[date, str, str]


def applicants(q: Sheets) -> None:
    """Add the cases; they change no figure of members, and draw from numbers of their own."""
    chance = random.Random(SEED + 1)  # noqa: S311 - sample data, to be the same each time
    # Those that were there before the first of these applied.
    homes = [branch for branch in branches(q) if branch.since < BEGIN]
    for number in range(1, CASES + 1):
        applied = BEGIN + timedelta(days=11 * number)
        branch = homes[number % len(homes)]
        apply_for(q, chance, number, applied, branch.org_code, _recommends(number))
        for on, step, details in _way(chance, number, applied, branch):
            if on > LAST_DAY:
                break
            take(q, f"C{number:03d}", on, step, details)
    for branch in homes[-12:]:
        places = chance.randint(1, 4)
        row = {"year": START.year, "org_code": branch.org_code, "places": places, "weighting": WEIGHTING}
        q.add("quotas", recorded_on=START, **row)
    q.add(
        "rule_confirmations",
        recorded_on=date(2026, 7, 2),
        confirmation="HS-01",
        rule="R-DEV-61",
        edition="2026",
        area="411300000000",
        since=date(2026, 7, 2),
        text="已核对正式文本",
    )
    q.add("case_erasures", recorded_on=date(2026, 10, 15), case_id="C017", rule="R-PRV-17")


@dataclass(frozen=True)
class Branch:
    """A branch: its committee, its township, since when there is one, and two full members of long standing."""

    org_code: str
    committee: str
    area: str
    since: date
    contacts: tuple[str, str]


def branches(q: Sheets) -> list[Branch]:
    """Return organisations that stay, each with two full members who have been there since before 2022."""
    ended = {row["org_code"] for row in q.rows["organisation_endings"]}
    moved = {row["member_id"] for row in q.rows["member_changes"]} | {
        row["member_id"] for row in q.rows["erasures"]
    }
    full = {
        row["member_id"]
        for row in q.rows["members"]
        if row["status"] == "FULL" and row["recorded_on"] == START
    }
    found = []
    for row in q.rows["organisations"]:
        if row["form"] != "independent" or row["recorded_on"] != START or row["org_code"] in ended:
            continue
        stay = [member for member in row["members"].split(";") if member in full - moved]
        if len(stay) > 1:
            place = (row["org_code"], row["parent"], row["area"], row["established_on"])
            found.append(Branch(*place, (stay[0], stay[1])))
    return found


def apply_for(q: Sheets, chance: random.Random, number: int, on: date, org: str, body: str | None) -> None:
    """Add an application of an invented person whom *body* may recommend; None: of anybody."""
    drawn = chance.randrange(11000)
    born = date(1970, 1, 1) + timedelta(days=drawn)
    if body == "youth_league":
        # Nineteen to twenty-eight, as the youth league recommends youth (R-DEV-12).
        born = date(on.year - 19, 1, 1) - timedelta(days=drawn % 2900)
    first = f"{NOWHERE}{born:%Y%m%d}{number:03d}"
    q.add(
        "cases",
        recorded_on=max(on, START),
        case_id=f"C{number:03d}",
        on=on,
        org_code=org,
        name=chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)),
        id_number=first + check_character(first),
        sex=_sex(chance, body),
        birth_date=born,
        focus_group=chance.choice(FOCUS),
        written="true",
    )


def on_workday(day: date) -> date:
    """Return *day*, or the next working day."""
    return day if workdays.is_workday(day) else workdays.after(day, 1)


def _recommends(number: int) -> str | None:
    """Return the department that recommends whom a case is about; None: the branch's members do."""
    return None if number % 3 else BODIES[number // 3 % len(BODIES)]


def _sex(chance: random.Random, body: str | None) -> str:
    drawn = chance.choice(("male", "female"))
    return "female" if body == "womens_federation" else drawn


def _way(chance: random.Random, number: int, applied: date, branch: Branch) -> Iterator[Step]:
    """Return the steps after the application, each on its day; some cases rest, some end."""
    case, named = f"C{number:03d}", "members=" + "|".join(branch.contacts)
    soon, late = timedelta(days=chance.randrange(3, 28)), number % 9 == 4
    if late:
        yield applied + timedelta(days=40), "record_talk", "talker=secretary;reason=申请人外出务工"
    else:
        yield applied + soon, "record_talk", "talker=secretary"
    recommended = applied + timedelta(days=45 if late else 31)
    if (body := _recommends(number)) is None:
        yield recommended, "record_recommendation", f"body=members;recommendation=T{case}"
    else:
        yield recommended, "recommend", f"body={body}"
    if number % 17 == 0:
        yield recommended + timedelta(days=9), "withdraw", ""
        return
    decided = on_workday(recommended + timedelta(days=chance.randrange(5, 40)))
    yield decided, "decide_activist", f"meeting=BC-{case};decided_by=committee"
    yield decided + timedelta(days=5), "file_activist", f"filing=F-{case}"
    yield decided + timedelta(days=6), "assign_contacts", named
    yield on_workday(add_months(decided, 6)), "half_year_review", f"meeting=R1-{case}"
    yield on_workday(add_months(decided, 12)), "half_year_review", f"meeting=R2-{case}"
    proposed = on_workday(add_months(decided, 12) + timedelta(days=chance.randrange(4, 30)))
    yield proposed, "propose_candidate", f"meeting=BC2-{case};{OPINIONS}"
    agreed = on_workday(proposed + timedelta(days=chance.randrange(8, 25)))
    yield from _candidate(case, agreed, branch.committee, named)


def _candidate(case: str, agreed: date, committee: str, named: str) -> Iterator[Step]:
    details = f"approver={committee};meeting=PC-{case}"
    if agreed < REVISED:
        yield agreed, "superior_agree", f"{details};reply=filing"
        listed = agreed
    else:
        yield agreed, "superior_agree", f"{details};reply=agreement"
        posted = agreed + timedelta(days=1)
        listed = workdays.after(posted, 5) + timedelta(days=1)
        yield listed, "end_notice", f"posted_on={posted}"
    yield listed + timedelta(days=2), "set_introducers", named
    yield listed + timedelta(days=20), "political_review", "reviewer=branch"


def take(q: Sheets, case: str, on: date, step: str, details: str) -> None:
    """Add a step of a case."""
    q.add(
        "case_steps",
        recorded_on=max(on, START),
        case_id=case,
        step=step,
        on=on,
        details=details,
    )
