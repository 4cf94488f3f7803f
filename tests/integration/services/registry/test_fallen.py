"""Organisations that fall below what they were set up with are reviewed, and nothing happens by itself (R-ORG-11)."""

from typing import Any

import pytest

from tests.integration.services.registry.test_duties import duties, states

TODAY = "2026-07-01"


def joint(registry: Any, *full: int) -> list[str]:
    """Set a joint branch up in enterprises with so many full members each."""
    codes = [registry.staffed(number, count) for number, count in enumerate(full, start=1)]
    registry.organisation("J1", type="joint_branch", form="joint", units=codes)
    return codes


def leave(registry: Any, code: str, on: str = TODAY) -> Any:
    return registry.act("set_affiliation", credit_code=code, org_code=None, form="none", effective_on=on)


@pytest.mark.rule("R-ORG-02")
@pytest.mark.rule("R-ORG-11")
@pytest.mark.parametrize(
    ("full", "owed"),
    [((2, 1, 1), True), ((2, 2, 1), False), ((1, 2, 1), False), ((2, 2), True)],
)
def test_a_unit_that_leaves_a_joint_branch_leaves_units_and_members_enough_or_a_review(
    registry: Any, full: tuple[int, ...], owed: bool
) -> None:
    first, *_ = joint(registry, *full)
    leave(registry, first)

    expected = [("J1", "open", TODAY, "2026-07-31")] if owed else []
    assert duties(registry, "review_setting") == expected


@pytest.mark.rule("R-ORG-11")
def test_members_who_leave_set_a_review_that_others_who_come_end(registry: Any) -> None:
    [first, _] = joint(registry, 2, 1)
    registry.act("change_member", member_id="M0000", status="DECEASED", effective_on=TODAY)
    assert states(registry, "review_setting") == ["open"]

    registry.members(1, "H1", first, effective_on="2026-07-10")
    assert states(registry, "review_setting") == ["lapsed"]


@pytest.mark.rule("R-ORG-11")
@pytest.mark.rule("R-ORG-01")
def test_an_independent_organisation_below_three_is_reviewed_until_it_is_dissolved(registry: Any) -> None:
    code = registry.staffed(1, 3)
    registry.organisation("B1", form="independent", units=[code])
    registry.act("change_member", member_id="M0000", credit_code=None, effective_on=TODAY)
    assert states(registry, "review_setting") == ["open"]

    registry.act("dissolve_organisation", org_code="B1", effective_on="2026-07-20", received_by=None)
    assert states(registry, "review_setting") == ["lapsed"]


@pytest.mark.rule("R-ORG-11")
def test_a_new_form_keeps_the_review(registry: Any) -> None:
    first, _ = joint(registry, 2, 1)
    leave(registry, first)
    rest = registry.db["affiliations"].find_one({"statements.org_code": "J1", "_id": {"$ne": first}})["_id"]
    leave(registry, rest)
    registry.act("change_organisation", org_code="J1", form=None, type="branch", effective_on="2026-07-20")
    assert states(registry, "review_setting") == ["met"]
