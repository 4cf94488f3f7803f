"""
The facts of enterprises, organisations, members and posts: what commands bring and events carry alike.

A new fact is declared here, once.
"""

from datetime import date

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.base import Contract
from shared.contracts.registry import terms as t
from shared.contracts.registry.industries import INDUSTRIES

MOST_SEATS = 50


class Area(Contract):
    """One area of the tree."""

    code: str = v.area("地区代码", required=True)
    name: str = v.words("地区名称", v.NAME, required=True)
    level: str = v.choice("层级", t.LEVELS, required=True)
    parent: str | None = v.area("上级地区", required=True, allow_none=True)


class EnterpriseChanges(Contract):
    """The facts of an enterprise that change over time; what is absent stays as it was."""

    name: str = v.words("企业名称", v.NAME)
    ownership: str = v.words("所有制", v.NAME)
    industry: str = v.choice("行业", INDUSTRIES)
    size: str = v.choice("规模", t.SIZES)
    park: str | None = v.words("所在园区", v.NAME, allow_none=True)
    employees: int = v.count("职工数")
    operation_state: str = v.choice("经营状态", t.OPERATION_STATES)


class Enterprise(EnterpriseChanges):
    """The public facts of an enterprise."""

    credit_code: str = v.credit(required=True)
    name: str = v.words("企业名称", v.NAME, required=True)
    area: str = v.area("所在乡镇（街道）", required=True)
    ownership: str = v.words("所有制", v.NAME, required=True)
    industry: str = v.choice("行业", INDUSTRIES, required=True)
    size: str = v.choice("规模", t.SIZES, required=True)
    park: str | None = v.words("所在园区", v.NAME, load_default=None, allow_none=True)
    employees: int = v.count("职工数", required=True)
    operation_state: str = v.choice("经营状态", t.OPERATION_STATES, required=True)
    registered_on: date = v.day("登记日期", required=True)
    sample: bool = v.flag("样例", load_default=False)


class OrganisationChanges(Contract):
    """The facts of an organisation that change over time; what is absent stays as it was."""

    name: str = v.words("党组织名称", v.NAME)
    type: str = v.choice("类型", t.ORGANISATION_TYPES)
    form: str | None = v.choice("组建方式", t.ORGANISATION_FORMS, allow_none=True)
    parent: str | None = v.code("上级党组织", allow_none=True)
    can_approve_member: bool = v.flag("具有审批预备党员权限")
    place: str | None = v.choice("所在场所", t.PLACES, allow_none=True)


class Organisation(OrganisationChanges):
    """
    The facts of a party organisation.

    ``form`` is null for a host in a village, community or office.
    """

    org_code: str = v.code("党组织代码", required=True)
    name: str = v.words("党组织名称", v.NAME, required=True)
    type: str = v.choice("类型", t.ORGANISATION_TYPES, required=True)
    form: str | None = v.choice("组建方式", t.ORGANISATION_FORMS, required=True, allow_none=True)
    area: str = v.area("所在地区", required=True)
    parent: str | None = v.code("上级党组织", required=True, allow_none=True)
    units: tuple[str, ...] = v.several(v.credit(), "覆盖企业", v.distinct, required=True)
    can_approve_member: bool = v.flag("具有审批预备党员权限", load_default=False)
    place: str | None = v.choice("所在场所", t.PLACES, load_default=None, allow_none=True)


class Election(Contract):
    """
    The arithmetic of an election in an organisation; who was elected is told by posts.

    Attributes:
        votes: For each of the elected the votes in favour.
        approved_by: The superior that approved an election before or after its time (R-ORG-25).
    """

    org_code: str = v.code("党组织代码", required=True)
    elected_on: date = v.day("选举日", required=True)
    due: int = v.count("应到会人数", required=True)
    present: int = v.count("实到人数", required=True)
    issued: int = v.count("发出选票", required=True)
    returned: int = v.count("收回选票", required=True)
    seats: int = v.count("应选名额", required=True)
    candidates: int = v.count("候选人数", required=True)
    votes: tuple[int, ...] = v.several(
        v.count("赞成票"), "当选人各自的赞成票", validate.Length(1, MOST_SEATS), required=True
    )
    approved_by: str | None = v.code("批准提前或延期的上级党组织", load_default=None, allow_none=True)


