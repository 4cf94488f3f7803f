"""The departments' contracts: quarterly figures, meetings, resolutions, tasks."""

from typing import Any

from marshmallow import Schema, fields, validate

from shared.contracts import values as v
from shared.contracts.base import Command, Contract, Query, event

# One way to write each number: two digits, more only where they are needed.
RESOLUTION_NO = validate.Regexp(
    r"^JM-[0-9]{4}-(0[1-9]|[1-9][0-9]+)" + v.END, error="议定事项编号应为 JM-2026-01 的形式"
)
MAX_FIGURES = 2000


def number(text: str = "议定事项编号") -> fields.Str:
    """A resolution's number."""
    return fields.Str(required=True, validate=RESOLUTION_NO, metadata=v.label(text))


class Figure(Contract):
    """One aggregated number of one area; never anything about a person (R-JM-15)."""

    item = fields.Str(
        required=True,
        validate=validate.Regexp(r"^R-JM-[0-9]+(\.[a-z]+)?" + v.END),
        metadata=v.label("数据项"),
    )
    area = v.area("县（市、区）", required=True)
    value = v.count("数值", required=True)


def figures() -> Any:
    """The figures of a quarter."""
    return fields.List(
        fields.Nested(Figure),
        required=True,
        validate=validate.Length(1, MAX_FIGURES),
        metadata=v.label("数据"),
    )


@event("department.figures_submitted.v1")
class FiguresSubmitted(Contract):
    """A department handed in its figures of a quarter; a higher version replaces a lower one (R-JM-16)."""

    department = v.code("部门", required=True)
    period = v.period(required=True)
    version = fields.Int(required=True, validate=validate.Range(min=1), metadata=v.label("版本"))
    figures = figures()


@event("department.meeting_held.v1")
class MeetingHeld(Contract):
    """A joint meeting was held."""

    meeting = v.code("会议编号", required=True)
    period = v.period(required=True)
    held_on = v.day("召开日期", required=True)
    attended = fields.List(v.code("部门"), required=True, metadata=v.label("到会单位"))
    absent = fields.List(v.code("部门"), required=True, metadata=v.label("缺席单位"))


@event("department.resolution_issued.v1")
class ResolutionIssued(Contract):
    """A resolution of a joint meeting was issued (R-JM-10)."""

    no = number()
    meeting = v.code("会议编号", required=True)
    text = v.words("内容", required=True)
    lead = v.code("牵头单位", required=True)
    co = fields.List(v.code("协办单位"), required=True, metadata=v.label("协办单位"))
    due_on = v.day("完成期限", required=True)
    deliverable = v.words("成果", required=True)
    measure = v.words("完成标准", required=True)


@event("department.task_accepted.v1")
class TaskAccepted(Contract):
    """The lead department took a resolution as its task."""

    no = number()


@event("department.task_progressed.v1")
class TaskProgressed(Contract):
    """The lead department told of progress."""

    no = number()
    note = v.words("进展", required=True)


@event("department.task_submitted.v1")
class TaskSubmitted(Contract):
    """The lead department handed its work in, with evidence."""

    no = number()
    evidence = v.words("完成情况", required=True)


@event("department.resolution_returned.v1")
class ResolutionReturned(Contract):
    """The convener gave the work back."""

    no = number()
    reason = v.words("退回原因", required=True)


@event("department.resolution_extended.v1")
class ResolutionExtended(Contract):
    """The convener put the due date off; the original one stays on record (R-JM-12)."""

    no = number()
    due_on = v.day("新期限", required=True)
    original_due_on = v.day("原期限", required=True)
    reason = v.words("延期原因", required=True)


@event("department.resolution_verified.v1")
class ResolutionVerified(Contract):
    """The convener checked the evidence."""

    no = number()


@event("department.resolution_closed.v1")
class ResolutionClosed(Contract):
    """The convener closed the resolution (R-JM-13)."""

    no = number()


class FiguresReported(Contract):
    """What an external system of a department reports; the department's service records it as a submission."""

    period = v.period(required=True)
    figures = figures()


# External events have no ledger of their own, so they are not among EVENTS.
EXTERNAL_EVENTS: dict[str, type[Contract]] = {"department.figures_reported.v1": FiguresReported}


class SubmitFigures(Command):
    """Hand in the figures of a quarter, or a correction of them."""

    period = v.period(required=True)
    figures = figures()


class Numbered(Command):
    """A command about one resolution or task."""

    no = number()


class AcceptTask(Numbered):
    """Take a resolution as the department's task."""


class ProgressTask(Numbered):
    """Tell of progress."""

    note = v.words("进展", required=True)


class SubmitTask(Numbered):
    """Hand the work in."""

    evidence = v.words("完成情况", required=True)


class HoldMeeting(Command):
    """Record that a joint meeting was held."""

    meeting = v.code("会议编号", required=True)
    period = v.period(required=True)
    held_on = v.day("召开日期", required=True)
    attended = fields.List(v.code("部门"), required=True, metadata=v.label("到会单位"))
    absent = fields.List(v.code("部门"), required=True, metadata=v.label("缺席单位"))


class IssueResolution(Numbered):
    """Issue a resolution; every field is needed (R-JM-10)."""

    meeting = v.code("会议编号", required=True)
    text = v.words("内容", required=True)
    lead = v.code("牵头单位", required=True)
    co = fields.List(v.code("协办单位"), required=True, metadata=v.label("协办单位"))
    due_on = v.day("完成期限", required=True)
    deliverable = v.words("成果", required=True)
    measure = v.words("完成标准", required=True)


class ReturnResolution(Numbered):
    """Give the work back."""

    comment = v.words("退回原因", required=True)


class ExtendResolution(Numbered):
    """Put the due date off."""

    due_on = v.day("新期限", required=True)
    comment = v.words("延期原因", required=True)


class VerifyResolution(Numbered):
    """Note that the evidence was checked."""


class CloseResolution(Numbered):
    """Close the resolution."""


class Today(Query):
    """Ask for the business day as this department knows it."""


class FindFigures(Query):
    """Ask for a department's own figures of a quarter."""

    period = v.period(required=True)


class FindTasks(Query):
    """Ask for a department's tasks."""


class FindResolutions(Query):
    """Ask for the resolutions."""


class FindReceipt(Query):
    """Ask what became of an external event."""

    source = fields.Str(required=True, validate=v.NAME, metadata=v.label("来源系统"))
    id = fields.Str(required=True, validate=v.NAME, metadata=v.label("事件编号"))


COMMANDS: dict[str, type[Schema]] = {
    "submit_figures": SubmitFigures,
    "accept_task": AcceptTask,
    "progress_task": ProgressTask,
    "submit_task": SubmitTask,
    "hold_meeting": HoldMeeting,
    "issue_resolution": IssueResolution,
    "return_resolution": ReturnResolution,
    "extend_resolution": ExtendResolution,
    "verify_resolution": VerifyResolution,
    "close_resolution": CloseResolution,
}
QUERIES: dict[str, type[Schema]] = {
    "today": Today,
    "figures": FindFigures,
    "tasks": FindTasks,
    "resolutions": FindResolutions,
    "receipt": FindReceipt,
}
