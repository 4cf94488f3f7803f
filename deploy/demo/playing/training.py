"""Training in the demo: plans, classes, attendance, certificates, exemptions."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from deploy.demo.playing.action import Action, Row, of_day
from shared.contracts.training.facts import MAX_ATTENDEES

TRAINING, APPROVER = "training", "training_approver"
AXES = ("industry", "education", "business")
ITEM = ("item", "layer", "content", "form", "classes")
Files = dict[str, list[Row]]


def training(files: Files, day: str) -> Iterator[Action]:
    """Return what is done about training on *day*."""
    for row in of_day(files["training_plans"], day):
        yield Action(
            day, f"拟定计划 {row['plan_id']}", TRAINING, "/training/plans", _key(row, "plan_id"), _plan(row)
        )
    for row in files["training_plans"]:
        if row["approved_on"] == day:
            plan = row["plan_id"]
            path = f"/training/plans/{plan}/approve"
            yield Action(day, f"审批计划 {plan}", APPROVER, path, f"demo-approve-{plan}")
    for row in of_day(files["training_classes"], day):
        body = {name: value for name, value in row.items() if name != "recorded_on" and value}
        title = f"计划培训班 {row['class_id']}"
        yield Action(day, title, TRAINING, "/training/classes", _key(row, "class_id"), body)
    for row in of_day(files["training_steps"], day):
        yield _step(row)
    yield from _attendance(of_day(files["training_attendance"], day), day)
    for row in of_day(files["training_certificates"], day):
        path = f"/training/classes/{row['class_id']}/certificates"
        body = {name: row[name] for name in ("member_id", "certificate")}
        yield Action(day, f"颁发证书 {row['certificate']}", TRAINING, path, _key(row, "certificate"), body)
    yield from _exemptions(files["training_exemptions"], day)


def _key(row: Row, name: str) -> str:
    return f"demo-{row[name]}"


def _plan(row: Row) -> dict[str, Any]:
    items = [dict(zip(ITEM, text.split("|"), strict=True)) for text in row["items"].split(";")]
    return {
        "plan_id": row["plan_id"],
        "year": int(row["year"]),
        "area": row["area"],
        "axes": {axis: row[axis] for axis in AXES},
        "items": [{**item, "classes": int(item["classes"])} for item in items],
    }


def _step(row: Row) -> Action:
    class_id, step = row["class_id"], row["step"]
    body: dict[str, Any] = {}
    if step == "hold":
        told = (text.split("*") for text in row["sessions"].split(";"))
        body["sessions"] = [{"on": on, "part": part, "count": int(count)} for on, part, count in told]
    path, key = f"/training/classes/{class_id}/{step}", f"demo-{class_id}-{step}"
    return Action(row["recorded_on"], f"{class_id} {step}", TRAINING, path, key, body)


def _attendance(rows: list[Row], day: str) -> Iterator[Action]:
    """Record the attendance of each class, many people at once."""
    for class_id, group in groupby(rows, key=lambda row: row["class_id"]):
        attendees = [_attendee(row) for row in group]
        for start in range(0, len(attendees), MAX_ATTENDEES):
            chunk = attendees[start : start + MAX_ATTENDEES]
            path, key = f"/training/classes/{class_id}/attendance", f"demo-{class_id}-attendance-{start}"
            title = f"出勤 {class_id} {len(chunk)} 人"
            yield Action(day, title, TRAINING, path, key, {"attendees": chunk}, awaits=True)


def _attendee(row: Row) -> dict[str, Any]:
    who = {name: row[name] for name in ("member_id", "case_id") if row[name]}
    return {**who, "sessions": [int(number) for number in row["sessions"].split("|")]}


def _exemptions(rows: list[Row], day: str) -> Iterator[Action]:
    for row in rows:
        number = row["exemption"]
        if row["recorded_on"] == day:
            names = ("exemption", "member_id", "exempt_for")
            body = {**{name: row[name] for name in names}, "year": int(row["year"])}
            path = "/training/exemptions"
            yield Action(day, f"申请免训 {number}", TRAINING, path, f"demo-{number}", body, awaits=True)
        if row["granted_on"] == day:
            path = f"/training/exemptions/{number}/grant"
            yield Action(day, f"批准免训 {number}", APPROVER, path, f"demo-grant-{number}", awaits=True)
