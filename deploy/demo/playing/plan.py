"""What is done in the demo, in order: from the CSV files to requests of people and events of systems."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

from deploy.demo.playing.action import Action, Row, head_of, of_day
from deploy.demo.playing.casework import casework
from deploy.demo.playing.life import life
from deploy.demo.playing.training import training
from shared.contracts.imports import MAX_IMPORT_ROWS
from shared.contracts.registry.terms import OPENING

CLERK, ADMINISTRATOR, CONVENER, SECOND = "clerk", "administrator", "convener", "county"
REASON = "首次普查补录"
# A row of an organisation moves all its members; one import is one transaction, which may not take long.
ROWS_WITH_MEMBERS = 50
# Hosts come before the members they hold, and members before the organisations of their own.
HOSTS = "hosts"
IMPORT_ORDER = (
    "areas",
    "enterprises",
    "enterprise_changes",
    HOSTS,
    "members",
    "organisations",
    "organisation_endings",
    "affiliations",
    "member_changes",
    "posts",
)
STEPS = {"accept": "tasks", "progress": "tasks", "submit": "tasks"}
TOLD = {"progress": "note", "submit": "evidence", "return": "comment", "extend": "comment"}


def plan(directory: Path) -> list[Action]:
    """Read the files of *directory* and give all actions, day by day."""
    files = {path.stem: read(path) for path in sorted(directory.glob("*.csv"))}
    span = files["calendar"][0]
    first, last = date.fromisoformat(span["first_day"]), date.fromisoformat(span["last_day"])
    actions: list[Action] = []
    for number in range((last - first).days + 1):
        actions += _day(files, (first + timedelta(days=number)).isoformat(), starts=number == 0)
    return actions


def read(path: Path) -> list[Row]:
    """Read a CSV file with a header row."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _day(files: dict[str, list[Row]], day: str, *, starts: bool) -> Iterator[Action]:
    yield Action(day, f"业务日 {day}", ADMINISTRATOR, "/days", f"demo-day-{day}", {"date": day})
    for kind in IMPORT_ORDER:
        rows = files["areas"] if kind == "areas" and starts else _rows(files, kind, day)
        yield from _imports(kind, rows, day)
    for row in of_day(files["erasures"], day):
        path, key = f"/members/{row['member_id']}/erase", f"demo-erase-{row['member_id']}"
        yield Action(day, "依规删除个人信息", ADMINISTRATOR, path, key, {"rule": row["rule"]})
    yield from training(files, day)
    yield from casework(files, day)
    yield from life(files, day)
    yield from _figures(of_day(files["figures"], day), _city(files), day)
    yield from _meetings(files, day)
    yield from _steps(of_day(files["resolution_steps"], day), files["resolutions"], day)


def _rows(files: dict[str, list[Row]], kind: str, day: str) -> list[Row]:
    if kind in (HOSTS, "organisations"):
        return [row for row in of_day(files["organisations"], day) if (row["form"] == "") == (kind == HOSTS)]
    return of_day(files[kind], day)


def _imports(kind: str, rows: list[Row], day: str) -> Iterator[Action]:
    target = "organisations" if kind == HOSTS else kind
    size = ROWS_WITH_MEMBERS if target == "organisations" else MAX_IMPORT_ROWS
    for start in range(0, len(rows), size):
        chunk = rows[start : start + size]
        yield Action(
            day,
            f"导入 {kind} {len(chunk)} 行",
            ADMINISTRATOR if kind == "areas" else CLERK,
            f"/imports/{target}?reason={REASON}&first_row={start + 2}",
            f"demo-{day}-{kind}-{start}",
            csv=_text(chunk),
        )
        if opening := [row["member_id"] for row in chunk if row.get("basis") == OPENING]:
            key = f"demo-{day}-{kind}-{start}-confirm"
            yield Action(
                day, f"复核期初补录 {len(opening)} 人", SECOND, "/openings/confirm", key, {"members": opening}
            )


def _text(rows: list[Row]) -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def _city(files: dict[str, list[Row]]) -> str:
    return next(row["code"] for row in files["areas"] if not row["parent"])


def _figures(rows: list[Row], city: str, day: str) -> Iterator[Action]:
    def batch(row: Row) -> tuple[str, str, str]:
        return row["department"], row["channel"], row["period"]

    for (department, channel, period), group in groupby(sorted(rows, key=batch), key=batch):
        figures = [{"item": row["item"], "area": row["area"], "value": int(row["value"])} for row in group]
        yield Action(
            day,
            f"{department} 报送 {period} 数据",
            department,
            f"/departments/{department}/figures",
            f"demo-{day}-{department}-{period}",
            {"period": period, "figures": figures},
            system=f"{department}_system" if channel == "event" else None,
            awaits=True,
        )
        yield Action(
            day,
            f"{department} 审核 {period} 数据",
            head_of(department),
            f"/departments/{department}/figures/{period}/{city}/approve",
            f"demo-{day}-{department}-{period}-approve",
            awaits=True,
        )


def _meetings(files: dict[str, list[Row]], day: str) -> Iterator[Action]:
    for row in of_day(files["meetings"], day):
        lists = {name: [part for part in row[name].split(";") if part] for name in ("attended", "absent")}
        body = {**{name: row[name] for name in ("meeting", "period", "held_on")}, **lists}
        yield Action(day, f"联席会议 {row['meeting']}", CONVENER, "/meetings", f"demo-{row['meeting']}", body)
    for row in of_day(files["resolutions"], day):
        told: dict[str, Any] = {name: value for name, value in row.items() if value and name != "recorded_on"}
        if row["target"]:
            told["target"] = float(row["target"])
        co = [part for part in row["co"].split(";") if part]
        yield Action(
            day,
            f"印发 {row['no']}",
            CONVENER,
            "/resolutions",
            f"demo-{row['no']}",
            {**told, "co": co},
            awaits=True,
        )


def _steps(rows: list[Row], resolutions: list[Row], day: str) -> Iterator[Action]:
    leads = {row["no"]: row["lead"] for row in resolutions}
    for row in rows:
        no, step = row["no"], row["step"]
        body = {TOLD[step]: row["text"]} if step in TOLD else {}
        if row["due_on"]:
            body["due_on"] = row["due_on"]
        lead = leads[no]
        mine = step in STEPS
        yield Action(
            day,
            f"{no} {step}",
            lead if mine else CONVENER,
            f"/departments/{lead}/tasks/{no}/{step}" if mine else f"/resolutions/{no}/{step}",
            f"demo-{no}-{step}-{day}",
            body,
            awaits=True,
        )
