"""The registry's contracts: areas, days, enterprises, organisations, members, posts."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from shared.contracts import values as v
from shared.contracts.base import Command, Contract, Query, event

LEVELS = ("city", "county", "township")
STATES = ("operating", "dormant", "closed")
SIZES = ("large", "medium", "small", "micro")
ORGANISATION_TYPES = ("committee", "general_branch", "branch", "joint_branch", "temporary_branch")
ORGANISATION_FORMS = ("independent", "joint")
AFFILIATION_FORMS = ("independent", "joint", "attached", "none")
FULL = ("FULL", "SUSPENDED_RIGHTS")
MEMBER = (*FULL, "PROBATIONARY")
FORMER = ("MEMBERSHIP_STOPPED", "REMOVED", "TRANSFERRED_OUT", "DECEASED")
POSTS = ("secretary", "deputy_secretary", "committee_member", "head", "director", "manager")
IMPORTS = (
    "areas",
    "enterprises",
    "enterprise_changes",
    "organisations",
    "organisation_endings",
    "affiliations",
    "members",
    "member_changes",
    "posts",
)
MAX_IMPORT_ROWS = 200


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


class AddAreas(Command):
    """Add areas; parents come before their children."""

    areas = fields.List(
        fields.Nested(Area),
        required=True,
        validate=validate.Length(1, MAX_IMPORT_ROWS),
        metadata=v.label("地区"),
    )


class StartDay(Command):
    """Start a business day; days follow each other without gaps or repeats being harmful."""

    date = v.day("业务日", required=True)


class RegisterEnterprise(Enterprise, Command):
    """Put an enterprise on record."""

    effective_on = v.day("生效日", load_default=None, allow_none=True)


class ChangeEnterprise(Command):
    """Change facts of an enterprise from a day on; a new area is a move."""

    credit_code = v.credit(required=True)
    effective_on = v.day("生效日", required=True)
    name = v.words("企业名称", v.NAME)
    employees = v.count("职工数")
    operation_state = v.choice("经营状态", *STATES)
    area = v.area("迁入地")


class EstablishOrganisation(Command):
    """Establish an organisation, affiliate its units and move founding members into it."""

    org_code = v.code("党组织代码", required=True)
    name = v.words("党组织名称", v.NAME, required=True)
    type = v.choice("类型", *ORGANISATION_TYPES, required=True)
    form = v.choice("组建方式", *ORGANISATION_FORMS, load_default=None, allow_none=True)
    area = v.area("所在地区", required=True)
    parent = v.code("上级党组织", load_default=None, allow_none=True)
    units = fields.List(v.credit(), load_default=list, validate=v.distinct, metadata=v.label("覆盖企业"))
    members = fields.List(
        v.code("党员编号"), load_default=list, validate=v.distinct, metadata=v.label("转入党员")
    )
    established_on = v.day("成立日期", required=True)

    @validates_schema
    def a_host_covers_by_attachment(self, data: dict[str, Any], **_: Any) -> None:
        if data["form"] is None and data["units"]:
            raise ValidationError("未填组建方式的党组织不在成立时列出企业，请另行登记挂靠", "units")


class DissolveOrganisation(Command):
    """End an organisation."""

    org_code = v.code("党组织代码", required=True)
    effective_on = v.day("撤销日期", required=True)


class SetAffiliation(Command):
    """Set the one primary affiliation of an enterprise from a day on."""

    credit_code = v.credit(required=True)
    org_code = v.code("党组织代码", load_default=None, allow_none=True)
    form = v.choice("隶属方式", *AFFILIATION_FORMS, required=True)
    effective_on = v.day("生效日", required=True)


class RegisterMember(Command):
    """Put a member on record in an organisation."""

    member_id = v.code("党员编号", required=True)
    name = v.words("姓名", v.NAME, required=True)
    status = v.choice("党员状态", *MEMBER, required=True)
    org_code = v.code("所在党组织", required=True)
    credit_code = v.credit("工作单位", load_default=None, allow_none=True)
    effective_on = v.day("生效日", required=True)


class ChangeMember(Command):
    """Change a member's status, organisation or employer from a day on."""

    member_id = v.code("党员编号", required=True)
    effective_on = v.day("生效日", required=True)
    status = v.choice("党员状态", *MEMBER, *FORMER)
    org_code = v.code("所在党组织")
    credit_code = v.credit("工作单位", allow_none=True)


