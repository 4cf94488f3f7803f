"""Supervision in the quarter: inspections with their findings, contact points, demonstration points, bulletins."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from deploy.demo.making.applicants import on_workday
from deploy.demo.making.life import Branch, branches_of
from deploy.demo.making.sheets import END, PERIOD, SEED, START, Sheets

CITY = "411300000000"
VERSION = "2026-1"
ITEMS = (
    ("01", "党建工作例会按季召开，有计划"),
    ("02", "党员活动日每月开展，记录完整"),
    ("03", "支委会、党员大会、党课按期"),
    ("04", "五有齐全"),
    ("05", "发展党员材料规范"),
)
INSPECTIONS = 20
CADRES = 12
# What becomes of each finding: its severity, and after how many days it is notified, answered, rechecked and
# closed, each counted from the one before; "again" is a recheck that fails.
FINDINGS: Sequence[tuple[str, tuple[int, ...], bool]] = (
    ("normal", (1, 9, 3, 1), False),
    ("normal", (1, 14, 5, 2), False),
    ("serious", (0, 7, 5, 3), False),  # closed on its last day
    ("serious", (0, 6, 4, 1), False),
    ("normal", (1, 20, 6, 4), False),  # closed on its last day
    ("normal", (1, 25, 6, 2), False),  # late
    ("serious", (0, 14, 4, 3), False),  # late
    ("normal", (1, 21, 5, 1), True),
    ("normal", (1, 22), False),
    ("normal", (2, 20, 20, 1), False),  # closed after the quarter
    ("serious", (1,), False),
    ("normal", (), False),
    ("normal", (1, 20, 5), False),
    ("normal", (1, 18), False),
    ("normal", (3,), False),
)
DIFFICULTIES = (
    # contact point, field, department, handed over, answered, outcome
    (1, "sales", "industry_commerce", date(2026, 7, 20), date(2026, 8, 10), "solved"),
    (2, "finance", "industry_commerce", date(2026, 7, 28), date(2026, 9, 21), "unsolved"),
    (3, "employment", "union", date(2026, 8, 5), date(2026, 9, 30), "solved"),
    (5, "rights", "womens_federation", date(2026, 9, 1), date(2026, 10, 9), "solved"),
    (None, "production", "industry_commerce", date(2026, 9, 3), None, None),
    (6, "employment", "youth_league", date(2026, 9, 22), None, None),
)
FIELDS = {
    "sales": "产品销路",
    "finance": "流动资金",
    "employment": "用工",
    "rights": "女职工权益",
    "production": "用电",
}


def oversight(q: Sheets) -> None:
    """Add what the county and the inspectors do."""
    chance = random.Random(SEED + 4)  # noqa: S311 - sample data, to be the same each time
    standing = [one for one in branches_of(q) if one.since < START and one.until == END]
    chosen = chance.sample(standing, INSPECTIONS + CADRES + 1)
    _inspections(q, chance, chosen[:INSPECTIONS])
    _contact_points(q, chance, chosen[INSPECTIONS:-1])
    q.add(
        "demonstration_points", recorded_on=date(2026, 8, 18), point="S-2026-01", org_code=chosen[-1].code,
        criteria="五有齐全，组织生活不间断，党员作用突出", approved_on=date(2026, 8, 25),
    )  # fmt: skip
    q.add("bulletins", recorded_on=date(2026, 10, 9), bulletin=f"T-{PERIOD}", area=CITY, period=PERIOD)


def _inspections(q: Sheets, chance: random.Random, branches: Sequence[Branch]) -> None:
    items = ";".join("|".join(item) for item in ITEMS)
    q.add("checklists", recorded_on=date(2026, 7, 6), version=VERSION, items=items)
    findings = iter(enumerate(FINDINGS, start=1))
    for number, branch in enumerate(branches):
        on = on_workday(date(2026, 7, 8) + timedelta(days=4 * number))
        found = []
        for _ in range((1, 0, 1, 1, 0, 1)[number % 6] + (number % 9 == 2)):
            if (next_one := next(findings, None)) is not None:
                which, (severity, days, fails) = next_one
                item, text = chance.choice(ITEMS)
                found.append(f"W{which:02d}|{item}|{severity}|{text}：不到位")
                _follow(q, f"W{which:02d}", on, days, fails=fails)
        q.add(
            "inspections", recorded_on=on, inspection=f"D-2026-{number + 1:02d}", org_code=branch.code,
            inspected_on=on, version=VERSION, seen=chance.choice((1, 2, 2, 3)), findings=";".join(found),
        )  # fmt: skip


def _follow(q: Sheets, finding: str, on: date, days: Sequence[int], *, fails: bool) -> None:
    """Take the steps of a finding; one whose recheck fails is answered and rechecked again."""
    steps = ["notice", "reply", "recheck", "close"][: len(days)]
    for step, after in zip(steps, days, strict=True):
        on = on_workday(on + timedelta(days=after))
        if step == "recheck" and fails:
            for again, passed in (("recheck", "false"), ("reply", "")):
                q.add("finding_steps", recorded_on=on, finding=finding, step=again, on=on, passed=passed)
                on = on_workday(on + timedelta(days=2))
        passed = "true" if step == "recheck" else ""
        q.add("finding_steps", recorded_on=on, finding=finding, step=step, on=on, passed=passed)


def _contact_points(q: Sheets, chance: random.Random, branches: Sequence[Branch]) -> None:
    firms = {firm.org: firm.code for firm in q.firms if firm.form == "independent"}
    for number, branch in enumerate(branches, start=1):
        since = date(2026, 10, 8) if number == CADRES else date(2026, 3, 2) + timedelta(days=number)
        recorded = max(since, date(2026, 7, 7))
        q.add(
            "contact_points", recorded_on=recorded, point=f"P-{number:02d}", cadre=f"LD{number:03d}",
            org_code=branch.code, credit_code=firms.get(branch.code), since=since,
            ended_on=date(2026, 9, 15) if number == 4 else None,
        )  # fmt: skip
        if number % 5 and number not in (4, CADRES):
            on = on_workday(date(2026, 7, 13) + timedelta(days=chance.randrange(60)))
            q.add(
                "contact_visits", recorded_on=on, point=f"P-{number:02d}", visited_on=on, problems=number % 3
            )
    for number, (point, field, department, handed, answered, outcome) in enumerate(DIFFICULTIES, start=1):
        firm = firms.get(branches[point - 1].code) if point else None
        q.add(
            "difficulties", recorded_on=handed, difficulty=f"N-{number:02d}",
            point=f"P-{point:02d}" if point else None, credit_code=firm or q.firms[number].code, field=field,
            text=f"企业反映{FIELDS[field]}困难", department=department, due_on=handed + timedelta(days=60),
            answered_on=answered, outcome=outcome,
        )  # fmt: skip
