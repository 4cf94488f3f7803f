"""The rules on setting up organisations; pure functions, all violations at once."""

from collections.abc import Iterable, Iterator, Sequence

from services.registry.model import ATTACHED, INDEPENDENT, JOINT, NONE, Organisation, Unit
from shared.rules import pack
from shared.rules.violation import Violation

RULES = pack.load("organisation")


def setting_violations(form: str | None, units: Sequence[Unit]) -> list[Violation]:
    """
    Say what keeps an organisation of *form* from covering *units*, on the day their facts were read.

    Source: R-ORG-01, R-ORG-02, R-ORG-03, R-ORG-06.
    """
    found = list(_double_setting(units))
    if form == INDEPENDENT:
        found += _independent(units)
    elif form == JOINT:
        found += _joint(units)
    elif units:
        found.append(RULES.violation("R-ORG-04", "挂靠单位请通过隶属关系登记，不在成立时列出", field="units"))
    return found


def attachment_violations(unit: Unit) -> list[Violation]:
    """
    Say what speaks against attaching *unit* to an existing organisation.

    Source: R-ORG-04.
    """
    own = RULES.number("R-ORG-01")
    if unit.full_members < own:
        return []
    message = f"{unit.name}有正式党员{unit.full_members}名，达到{own}名，应单独建立党组织"
    return [RULES.violation("R-ORG-04", message, field="form")]


def affiliation_violations(form: str, organisation: Organisation | None, exists: bool) -> list[Violation]:
    """
    Say whether an affiliation of *form* fits *organisation* (None: none was named).

    Source: R-ORG-06.
    """
    if form == NONE:
        if organisation is None:
            return []
        return [RULES.violation("R-ORG-06", "“未隶属”不应填写党组织代码", field="org_code")]
    if organisation is None:
        return [RULES.violation("R-ORG-06", "请填写所隶属的党组织代码", field="org_code")]
    if not exists:
        message = f"党组织{organisation.org_code}在生效日尚未成立或已撤销"
        return [RULES.violation("R-ORG-06", message, field="org_code")]
    if form != ATTACHED and organisation.form != form:
        message = f"党组织{organisation.org_code}不是按此方式组建的，只能登记为挂靠"
        return [RULES.violation("R-ORG-06", message, field="form")]
    return []


def tree_violations(org_code: str, ancestors: Sequence[str], parent_known: bool) -> list[Violation]:
    """
    Say whether the parent chain of *org_code* is whole and free of cycles.

    Args:
        ancestors: The parent, its parent, and so on, as far as they are known.

    Source: R-ORG-18 (E-04).
    """
    if not parent_known:
        return [RULES.violation("R-ORG-18", "上级党组织不存在，请先登记上级", field="parent")]
    if org_code in ancestors:
        return [RULES.violation("R-ORG-18", "上级关系形成循环", field="parent")]
    return []


def _independent(units: Sequence[Unit]) -> Iterator[Violation]:
    need = RULES.number("R-ORG-01")
    if len(units) != 1:
        yield RULES.violation("R-ORG-01", "单独组建的党组织覆盖且只覆盖一个企业", field="units")
    for unit in units:
        if unit.full_members < need:
            yield RULES.violation(
                "R-ORG-01",
                f"{unit.name}有正式党员{unit.full_members}名，单独组建需要{need}名以上；可联合组建或挂靠",
                field="units",
            )


def _joint(units: Sequence[Unit]) -> Iterator[Violation]:
    least, most, own = RULES.number("R-ORG-02"), RULES.number("R-ORG-03"), RULES.number("R-ORG-01")
    if len(units) < least:
        yield RULES.violation("R-ORG-02", f"联合党支部至少覆盖{least}个企业", field="units")
    if len(units) > most:
        yield RULES.violation(
            "R-ORG-03", f"联合党支部覆盖{len(units)}个企业，一般不超过{most}个", field="units"
        )
    for unit in units:
        if unit.full_members >= own:
            message = f"{unit.name}有正式党员{unit.full_members}名，达到{own}名，应单独建立党组织"
            yield RULES.violation("R-ORG-04", message, field="units")


def _double_setting(units: Iterable[Unit]) -> Iterator[Violation]:
    for unit in units:
        if unit.affiliation.get("form") in (INDEPENDENT, JOINT):
            message = f"{unit.name}已隶属党组织{unit.affiliation['org_code']}，一个企业只有一个主隶属关系"
            yield RULES.violation("R-ORG-06", message, field="units")
