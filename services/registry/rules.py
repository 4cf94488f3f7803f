"""The rules on setting up organisations; pure functions, all violations at once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from services.registry.model import CoveredEnterprise, Member, Organisation
from shared.contracts.registry.terms import (
    ATTACHED,
    COMMITTEE,
    FULL,
    GENERAL_BRANCH,
    INDEPENDENT,
    JOINT,
    MEMBER,
    MOVES,
    NO_FORM,
    OPENING,
    ORGANISATION_TYPES,
    STATUSES,
    TRANSFER,
    TRANSFERRED_OUT,
)
from shared.rules.pack import RulePack
from shared.rules.periods import Quarter
from shared.rules.violation import Violation

PACK = "organisation"
# What becoming one asks for.
UPGRADES = {GENERAL_BRANCH: "R-ORG-09", COMMITTEE: "R-ORG-10"}
JOINTLY = ("branch", "joint_branch")
# From the lower to the higher; all branches are below them.
LEVELS = tuple(UPGRADES)


def setting_violations(
    rules: RulePack, form: str | None, units: Sequence[CoveredEnterprise]
) -> list[Violation]:
    """
    Return what keeps an organisation of *form* from covering *units*, on the day their facts were read.

    Source: R-ORG-01, R-ORG-02, R-ORG-03, R-ORG-06.
    """
    found = list(_double_setting(rules, units))
    if form == INDEPENDENT:
        found += _independent(rules, units)
    elif form == JOINT:
        found += _joint(rules, units)
    return found


def form_violations(rules: RulePack, kind: str, form: str | None) -> list[Violation]:
    """
    Return what is wrong, if anything, when an organisation of type *kind* is set up in *form*.

    Source: R-ORG-02.
    """
    if form != JOINT or kind in JOINTLY:
        return []
    message = f"联合组建的是党支部，类型不能是{ORGANISATION_TYPES[kind]}；请改为联合党支部，或改变组建方式"
    return [rules.violation("R-ORG-02", message, field="type")]


def joining_violations(
    rules: RulePack, form: str, enterprise: CoveredEnterprise, others: int
) -> list[Violation]:
    """
    Return what speaks against affiliating *enterprise* in *form* to an organisation that exists already.

    Args:
        others: How many other units the organisation covers in its own form that day.

    Source: R-ORG-01, R-ORG-03, R-ORG-04.
    """
    found: list[Violation] = []
    if form == INDEPENDENT:
        if others:
            message = "该党组织已单独覆盖另一个企业，请改用挂靠或另行成立"
            found.append(rules.violation("R-ORG-01", message, field="org_code"))
        found += _too_few(rules, enterprise, "form")
    elif form in (JOINT, ATTACHED):
        found += _own_due(rules, enterprise, "form")
    if form == JOINT:
        found += _too_many(rules, others + 1, "org_code")
    return found


def affiliation_violations(
    rules: RulePack, form: str, organisation: Organisation | None, exists: bool
) -> list[Violation]:
    """
    Return what is wrong, if anything, when an affiliation of *form* fits *organisation* (None: none was named).

    Source: R-ORG-06.
    """
    if form == NO_FORM:
        if organisation is None:
            return []
        return [rules.violation("R-ORG-06", "“未隶属”不应填写党组织代码", field="org_code")]
    if organisation is None:
        return [rules.violation("R-ORG-06", "请填写所隶属的党组织代码", field="org_code")]
    if not exists:
        message = f"党组织{organisation.org_code}在生效日尚未成立或已撤销"
        return [rules.violation("R-ORG-06", message, field="org_code")]
    if form != ATTACHED and organisation.form != form:
        message = f"党组织{organisation.org_code}不是按此方式组建的，只能登记为挂靠"
        return [rules.violation("R-ORG-06", message, field="form")]
    return []


def tree_violations(
    rules: RulePack, org_code: str, ancestors: Sequence[str], parent_known: bool
) -> list[Violation]:
    """
    Return what is wrong, if anything, when the parent chain of *org_code* is whole and free of cycles.

    Args:
        ancestors: The parent, its parent, and so on, as far as they are known.

    Source: R-ORG-18 (E-04).
    """
    if not parent_known:
        return [rules.violation("R-ORG-18", "上级党组织在该日不存在，请先登记上级", field="parent")]
    if org_code in ancestors:
        return [rules.violation("R-ORG-18", "上级关系形成循环", field="parent")]
    return []


def ending_violations(rules: RulePack, parent: str, ended: date) -> list[Violation]:
    """
    Return what is wrong when an organisation is to be below *parent* on the day it ended.

    Source: R-ORG-18.
    """
    message = f"上级党组织{parent}已于{ended.isoformat()}撤销，请先登记该日起的上级，或填写其他上级"
    return [rules.violation("R-ORG-18", message, field="parent")]


def power_violations(rules: RulePack, kind: str, can_approve: bool) -> list[Violation]:
    """
    Return what is wrong, if anything, when an organisation of type *kind* may approve members.

    Source: R-ORG-16b.
    """
    if not can_approve or kind == COMMITTEE:
        return []
    return [rules.violation("R-ORG-16b", "只有党委可以有审批预备党员的权限", field="can_approve_member")]


def dissolution_violations(
    rules: RulePack,
    org_code: str,
    received_by: str | None,
    left: Sequence[str],
    coming: Sequence[str],
    cases: int = 0,
    below: Sequence[str] = (),
) -> list[Violation]:
    """
    Return what keeps an organisation from ending.

    Args:
        left: Its members on the day.
        coming: Those whose relation is on record as coming to it only later.
        cases: How many cases of membership development are to be gone on with in it.
        below: The organisations whose superior it is, on the day or later.

    Source: R-ORG-16b, R-ORG-18.
    """

    def said(message: str) -> list[Violation]:
        return [rules.violation("R-ORG-16b", message, field="received_by")]

    if below:
        message = f"党组织{'、'.join(below)}的上级是该党组织，请先变更其上级或先撤销"
        return [rules.violation("R-ORG-18", message, field="org_code")]
    if coming:
        return said(f"党员{'、'.join(coming)}在撤销日之后转入该党组织，请先更正")
    if received_by == org_code:
        return said("接收党员的党组织不能是被撤销的党组织")
    if (left or cases) and received_by is None:
        return said(f"该党组织仍有党员{len(left)}名、在办发展材料{cases}份，请填写接收的党组织")
    return []


def staying_violations(rules: RulePack, organisation: Organisation, field: str) -> list[Violation]:
    """
    Return what is wrong, if anything, when somebody comes to *organisation* for a day before it ended, and stays.

    Source: R-ORG-16b.
    """
    if organisation.dissolved_on is None:
        return []
    message = (
        f"党组织{organisation.org_code}已于{organisation.dissolved_on.isoformat()}撤销，"
        "撤销前的党员已转出，不能再补入；请填写接收其党员的党组织"
    )
    return [rules.violation("R-ORG-16b", message, field=field)]


def relation_violations(rules: RulePack, organisation: Organisation) -> list[Violation]:
    """
    Return what is wrong, if anything, when a member's relation lies in *organisation* as it is that day.

    Source: R-MEM-14.
    """
    if organisation.type not in UPGRADES:
        return []
    kind = ORGANISATION_TYPES[organisation.type]
    message = f"{organisation.name}是{kind}，党员的组织关系应在其下的党支部"
    return [rules.violation("R-MEM-14", message, field="org_code")]


def founding_violations(rules: RulePack, kind: str, members: int) -> list[Violation]:
    """
    Return what is wrong, if anything, when *members* are to move into a new organisation of type *kind*.

    Source: R-MEM-14.
    """
    if not members or kind not in UPGRADES:
        return []
    message = f"{ORGANISATION_TYPES[kind]}不直接接收党员，请转入其下的党支部"
    return [rules.violation("R-MEM-14", message, field="members")]


def status_violations(rules: RulePack, before: str | None, status: str, after: str | None) -> list[Violation]:
    """
    Return what is wrong, if anything, when *status* follows *before* and is followed by *after* (None: by nothing).

    Source: R-MEM-13.
    """
    steps = [(one, two) for one, two in ((before, status), (status, after)) if one and two and one != two]
    return [
        rules.violation("R-MEM-13", f"党员状态不能由“{STATUSES[one]}”变为“{STATUSES[two]}”", field="status")
        for one, two in steps
        if two not in MOVES.get(one, ())
    ]


def basis_violations(
    rules: RulePack, member: Member, status: str, on: date, basis: str | None
) -> list[Violation]:
    """
    Return what is wrong, if anything, when a clerk gives *member* a *status* from *on* on, by a *basis*.

    Who never was a full member becomes one by development's approval; a clerk may only put on record what was
    decided for one of the opening stock. Who was transferred out comes back with a letter.

    Source: R-MEM-13.
    """
    back = member.on(on).get("status") == TRANSFERRED_OUT and status in MEMBER
    if back and basis != TRANSFER:
        message = "组织关系已转出，转回须填写变更依据（转入）和介绍信编号"
        return [rules.violation("R-MEM-13", message, field="basis")]
    if back or status not in FULL or member.was_full_by(on):
        return []
    if member.basis in (OPENING, None) and basis == OPENING:
        return []
    message = "预备党员转正由发展党员的审批产生，不能直接变更；系统启用前已办理的，变更依据填写“补录”"
    return [rules.violation("R-MEM-13", message, field="basis")]


def opening_violations(rules: RulePack, on: date, first_day: date | None) -> list[Violation]:
    """
    Return what is wrong, if anything, when something counts from *on* on as of the opening stock.

    Args:
        first_day: The first business day of the system; None: none has begun.

    Source: R-MEM-13, R-GEN-10.
    """
    if first_day is None or on < (began := Quarter.of(first_day).first):
        return []
    message = (
        f"补录只用于系统启用的季度（{began.isoformat()}起）以前已有的党员和已办理的变更；"
        "之后转入的填写“组织关系转入”和介绍信编号，新吸收和转正的由发展党员产生"
    )
    return [rules.violation("R-MEM-13", message, field="effective_on")]


def upgrade_violations(rules: RulePack, kind: str, full_members: int, direct: int) -> list[Violation]:
    """
    Return what speaks against making an organisation a *kind*.

    Args:
        full_members: Those in it and in all below it.
        direct: Members of any standing whose relation would lie in it, then or later.

    Source: R-ORG-09, R-ORG-10, R-MEM-14.
    """
    rule, kind_name = UPGRADES[kind], ORGANISATION_TYPES[kind]
    need = rules.number(rule)
    if direct:
        message = f"有党员{direct}名的组织关系直接在该党组织，请先转入其下的党支部，再改为{kind_name}"
        return [rules.violation("R-MEM-14", message, field="type")]
    if full_members >= need:
        return []
    message = (
        f"有正式党员{full_members}名，设{kind_name}一般应有{need}名以上；确因工作需要的，请填写上级批准的情况"
    )
    return [rules.violation(rule, message, field="type")]


def is_below_level(rules: RulePack, kind: str, full_members: int) -> bool:
    """
    Return whether an organisation of type *kind* has the members of a higher one, both limits included.

    Source: R-ORG-09, R-ORG-10, R-ORG-11.
    """
    higher = LEVELS[LEVELS.index(kind) + 1 :] if kind in LEVELS else LEVELS
    return any(full_members >= rules.number(UPGRADES[one]) for one in higher)


def reforming_violations(
    rules: RulePack, form: str | None, units: Sequence[CoveredEnterprise]
) -> list[Violation]:
    """
    Return what keeps an organisation that covers *units* from being re-formed as *form*.

    Source: R-ORG-01, R-ORG-02, R-ORG-03, R-ORG-06.
    """
    if not units:
        return []
    if form == INDEPENDENT:
        return list(_independent(rules, units))
    if form == JOINT:
        return list(_joint(rules, units))
    message = "该党组织仍有按原方式覆盖的企业，请先变更其隶属关系"
    return [rules.violation("R-ORG-06", message, field="form")]


def _independent(rules: RulePack, units: Sequence[CoveredEnterprise]) -> Iterator[Violation]:
    if len(units) != 1:
        yield rules.violation("R-ORG-01", "单独组建的党组织覆盖且只覆盖一个企业", field="units")
    for enterprise in units:
        yield from _too_few(rules, enterprise, "units")


def _joint(rules: RulePack, units: Sequence[CoveredEnterprise]) -> Iterator[Violation]:
    least = rules["R-ORG-02"].value
    if len(units) < least["units"]:
        yield rules.violation("R-ORG-02", f"联合党支部至少覆盖{least['units']}个企业", field="units")
    total = sum(enterprise.full_members for enterprise in units)
    if total < least["members"]:
        message = f"各企业共有正式党员{total}名，联合党支部须有{least['members']}名以上；可挂靠已有党组织"
        yield rules.violation("R-ORG-02", message, field="units")
    yield from _too_many(rules, len(units), "units")
    for enterprise in units:
        yield from _own_due(rules, enterprise, "units")


def _too_few(rules: RulePack, enterprise: CoveredEnterprise, field: str) -> Iterator[Violation]:
    need = rules.number("R-ORG-01")
    if enterprise.full_members < need:
        message = f"{enterprise.name}有正式党员{enterprise.full_members}名，单独组建需要{need}名以上；可联合组建或挂靠"
        yield rules.violation("R-ORG-01", message, field=field)


def _own_due(rules: RulePack, enterprise: CoveredEnterprise, field: str) -> Iterator[Violation]:
    own = rules.number("R-ORG-01")
    if enterprise.full_members >= own:
        message = f"{enterprise.name}有正式党员{enterprise.full_members}名，达到{own}名，应单独建立党组织"
        yield rules.violation("R-ORG-04", message, field=field)


def _too_many(rules: RulePack, units: int, field: str) -> Iterator[Violation]:
    most = rules.number("R-ORG-03")
    if units > most:
        yield rules.violation("R-ORG-03", f"联合党支部覆盖{units}个企业，一般不超过{most}个", field=field)


def _double_setting(rules: RulePack, units: Iterable[CoveredEnterprise]) -> Iterator[Violation]:
    for enterprise in units:
        if enterprise.set_in is not None:
            message = f"{enterprise.name}已隶属党组织{enterprise.set_in}，一个企业只有一个主隶属关系"
            yield rules.violation("R-ORG-06", message, field="units")
