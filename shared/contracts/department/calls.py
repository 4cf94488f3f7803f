"""What the departments can be asked to do and to say."""

from marshmallow import Schema, fields

from shared.contracts import values as v
from shared.contracts.base import Command, Query
from shared.contracts.department.parts import Recommendation, figures, number


class SubmitFigures(Command):
    """Hand in the figures of a quarter, or a correction of them."""

    period = v.period(required=True)
    figures = figures()


class Numbered(Command):
    """A command about one resolution or task."""

    no = number()


class Recommend(Recommendation, Command):
    """Put a recommendation on record; development hears of it (R-DEV-11)."""


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


class FindRecommendations(Query):
    """Ask for the department's recommendations and what became of them."""


class FindResolutions(Query):
    """Ask for the resolutions."""


class FindReceipt(Query):
    """Ask what became of an external event."""

    source = fields.Str(required=True, validate=v.NAME, metadata=v.label("来源系统"))
    id = fields.Str(required=True, validate=v.NAME, metadata=v.label("事件编号"))


COMMANDS: dict[str, type[Schema]] = {
    "submit_figures": SubmitFigures,
    "recommend": Recommend,
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
    "recommendations": FindRecommendations,
    "resolutions": FindResolutions,
    "receipt": FindReceipt,
}
