"""What the registry tells: areas, days, enterprises, organisations, members, posts."""

from marshmallow import fields

from shared.contracts import values as v
from shared.contracts.base import Contract, event
from shared.contracts.registry.terms import (
    AFFILIATION_FORMS,
    FORMER,
    LEVELS,
    MEMBER,
    ORGANISATION_FORMS,
    ORGANISATION_TYPES,
    POSTS,
    SIZES,
    STATES,
)


class Area(Contract):
    """One area of the tree."""

    code = v.area("地区代码", required=True)
    name = v.words("地区名称", v.NAME, required=True)
    level = v.choice("层级", *LEVELS, required=True)
    parent = v.area("上级地区", required=True, allow_none=True)


@event("registry.area_added.v1")
class AreaAdded(Area):
    """An area joined the tree."""


@event("registry.day_started.v1")
class DayStarted(Contract):
    """A business day began (Asia/Shanghai); all time-driven work hangs on it."""

    date = v.day("业务日", required=True)


class Enterprise(Contract):
    """The public facts of an enterprise."""

    credit_code = v.credit(required=True)
    name = v.words("企业名称", v.NAME, required=True)
    area = v.area("所在乡镇（街道）", required=True)
    ownership = v.words("所有制", v.NAME, required=True)
    industry = v.words("行业", v.NAME, required=True)
    size = v.choice("规模", *SIZES, required=True)
    employees = v.count("职工数", required=True)
    operation_state = v.choice("经营状态", *STATES, required=True)
    registered_on = v.day("登记日期", required=True)
    sample = fields.Bool(load_default=False, metadata=v.label("样例"))


@event("registry.enterprise_registered.v1")
class EnterpriseRegistered(Enterprise):
    """An enterprise came on record; counts from the day it was registered."""


@event("registry.enterprise_changed.v1")
class EnterpriseChanged(Contract):
    """Facts of an enterprise changed; what is absent stayed as it was."""

    credit_code = v.credit(required=True)
    name = v.words("企业名称", v.NAME)
    employees = v.count("职工数")
    operation_state = v.choice("经营状态", *STATES)


@event("registry.enterprise_moved.v1")
class EnterpriseMoved(Contract):
    """An enterprise moved to another township (R-ORG-12)."""

    credit_code = v.credit(required=True)
    area = v.area("迁入地", required=True)
    from_area = v.area("迁出地", required=True)


@event("registry.organisation_established.v1")
class OrganisationEstablished(Contract):
    """A party organisation was established; ``form`` is null for a host in a village, community or office."""

    org_code = v.code("党组织代码", required=True)
    name = v.words("党组织名称", v.NAME, required=True)
    type = v.choice("类型", *ORGANISATION_TYPES, required=True)
    form = v.choice("组建方式", *ORGANISATION_FORMS, required=True, allow_none=True)
    area = v.area("所在地区", required=True)
    parent = v.code("上级党组织", required=True, allow_none=True)
    units = fields.List(v.credit(), required=True, metadata=v.label("覆盖企业"))
    can_approve_member = fields.Bool(metadata=v.label("具有审批预备党员权限"))


@event("registry.organisation_dissolved.v1")
class OrganisationDissolved(Contract):
    """A party organisation ended; affiliations to it end the same day."""

    org_code = v.code("党组织代码", required=True)


@event("registry.affiliation_set.v1")
class AffiliationSet(Contract):
    """The one primary affiliation of an enterprise from a day on (R-ORG-06)."""

    credit_code = v.credit(required=True)
    org_code = v.code("党组织代码", required=True, allow_none=True)
    form = v.choice("隶属方式", *AFFILIATION_FORMS, required=True)


@event("registry.member_registered.v1")
class MemberRegistered(Contract):
    """A member came on record in an organisation; the name stays with the registry."""

    member_id = v.code("党员编号", required=True)
    status = v.choice("党员状态", *MEMBER, required=True)
    org_code = v.code("所在党组织", required=True)
    credit_code = v.credit("工作单位", required=True, allow_none=True)


@event("registry.member_changed.v1")
class MemberChanged(Contract):
    """A member's status, organisation or employer changed; what is absent stayed as it was."""

    member_id = v.code("党员编号", required=True)
    status = v.choice("党员状态", *MEMBER, *FORMER)
    org_code = v.code("所在党组织")
    credit_code = v.credit("工作单位", allow_none=True)


@event("registry.post_assigned.v1")
class PostAssigned(Contract):
    """A member took a post in an organisation or an enterprise."""

    post_id = v.code("职务编号", required=True)
    member_id = v.code("党员编号", required=True)
    org_code = v.code("党组织代码", required=True, allow_none=True)
    credit_code = v.credit("企业", required=True, allow_none=True)
    kind = v.choice("职务", *POSTS, required=True)
    is_temp = fields.Bool(required=True, metadata=v.label("临时负责人"))
    expected_end = v.day("预计结束日", required=True, allow_none=True)


@event("registry.post_ended.v1")
class PostEnded(Contract):
    """A member left a post."""

    post_id = v.code("职务编号", required=True)


@event("registry.person_erased.v1")
class PersonErased(Contract):
    """The personal values of a person were erased; what counts stays (R-PRV-17)."""

    person = v.code("人员编号", required=True)
    rule = v.words("依据", v.NAME, required=True)
    entries = v.count("涉及条目数", required=True)
