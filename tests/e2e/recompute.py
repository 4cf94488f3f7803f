"""
The joint meeting's report, computed a second time: standard library only, from the CSV files only.

Shares no code with the services, so that the two can disagree. ``python tests/e2e/recompute.py [directory]``
prints what ``report.json`` must hold, less what only a running system knows (generated_at, complete_to, halted).
"""

import csv
import json
import sys
from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from pathlib import Path

sys.path.append(str(Path(__file__).parent))  # it runs as a program too
from recompute_cases import count_cases
from recompute_coverage import handed_in, joint, party_of
from recompute_life import SHOWN as OF_LIFE
from recompute_life import count_life
from recompute_meeting import aims, decisions, departments_of, in_time, reporting, resolutions
from recompute_members import BANDS, admitted, band
from recompute_training import SHOWN as OF_TRAINING
from recompute_training import count_training

CITY = "411300000000"
PERIOD = "2026Q3"
FULL = {"FULL", "SUSPENDED_RIGHTS"}
OF_ALL = ("K-01", "K-01b", "K-02", "K-03", "K-05", "K-06", "K-08")
# What departments report of those they recommended: label, department, item, and what is on record of it.
MADE, TAKEN = ("推优", "recommended"), ("推优被吸收", "admitted")
OF_RECOMMENDED = (
    ("优秀职工推优入党数", "union", "R-JM-27", MADE),
    ("推优入党人数", "youth_league", "R-JM-33.recommended", MADE),
    ("推优被吸收人数", "youth_league", "R-JM-33.admitted", TAKEN),
    ("妇女推优入党数", "womens_federation", "R-JM-42", MADE),
)
COVERED = {"independent", "joint", "attached"}
UNITS = {
    "K-05": "家",
    "K-08": "个",
    "K-20": "人",
    "K-21": "人",
    "K-24": "人",
    "K-22": "人",
    "K-34": "人",
    "K-65": "个",
    "K-72": "个",
}


def read(directory, name):
    path = Path(directory) / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def quarter_days(period):
    year, number = int(period[:4]), int(period[5])
    last_month = number * 3
    return date(year, last_month - 2, 1).isoformat(), date(
        year, last_month, monthrange(year, last_month)[1]
    ).isoformat()


class Things:
    """What was said of each thing, in the order it was recorded; days are ISO text and compare as such."""

    def __init__(self):
        self.said = {}

    def say(self, thing, on, **values):
        self.said.setdefault(thing, []).append((on, len(self.said.get(thing, ())), values))

    def as_of(self, thing, day):
        known = {}
        for on, _, values in sorted(self.said.get(thing, ()), key=lambda row: row[:2]):
            if on <= day:
                known.update(values)
        return known


PLAYED = ("enterprises", "enterprise_changes", "hosts", "members", "organisations", "organisation_endings",
          "affiliations", "member_changes")  # fmt: skip


def in_order(directory, until):
    """Read what the registry's files hold up to a day, as it is played: by day, then file by file."""
    rows = []
    for rank, name in enumerate(PLAYED):
        source = "organisations" if name == "hosts" else name
        for row in read(directory, source):
            if source == "organisations" and (row["form"] == "") != (name == "hosts"):
                continue
            if row["recorded_on"] <= until:
                rows.append((row["recorded_on"], rank, len(rows), name, row))
    return [(name, row) for *_, name, row in sorted(rows, key=lambda item: item[:3])]


def hand_over(members, row):
    """Let those in an organisation that ends go to the one that receives them."""
    for person in list(members.said):
        known = members.as_of(person, row["effective_on"])
        if known.get("org") == row["org_code"] and known["status"] in FULL | {"PROBATIONARY"}:
            members.say(person, row["effective_on"], org=row["received_by"])


