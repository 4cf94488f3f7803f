"""Organisational life and supervision in the demo: meetings, inspections, contact points."""

from collections.abc import Iterator
from typing import Any

from deploy.demo.playing.action import Action, Row, of_day

BRANCH, COUNTY, COUNTY_TOO, INSPECTOR = "branch", "county", "county2", "inspector"
# Meetings in one request: one transaction, which may not take long.
MEETINGS = 40
NUMBERS = ("due", "present", "voters_due", "voters_present", "hours")
LISTS = ("contents", "evidence")
AS_IT_WAS = "据实登记"
FINDING = ("finding", "item", "severity", "text")
DAY_OF = {"reply": "replied_on", "recheck": "rechecked_on", "close": "closed_on"}
OWN = "/supervision"
Files = dict[str, list[Row]]


def life(files: Files, day: str) -> Iterator[Action]:
    """Return what is put on record of organisational life and supervision on *day*."""
    yield from _meetings(of_day(files["life_records"], day), day)
    for row in of_day(files["life_plans"], day):
        told = {name: row[name] or None for name in ("org_code", "period", "owner_on", "members_on")}
        yield _action(day, f"计划告知 {row['org_code']}", BRANCH, "/plans", f"plan-{row['org_code']}", told)
    for row in of_day(files["possessions"], day):
        body = {**_only(row, "org_code", "checked_on"), "has": _parts(row["has"])}
        yield _action(
            day, f"五有核查 {row['org_code']}", BRANCH, "/possessions", f"has-{row['org_code']}", body
        )
    yield from _exemptions(files["life_exemptions"], day)
    yield from _inspections(files, day)
    yield from _contact_points(files, day)
    yield from _difficulties(files["difficulties"], day)
    yield from _points(files["demonstration_points"], day)
    for row in of_day(files["bulletins"], day):
        body, number = _only(row, "bulletin", "area", "period"), row["bulletin"]
        yield _action(day, f"通报 {number}", INSPECTOR, "/bulletins", number, body)


def _action(day: str, title: str, user: str, path: str, key: str, body: dict[str, Any]) -> Action:
    return Action(day, title, user, f"{OWN}{path}", f"demo-{key}", body, awaits=True)


def _only(row: Row, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _parts(text: str) -> list[str]:
    return [part for part in text.split(";") if part]


def _meetings(rows: list[Row], day: str) -> Iterator[Action]:
    """Record meetings, many at once; what does not count is put on record with a reason."""
    for counts in (True, False):
        chosen = [row for row in rows if _counts(row) is counts]
        for start in range(0, len(chosen), MEETINGS):
            chunk = [meeting(row) for row in chosen[start : start + MEETINGS]]
            body = {"meetings": chunk, **({} if counts else {"reason": AS_IT_WAS})}
            key = f"demo-{day}-meetings-{counts}-{start}"
            title = f"登记会议活动 {len(chunk)} 次"
            yield Action(day, title, BRANCH, "/meeting-records", key, body, awaits=True)


def _counts(row: Row) -> bool:
    half = int(row["present"]) * 2 >= int(row["due"]) > 0
    return half and bool(row["minutes"]) and bool(row["evidence"])


def meeting(row: Row) -> dict[str, Any]:
    """Return a meeting as it is recorded; what is blank is left out."""
    told: dict[str, Any] = {name: value for name, value in row.items() if value and name != "recorded_on"}
    told |= {name: int(told[name]) for name in NUMBERS if name in told}
    return told | {name: _parts(told[name]) for name in LISTS if name in told}


def _exemptions(rows: list[Row], day: str) -> Iterator[Action]:
    for row in rows:
        number = row["exemption"]
        if row["recorded_on"] == day:
            body = _only(row, "exemption", "org_code", "deadline", "from_on", "until_on", "ground")
            yield _action(day, f"申请免办 {number}", BRANCH, "/exemptions", number, body)
        if row["granted_on"] == day:
            path = f"/exemptions/{number}/grant"
            yield _action(day, f"批准免办 {number}", COUNTY, path, f"grant-{number}", {})


def _inspections(files: Files, day: str) -> Iterator[Action]:
    for row in of_day(files["checklists"], day):
        items = [dict(zip(("item", "text"), part.split("|"), strict=True)) for part in _parts(row["items"])]
        body: dict[str, Any] = {"version": row["version"], "items": items}
        yield _action(day, "发布督查清单", INSPECTOR, "/checklists", f"list-{row['version']}", body)
    for row in of_day(files["inspections"], day):
        body = _only(row, "inspection", "org_code", "inspected_on", "version")
        found = [dict(zip(FINDING, part.split("|"), strict=True)) for part in _parts(row["findings"])]
        number, body = row["inspection"], {**body, "seen": int(row["seen"]), "findings": found}
        yield _action(day, f"督查 {number}", INSPECTOR, "/inspections", number, body)
    for row in of_day(files["finding_steps"], day):
        yield _step(row, day)


def _step(row: Row, day: str) -> Action:
    finding, step = row["finding"], row["step"]
    body: dict[str, Any] = {DAY_OF[step]: row["on"]} if step in DAY_OF else {}
    if step == "reply":
        body["text"] = "已整改到位"
    if step == "recheck":
        body["passed"] = row["passed"] == "true"
    user, path = BRANCH if step == "reply" else INSPECTOR, f"/findings/{finding}/{step}"
    return _action(day, f"{finding} {step}", user, path, f"{finding}-{step}-{day}", body)


def _contact_points(files: Files, day: str) -> Iterator[Action]:
    for row in files["contact_points"]:
        point = row["point"]
        if row["recorded_on"] == day:
            body = _only(row, "point", "cadre", "org_code", "since")
            body["credit_code"] = row["credit_code"] or None
            yield _action(day, f"联系点 {point}", COUNTY, "/contact-points", point, body)
        if row["ended_on"] == day:
            path = f"/contact-points/{point}/end"
            yield _action(day, f"终止联系点 {point}", COUNTY, path, f"end-{point}", {"ended_on": day})
    for row in of_day(files["contact_visits"], day):
        body = {"visited_on": row["visited_on"], "problems": int(row["problems"])}
        path, key = f"/contact-points/{row['point']}/visits", f"visit-{row['point']}-{day}"
        yield _action(day, f"走访 {row['point']}", COUNTY, path, key, body)


def _difficulties(rows: list[Row], day: str) -> Iterator[Action]:
    for row in rows:
        number, department = row["difficulty"], row["department"]
        if row["recorded_on"] == day:
            names = ("difficulty", "credit_code", "field", "text", "department", "due_on")
            body = {**_only(row, *names), "point": row["point"] or None}
            yield _action(day, f"交办 {number}", COUNTY, "/difficulties", number, body)
        if row["answered_on"] == day:
            path = f"/departments/{department}/difficulties/{number}/answer"
            answer = {"outcome": row["outcome"], "text": "已办理并反馈"}
            key = f"demo-answer-{number}"
            yield Action(day, f"答复 {number}", department, path, key, answer, awaits=True)


def _points(rows: list[Row], day: str) -> Iterator[Action]:
    for row in rows:
        point = row["point"]
        if row["recorded_on"] == day:
            body = _only(row, "point", "org_code", "criteria")
            yield _action(day, f"推荐示范点 {point}", COUNTY, "/demonstration-points", point, body)
        if row["approved_on"] == day:
            path = f"/demonstration-points/{point}/approve"
            yield _action(day, f"批准示范点 {point}", COUNTY_TOO, path, f"approve-{point}", {})
