"""What the departments report of the quarter, and what the joint meeting decided."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date

from deploy.demo.making.invented import AIMS, RESOLUTIONS, STEPS
from deploy.demo.making.sheets import END, PERIOD, SEED, START, Sheets
from shared.city.sites import Sites
from shared.contracts.data_sets import data_sets

# How much of an invented item there may be in a county, by its unit.
FEW = 12
# What departments report of the people whom they recommended, and of those who were admitted.
RECOMMENDED, ADMITTED = ("R-JM-27", "R-JM-33.recommended", "R-JM-42"), "R-JM-33.admitted"
MANY = {"元": 5_000_000, "人次": 200}


def figures(q: Sheets) -> None:
    """Each department's figures by county; the union contradicts the registry in one."""
    for number, county in enumerate(q.counties):
        here = [firm for firm in q.firms if q.county_of[firm.area] == county]
        operating = sum(firm.state == "operating" for firm in here)
        staff = sum(firm.employees for firm in here if firm.state == "operating")
        union(q, county, operating, staff, contradicts=number == 3)
        league(q, county, operating, staff)
        women(q, county, staff)
    others(q)


def others(q: Sheets) -> None:
    """Figures of every other department that owes some; they draw from numbers of their own."""
    chance = random.Random(SEED + 2)  # noqa: S311 - sample data, to be the same each time
    known = {row["department"] for row in q.rows["figures"]}
    for department, data_set in Sites.load().reporters.items():
        if department in known:
            continue
        for county in q.counties:
            values: dict[str, int] = {}
            for item in data_sets()[data_set].values():
                limits = [values[limit] for limit in item.at_most if limit in values]
                most = min(limits, default=MANY.get(item.unit, FEW))
                values[item.id] = chance.randint(0, most)
            report(q, date(2026, 10, 9), department, "rest", county, values)


def report(q: Sheets, on: date, department: str, channel: str, county: str, values: dict[str, int]) -> None:
    """Add one county's figures of a department."""
    for item, value in values.items():
        q.add(
            "figures", recorded_on=on, department=department, channel=channel, period=PERIOD, area=county, item=item,
            value=value,
        )  # fmt: skip


def part(q: Sheets, whole: int, low: float, high: float) -> int:
    """Return a share of *whole* between *low* and *high*."""
    return int(whole * q.random.uniform(low, high))


def union(q: Sheets, county: str, operating: int, staff: int, *, contradicts: bool) -> None:
    """The union's figures."""
    founded = operating + 9 if contradicts else part(q, operating, 0.5, 0.85)
    members = part(q, staff, 0.4, 0.7)
    mediated = q.random.randint(0, 12)
    values = {
        "R-JM-20": founded,
        "R-JM-21": founded + q.random.randint(0, 4),
        "R-JM-23.members": members,
        "R-JM-23.women": part(q, members, 0.3, 0.5),
        "R-JM-24.contracts": part(q, founded, 0.5, 0.9),
        "R-JM-24.congresses": part(q, founded, 0.3, 0.7),
        "R-JM-25.mediated": mediated,
        "R-JM-25.settled": part(q, mediated, 0.6, 1.0),
        "R-JM-26.persontimes": q.random.randint(5, 60),
        "R-JM-26.yuan": q.random.randint(5, 60) * 500,
        "R-JM-27": q.random.randint(0, 9),
    }
    report(q, date(2026, 10, 9), "union", "event", county, values)


def league(q: Sheets, county: str, operating: int, staff: int) -> None:
    """The youth league's figures, which come two days late."""
    youth = part(q, staff, 0.2, 0.35)
    recommended = q.random.randint(0, 8)
    values = {
        "R-JM-30": part(q, operating, 0.25, 0.6),
        "R-JM-32.members": part(q, youth, 0.3, 0.6),
        "R-JM-32.youth": youth,
        "R-JM-33.recommended": recommended,
        "R-JM-33.admitted": part(q, recommended, 0.2, 0.7),
        "R-JM-34": q.random.randint(0, 6),
    }
    report(q, date(2026, 10, 12), "youth_league", "rest", county, values)


def women(q: Sheets, county: str, staff: int) -> None:
    """The women's federation's figures, and their correction within the window."""
    values = {
        "R-JM-40.organisations": q.random.randint(3, 15),
        "R-JM-40.homes": q.random.randint(2, 12),
        "R-JM-41.women": part(q, staff, 0.35, 0.5),
        "R-JM-41.brands": q.random.randint(0, 5),
        "R-JM-42": q.random.randint(0, 6),
        "R-JM-43.cases": q.random.randint(0, 10),
        "R-JM-43.services": q.random.randint(10, 80),
    }
    report(q, date(2026, 10, 8), "womens_federation", "rest", county, values)
    corrected = {**values, "R-JM-40.homes": values["R-JM-40.homes"] + q.random.randint(0, 2)}
    report(q, date(2026, 10, 14), "womens_federation", "rest", county, corrected)


def recommendations(q: Sheets) -> None:
    """
    Let those who recommend tell what they did, in place of what was drawn for it, which keeps all later draws.

    Of its people who were admitted the league counts no more in a county than it recommended there (R-JM-17).
    """
    made = Counter(_counted(q, "recommend"))
    admitted = Counter(_counted(q, "approve_admission"))
    for row in q.rows["figures"]:
        key = (row["department"], row["area"])
        if row["item"] in RECOMMENDED:
            row["value"] = made[key]
        elif row["item"] == ADMITTED:
            row["value"] = min(made[key], admitted[key])


def _counted(q: Sheets, step: str) -> Iterator[tuple[str, str]]:
    """Return the body and the county of each case that some body recommended and that took a step in the quarter."""
    places = {
        row["org_code"]: q.county_of[row["area"]]
        for row in q.rows["organisations"]
        if row["area"] in q.county_of
    }
    counties = {row["case_id"]: places[row["org_code"]] for row in q.rows["cases"]}
    bodies = {
        row["case_id"]: row["details"].removeprefix("body=")
        for row in q.rows["case_steps"]
        if row["step"] == "recommend"
    }
    for row in q.rows["case_steps"]:
        if row["step"] == step and START <= row["on"] <= END and row["case_id"] in bodies:
            yield bodies[row["case_id"]], counties[row["case_id"]]


def meeting(q: Sheets) -> None:
    """The joint meeting of July and its six resolutions, which end at different stages."""
    held = date(2026, 7, 15)
    q.add(
        "meetings", recorded_on=held, meeting="2026-03", period=PERIOD, held_on=held,
        attended="organisation;union;youth_league", absent="womens_federation",
    )  # fmt: skip
    for number, (lead, co, due_on, text, deliverable, measure) in enumerate(RESOLUTIONS, start=1):
        no = f"JM-2026-{number:02d}"
        indicator, area, target = AIMS.get(no, (None, None, None))
        q.add(
            "resolutions", recorded_on=date(2026, 7, 17), no=no, meeting="2026-03", text=text,
            lead=lead, co=co, due_on=due_on, deliverable=deliverable, measure=measure,
            indicator=indicator, area=area, target=target,
        )  # fmt: skip
    for no, steps in STEPS.items():
        for day, step, text, *due in steps:
            on = date(2026, *(int(part) for part in day.split("-")))
            q.add(
                "resolution_steps",
                recorded_on=on,
                no=no,
                step=step,
                text=text,
                due_on=due[0] if due else None,
            )
    q.rows["resolution_steps"].sort(key=lambda row: row["recorded_on"])
