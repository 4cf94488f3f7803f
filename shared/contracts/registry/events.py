"""What the registry tells: areas, days, enterprises, organisations, members, posts."""

import datetime

from marshmallow import validate

from shared.contracts import corrections, duties
from shared.contracts import values as v
from shared.contracts.base import Event, event
from shared.contracts.coverage import Coverage
from shared.contracts.erasure import Erasure
from shared.contracts.registry import facts
from shared.contracts.registry import terms as t


@event("registry.area_added.v1", "登记地区")
class AreaAdded(Event, facts.Area):
    """An area joined the tree."""


@event("registry.day_started.v1", "业务日开始")
class DayStarted(Event):
    """A business day began (Asia/Shanghai); all time-driven work hangs on it."""

    date: datetime.date = v.day("业务日", required=True)


@event("registry.day_jump_proposed.v1", "提出跳至业务日")
class DayJumpProposed(Event):
    """Somebody wants the business day to go far ahead at once; it goes when another person wants it as well."""

    date: datetime.date = v.day("业务日", required=True)


@event("registry.coverage_told.v1", "发布已建党组织企业")
class CoverageTold(Event, Coverage):
    """Which operating enterprises had a party organisation of their own or a joint one when a quarter ended.

    It is told twice, the second time with what was put on record until figures were locked (R-JM-16).
    """

    version: int = v.whole("版本", validate.Range(min=1, max=2), required=True)


@event("registry.enterprise_registered.v1", "登记企业")
class EnterpriseRegistered(Event, facts.Enterprise):
    """An enterprise came on record; counts from the day it was registered."""


@event("registry.enterprise_changed.v1", "变更企业信息")
class EnterpriseChanged(Event, facts.EnterpriseChanges):
    """Facts of an enterprise changed; what is absent stayed as it was."""

    credit_code: str = v.credit(required=True)


@event("registry.enterprise_moved.v1", "企业迁移")
class EnterpriseMoved(Event):
    """An enterprise moved to another township (R-ORG-12)."""

    credit_code: str = v.credit(required=True)
    area: str = v.area("迁入地", required=True)
    from_area: str = v.area("迁出地", required=True)


@event("registry.organisation_established.v1", "成立党组织")
class OrganisationEstablished(Event, facts.Organisation):
    """A party organisation was established."""


@event("registry.organisation_changed.v1", "变更党组织信息")
class OrganisationChanged(Event, facts.OrganisationChanges):
    """Facts of an organisation changed; what is absent stayed as it was."""

    org_code: str = v.code("党组织代码", required=True)


@event("registry.committee_elected.v1", "换届选举")
class CommitteeElected(Event, facts.Election):
    """An organisation elected; its term counts from that day (R-ORG-24)."""

    term_end: datetime.date = v.day("任期届满日", required=True)


@event("registry.organisation_dissolved.v1", "撤销党组织")
class OrganisationDissolved(Event):
    """A party organisation ended; affiliations to it end the same day."""

    org_code: str = v.code("党组织代码", required=True)
    received_by: str | None = v.code("接收党员的党组织", load_default=None, allow_none=True)


@event("registry.affiliation_set.v1", "登记隶属关系")
class AffiliationSet(Event, facts.Affiliation):
    """The one primary affiliation of an enterprise from a day on (R-ORG-06)."""


@event("registry.opening_entered.v1", "录入期初补录")
class OpeningEntered(Event):
    """Somebody entered a member of the opening stock, or a change of one; nothing counts before it is confirmed."""

    member_id: str = v.code("党员编号", required=True)
    act: str = v.choice("补录事项", t.OPENING_ACTS, required=True)


@event("registry.opening_returned.v1", "退回期初补录")
class OpeningReturned(Event):
    """What was entered of the opening stock was given back, with the reason of the entry."""

    member_id: str = v.code("党员编号", required=True)


@event("registry.member_registered.v1", "登记党员")
class MemberRegistered(Event, facts.Member):
    """A member came on record in an organisation."""


@event("registry.member_named.v1", "补填党员姓名")
class MemberNamed(Event):
    """A clerk gave the name of a member who came on record without one; the name itself stays here."""

    member_id: str = v.code("党员编号", required=True)


@event("registry.member_changed.v1", "变更党员信息")
class MemberChanged(Event, facts.MemberChanges):
    """A member's status, organisation or employer changed; what is absent stayed as it was."""

    member_id: str = v.code("党员编号", required=True)
    basis: str = v.choice("变更依据", t.BASES)
    letter: str = v.code("介绍信编号")


@event("registry.post_assigned.v1", "任职")
class PostAssigned(Event, facts.Post):
    """A member took a post in an organisation or an enterprise."""


@event("registry.post_ended.v1", "离任")
class PostEnded(Event):
    """A member left a post."""

    post_id: str = v.code("职务编号", required=True)


@event("registry.post_extended.v1", "临时负责人延期")
class PostExtended(Event):
    """A temporary head stays longer than was expected (R-WRK-02)."""

    post_id: str = v.code("职务编号", required=True)
    expected_end: datetime.date = v.day("预计结束日", required=True)


@event("registry.person_registered.v1", "登记非党组织成员")
class PersonRegistered(Event, facts.Person):
    """A person who is no member of an organisation here came on record."""


@event("registry.staff_assigned.v1", "派任两员")
class StaffAssigned(Event, facts.Staff):
    """An instructor or a liaison began to serve enterprises (R-WRK-03)."""


@event("registry.staff_changed.v1", "变更两员联系企业")
class StaffChanged(Event):
    """An instructor or a liaison serves other enterprises from a day on (R-WRK-05)."""

    assignment: str = v.code("派任编号", required=True)
    units: tuple[str, ...] = v.several(v.credit(), "联系企业", v.distinct, required=True)


@event("registry.staff_ended.v1", "结束两员派任")
class StaffEnded(Event):
    """An instructor or a liaison serves them no more."""

    assignment: str = v.code("派任编号", required=True)


@event("registry.person_erased.v1", "依规删除个人信息")
class PersonErased(Erasure):
    """The personal values of a member or another person were erased; what counts stays (R-PRV-17)."""


@event("registry.duty_opened.v1", "产生应办事项")
class DutyOpened(duties.DutyOpened):
    """An organisation or an enterprise's affiliation has to be put in order by a day."""


@event("registry.duty_met.v1", "事项已办")
class DutyMet(duties.DutyMet):
    """It was put in order."""


@event("registry.duty_late.v1", "事项逾期")
class DutyLate(duties.DutyLate):
    """The last day has passed, and it is not in order."""


@event("registry.duty_lapsed.v1", "事项不需办理")
class DutyLapsed(duties.DutyLapsed):
    """It need not be done any more."""


@event("registry.correction_proposed.v1", "提出更正")
class CorrectionProposed(corrections.CorrectionProposed):
    """A correction was proposed; nothing changes before another person approves it (R-GEN-09)."""


@event("registry.correction_approved.v1", "批准更正")
class CorrectionApproved(corrections.CorrectionApproved):
    """A second person approved it."""


@event("registry.correction_rejected.v1", "驳回更正")
class CorrectionRejected(corrections.CorrectionRejected):
    """It was turned down or taken back."""


@event("registry.entry_corrected.v1", "更正登记")
class EntryCorrected(corrections.EntryCorrected):
    """What an earlier entry says from now on."""
