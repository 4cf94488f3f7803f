"""What the departments tell, and what their external systems tell them."""

from marshmallow import fields, validate

from shared.contracts import values as v
from shared.contracts.base import Contract, event
from shared.contracts.department.parts import Recommendation, figures, number


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


@event("department.recommendation_made.v1")
class RecommendationMade(Recommendation):
    """A mass organisation recommended somebody who applied (R-DEV-10, R-DEV-11)."""


# External events have no ledger of their own, so they are not among EVENTS.
EXTERNAL_EVENTS: dict[str, type[Contract]] = {"department.figures_reported.v1": FiguresReported}
