"""What the registry can be asked to do and to say."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from shared.contracts import values as v
from shared.contracts.base import Command, Query
from shared.contracts.registry.events import Area, Enterprise
from shared.contracts.registry.terms import (
    AFFILIATION_FORMS,
    FORMER,
    IMPORTS,
    MAX_IMPORT_ROWS,
    MEMBER,
    ORGANISATION_FORMS,
    ORGANISATION_TYPES,
    POSTS,
    STATES,
)


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
    can_approve_member = fields.Bool(load_default=False, metadata=v.label("具有审批预备党员权限"))
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
