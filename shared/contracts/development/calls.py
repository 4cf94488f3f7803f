"""Development's commands and questions, but for the steps of a case."""

from datetime import date

from shared.contracts import values as v
from shared.contracts.base import Command, Paged, Query
from shared.contracts.development import facts
from shared.contracts.development import terms as t
from shared.contracts.history import FindHistory
from shared.contracts.imports import ImportedRows


class SubmitApplication(Command, facts.Application):
    """Open a case with a written application (S10)."""

    focus_group: str = v.choice("重点群体", t.FOCUS_GROUPS, load_default="none")
    on: date = v.day("申请日期", required=True)
    name: str = v.words("姓名", v.NAME, required=True)
    id_number: str = v.id_number(required=True)
    birth_date: date = v.day("出生日期", required=True)
    written: bool = v.flag("本人书面申请", required=True)


class ImportRows(ImportedRows):
    """Rows of a file of running cases, entered afterwards from the paper files (R-GEN-10)."""

    kind: str = v.choice("导入类型", t.IMPORTS, required=True)


class SetQuota(Command, facts.Quota):
    """Set the places of an organisation for a year."""


class ConfirmRule(Command, facts.Confirmation):
    """Say that the text of an unconfirmed rule was read; it binds when a second person has approved it."""


class ApproveConfirmation(Command, facts.ConfirmationNamed):
    """Approve that a rule's text was read."""


class WithdrawConfirmation(Command, facts.ConfirmationNamed):
    """Withdraw a confirmation: what is done from today on is not bound by it any more."""

    comment: str = v.words("撤销理由", required=True)


class FindConfirmations(Query):
    """Ask for the confirmations of rules."""


class FindEditionPreview(Paged):
    """Ask what the rules of one day change against those of another, and which open cases that touches."""

    on: date = v.day("按哪一日的规则", required=True)
    against: date | None = v.day("与哪一日相比", load_default=None, allow_none=True)
    area: str | None = v.area("地区", load_default=None, allow_none=True)


class EraseApplicant(Command, facts.CaseNamed):
    """Erase the personal values of an applicant whose case is over, under a rule."""

    rule: str = v.words("依据", v.NAME, required=True)


class FindCase(Query, facts.CaseNamed):
    """Ask for one case with its steps."""


class FindCaseHistory(FindHistory, facts.CaseNamed):
    """Ask for what happened to a case."""


class FindQuotas(Paged):
    """Ask for the places of a year, of an area (with all below it)."""

    year: int = v.whole("年度", v.YEAR, required=True)
    area: str | None = v.area("地区", load_default=None, allow_none=True)


class FindCases(Paged):
    """Ask for cases of an area (with all below it) or an organisation, by state."""

    area: str | None = v.area("地区", load_default=None, allow_none=True)
    org_code: str | None = v.code("党组织代码", load_default=None, allow_none=True)
    state: str | None = v.choice("状态", t.STATES, load_default=None, allow_none=True)
    with_next: bool = v.flag("附下一步", load_default=False)
