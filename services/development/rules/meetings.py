"""Decisions of meetings: each points to the record of the one that decided, of its kind, body and day."""

from collections.abc import Iterator, Mapping

from services.development.rules.request import StepRequest
from shared.contracts.supervision.terms import COMMITTEE_MEETING, MEETINGS, MEMBERS_MEETING, SUPERIOR_MEETING
from shared.rules.violation import Violation

# A branch without a committee decides in its members' meeting (R-ORG-21).
OF_THE_BRANCH = (COMMITTEE_MEETING, MEMBERS_MEETING)
OF_THE_SUPERIOR = (SUPERIOR_MEETING,)
DECIDED_BY: Mapping[str, tuple[str, ...]] = {
    "committee": (COMMITTEE_MEETING,),
    "branch_meeting": (MEMBERS_MEETING,),
}
VOTES = "vote_"


def kinds(request: StepRequest) -> tuple[str, ...] | None:
    """Return which kinds of meeting may decide the step; None: any."""
    if request.step.startswith(VOTES):
        return (MEMBERS_MEETING,)
    if "approver" in request.facts:
        return OF_THE_SUPERIOR
    if "decided_by" in request.facts:
        return DECIDED_BY[request.facts["decided_by"]]
    return None if request.step == "oath" else OF_THE_BRANCH


def on_record(request: StepRequest) -> Iterator[Violation]:
    """
    A step that a meeting decides names the record of that meeting.

    Source: I-5, R-DEV-13, R-DEV-40.
    """
    if "meeting" not in request.facts:
        return
    meeting, named = request.meeting, request.facts["meeting"]
    if meeting is None:
        yield request.violation("I-5", f"没有会议{named}的记录，或尚未收到", field="meeting")
        return
    allowed = kinds(request)
    if allowed is not None and meeting.kind not in allowed:
        names = "、".join(MEETINGS[kind] for kind in allowed)
        message = f"{named}是{MEETINGS[meeting.kind]}，此步骤由{names}决定"
        yield request.violation("I-5", message, field="meeting")
    if meeting.held_on != request.on:
        message = f"会议{named}于{meeting.held_on.isoformat()}召开，与办理日期不符"
        yield request.violation("I-5", message, field="on", earliest=meeting.held_on)
    if allowed is not None and meeting.org_code != _body(request):
        message = f"会议{named}不是{_body(request)}的会议"
        yield request.violation("I-5", message, field="meeting")
    if request.step.startswith(VOTES) and None in (meeting.voters_due, meeting.voters_present):
        message = f"会议{named}的记录没有写明有表决权的应到、实到人数"
        yield request.violation("I-5", message, field="meeting")


def _body(request: StepRequest) -> str:
    superior = kinds(request) == OF_THE_SUPERIOR
    return str(request.facts["approver"]) if superior else request.case.org_code
