"""The files of the demo's inputs while they are made."""

import csv
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

INPUTS = Path(__file__).parents[1] / "inputs"
SEED = 20260701
START = date(2026, 7, 1)
END = date(2026, 9, 30)
LAST_DAY = date(2026, 10, 16)
PERIOD = "2026Q3"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

FILES = {
    "enterprises": (
        "recorded_on credit_code name area ownership industry "
        "size employees operation_state registered_on sample"
    ),
    "enterprise_changes": "recorded_on credit_code effective_on employees operation_state area",
    "organisations": (
        "recorded_on org_code name type form area parent units members established_on can_approve_member"
    ),
    "organisation_endings": "recorded_on org_code effective_on received_by",
    "affiliations": "recorded_on credit_code org_code form effective_on",
    "members": (
        "recorded_on member_id name status org_code credit_code basis letter birth_month mobile_since effective_on"
    ),
    "member_changes": "recorded_on member_id effective_on status org_code credit_code basis",
    "posts": (
        "recorded_on post_id member_id org_code credit_code kind is_temp expected_end effective_on ended_on"
    ),
    "erasures": "recorded_on member_id rule",
    "figures": "recorded_on department channel period area item value",
    "meetings": "recorded_on meeting period held_on attended absent",
    "resolutions": "recorded_on no meeting text lead co due_on deliverable measure indicator area target",
    "resolution_steps": "recorded_on no step text due_on",
    "cases": "recorded_on case_id on org_code name id_number sex birth_date focus_group written",
    "case_erasures": "recorded_on case_id rule",
    "quotas": "recorded_on year org_code places weighting",
    "rule_confirmations": "recorded_on confirmation rule edition area since text",
    "case_steps": "recorded_on case_id step on details",
    "case_meetings": (
        "recorded_on meeting org_code kind held_on theme due present voters_due voters_present hours contents "
        "minutes evidence"
    ),
    "training_plans": "recorded_on plan_id year area industry education business items approved_on",
    "training_classes": ("recorded_on class_id plan_id item area layer form organiser planned_on reason"),
    "training_steps": "recorded_on class_id step sessions",
    "training_attendance": "recorded_on class_id member_id case_id sessions",
    "training_certificates": "recorded_on class_id member_id certificate",
    "training_exemptions": "recorded_on exemption member_id year exempt_for granted_on",
    "life_records": (
        "recorded_on meeting org_code kind held_on theme due present voters_due voters_present hours "
        "contents minutes evidence"
    ),
    "life_plans": "recorded_on org_code period owner_on members_on",
    "life_exemptions": "recorded_on exemption org_code deadline from_on until_on ground granted_on",
    "possessions": "recorded_on org_code checked_on has",
    "checklists": "recorded_on version items",
    "inspections": "recorded_on inspection org_code inspected_on version seen findings",
    "finding_steps": "recorded_on finding step on passed",
    "contact_points": "recorded_on point cadre org_code credit_code since ended_on",
    "contact_visits": "recorded_on point visited_on problems",
    "difficulties": (
        "recorded_on difficulty point credit_code field text department due_on answered_on outcome"
    ),
    "demonstration_points": "recorded_on point org_code criteria approved_on",
    "bulletins": "recorded_on bulletin area period",
    "calendar": "first_day last_day",
}

Row = dict[str, Any]


@dataclass
class Firm:
    """An enterprise while the inputs are made."""

    code: str
    name: str
    area: str
    employees: int
    state: str
    people: list["Person"] = field(default_factory=list)
    form: str = "none"
    org: str = ""
    late: bool = False
    since: date = date.min


@dataclass
class Person:
    """A member while the inputs are made."""

    id: str
    status: str
    org: str


def credit_code(county: str, number: int) -> str:
    """Return a valid code that is plainly of the demo."""
    first = f"91{county}DEM{number:06d}"
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first, WEIGHTS, strict=True))
    return first + ALPHABET[(31 - total % 31) % 31]


class Sheets:
    """The rows of all files while they are made, and what they are made from."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)  # noqa: S311 - sample data, to be the same each time
        self.rows: dict[str, list[Row]] = {name: [] for name in FILES}
        with (INPUTS / "areas.csv").open(encoding="utf-8", newline="") as file:
            areas = list(csv.DictReader(file))
        self.counties = [row["code"] for row in areas if row["level"] == "county"]
        self.names = {row["code"]: row["name"] for row in areas}
        self.townships: dict[str, list[str]] = {county: [] for county in self.counties}
        for row in areas:
            if row["level"] == "township":
                self.townships[row["parent"]].append(row["code"])
        self.county_of = {code: county for county, codes in self.townships.items() for code in codes}
        self.firms: list[Firm] = []
        self.hosts: dict[str, str] = {}

    def add(self, file: str, **row: Any) -> None:
        """Add a row; None and False become blank, days ISO text."""
        self.rows[file].append({name: "" if value is None else value for name, value in row.items()})

    def between(self, first: date, last: date) -> date:
        """Return a day from *first* to *last*, both included."""
        return first + timedelta(days=self.random.randrange((last - first).days + 1))

    def write(self, directory: Path) -> None:
        """Write all files but the area tree, rows of a day in the order they were made."""
        self.add("calendar", first_day=START, last_day=LAST_DAY)
        for name, header in FILES.items():
            rows = (
                self.rows[name]
                if name == "calendar"
                else sorted(self.rows[name], key=lambda row: row["recorded_on"])
            )
            with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, header.split(), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
