"""The registry's commands and questions."""

import datetime
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from marshmallow import ValidationError, validate

from shared.contracts import values as v
from shared.contracts.base import Command, Paged, Query
from shared.contracts.history import FindHistory
from shared.contracts.imports import MAX_IMPORT_ROWS, ImportedRows
from shared.contracts.registry import facts
from shared.contracts.registry import terms as t


def _check_letter(data: Mapping[str, Any]) -> None:
    if (data["basis"] == t.TRANSFER) != (data["letter"] is not None):
        raise ValidationError("组织关系转入须填写介绍信编号，其他情形不填写", "letter")


class AddAreas(Command):
    """Add areas; parents come before their children."""

    areas: tuple[facts.Area, ...] = v.rows(
        facts.Area, "地区", validate.Length(1, MAX_IMPORT_ROWS), required=True
    )


class StartDay(Command):
    """Start a business day; days follow each other without gaps or repeats being harmful."""

    date: datetime.date = v.day("业务日", required=True)


class RegisterEnterprise(Command, facts.Enterprise):
    """Put an enterprise on record; it counts from the day it was registered unless another is named."""

    effective_on: date | None = v.day("生效日", load_default=None, allow_none=True)


class ChangeEnterprise(Command, facts.EnterpriseChanges):
    """Change facts of an enterprise from a day on; a new area is a move (R-ORG-12)."""

    record: ClassVar[str] = "enterprise:{credit_code}"

    credit_code: str = v.credit(required=True)
    effective_on: date = v.day("生效日", required=True)
    area: str = v.area("迁入地")


class EstablishOrganisation(Command, facts.Organisation):
    """Establish an organisation, affiliate its units and move founding members into it."""

    units: tuple[str, ...] = v.several(v.credit(), "覆盖企业", v.distinct, load_default=tuple)
    members: tuple[str, ...] = v.several(v.code("党员编号"), "转入党员", v.distinct, load_default=tuple)
    established_on: date = v.day("成立日期", required=True)

    @staticmethod
    def check(data: Mapping[str, Any]) -> None:
        """A host covers enterprises by attachment, not by its founding."""
        if data["form"] is None and data["units"]:
            raise ValidationError("未填组建方式的党组织不在成立时列出企业，请另行登记挂靠", "units")


class ChangeOrganisation(Command, facts.OrganisationChanges):
    """Change an organisation's name, type, form, superior or power to approve from a day on."""

    record: ClassVar[str] = "organisation:{org_code}"

    org_code: str = v.code("党组织代码", required=True)
    effective_on: date = v.day("生效日", required=True)


class RecordElection(Command, facts.Election):
    """Record an election; when the term ends follows from the rules and is never typed (R-ORG-24)."""

    record: ClassVar[str] = "organisation:{org_code}"

    @staticmethod
    def check(data: Mapping[str, Any]) -> None:
        """Numbers of one meeting fit one another."""
        for field, limit, message in (
            ("present", data["due"], "实到人数不能超过应到会人数"),
            ("seats", data["candidates"], "应选名额不能超过候选人数"),
        ):
            if data[field] > limit:
                raise ValidationError(message, field)
        if len(data["votes"]) > data["seats"]:
            raise ValidationError("当选人数不能超过应选名额", "votes")
        if max(data["votes"]) > data["returned"]:
            raise ValidationError("赞成票不能超过收回选票", "votes")


class DissolveOrganisation(Command):
    """End an organisation; who received its members is named where any are left (R-ORG-16b)."""

    record: ClassVar[str] = "organisation:{org_code}"

    org_code: str = v.code("党组织代码", required=True)
    effective_on: date = v.day("撤销日期", required=True)
    received_by: str | None = v.code("接收党员的党组织", load_default=None, allow_none=True)


class SetAffiliation(Command, facts.Affiliation):
    """Set the one primary affiliation of an enterprise from a day on."""

    effective_on: date = v.day("生效日", required=True)


class RegisterMember(Command, facts.Member):
    """Put a member on record in an organisation: one of the opening stock, or one who comes with a letter."""

    name: str = v.words("姓名", v.NAME, required=True)
    basis: str = v.choice("登记依据", t.CLERKS_BASES, required=True)
    effective_on: date = v.day("生效日", required=True)

    @staticmethod
    def check(data: Mapping[str, Any]) -> None:
        """A transfer has a letter, and nothing else has."""
        _check_letter(data)


class NameMember(Command):
    """Give the name of a member who came on record without one."""

    record: ClassVar[str] = "member:{member_id}"

    member_id: str = v.code("党员编号", required=True)
    name: str = v.words("姓名", v.NAME, required=True)


class ChangeMember(Command, facts.MemberChanges):
    """Change a member's status, organisation or employer from a day on."""

    record: ClassVar[str] = "member:{member_id}"

    member_id: str = v.code("党员编号", required=True)
    basis: str | None = v.choice("变更依据", t.CLERKS_BASES, load_default=None, allow_none=True)
    letter: str | None = v.code("介绍信编号", load_default=None, allow_none=True)
    effective_on: date = v.day("生效日", required=True)

    @staticmethod
    def check(data: Mapping[str, Any]) -> None:
        """A transfer has a letter, and nothing else has."""
        _check_letter(data)


class ConfirmOpenings(Command):
    """Put on record what another person entered of members of the opening stock (R-MEM-13)."""

    members: tuple[str, ...] = v.several(
        v.code("党员编号"), "党员", validate.Length(1, MAX_IMPORT_ROWS), v.distinct, required=True
    )


class ReturnOpenings(ConfirmOpenings):
    """Give it back to who entered it, with the reason; it may be entered again."""

    comment: str = v.words("退回原因", required=True)


