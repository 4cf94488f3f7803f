"""The departments' words: states of a resolution, kinds of meetings, headings, with their Chinese names."""

from collections.abc import Mapping
from enum import StrEnum

from shared.rules import pack

# The most that the rule, in mebibytes, lets through on any day or at any place; the row of the day judges.
MAX_FILE_BYTES = max(int(row.value) for row in pack.rows("joint_meeting") if row.id == "R-JM-13-SIZE") << 20


class ResolutionState(StrEnum):
    """Where a resolution stands (R-JM-11)."""

    ISSUED = "ISSUED"
    ACCEPTED = "ACCEPTED"
    IN_PROGRESS = "IN_PROGRESS"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    VERIFIED = "VERIFIED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


RESOLUTION_STATES: Mapping[ResolutionState, str] = {
    ResolutionState.ISSUED: "已印发",
    ResolutionState.ACCEPTED: "已承接",
    ResolutionState.IN_PROGRESS: "办理中",
    ResolutionState.SUBMITTED: "已报结",
    ResolutionState.RETURNED: "已退回",
    ResolutionState.VERIFIED: "已核验",
    ResolutionState.CLOSED: "已销号",
    ResolutionState.CANCELLED: "已撤销",
}
# Where nothing is left to do.
OVER = frozenset({ResolutionState.CLOSED, ResolutionState.CANCELLED})


class SubmissionState(StrEnum):
    """Where an area's part of a quarter's figures stands, or the whole (R-JM-16)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


SUBMISSION_STATES: Mapping[SubmissionState, str] = {
    SubmissionState.DRAFT: "草稿",
    SubmissionState.SUBMITTED: "待审核",
    SubmissionState.RETURNED: "已退回",
    SubmissionState.APPROVED: "已审核",
}


MEETING_KINDS: Mapping[str, str] = {"plenary": "全体会议", "special": "专题会议"}
# What each meeting deals with, in this order (R-JM-07).
HEADINGS: Mapping[str, str] = {
    "tasks": "上次会议议定事项落实情况",
    "figures": "季度统计情况",
    "reports": "成员单位汇报",
    "difficulties": "企业困难和诉求",
    "next": "下季度任务",
    "other": "其他事项",
}


class Urging(StrEnum):
    """What an overdue resolution comes to (R-JM-14)."""

    NOTICE = "notice"
    BULLETIN = "bulletin"


URGINGS: Mapping[Urging, str] = {Urging.NOTICE: "督办单", Urging.BULLETIN: "通报"}


def resolution_state(
    *,
    accepted: bool,
    progressed: int,
    submitted: int,
    returned: int,
    verified: bool,
    closed: bool,
    cancelled: bool,
) -> ResolutionState:
    """
    Return where a resolution stands, from how often each step was taken; their order does not matter.

    Source: R-JM-11.
    """
    if closed:
        return ResolutionState.CLOSED
    if cancelled:
        return ResolutionState.CANCELLED
    if verified:
        return ResolutionState.VERIFIED
    if submitted > returned:
        return ResolutionState.SUBMITTED
    if returned:
        return ResolutionState.RETURNED
    if progressed:
        return ResolutionState.IN_PROGRESS
    return ResolutionState.ACCEPTED if accepted else ResolutionState.ISSUED