def gather(directory, until="9999"):
    """Note what each row put on record by *until* says of which thing, from which day on."""
    firms, members, bonds = Things(), Things(), Things()
    organisations, endings = {}, {}
    for name, row in in_order(directory, until):
        if name == "enterprises":
            firms.say(
                row["credit_code"], row["registered_on"], area=row["area"], staff=int(row["employees"]),
                state=row["operation_state"],
            )  # fmt: skip
        elif name == "enterprise_changes":
            told = {
                "staff": row["employees"] and int(row["employees"]),
                "state": row["operation_state"],
                "area": row["area"],
            }
            firms.say(
                row["credit_code"],
                row["effective_on"],
                **{key: value for key, value in told.items() if value != ""},
            )
        elif name in ("hosts", "organisations"):
            organisations[row["org_code"]] = row["area"]
            for code in filter(None, row["units"].split(";")):
                bonds.say(code, row["established_on"], org=row["org_code"], form=row["form"])
            for person in filter(None, row["members"].split(";")):
                members.say(person, row["established_on"], org=row["org_code"])
        elif name == "organisation_endings":
            endings[row["org_code"]] = row["effective_on"]
            hand_over(members, row)
        elif name == "affiliations":
            bonds.say(row["credit_code"], row["effective_on"], org=row["org_code"], form=row["form"])
        elif name == "members":
            members.say(
                row["member_id"],
                row["effective_on"],
                org=row["org_code"],
                firm=row["credit_code"],
                status=row["status"],
                born=row["birth_month"],
                away=row["mobile_since"],
            )
        else:
            told = {"status": row["status"], "org": row["org_code"], "firm": row["credit_code"]}
            known = {key: "" if value == "-" else value for key, value in told.items() if value}
            members.say(row["member_id"], row["effective_on"], **known)
    for person, on, told in admitted(partial(read, directory), until):
        members.say(person, on, **told)
    return firms, members, bonds, organisations, endings


def count_areas(directory, day):
    """Count each township's own figures on *day*: ``{area: {indicator: [numerator, denominator]}}``."""
    firms, members, bonds, organisations, endings = gather(directory)
    people = [members.as_of(person, day) for person in members.said]
    present = [person for person in people if person.get("status") in FULL | {"PROBATIONARY"}]
    cells = {}

    def bump(area, name, numerator, denominator):
        cell = cells.setdefault(area, {}).setdefault(name, [0, 0])
        cell[0] += numerator
        cell[1] += denominator

    for code in firms.said:
        firm = firms.as_of(code, day)
        if firm.get("state") != "operating":
            continue
        staff = [person for person in present if person["firm"] == code]
        full = sum(person["status"] in FULL for person in staff)
        bond = bonds.as_of(code, day)
        form = bond.get("form", "none")
        if bond.get("org") in endings and endings[bond["org"]] <= day:
            form = "none"
        area = firm["area"]
        own = form in ("independent", "joint")
        bump(area, "K-01", bool(staff) and form in COVERED, bool(staff))
        bump(area, "K-01b", full >= 3 and own, full >= 3)
        bump(area, "K-02", own, 1)
        bump(area, "K-06", bool(staff) and form in COVERED, bool(staff))
        bump(area, "K-03", form == "independent", 1)
        bump(area, "K-05", full >= 3 and form == "none", 0)
        bump(area, "operating", 1, 0)
        bump(area, "employees", firm["staff"], 0)
        bump(area, "employed members", len(staff), 0)
    for person in present:
        area = organisations[person["org"]]
        bump(area, "K-20", 1, 0)
        bump(area, "full", person["status"] in FULL, 0)
        bump(area, "K-21", bool(person.get("away")) and person["away"] <= day, 0)
        bump(area, band(person.get("born"), day), 1, 0)
        bump(area, "probationary", person["status"] not in FULL, 0)
    return cells


def percent(numerator, denominator):
    if not denominator:
        return None
    return float((Decimal(numerator) * 100 / Decimal(denominator)).quantize(Decimal("0.1"), ROUND_HALF_UP))


def show(name, numerator, denominator, **more):
    rate = name not in UNITS
    value = (None if numerator is None else percent(numerator, denominator)) if rate else numerator
    return {
        "numerator": numerator,
        "denominator": denominator if rate else None,
        "value": value,
        "unit": "%" if rate else UNITS[name],
        "definition": f"{name}.v1",
        **more,
    }


