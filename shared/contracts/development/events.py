"""What development tells: cases, steps, quotas, confirmations."""

from collections.abc import Mapping
from typing import Any

from shared.contracts import corrections, duties, notices
from shared.contracts import values as v
from shared.contracts.base import Event, event
from shared.contracts.development import facts
from shared.contracts.development import terms as t
from shared.contracts.development.steps import NAMES
from shared.contracts.erasure import Erasure


@event("development.case_opened.v1", "递交入党申请书")
class CaseOpened(Event, facts.Application):
    """
    Somebody applied.

    ``backfilled`` is there when the case was entered afterwards from its paper file (R-GEN-10), ``member_id`` when
    the opening stock of members has the person already.
    """

    edition: str = v.words("规则版本", v.NAME, required=True)
    backfilled: bool = v.flag("补录")
    member_id: str = v.code("党员编号")
    overridden: tuple[str, ...] = v.several(v.words("规则编号", v.NAME), "说明理由后继续的规则")


@event("development.step_completed.v1", "办理步骤")
class StepCompleted(Event, facts.CaseNamed):
    """
    A step of a case was decided by people and put on record.

    ``standing`` is there when the step makes a member, a full member, or ends membership (R-MEM-13); ``backfilled``
    when it was entered afterwards from the paper file (R-GEN-10).
    """

    step: str = v.choice("步骤", NAMES, required=True)
    state: str = v.choice("状态", t.STATES, required=True)
    org_code: str = v.code("所在党组织", required=True)
    edition: str = v.words("规则版本", v.NAME, required=True)
    overridden: tuple[str, ...] = v.several(
        v.words("规则编号", v.NAME), "说明理由后继续的规则", load_default=()
    )
    told: facts.StepFacts = v.nested(facts.StepFacts, "内容", required=True)
    standing: facts.Standing = v.nested(facts.Standing, "党员身份")
    backfilled: bool = v.flag("补录")

    @classmethod
    def title_of(cls, data: Mapping[str, Any]) -> str:
        """Return the name of the step."""
        return NAMES[data["step"]]


@event("development.duty_opened.v1", "产生应办事项")
class DutyOpened(duties.DutyOpened):
    """A step of a case has to be taken by a day; told again when another organisation takes the case over."""


@event("development.duty_met.v1", "事项已办")
class DutyMet(duties.DutyMet):
    """The step was taken."""


@event("development.duty_late.v1", "事项逾期")
class DutyLate(duties.DutyLate):
    """The last day has passed, and the step is not taken."""


@event("development.duty_lapsed.v1", "事项不需办理")
class DutyLapsed(duties.DutyLapsed):
    """The step need not be taken any more."""


@event("development.recommendation_answered.v1", "答复推优")
class RecommendationAnswered(Event):
    """What became of a department's recommendation; all that it may see (R-JM-15)."""

    recommendation: str = v.code("推荐编号", required=True)
    body: str = v.code("推荐单位", required=True)
    outcome: str = v.choice("结果", t.OUTCOMES, required=True)
    county: str | None = v.area("所属县（市、区）", load_default=None, allow_none=True)


@event("development.quota_used.v1", "名额使用提示")
class QuotaUsed(notices.Notice):
    """An organisation's admissions of a year reached a share of its places (A-18)."""

    org_code: str = v.code("党组织", required=True)
    places: int = v.count("名额", required=True)
    used: int = v.count("已用名额", required=True)


@event("development.year_end_bunched.v1", "年底集中发展提示")
class YearEndBunched(notices.Notice):
    """Of a year that is over, the fourth quarter has more than its share of an area's admissions (A-19)."""

    fourth_quarter: int = v.count("第四季度发展人数", required=True)
    admissions: int = v.count("全年发展人数", required=True)


@event("development.quota_set.v1", "下达发展党员计划名额")
class QuotaSet(Event, facts.Quota):
    """The places of an organisation for a year were set or changed."""


@event("development.rule_confirmed.v1", "核实规则文本")
class RuleConfirmed(Event):
    """One person confirmed the text of a rule; told before R-GEN-14 asked for a second one, a place and a day."""

    rule: str = v.words("规则编号", v.NAME, required=True)
    text: str = v.words("核对依据", required=True)


@event("development.confirmation_proposed.v1", "提出核实规则文本")
class ConfirmationProposed(Event, facts.Confirmation):
    """A person read the text of a rule; it binds when another one has approved it (R-GEN-14)."""


@event("development.confirmation_approved.v1", "确认核实规则文本")
class ConfirmationApproved(Event, facts.ConfirmationNamed):
    """A second person approved it: the rule blocks from the day it says on, but no earlier than today."""


@event("development.confirmation_withdrawn.v1", "撤销核实规则文本")
class ConfirmationWithdrawn(Event, facts.ConfirmationNamed):
    """It was withdrawn: what is done from today on is not bound by it any more."""

    reason: str = v.words("撤销理由", required=True)


@event("development.doubts_noted.v1", "登记存疑")
class DoubtsNoted(Event, facts.CaseNamed):
    """All that speaks against steps of a case since something they rely on was corrected; nothing: it is settled."""

    org_code: str = v.code("所在党组织", required=True)
    doubts: tuple[facts.Doubt, ...] = v.rows(facts.Doubt, "存疑", required=True)

    @classmethod
    def title_of(cls, data: Mapping[str, Any]) -> str:
        """Return whether anything is in doubt."""
        return "登记存疑" if data["doubts"] else "存疑消除"


@event("development.person_erased.v1", "依规删除个人信息")
class PersonErased(Erasure):
    """The personal values of an applicant were erased; what counts stays (R-PRV-17)."""


@event("development.correction_proposed.v1", "提出更正")
class CorrectionProposed(corrections.CorrectionProposed):
    """A correction was proposed; nothing changes before another person approves it (R-GEN-09)."""


@event("development.correction_approved.v1", "批准更正")
class CorrectionApproved(corrections.CorrectionApproved):
    """A second person approved it."""


@event("development.correction_rejected.v1", "驳回更正")
class CorrectionRejected(corrections.CorrectionRejected):
    """It was turned down or taken back."""


@event("development.entry_corrected.v1", "更正登记")
class EntryCorrected(corrections.EntryCorrected):
    """What an earlier entry says from now on."""
