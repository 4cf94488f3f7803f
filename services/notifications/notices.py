"""What each notice of a service says, under which alarm of the register, and to whom (A-18, A-19, A-32)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.contracts.development.events import QuotaUsed, YearEndBunched
from shared.contracts.notices import Notice
from shared.contracts.notifications.facts import Alarm
from shared.contracts.training.events import HoursBehind


@dataclass(frozen=True)
class Told:
    """
    How a notice is told.

    Attributes:
        text: What it says, with the notice's own fields.
    """

    alarm: str
    roles: tuple[str, ...]
    text: str


NOTICES: Mapping[type[Notice], Told] = {
    QuotaUsed: Told(
        "A-18",
        ("county_organiser",),
        "{year}年发展党员名额（{org_code}）已用{used}个，共{places}个，达到{step}%",
    ),
    YearEndBunched: Told(
        "A-19",
        ("county_organiser",),
        "{year}年第四季度发展党员{fourth_quarter}名，全年{admissions}名，超过{step}%，请核查是否突击发展",
    ),
    HoursBehind: Told(
        "A-32",
        ("branch_secretary", "training_clerk"),
        "{year}年学时（{org_code}）：{members}名党员中{behind}名未达到全年要求的{step}%",
    ),
}


def alarm(kind: type[Notice], data: Mapping[str, Any], on: date) -> Alarm:
    """Return the alarm of a notice; it is named by what it is about and by the step, so that each is raised once."""
    told = NOTICES[kind]
    name = str(kind.event_type).split(".")[1]
    return Alarm(
        alarm=told.alarm,
        duty=f"{name}:{data['subject']}",
        offset=str(data["step"]),
        deadline=name,
        subject=data["subject"],
        level=0,
        roles=told.roles,
        area=data["area"],
        department=None,
        due_on=on,
        text=told.text.format_map(data),
    )