class MemberChanges(Contract):
    """The facts of a member that change over time; what is absent stayed as it was."""

    status: str = v.choice("党员状态", t.MEMBER, t.FORMER)
    org_code: str = v.code("所在党组织")
    credit_code: str | None = v.credit("工作单位", allow_none=True)
    education: str | None = v.choice("学历", t.EDUCATION, allow_none=True)
    front_line: bool | None = v.flag("生产一线", allow_none=True)
    is_owner: bool | None = v.flag("企业主", allow_none=True)
    mobile_since: date | None = v.day("流动起始日", allow_none=True)


class Member(MemberChanges):
    """The facts of a member; the name stays with the registry."""

    member_id: str = v.code("党员编号", required=True)
    status: str = v.choice("党员状态", t.MEMBER, required=True)
    org_code: str = v.code("所在党组织", required=True)
    credit_code: str | None = v.credit("工作单位", required=True, allow_none=True)
    education: str | None = v.choice("学历", t.EDUCATION, load_default=None, allow_none=True)
    front_line: bool | None = v.flag("生产一线", load_default=None, allow_none=True)
    is_owner: bool | None = v.flag("企业主", load_default=None, allow_none=True)
    mobile_since: date | None = v.day("流动起始日", load_default=None, allow_none=True)
    sex: str | None = v.choice("性别", t.SEXES, load_default=None, allow_none=True)
    minority: bool | None = v.flag("少数民族", load_default=None, allow_none=True)
    birth_month: str | None = v.month("出生年月", load_default=None, allow_none=True)
    basis: str | None = v.choice("登记依据", t.BASES, load_default=None, allow_none=True)
    letter: str | None = v.code("介绍信编号", load_default=None, allow_none=True)


class Affiliation(Contract):
    """The one primary affiliation of an enterprise (R-ORG-06)."""

    credit_code: str = v.credit(required=True)
    org_code: str | None = v.code("党组织代码", required=True, allow_none=True)
    form: str = v.choice("隶属方式", t.AFFILIATION_FORMS, required=True)


class Post(Contract):
    """The facts of a post in an organisation or in an enterprise, one of the two."""

    post_id: str = v.code("职务编号", required=True)
    member_id: str = v.code("党员编号", required=True)
    org_code: str | None = v.code("党组织代码", required=True, allow_none=True)
    credit_code: str | None = v.credit("企业", required=True, allow_none=True)
    kind: str = v.choice("职务", t.POSTS, required=True)
    is_temp: bool = v.flag("临时负责人", required=True)
    expected_end: date | None = v.day("预计结束日", required=True, allow_none=True)


class Person(Contract):
    """What travels of a person whose relation lies in no organisation here; the name stays with the registry."""

    person_id: str = v.code("人员编号", required=True)
    kind: str = v.choice("人员类别", t.PERSONS, required=True)
    body: str = v.words("所在单位", v.NAME, required=True)
    area: str = v.area("所在地区", required=True)
    is_full_member: bool = v.flag("正式党员（组织关系在其他组织）", required=True)


class Staff(Contract):
    """One of the two staff: an instructor or a liaison, a member or another person, with the units served."""

    assignment: str = v.code("派任编号", required=True)
    member_id: str | None = v.code("党员编号", required=True, allow_none=True)
    person_id: str | None = v.code("人员编号", required=True, allow_none=True)
    kind: str = v.choice("两员类别", t.STAFF, required=True)
    source_type: str = v.choice("来源", t.SOURCES, required=True)
    units: tuple[str, ...] = v.several(
        v.credit(), "联系企业", v.distinct, validate.Length(min=1, error="至少填写一个企业"), required=True
    )
