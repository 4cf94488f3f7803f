"""What the departments tell, and what their external systems tell them."""

from datetime import date

from marshmallow import validate

from shared.contracts import duties
from shared.contracts import values as v
from shared.contracts.base import Event, event
from shared.contracts.coverage import Coverage
from shared.contracts.department import facts
from shared.contracts.department.terms import URGINGS
from shared.contracts.files import KeptFile
from shared.contracts.supervision import facts as supervision


@event("department.duty_opened.v1", "产生应办事项")
class DutyOpened(duties.DutyOpened):
    """A department has to do something by a day."""


@event("department.duty_met.v1", "事项已办")
class DutyMet(duties.DutyMet):
    """It was done."""


@event("department.duty_late.v1", "事项逾期")
class DutyLate(duties.DutyLate):
    """The last day has passed, and it is not done."""


@event("department.duty_lapsed.v1", "事项不需办理")
class DutyLapsed(duties.DutyLapsed):
    """It need not be done any more."""


@event("department.figures_submitted.v1", "报送季度数据")
class FiguresSubmitted(Event, facts.Figures):
    """A department handed in its figures of a quarter; a higher version replaces a lower one (R-JM-16)."""

    department: str = v.code("部门", required=True)
    version: int = v.whole("版本", validate.Range(min=1), required=True)


class OfPart(Event, facts.Part):
    """What happens to one area's part of a department's figures; a base, no event."""

    department: str = v.code("成员单位", required=True)


@event("department.figures_drafted.v1", "暂存数据")
class FiguresDrafted(OfPart):
    """A county's part was written down; what it held before is replaced."""

    figures: tuple[facts.Figure, ...] = v.rows(facts.Figure, "数据", required=True)


@event("department.figures_handed_up.v1", "上报数据")
class FiguresHandedUp(OfPart):
    """A county's part, or the whole, waits for approval by a second person (R-JM-16, R-PRV-23)."""

    figures: tuple[facts.Figure, ...] = v.rows(facts.Figure, "数据", required=True)


@event("department.figures_returned.v1", "退回数据")
class FiguresReturned(OfPart):
    """It was given back, to be put right."""

    reason: str = v.words("退回原因", required=True)


@event("department.figures_approved.v1", "审核数据")
class FiguresApproved(OfPart):
    """A county's part was approved; approving the whole makes a version (``FiguresSubmitted``)."""


@event("department.coverage_submitted.v1", "报送覆盖企业")
class CoverageSubmitted(Event, Coverage):
    """A department handed in which enterprises it covers, under pseudonyms; a higher version replaces a lower one."""

    department: str = v.code("部门", required=True)
    version: int = v.whole("版本", validate.Range(min=1), required=True)


@event("department.figures_opened.v1", "开放补报")
class FiguresOpened(Event, facts.Opening):
    """The convener lets a department hand in the first figures of a quarter after the lock (R-JM-16)."""

    reason: str = v.words("开放原因", required=True)


@event("department.quarter_frozen.v1", "冻结季度数据")
class QuarterFrozen(Event, facts.Manifest):
    """The convener froze a quarter's figures; what is recorded later alters none of them (R-IND-07)."""

    reason: str | None = v.words("更正说明", required=True, allow_none=True)


@event("department.meeting_planned.v1", "筹备联席会议")
class MeetingPlanned(Event, facts.Plan):
    """The convener called a joint meeting, or moved it to another day."""


@event("department.topic_proposed.v1", "提出议题")
class TopicProposed(Event, facts.Topic):
    """A department wants a joint meeting to deal with something."""

    department: str = v.code("提出单位", required=True)


@event("department.agenda_confirmed.v1", "确定议程")
class AgendaConfirmed(Event, facts.Agenda):
    """The convener settled the agenda of a joint meeting (R-JM-06)."""


@event("department.minutes_issued.v1", "印发会议纪要")
class MinutesIssued(Event, facts.Minutes):
    """The minutes of a joint meeting were issued; its resolutions are settled (R-JM-09)."""

    issued_on: date = v.day("印发日", required=True)
    resolutions: tuple[str, ...] = v.several(v.words("编号", facts.RESOLUTION_NO), "议定事项", required=True)


@event("department.minutes_supplemented.v1", "补充会议纪要")
class MinutesSupplemented(Event, facts.Minutes):
    """Minutes that were issued were corrected or completed (R-JM-09)."""

    number: int = v.whole("补充次序", validate.Range(min=1), required=True)


@event("department.resolution_urged.v1", "督办议定事项")
class ResolutionUrged(Event, facts.Numbered):
    """A resolution has been overdue for so long that its lead department is urged (R-JM-14)."""

    lead: str = v.code("牵头单位", required=True)
    due_on: date = v.day("完成期限", required=True)
    days: int = v.count("已逾期天数", required=True)
    urging: str = v.choice("督办方式", URGINGS, required=True)


@event("department.meeting_held.v1", "召开联席会议")
class MeetingHeld(Event, facts.Meeting):
    """A joint meeting was held."""


@event("department.resolution_issued.v1", "印发议定事项")
class ResolutionIssued(Event, facts.Resolution):
    """A resolution of a joint meeting was issued (R-JM-10); of a county's with ``convened_for``, its area."""

    convened_for: str | None = v.area("会议所属县（市、区）", load_default=None, allow_none=True)


@event("department.task_accepted.v1", "承接任务")
class TaskAccepted(Event, facts.Numbered):
    """The lead department took a resolution as its task."""


@event("department.task_progressed.v1", "填报进展")
class TaskProgressed(Event, facts.Progress):
    """The lead department told of progress."""


@event("department.task_submitted.v1", "报结任务")
class TaskSubmitted(Event, facts.Work):
    """The lead department handed its work in, with evidence; its files stay with it, their hashes travel (R-JM-13)."""

    files: tuple[KeptFile, ...] = v.rows(KeptFile, "佐证材料", load_default=())


@event("department.resolution_returned.v1", "退回")
class ResolutionReturned(Event, facts.Numbered):
    """The convener gave the work back."""

    reason: str = v.words("退回原因", required=True)


@event("department.resolution_extended.v1", "延期")
class ResolutionExtended(Event, facts.Numbered):
    """The convener put the due date off; the original one stays on record (R-JM-12)."""

    due_on: date = v.day("新期限", required=True)
    original_due_on: date = v.day("原期限", required=True)
    reason: str = v.words("延期原因", required=True)


@event("department.resolution_cancelled.v1", "撤销")
class ResolutionCancelled(Event, facts.Numbered):
    """The convener gave the resolution up; nothing is due any more (R-JM-11)."""

    reason: str = v.words("撤销原因", required=True)


@event("department.resolution_verified.v1", "核验")
class ResolutionVerified(Event, facts.Numbered):
    """The convener checked the evidence."""


@event("department.resolution_closed.v1", "销号")
class ResolutionClosed(Event, facts.Numbered):
    """The convener closed the resolution (R-JM-13)."""


@event("department.recommendation_made.v1", "推优")
class RecommendationMade(Event, facts.Recommendation):
    """A mass organisation recommended somebody who applied (R-DEV-10, R-DEV-11)."""


@event("department.difficulty_answered.v1", "答复企业困难")
class DifficultyAnswered(Event, supervision.Answer):
    """A department told what became of an enterprise's difficulty that was handed to it."""


@event("department.figures_reported.v1", "外部系统上报季度数据")
class FiguresReported(Event, facts.Figures):
    """What an external system of a department reports; the department's service records it as a submission."""