def latest_figures(directory):
    """Return ``{department: {(item, county): value}}`` of the last version, and ``{department: (first day, versions)}``."""
    submissions = {}
    for row in read(directory, "figures"):
        if row["period"] == PERIOD:
            batch = submissions.setdefault(row["department"], {}).setdefault(row["recorded_on"], {})
            batch[row["item"], row["area"]] = int(row["value"])
    latest = {department: batches[max(batches)] for department, batches in submissions.items()}
    return latest, {department: (min(batches), len(batches)) for department, batches in submissions.items()}


def total(latest, department, item, counties):
    values = latest.get(department)
    if values is None:
        return None
    found = [value for (name, county), value in values.items() if name == item and county in counties]
    return sum(found) if found else None


def area_cells(cells, latest, below, counties, lists, *, with_departments):
    """Sum the townships *below* an area; figures of departments come by county."""

    def summed(name, side=0):
        return sum(cells.get(area, {}).get(name, (0, 0))[side] for area in below)

    shown = {name: show(name, summed(name), summed(name, 1)) for name in OF_ALL}
    shown["K-20"] = show(
        "K-20", summed("K-20"), None, parts={"full": summed("full"), "probationary": summed("probationary")}
    )
    if with_departments:
        shown["K-21"] = show("K-21", summed("K-21"), None)
        ages = {name: summed(name) for name in (*BANDS, "above_60", "unknown_age")}
        shown["K-24"] = show("K-24", sum(ages.values()), None, parts=ages)
        shown["K-36"] = show("K-36", summed("K-36"), summed("K-36", 1))
        stages = {name: summed(name) for name in ("applicants", "activists", "candidates")}
        shown["K-22"] = show("K-22", sum(stages.values()), None, parts=stages)
        shown["K-30"] = show("K-30", summed("K-30"), summed("K-30", 1))
        shown["K-32"] = show("K-32", summed("K-32"), summed("K-32", 1))
        parts = {name: summed(name) for name in ("recommended", "admitted")}
        shown["K-34"] = show("K-34", parts["recommended"], None, parts=parts)
        shown |= {name: show(name, summed(name), summed(name, 1)) for name in (*OF_TRAINING, *OF_LIFE)}
        points = {"organisations": summed("contact points"), "solved": summed("solved")}
        shown["K-65"] = show("K-65", points["organisations"], None, parts=points)
        shown["K-70"] = show(
            "K-70", total(latest, "union", "R-JM-20", counties), total(latest, "union", "R-JM-21", counties)
        )
        shown["K-71"] = show("K-71", total(latest, "youth_league", "R-JM-30", counties), summed("operating"))
        shown["K-72"] = show("K-72", total(latest, "womens_federation", "R-JM-40.homes", counties), None)
        shown["K-77"] = show("K-77", *joint(lists, counties))
    return shown


def recommended(told, summed):
    """Return what is told of recommended people, each with what is on record: the department's own, and applicants."""
    for label, department, item, (name, done) in OF_RECOMMENDED:
        number = told(department, item)
        yield label, number, f"在案的本单位{name}人数", summed(f"{done} by {department}")
        if done == "recommended":
            yield label, number, "在案的入党申请人数", summed("ever applicants")


