"""What development tells: cases, steps, quotas, confirmations."""

from marshmallow import fields

from shared.contracts import values as v
from shared.contracts.base import Contract, event
from shared.contracts.development import terms as t
from shared.contracts.development.facts import Told


@event("development.case_opened.v1")
class CaseOpened(Contract):
    """Somebody applied; who it is stays with development (R-PRV-05)."""

    case_id = v.code("发展编号", required=True)
    org_code = v.code("所在党组织", required=True)
    credit_code = v.credit("工作单位", required=True, allow_none=True)
    sex = v.choice("性别", *t.SEXES, required=True)
    focus_group = v.choice("重点群体", *t.FOCUS_GROUPS, required=True)
    edition = v.words("规则版本", v.NAME, required=True)


@event("development.step_completed.v1")
class StepCompleted(Contract):
    """A step of a case was decided by people and put on record."""

    case_id = v.code("发展编号", required=True)
    step = v.words("步骤", v.NAME, required=True)
    state = v.choice("状态", *t.STATES, required=True)
    org_code = v.code("所在党组织", required=True)
    edition = v.words("规则版本", v.NAME, required=True)
    told = fields.Nested(Told, required=True, metadata=v.label("内容"))


@event("development.recommendation_answered.v1")
class RecommendationAnswered(Contract):
    """What became of a department's recommendation; all that it may see (R-JM-15)."""

    recommendation = v.code("推荐编号", required=True)
    body = v.choice("推荐单位", *t.BODIES, required=True)
    outcome = v.choice("结果", *t.OUTCOMES, required=True)


@event("development.quota_set.v1")
class QuotaSet(Contract):
    """The places of an organisation for a year were set or changed (R-DEV-90, R-DEV-91)."""

    year = fields.Int(required=True, metadata=v.label("年度"))
    org_code = v.code("党组织代码", required=True)
    places = v.count("名额", required=True)
    weighting = v.words("倾斜依据", required=True)


@event("development.rule_confirmed.v1")
class RuleConfirmed(Contract):
    """A named person confirmed the text of a rule: it binds from now on (R-GEN-09)."""

    rule = v.words("规则编号", v.NAME, required=True)
    text = v.words("核对依据", required=True)


@event("development.person_erased.v1")
class PersonErased(Contract):
    """The personal values of an applicant were erased; what counts stays (R-PRV-17)."""

    person = v.code("人员编号", required=True)
    rule = v.words("依据", v.NAME, required=True)
    entries = v.count("涉及条目数", required=True)
