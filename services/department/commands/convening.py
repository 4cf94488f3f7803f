"""What only the convener does: meetings and resolutions."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from services.department import rules, store
from services.department.effects import take_effect
from services.department.model import Meeting, Resolution
from shared.contracts.errors import Conflict
from shared.ledger import Unit


def hold_meeting(unit: Unit, meeting: Meeting, departments: Collection[str], convener: str) -> None:
    """Record a joint meeting that was held validly (R-JM-08)."""
    if unit.db["meetings"].find_one({"_id": meeting.meeting}, session=unit.session) is not None:
        raise Conflict(f"会议{meeting.meeting}已登记", {"fields": {"meeting": ["已登记"]}})
    unit.check(rules.meeting_violations(meeting, departments, convener, unit.stamp.recorded_on))
    data = {
        "meeting": meeting.meeting,
        "period": meeting.period,
        "held_on": meeting.held_on.isoformat(),
        "attended": list(meeting.attended),
        "absent": list(meeting.absent),
    }
    unit.db["meetings"].insert_one(
        {"_id": meeting.meeting, "version": store.VERSION, **data}, session=unit.session
    )
    unit.record(
        f"meeting:{meeting.meeting}", "department.meeting_held.v1", data, effective_on=meeting.held_on
    )


def issue_resolution(unit: Unit, resolution: Resolution, departments: Collection[str]) -> None:
    """Issue a resolution; the lead department's task comes of it (R-JM-09, R-JM-10)."""
    if unit.db["resolutions"].find_one({"_id": resolution.no}, session=unit.session) is not None:
        raise Conflict(f"编号{resolution.no}已使用", {"fields": {"no": ["编号已使用"]}})
    if unit.db["meetings"].find_one({"_id": resolution.meeting}, session=unit.session) is None:
        raise Conflict(f"会议{resolution.meeting}尚未登记", {"fields": {"meeting": ["请先登记会议"]}})
    unit.check(
        rules.resolution_violations(
            resolution, departments, _issued(unit, resolution.no), unit.stamp.recorded_on
        )
    )
    data = {
        "no": resolution.no,
        "meeting": resolution.meeting,
        "text": resolution.text,
        "lead": resolution.lead,
        "co": list(resolution.co),
        "due_on": resolution.due_on.isoformat(),
        "deliverable": resolution.deliverable,
        "measure": resolution.measure,
    }
    _record(unit, resolution.no, "department.resolution_issued.v1", data)


def return_resolution(unit: Unit, no: str, comment: str) -> None:
    """Give submitted work back."""
    _decide(unit, no, "return", "department.resolution_returned.v1", reason=comment)


def verify_resolution(unit: Unit, no: str) -> None:
    """Note that the evidence was checked, by another than who handed it in (R-JM-13)."""
    _decide(unit, no, "verify", "department.resolution_verified.v1")


def close_resolution(unit: Unit, no: str) -> None:
    """Close a verified resolution (R-JM-13)."""
    _decide(unit, no, "close", "department.resolution_closed.v1")


def extend_resolution(unit: Unit, no: str, due_on: date, comment: str) -> None:
    """Put the due date off; the original one stays on record (R-JM-12)."""
    resolution = store.get_resolution(unit, no)
    unit.check(rules.extension_violations(resolution, due_on))
    data = {
        "no": no,
        "due_on": due_on.isoformat(),
        "original_due_on": resolution.original_due_on.isoformat(),
        "reason": comment,
    }
    _record(unit, no, "department.resolution_extended.v1", data)


def _decide(unit: Unit, no: str, step: str, event_type: str, **told: Any) -> None:
    resolution, task = store.get_resolution(unit, no), store.get_task(unit, no)
    unit.check(rules.convener_violations(resolution, task, step, unit.stamp.actor.user))
    _record(unit, no, event_type, {"no": no, **told})


def _record(unit: Unit, no: str, event_type: str, data: dict[str, Any]) -> None:
    take_effect(unit, event_type, data)
    unit.record(f"resolution:{no}", event_type, data)


def _issued(unit: Unit, no: str) -> list[str]:
    """Give the numbers of the same year that are given already."""
    year = re.escape(no.rsplit("-", 1)[0])
    found = unit.db["resolutions"].find({"_id": {"$regex": f"^{year}-"}}, {"_id": 1}, session=unit.session)
    return sorted(row["_id"] for row in found)
