"""What the registry's questions give."""

from collections.abc import Mapping
from datetime import date

from marshmallow import fields

from shared.contracts import values as v
from shared.contracts.answers import Answer
from shared.contracts.registry import facts
from shared.contracts.registry import terms as t

# What of a member is for their own organisation and those above it only (R-PRV-05, field table).
PERSONAL = ("sex", "minority", "birth_month", "education")


class Area(Answer, facts.Area):
    """An area."""


class Enterprise(Answer, facts.Enterprise):
    """An enterprise with its latest facts."""


class EnterpriseStatement(Answer, facts.EnterpriseChanges):
    """What was stated of an enterprise from a day on."""

    on: date = v.day("自何日起", required=True)
    area: str = v.area("所在乡镇（街道）")


class AffiliationStatement(Answer, facts.Affiliation):
    """An affiliation from a day on."""

    may_lack = ("credit_code",)

    on: date = v.day("自何日起", required=True)


class OneEnterprise(Enterprise):
    """An enterprise with everything stated of it, and its affiliations."""

    seq: int = v.count("最后一项登记的序号", required=True)
    statements: tuple[EnterpriseStatement, ...] = v.rows(EnterpriseStatement, "历次登记", required=True)
    affiliations: tuple[AffiliationStatement, ...] = v.rows(AffiliationStatement, "隶属关系", required=True)


class Organisation(Answer, facts.Organisation):
    """An organisation with its latest facts."""

    established_on: date = v.day("成立日期", required=True)
    dissolved_on: date | None = v.day("撤销日期", required=True, allow_none=True)
    received_by: str | None = v.code("接收党员和发展材料的党组织", allow_none=True)
    term_end: date | None = v.day("任期届满日", allow_none=True)


class OrganisationStatement(Answer, facts.OrganisationChanges):
    """What was stated of an organisation from a day on."""

    on: date = v.day("自何日起", required=True)
    term_end: date | None = v.day("任期届满日", allow_none=True)


class OneOrganisation(Organisation):
    """An organisation with everything stated of it, its superior, and how many members it has by status."""

    seq: int = v.count("最后一项登记的序号", required=True)
    statements: tuple[OrganisationStatement, ...] = v.rows(OrganisationStatement, "历次登记", required=True)
    superior: Organisation | None = v.nested(Organisation, "上级党组织", required=True, allow_none=True)
    members: Mapping[str, int] = v.table(fields.Int(), "各状态党员人数", required=True)


class Member(Answer, facts.Member):
    """A member; whoever is outside the member's areas sees a masked name and nothing personal."""

    may_lack = PERSONAL

    status: str = v.choice("党员状态", t.MEMBER, t.FORMER, required=True)
    name: str | None = v.text("姓名", required=True)


class OneMember(Member):
    """A member, and where the record stands."""

    seq: int = v.count("最后一项登记的序号", required=True)


class Opening(Answer):
    """What one person entered of a member of the opening stock, as it will be put on record."""

    member_id: str = v.code("党员编号", required=True)
    name: str | None = v.text("姓名", required=True)
    act: str = v.choice("补录事项", t.OPENING_ACTS, required=True)
    org_code: str = v.code("所在党组织", required=True)
    status: str | None = v.choice("党员状态", t.MEMBER, t.FORMER, required=True, allow_none=True)
    credit_code: str | None = v.credit("工作单位", required=True, allow_none=True)
    effective_on: date = v.day("生效日", required=True)
    state: str = v.choice("状态", t.OPENING_STATES, required=True)
    by: str = v.words("录入人", required=True)
    entered_on: date = v.day("录入日", required=True)
    reason: str = v.text("理由", required=True)
    comment: str | None = v.text("退回原因", required=True)


class Post(Answer, facts.Post):
    """A post of a member."""

    assigned_on: date = v.day("任职日期", required=True)
    ended_on: date | None = v.day("离任日期", required=True, allow_none=True)


class Person(Answer, facts.Person):
    """A person who is no member; outside the person's area the name is masked."""

    name: str | None = v.text("姓名", required=True)


class Staff(Answer, facts.Staff):
    """An assignment of one of the two staff."""

    assigned_on: date = v.day("派任日期", required=True)
    ended_on: date | None = v.day("结束日期", required=True, allow_none=True)
