"""Cases in the demo: applications, steps, recommendations."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from deploy.demo.playing.action import Action, Row, of_day
from shared.contracts.development import OF_THE_COMMITTEE
from shared.contracts.supervision.calls import MAX_MEETINGS
from shared.contracts.supervision.terms import SUPERIOR_MEETING
from shared.rules.periods import add_months

BRANCH, COMMITTEE, COUNTY, COUNTY_TOO = "branch", "committee", "county", "county2"
LISTS = ("members", "opinions", "documents")
NUMBERS = ("yes", "no", "abstain", "months")
# What a recommending meeting of the demo is like.
MEETING = {"due": 20, "present": 18, "yes": 17}
VALID_MONTHS = 12


def casework(files: dict[str, list[Row]], day: str) -> Iterator[Action]:
    """Return the applications and steps put on record on *day*."""
    for row in of_day(files["quotas"], day):
        places = {"year": int(row["year"]), "org_code": row["org_code"], "places": int(row["places"])}
        key = f"demo-quota-{row['org_code']}"
        body: dict[str, Any] = {**places, "weighting": row["weighting"]}
        yield Action(day, f"名额 {row['org_code']}", COUNTY, "/quotas", key, body, awaits=True)
    for row in of_day(files["rule_confirmations"], day):
        told = {name: value for name, value in row.items() if name != "recorded_on"}
        key, number = f"demo-confirm-{row['confirmation']}", row["confirmation"]
        yield Action(day, f"核实 {row['rule']}", COUNTY, "/rule-confirmations", key, told)
        path = f"/rule-confirmations/{number}/approve"
        yield Action(day, f"确认核实 {row['rule']}", COUNTY_TOO, path, f"{key}-approve", {})
    for row in of_day(files["case_erasures"], day):
        case = row["case_id"]
        path, key = f"/cases/{case}/erase", f"demo-erase-{case}"
        yield Action(day, "依规删除申请人个人信息", COUNTY, path, key, {"rule": row["rule"]})
    yield from meetings(of_day(files["case_meetings"], day), day)
    for row in of_day(files["cases"], day):
        yield _application(row)
    for row in of_day(files["case_steps"], day):
        yield _recommendation(row) if row["step"] == "recommend" else _step(row)


def meetings(rows: list[Row], day: str) -> Iterator[Action]:
    """Record meetings, many at once: those of branches and those of committees by their own people."""
    for user in (BRANCH, COMMITTEE):
        own = [row for row in rows if (row["kind"] == SUPERIOR_MEETING) == (user == COMMITTEE)]
        for start in range(0, len(own), MAX_MEETINGS):
            chunk = [_meeting(row) for row in own[start : start + MAX_MEETINGS]]
            title, key = f"会议记录 {len(chunk)} 次", f"demo-meetings-{day}-{user}-{start}"
            yield Action(day, title, user, "/meeting-records", key, {"meetings": chunk}, awaits=True)


def _meeting(row: Row) -> dict[str, Any]:
    words = ("meeting", "org_code", "kind", "held_on", "theme", "minutes")
    counts = ("due", "present", "voters_due", "voters_present")
    return {
        **{name: row[name] for name in words},
        **{name: int(row[name]) for name in counts if row[name]},
        "hours": float(row["hours"]),
        **{name: row[name].split("|") for name in ("contents", "evidence") if row[name]},
    }


def _application(row: Row) -> Action:
    body = {name: value for name, value in row.items() if name != "recorded_on"}
    filled = {**body, "written": row["written"] == "true"}
    case = row["case_id"]
    return Action(
        row["recorded_on"], f"入党申请 {case}", BRANCH, "/cases", f"demo-{case}", filled, awaits=True
    )


def _step(row: Row) -> Action:
    case, step = row["case_id"], row["step"]
    return Action(
        row["recorded_on"],
        f"{case} {step}",
        COMMITTEE if step in OF_THE_COMMITTEE else BRANCH,
        f"/cases/{case}/{step.replace('_', '-')}",
        f"demo-{case}-{step}-{row['on']}",
        {"on": row["on"], **_details(row)},
        awaits=True,
    )


def _recommendation(row: Row) -> Action:
    case, body, held = row["case_id"], _details(row)["body"], date.fromisoformat(row["on"])
    meeting = {
        "recommendation": f"T{case}",
        "case_id": case,
        "held_on": row["on"],
        **MEETING,
        "valid_until": add_months(held, VALID_MONTHS).isoformat(),
    }
    path = f"/departments/{body}/recommendations"
    return Action(row["recorded_on"], f"{body} 推优 {case}", body, path, f"demo-T{case}", meeting)


def _details(row: Row) -> dict[str, Any]:
    """Read ``name=value;name=a|b``."""
    return dict(_detail(*part.split("=", 1)) for part in row["details"].split(";") if part)


def _detail(name: str, value: str) -> tuple[str, Any]:
    if name in LISTS:
        return name, value.split("|")
    if name in NUMBERS:
        return name, int(value)
    return name, value == "true" if name == "leaves_soon" else value