class AssignPost(Command, facts.Post):
    """Give a member a post in an organisation or an enterprise, one of the two."""

    is_temp: bool = v.flag("临时负责人", load_default=False)
    effective_on: date = v.day("任职日期", required=True)


class EndPost(Command):
    """End a post."""

    post_id: str = v.code("职务编号", required=True)
    effective_on: date = v.day("离任日期", required=True)


class ExtendPost(Command):
    """Let a temporary head stay until a later day."""

    post_id: str = v.code("职务编号", required=True)
    expected_end: date = v.day("预计结束日", required=True)
    effective_on: date = v.day("决定延期之日", required=True)


class ErasePerson(Command):
    """Erase the personal values of a member under a rule."""

    record: ClassVar[str] = "member:{member_id}"

    member_id: str = v.code("党员编号", required=True)
    rule: str = v.words("依据", v.NAME, required=True)


class RegisterPerson(Command, facts.Person):
    """Put a person on record who is no member of an organisation here."""

    name: str = v.words("姓名", v.NAME, required=True)


class EraseRegistered(Command):
    """Erase the personal values of such a person under a rule."""

    person_id: str = v.code("人员编号", required=True)
    rule: str = v.words("依据", v.NAME, required=True)


class AssignStaff(Command, facts.Staff):
    """Let a member or another person serve enterprises as an instructor or a liaison."""

    effective_on: date = v.day("派任日期", required=True)

    @staticmethod
    def check(data: Mapping[str, Any]) -> None:
        """It is one person."""
        if (data["member_id"] is None) == (data["person_id"] is None):
            raise ValidationError("党员编号与人员编号应填且只填一个", "member_id")


class ChangeStaff(Command):
    """Let somebody serve other enterprises from a day on; all of them are named."""

    assignment: str = v.code("派任编号", required=True)
    units: tuple[str, ...] = v.several(
        v.credit(), "联系企业", v.distinct, validate.Length(min=1, error="至少填写一个企业"), required=True
    )
    effective_on: date = v.day("生效日", required=True)


class EndStaff(Command):
    """End such an assignment."""

    assignment: str = v.code("派任编号", required=True)
    effective_on: date = v.day("结束日期", required=True)


class ImportRows(ImportedRows):
    """Rows of a file of one of the registry's kinds."""

    kind: str = v.choice("导入类型", t.IMPORTS, required=True)


class FindAreas(Query):
    """Ask for the areas right below one."""

    parent: str | None = v.area("上级地区", load_default=None, allow_none=True)


class FindEnterprises(Paged):
    """Ask for enterprises of an area (with all below it), by state, size, part of the name or the code's beginning."""

    area: str | None = v.area("地区", load_default=None, allow_none=True)
    text: str | None = v.text("名称包含，或代码开头")
    operation_state: str | None = v.choice("经营状态", t.OPERATION_STATES, load_default=None, allow_none=True)
    size: str | None = v.choice("规模", t.SIZES, load_default=None, allow_none=True)


class FindEnterprise(Query):
    """Ask for one enterprise."""

    credit_code: str = v.credit(required=True)


class FindEnterpriseHistory(FindHistory):
    """Ask for what happened to an enterprise."""

    credit_code: str = v.credit(required=True)


class FindAffiliationHistory(FindEnterpriseHistory):
    """Ask for what happened to the affiliation of an enterprise."""


class FindOrganisations(Paged):
    """Ask for organisations of an area (with all below it), by type, a part of the name or the code's beginning."""

    area: str | None = v.area("地区", load_default=None, allow_none=True)
    text: str | None = v.text("名称包含，或代码开头")
    type: str | None = v.choice("类型", t.ORGANISATION_TYPES, load_default=None, allow_none=True)


class FindOrganisation(Query):
    """Ask for one organisation."""

    org_code: str = v.code("党组织代码", required=True)


class FindOrganisationHistory(FindHistory):
    """Ask for what happened to an organisation."""

    org_code: str = v.code("党组织代码", required=True)


class FindMembers(Paged):
    """Ask for members of an organisation or an enterprise, by status."""

    org_code: str | None = v.code("所在党组织", load_default=None, allow_none=True)
    credit_code: str | None = v.credit("工作单位", load_default=None, allow_none=True)
    status: str | None = v.choice("党员状态", t.MEMBER, t.FORMER, load_default=None, allow_none=True)


class FindOpenings(Paged):
    """Ask for what was entered of the opening stock and is not on record, of one organisation where one is named."""

    org_code: str | None = v.code("党组织代码", load_default=None, allow_none=True)
    state: str | None = v.choice("状态", t.OPENING_STATES, load_default=None, allow_none=True)


class FindMember(Query):
    """Ask for one member."""

    member_id: str = v.code("党员编号", required=True)


class FindMemberHistory(FindHistory):
    """Ask for what happened to a member."""

    member_id: str = v.code("党员编号", required=True)


class FindPostHistory(FindHistory):
    """Ask for what happened to a post."""

    post_id: str = v.code("职务编号", required=True)


class FindPosts(Paged):
    """Ask for the posts in an organisation or an enterprise, or of a member."""

    org_code: str | None = v.code("党组织代码", load_default=None, allow_none=True)
    credit_code: str | None = v.credit("企业", load_default=None, allow_none=True)
    member_id: str | None = v.code("党员编号", load_default=None, allow_none=True)


class FindPersons(Paged):
    """Ask for people who are no members, of an area (with all below it)."""

    area: str | None = v.area("地区", load_default=None, allow_none=True)


class FindStaff(Paged):
    """Ask for the two staff, of one enterprise where one is named."""

    credit_code: str | None = v.credit("企业", load_default=None, allow_none=True)
