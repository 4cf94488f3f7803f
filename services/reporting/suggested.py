"""What a joint meeting might deal with, as its figures tell: topics to choose from, never an agenda (R-JM-07)."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.reporting.basis import Basis
from services.reporting.indicators import cells
from services.reporting.report import checks
from shared.contracts.indicators import INDICATORS
from shared.rules import pack

# The fall of a rate since the last quarter, in percentage points, from which on it is worth a word.
FALL = "R-JM-07-FALL"
Topic = dict[str, Any]


def suggested(now: Basis, before: Basis | None, names: Mapping[str, str]) -> list[Topic]:
    """
    Return topics in the order of the agenda's headings.

    Args:
        before: The same of the quarter before, where there was one.
        names: Chinese names of departments by their codes.
    """
    found = [*_overdue(now), *_fallen(now, before), *_differing(now), *_silent(now, names)]
    return [{"indicator": None, "area": None, "resolution": None, **topic} for topic in found]


def _overdue(now: Basis) -> Iterator[Topic]:
    """Unfinished resolutions whose day is over: they come before the next meeting by themselves (R-JM-14)."""
    for one in sorted(now.resolutions, key=lambda one: one.no):
        if one.is_overdue(now.as_of):
            text = f"{one.text}（{one.no}）已逾期{(now.as_of - one.due).days}天"
            yield {"heading": "tasks", "text": text, "resolution": one.no}


def _fallen(now: Basis, before: Basis | None) -> Iterator[Topic]:
    """Rates that fell, of the area and of those right below it."""
    if before is None:
        return
    for area in (now.area, *now.tree.below.get(now.area, ())):
        if area not in before.tree.areas:
            continue
        then = cells(before, area)
        fall = pack.load("joint_meeting", now.period.last, now.tree.path(area)).number(FALL)
        for name, cell in cells(now, area).items():
            old, new = then.get(name, {}).get("value"), cell["value"]
            if not INDICATORS[name].is_rate or old is None or new is None or old - new < fall:
                continue
            text = f"{now.tree.areas[area].name}{INDICATORS[name].name}由{old:.1f}%降至{new:.1f}%"
            yield {"heading": "figures", "text": text, "indicator": name, "area": area}


def _differing(now: Basis) -> Iterator[Topic]:
    """Figures that contradict each other (R-JM-17)."""
    for row in checks(now, [now.area, *now.tree.shown(now.area)]):
        text = f"{now.tree.areas[row['area']].name}：{row['detail']}"
        yield {"heading": "figures", "text": text, "area": row["area"]}


def _silent(now: Basis, names: Mapping[str, str]) -> Iterator[Topic]:
    """Departments that owe figures and have not handed them in by the deadline (R-JM-16)."""
    quarter = now.period.title
    for department, data_set in now.reporters.items():
        sent = now.submissions.get(data_set)
        if sent is None and now.as_of > now.period.last:
            yield {
                "heading": "reports",
                "text": f"{names.get(department, department)}尚未报送{quarter}数据",
            }
        elif sent is not None and not sent.in_time(now.period):
            text = f"{names.get(department, department)}逾期报送{quarter}数据"
            yield {"heading": "reports", "text": text}
