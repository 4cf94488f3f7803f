"""What callers ask reporting."""

from dataclasses import dataclass
from typing import Any

from marshmallow import post_load

from shared.contracts import reporting
from shared.rules.periods import Quarter


@dataclass(frozen=True)
class Wanted:
    """The report that is asked for."""

    period: Quarter
    area: str


class JointMeetingReport(reporting.JointMeetingReport):
    """The report of one quarter for one area and all below it."""

    @post_load
    def _wanted(self, asked: dict[str, Any], **_: Any) -> Wanted:
        return Wanted(Quarter.parse(asked["period"]), asked["area"])
