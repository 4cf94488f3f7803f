"""What callers send, turned into what the commands take."""

from typing import Any

from marshmallow import post_load

from services.department.model import Figure, Meeting, Recommendation, Resolution, Submission
from shared.contracts.base import ENVELOPE_FIELDS
from shared.contracts.department import calls as contract
from shared.contracts.department import events

Loaded = dict[str, Any]


def _submission(data: Loaded) -> Submission:
    return Submission(data["period"], tuple(Figure(**figure) for figure in data["figures"]))


class SubmitFigures(contract.SubmitFigures):
    """A submission."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> Submission:
        return _submission(data)


class FiguresReported(events.FiguresReported):
    """A submission by event."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> Submission:
        return _submission(data)


class Recommend(contract.Recommend):
    """A recommendation."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> Recommendation:
        own = {name: value for name, value in data.items() if name not in ENVELOPE_FIELDS}
        return Recommendation(**own)


class HoldMeeting(contract.HoldMeeting):
    """A meeting."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> Meeting:
        return Meeting(
            data["meeting"], data["period"], data["held_on"], tuple(data["attended"]), tuple(data["absent"])
        )


class IssueResolution(contract.IssueResolution):
    """A resolution."""

    @post_load
    def make(self, data: Loaded, **_: Any) -> Resolution:
        own = {name: value for name, value in data.items() if name not in ENVELOPE_FIELDS}
        return Resolution(**{**own, "co": tuple(own["co"])}, original_due_on=own["due_on"])