def checks(cells, latest, townships, lists):
    """List what exceeds what it is part of, county by county (R-JM-17)."""
    rows = []
    for county, below in townships.items():

        def summed(name, below=below):
            return sum(cells.get(area, {}).get(name, (0, 0))[0] for area in below)

        def told(department, item, county=county):
            return total(latest, department, item, {county})

        pairs = (
            ("建会企业数", told("union", "R-JM-20"), "在营企业数", summed("operating")),
            ("工会会员数", told("union", "R-JM-23.members"), "在营企业职工数", summed("employees")),
            ("工会女会员数", told("union", "R-JM-23.women"), "工会会员数", told("union", "R-JM-23.members")),
            ("已建团组织企业数", told("youth_league", "R-JM-30"), "在营企业数", summed("operating")),
            (
                "推优被吸收人数",
                told("youth_league", "R-JM-33.admitted"),
                "推优入党人数",
                told("youth_league", "R-JM-33.recommended"),
            ),
            *recommended(told, summed),
            ("女职工数", told("womens_federation", "R-JM-41.women"), "在营企业职工数", summed("employees")),
            ("会员企业数", told("industry_commerce", "R-JM-50.members"), "在营企业数", summed("operating")),
            ("党员数", summed("employed members"), "在营企业职工数", summed("employees")),
        )
        rows += [
            {"rule": "R-JM-17", "area": county, "detail": f"{left} {one} 大于{right} {other}"}
            for left, one, right, other in pairs
            if one is not None and other is not None and one > other
        ]
        counted = {
            "registry": ("已单独或联合组建党组织企业数", summed("K-02")),
            "union": ("建会企业数", told("union", "R-JM-20")),
            "youth_league": ("已建团组织企业数", told("youth_league", "R-JM-30")),
            "womens_federation": ("妇女组织数", told("womens_federation", "R-JM-40.organisations")),
            "industry_commerce": ("会员企业数", told("industry_commerce", "R-JM-50.members")),
        }
        for who, codes in lists.items():
            label, number = counted[who]
            here = sum(at == county for at in codes.values())
            if number is not None and number != here:
                detail = f"{label} {number} 与覆盖企业清单 {here} 家不一致"
                rows.append({"rule": "R-JM-17", "area": county, "detail": detail})
    return sorted(rows, key=lambda row: (row["rule"], row["area"], row["detail"]))


def townships_of(areas, area):
    """Return the townships of each county right below an area."""
    found = {row["code"]: [] for row in areas if row["level"] == "county" and row["parent"] == area}
    for row in areas:
        if row["level"] == "township" and row["parent"] in found:
            found[row["parent"]].append(row["code"])
    return found


def recompute(directory, area=CITY):
    """Return the report of the quarter as a dictionary."""
    first, last = quarter_days(PERIOD)
    areas = read(directory, "areas")
    townships = townships_of(areas, area)
    as_of = read(directory, "calendar")[0]["last_day"]
    cells = count_areas(directory, last)
    count_cases(partial(read, directory), first, last, cells)
    count_training(partial(read, directory), gather(directory), last, cells)
    count_life(partial(read, directory), partial(gather, directory), first, last, cells)
    latest, submitted = latest_figures(directory)
    lists = handed_in(read(directory, "coverage"), PERIOD)
    lists |= party_of(partial(gather, directory), areas, last, as_of)
    every = [code for county, below in townships.items() for code in (county, *below)]
    listed, closed_on = resolutions(partial(read, directory), as_of)

    indicators = area_cells(cells, latest, every, set(townships), lists, with_departments=True)
    for name, cell in zip(
        ("K-74", "K-75"), decisions(partial(read, directory), closed_on, first, last), strict=True
    ):
        indicators[name] = show(name, *cell)
    on_time = in_time(submitted, last)
    indicators["K-76"] = show("K-76", sum(on_time.values()), len(on_time))

    by_area = {}
    for county, below in townships.items():
        by_area[county] = area_cells(cells, latest, [county, *below], {county}, lists, with_departments=True)
        by_area |= {
            code: area_cells(cells, latest, [code], set(), lists, with_departments=False) for code in below
        }
    values = [by_area[county]["K-01"]["value"] for county in townships]
    known = [value for value in values if value is not None]
    indicators["K-07"] = {
        **show("K-07", None, None),
        "value": round(max(known) - min(known), 1),
        "unit": "个百分点",
    }
    aims(listed, indicators, by_area)
    return {
        "period": PERIOD,
        "area": area,
        "as_of": as_of,
        "indicators": indicators,
        "by_area": by_area,
        "departments": departments_of(latest, submitted, on_time),
        "reporting": reporting(latest, submitted, on_time, set(townships)),
        "resolutions": listed,
        "checks": checks(cells, latest, townships, lists),
        "freezes": [],  # the demo's quarter is still open
    }


if __name__ == "__main__":
    where = sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2] / "deploy" / "demo" / "inputs"
    json.dump(recompute(where), sys.stdout, ensure_ascii=False, indent=1)
