"""What development can be asked to do and to say."""

from marshmallow import Schema, fields, validate

from shared.contracts import values as v
from shared.contracts.base import Command, Query
from shared.contracts.development import terms as t
from shared.contracts.development.steps import STEPS


class SubmitApplication(Command):
    """Open a case with a written application (S10)."""

    case_id = v.code("发展编号", required=True)
    on = v.day("申请日期", required=True)
    org_code = v.code("受理党组织", required=True)
    credit_code = v.credit("工作单位", load_default=None, allow_none=True)
    name = v.words("姓名", v.NAME, required=True)
    id_number = v.id_number(required=True)
    sex = v.choice("性别", *t.SEXES, required=True)
    birth_date = v.day("出生日期", required=True)
    focus_group = v.choice("重点群体", *t.FOCUS_GROUPS, load_default="none")
    written = fields.Bool(required=True, metadata=v.label("本人书面申请"))


class SetQuota(Command):
    """Set the places of an organisation for a year."""

    year = fields.Int(
        required=True,
        strict=True,
        validate=validate.Range(2000, 2100, error="应为四位年份"),
        metadata=v.label("年度"),
    )
    org_code = v.code("党组织代码", required=True)
    places = v.count("名额", required=True)
    weighting = v.words("倾斜依据", required=True)


class ConfirmRule(Command):
    """Confirm the text of an unconfirmed rule."""

    rule = v.words("规则编号", v.NAME, required=True)
    text = v.words("核对依据", required=True)


class EraseApplicant(Command):
    """Erase the personal values of an applicant whose case is over, under a rule."""

    case_id = v.code("发展编号", required=True)
    rule = v.words("依据", v.NAME, required=True)


class FindCase(Query):
    """Ask for one case with its steps."""

    case_id = v.code("发展编号", required=True)


class FindCases(Query):
    """Ask for cases of an area (with all below it) or an organisation, by state."""

    area = v.area("地区", load_default=None, allow_none=True)
    org_code = v.code("党组织代码", load_default=None, allow_none=True)
    state = v.choice("状态", *t.STATES, load_default=None, allow_none=True)
    after = fields.Str(load_default=None, allow_none=True, metadata=v.label("从此之后"))
    limit = fields.Int(load_default=50, validate=validate.Range(1, 200), metadata=v.label("条数"))


COMMANDS: dict[str, type[Schema]] = {
    "submit_application": SubmitApplication,
    **STEPS,
    "set_quota": SetQuota,
    "confirm_rule": ConfirmRule,
    "erase_person": EraseApplicant,
}
QUERIES: dict[str, type[Schema]] = {"case": FindCase, "cases": FindCases}
