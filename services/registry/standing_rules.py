"""The rules on what members and organisations have become over time; pure functions."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from services.registry.model import Statement
from shared.contracts.registry.terms import (
    FULL,
    INDEPENDENT,
    JOINT,
    MEMBER,
    PROBATIONARY,
    STATUSES,
    TRANSFER,
    TRANSFERRED_OUT,
)
from shared.rules.pack import RulePack
from shared.rules.violation import Violation


def descent_violations(rules: RulePack, statements: Iterable[Statement]) -> list[Violation]:
    """
    Return what is wrong, if anything, when somebody who was a full member is put on record as probationary later.

    Source: R-MEM-13, R-MEM-10: membership is restored as it was.
    """
    was_full = False
    for one in sorted(statements, key=lambda statement: statement.on):
        status = one.values.get("status")
        was_full = was_full or status in FULL
        if was_full and status == PROBATIONARY:
            message = "曾是正式党员，恢复党籍或转回后仍为正式党员，不能再为预备党员"
            return [rules.violation("R-MEM-13", message, field="status")]
    return []


def returning_violations(rules: RulePack, told: Iterable[tuple[date, str, str | None]]) -> list[Violation]:
    """
    Return what is wrong, if anything, when a member was told to have these statuses, each from a day on by a basis.

    Who was transferred out comes back by a transfer only, also when the leaving is put on record after the return.

    Source: R-MEM-13.
    """
    found: list[Violation] = []
    before = ""
    for on, status, basis in told:
        if before == TRANSFERRED_OUT and status in MEMBER and basis != TRANSFER:
            since = f"组织关系转出后，{on.isoformat()}起又登记为{STATUSES[status]}"
            message = f"{since}，却不是凭介绍信转入；请先更正该登记"
            found.append(rules.violation("R-MEM-13", message, field="status"))
        before = status
    return found


def two_persons_violations(rules: RulePack, entered_by: Mapping[str, str], confirms: str) -> list[Violation]:
    """
    Return what is wrong, if anything, when somebody confirms what was entered of the opening stock.

    Args:
        entered_by: Who entered it, by the number of the member.

    Source: R-MEM-13.
    """
    own = sorted(member for member, user in entered_by.items() if user == confirms)
    if not own:
        return []
    message = f"党员{'、'.join(own)}由本人录入，期初补录须由另一人复核"
    return [rules.violation("R-MEM-13", message, field="members")]


def is_below_setting(rules: RulePack, form: str | None, units: int, full_members: int) -> bool:
    """
    Return whether an organisation set up in *form* has fewer *units*, or full members in them, than it needs.

    Source: R-ORG-01, R-ORG-02, R-ORG-11.
    """
    if form == JOINT:
        least = rules["R-ORG-02"].value
        return bool(units < least["units"] or full_members < least["members"])
    return form == INDEPENDENT and full_members < rules.number("R-ORG-01")


def bound_violations(rules: RulePack, coming: Sequence[str], field: str) -> list[Violation]:
    """
    Return what is wrong, if anything, when the enterprises *coming* are on record as set in an organisation from a day
    on which it is there no more, or in another form.

    Source: R-ORG-06.
    """
    if not coming:
        return []
    message = f"企业{'、'.join(coming)}在该日或以后登记为隶属该党组织，与此不符，请先更正其隶属关系"
    return [rules.violation("R-ORG-06", message, field=field)]
