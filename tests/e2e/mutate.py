"""Random changes of one row of the demo's files: what a clerk might have written instead."""

import csv
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

Row = dict[str, str]
START = "2026-07-01"
OF_CASEWORK = ("R-JM-27", "R-JM-33.recommended", "R-JM-33.admitted", "R-JM-42")
CASEWORK = ("cases", "case_steps", "case_meetings", "case_erasures", "quotas")


def read(directory: Path) -> dict[str, list[Row]]:
    """Read all files, by name."""
    files = {}
    for path in sorted(directory.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            files[path.stem] = list(csv.DictReader(file))
    return files


def leave_out_casework(files: dict[str, list[Row]], *, first_day: bool) -> None:
    """
    Leave out the cases that are still to be played: they rest on members and organisations that a change may
    take away. Without *first_day* those of the first day were played already, and stay. Nobody is recommended in the
    quarter then, and no department can tell so (R-JM-17).
    """
    for name in CASEWORK:
        files[name] = [row for row in files[name] if row["recorded_on"] == START and not first_day]
    for row in files["figures"]:
        if row["item"] in OF_CASEWORK:
            row["value"] = "0"


def write(files: dict[str, list[Row]], directory: Path) -> None:
    """Write all files."""
    for name, rows in files.items():
        with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]) if rows else [], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def change_one_row(files: dict[str, list[Row]], chance: random.Random, *, first_day: bool) -> str:
    """Change one row in place and say which and how; *first_day* chooses among the rows of the first day."""
    name = chance.choice(FIRST_DAY if first_day else LATER)
    rows = [row for row in files[name] if (row["recorded_on"] == START) == first_day]
    row = chance.choice(rows)
    before = dict(row)
    CHANGES[name](row, files, chance)
    changed = {key: (before[key], row[key]) for key in row if row[key] != before[key]}
    return f"{name} row {files[name].index(row) + 2}: {changed}"


def _other(chance: random.Random, values: list[str], now: str) -> str:
    return chance.choice([value for value in values if value != now])


def _shift(text: str, chance: random.Random, days: int) -> str:
    return (date.fromisoformat(text) + timedelta(days=chance.randint(-days, days))).isoformat()


def _township(files: dict[str, list[Row]], chance: random.Random, now: str) -> str:
    return _other(chance, [row["code"] for row in files["areas"] if row["level"] == "township"], now)


def _enterprise(row: Row, files: dict[str, list[Row]], chance: random.Random) -> None:
    if chance.random() < 0.5:
        row["operation_state"] = _other(chance, ["operating", "dormant", "closed"], row["operation_state"])
    else:
        row["area"] = _township(files, chance, row["area"])


def _enterprise_change(row: Row, files: dict[str, list[Row]], chance: random.Random) -> None:
    if row["area"]:
        row["area"] = _township(files, chance, row["area"])
    elif row["operation_state"]:
        row["operation_state"] = _other(chance, ["operating", "dormant", "closed"], row["operation_state"])
    else:
        row["operation_state"] = "closed"


def _member(row: Row, files: dict[str, list[Row]], chance: random.Random) -> None:
    if chance.random() < 0.6:
        row["status"] = _other(chance, ["FULL", "PROBATIONARY", "SUSPENDED_RIGHTS"], row["status"])
    else:
        row["credit_code"] = chance.choice(files["enterprises"][:300])["credit_code"]


def _member_change(row: Row, files: dict[str, list[Row]], chance: random.Random) -> None:
    if chance.random() < 0.4:
        row["effective_on"] = _shift(row["effective_on"], chance, 10)
    elif row["status"]:
        row["status"] = _other(chance, ["FULL", "PROBATIONARY", "REMOVED", "TRANSFERRED_OUT"], row["status"])
    else:
        row["credit_code"] = chance.choice(files["enterprises"][:300])["credit_code"]


def _affiliation(row: Row, files: dict[str, list[Row]], chance: random.Random) -> None:
    if row["form"] == "attached":
        row["form"], row["org_code"] = "none", ""
    else:
        hosts = [org["org_code"] for org in files["organisations"] if org["form"] == ""]
        row["form"], row["org_code"] = "attached", chance.choice(hosts)


def _figure(row: Row, _files: dict[str, list[Row]], chance: random.Random) -> None:
    row["value"] = str(int(row["value"]) + chance.randint(1, 40))


def _resolution(row: Row, _files: dict[str, list[Row]], chance: random.Random) -> None:
    row["due_on"] = _shift(row["due_on"], chance, 40)


def _ending(row: Row, _files: dict[str, list[Row]], chance: random.Random) -> None:
    row["effective_on"] = _shift(row["effective_on"], chance, 4)


def _meeting(row: Row, _files: dict[str, list[Row]], chance: random.Random) -> None:
    if chance.random() < 0.5:
        row["held_on"] = _shift(row["held_on"], chance, 40)
    else:
        row["present"] = str(chance.randint(0, int(row["due"])))


def _difficulty(row: Row, _files: dict[str, list[Row]], chance: random.Random) -> None:
    row["outcome"] = _other(chance, ["solved", "unsolved"], row["outcome"]) if row["outcome"] else ""


CHANGES: dict[str, Callable[[Row, dict[str, list[Row]], random.Random], None]] = {
    "enterprises": _enterprise,
    "enterprise_changes": _enterprise_change,
    "members": _member,
    "member_changes": _member_change,
    "affiliations": _affiliation,
    "figures": _figure,
    "resolutions": _resolution,
    "organisation_endings": _ending,
    "life_records": _meeting,
    "difficulties": _difficulty,
}
FIRST_DAY = ("enterprises", "members", "affiliations")
LATER = (
    "enterprises",
    "enterprise_changes",
    "members",
    "member_changes",
    "affiliations",
    "figures",
    "resolutions",
    "organisation_endings",
    "life_records",
    "difficulties",
)
