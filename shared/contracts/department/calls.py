"""The departments' commands and questions."""

from datetime import date

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.base import Command, Query
from shared.contracts.department import facts
from shared.contracts.supervision import facts as supervision


class DraftFigures(Command, facts.Draft):
    """Write down a county's part of a quarter's figures."""


class HandUpFigures(Command, facts.Part):
    """Hand a county's part up for approval."""


class SubmitFigures(Command, facts.Figures):
    """
    Hand the figures of the whole up for approval, or a correction of them.

    ``figures`` are those of the counties that handed up no part of their own; none when all did.
    """

    figures: tuple[facts.Figure, ...] = v.rows(
        facts.Figure, "数据", validate.Length(max=facts.MAX_FIGURES), load_default=()
    )


class ReturnFigures(Command, facts.Part):
    """Give a part, or the whole, back to be put right."""

    comment: str = v.words("退回原因", required=True)


class ApproveFigures(Command, facts.Part):
    """Approve a county's part; approving the whole hands it in to the joint meeting as the next version."""


class SubmitCoverage(Command, facts.CoveredEnterprises):
    """Hand in the enterprises that the department covers at the end of a quarter, or a correction of all of them."""


class OpenFigures(Command, facts.Opening):
    """Let a department hand in the first figures of a quarter after the lock."""

    comment: str = v.words("开放原因", required=True)


class FreezeQuarter(Command, facts.Manifest):
    """Freeze a quarter's figures as the manifest names them; a further version says why (R-IND-07)."""

    comment: str | None = v.words("更正说明", load_default=None, allow_none=True)


class Recommend(Command, facts.Recommendation):
    """Put a recommendation on record; development hears of it (R-DEV-11)."""


class AcceptTask(Command, facts.Numbered):
    """Take a resolution as the department's task."""


class ProgressTask(Command, facts.Progress):
    """Tell of progress."""


class SubmitTask(Command, facts.Work):
    """Hand the work in, with files that were uploaded before."""

    files: tuple[str, ...] = v.several(v.code("文件"), "佐证材料", v.distinct, load_default=())


class AnswerDifficulty(Command, supervision.Answer):
    """Tell what became of a difficulty that was handed to the department."""


class PlanMeeting(Command, facts.Plan):
    """Call a joint meeting, or another day for it; topics may be proposed from then on."""


class ProposeTopic(Command, facts.Topic):
    """Propose what a meeting is to deal with."""


class ConfirmAgenda(Command, facts.Agenda):
    """Settle which topics a meeting deals with, in which order."""


class IssueMinutes(Command, facts.Minutes):
    """Issue the minutes; the meeting's resolutions are settled with them."""


class SupplementMinutes(Command, facts.Minutes):
    """Correct or complete minutes that were issued; what was issued stays as it is."""


class HoldMeeting(Command, facts.Meeting):
    """Record that a joint meeting was held."""


class IssueResolution(Command, facts.Resolution):
    """Issue a resolution."""


class ReturnResolution(Command, facts.Numbered):
    """Give the work back."""

    comment: str = v.words("退回原因", required=True)


class ExtendResolution(Command, facts.Numbered):
    """Put the due date off."""

    due_on: date = v.day("新期限", required=True)
    comment: str = v.words("延期原因", required=True)


class CancelResolution(Command, facts.Numbered):
    """Give a resolution up."""

    comment: str = v.words("撤销原因", required=True)


class VerifyResolution(Command, facts.Numbered):
    """Note that the evidence was checked."""


class CloseResolution(Command, facts.Numbered):
    """Close the resolution."""


class FindFigures(Query):
    """Ask for a department's own figures of a quarter."""

    period: str = v.period(required=True)


class FindCoverage(Query):
    """Ask how many enterprises a department has handed in for a quarter."""

    period: str = v.period(required=True)


class FindTasks(Query):
    """Ask for a department's tasks."""


class FindRecommendations(Query):
    """Ask for the department's recommendations and what became of them."""


class FindDifficulties(Query):
    """Ask for the difficulties that were handed to the department."""


class FindTopics(Query):
    """Ask for the topics that were proposed for the joint meetings."""


class FindMeetings(Query):
    """Ask for the joint meetings."""


class FindResolutions(Query):
    """Ask for the resolutions."""


class FindReceipt(Query):
    """Ask what became of an external event."""

    source: str = v.words("来源系统", v.NAME, required=True)
    id: str = v.words("事件编号", v.EVENT_ID, required=True)