class AssignPost(Command):
    """Give a member a post in an organisation or an enterprise, one of the two."""

    post_id = v.code("职务编号", required=True)
    member_id = v.code("党员编号", required=True)
    org_code = v.code("党组织代码", load_default=None, allow_none=True)
    credit_code = v.credit("企业", load_default=None, allow_none=True)
    kind = v.choice("职务", *POSTS, required=True)
    is_temp = fields.Bool(load_default=False, metadata=v.label("临时负责人"))
    expected_end = v.day("预计结束日", load_default=None, allow_none=True)
    effective_on = v.day("任职日期", required=True)


class EndPost(Command):
    """End a post."""

    post_id = v.code("职务编号", required=True)
    effective_on = v.day("离任日期", required=True)


class ErasePerson(Command):
    """Erase the personal values of a member under a rule."""

    member_id = v.code("党员编号", required=True)
    rule = v.words("依据", v.NAME, required=True)


class ImportRows(Command):
    """Rows of a CSV file, as text by column; all are checked before one is written."""

    kind = v.choice("导入类型", *IMPORTS, required=True)
    rows = fields.List(
        fields.Dict(keys=fields.Str(), values=fields.Str(allow_none=True)),
        required=True,
        validate=validate.Length(1, MAX_IMPORT_ROWS),
        metadata=v.label("数据行"),
    )
    first_row = fields.Int(load_default=2, metadata=v.label("首行行号"))
    dry_run = fields.Bool(load_default=False, metadata=v.label("仅检查"))


class Today(Query):
    """Ask for the business day."""


class Paged(Query):
    """A question answered page by page, in the order of the codes."""

    after = fields.Str(load_default=None, allow_none=True, metadata=v.label("从此之后"))
    limit = fields.Int(load_default=50, validate=validate.Range(1, MAX_IMPORT_ROWS), metadata=v.label("条数"))


class FindAreas(Query):
    """Ask for the areas right below one."""

    parent = v.area("上级地区", load_default=None, allow_none=True)


class FindEnterprises(Paged):
    """Ask for enterprises of an area (with all below it), by a part of the name."""

    area = v.area("地区", load_default=None, allow_none=True)
    text = fields.Str(load_default=None, allow_none=True, metadata=v.label("名称包含"))


class FindEnterprise(Query):
    """Ask for one enterprise."""

    credit_code = v.credit(required=True)


class FindOrganisations(Paged):
    """Ask for organisations of an area (with all below it)."""

    area = v.area("地区", load_default=None, allow_none=True)


class FindMembers(Paged):
    """Ask for members of an organisation or an enterprise."""

    org_code = v.code("所在党组织", load_default=None, allow_none=True)
    credit_code = v.credit("工作单位", load_default=None, allow_none=True)


COMMANDS: dict[str, type[Schema]] = {
    "add_areas": AddAreas,
    "start_day": StartDay,
    "register_enterprise": RegisterEnterprise,
    "change_enterprise": ChangeEnterprise,
    "establish_organisation": EstablishOrganisation,
    "dissolve_organisation": DissolveOrganisation,
    "set_affiliation": SetAffiliation,
    "register_member": RegisterMember,
    "change_member": ChangeMember,
    "assign_post": AssignPost,
    "end_post": EndPost,
    "erase_person": ErasePerson,
    "import_rows": ImportRows,
}
QUERIES: dict[str, type[Schema]] = {
    "today": Today,
    "areas": FindAreas,
    "enterprises": FindEnterprises,
    "enterprise": FindEnterprise,
    "organisations": FindOrganisations,
    "members": FindMembers,
}
