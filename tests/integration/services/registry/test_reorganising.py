"""What an organisation is changes from a day on, and stays as it was before."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, RuleViolated

OTHER_TOWN = "411323001000"


def change(registry: Any, org_code: str, on: str = "2026-07-01", **facts: Any) -> Any:
    return registry.act("change_organisation", org_code=org_code, effective_on=on, **facts)


def refused(registry: Any, org_code: str, on: str = "2026-07-01", **facts: Any) -> list[tuple[str, str]]:
    with pytest.raises(RuleViolated) as refusal:
        change(registry, org_code, on, **facts)
    return [(one["rule"], one["level"]) for one in refusal.value.details["violations"]]


def names(registry: Any) -> list[str]:
    return [row["name"] for row in registry.ask("li", "organisations")["items"]]


@pytest.mark.rule("R-ORG-18")
def test_a_new_name_is_one_more_statement(registry: Any) -> None:
    registry.organisation("H1")
    change(registry, "H1", name="更名党支部")

    [_, entry] = registry.entries(stream="organisation:H1")
    assert entry["type"] == "registry.organisation_changed.v1"
    assert entry["data"] == {"org_code": "H1", "name": "更名党支部"}
    assert names(registry) == ["更名党支部"]


@pytest.mark.rule("R-GEN-10")
def test_a_name_that_is_recorded_late_leaves_the_later_one(registry: Any) -> None:
    registry.organisation("H1")
    change(registry, "H1", "2026-07-01", name="后来的名称")
    change(registry, "H1", "2026-06-01", name="先前的名称")

    assert names(registry) == ["后来的名称"]


@pytest.mark.parametrize(("on", "allowed"), [("2026-06-30", False), ("2026-07-01", True)])
def test_nothing_is_stated_for_a_day_before_the_organisation(registry: Any, on: str, allowed: bool) -> None:
    registry.organisation("H1", established_on="2026-07-01")

    if allowed:
        assert change(registry, "H1", on, name="更名党支部")
    else:
        with pytest.raises(Conflict):
            change(registry, "H1", on, name="更名党支部")


@pytest.mark.parametrize(("on", "allowed"), [("2026-07-04", True), ("2026-07-05", False)])
def test_nothing_is_stated_for_a_day_after_the_organisation(registry: Any, on: str, allowed: bool) -> None:
    registry.organisation("H1")
    registry.act("dissolve_organisation", org_code="H1", effective_on="2026-07-05")

    if allowed:
        assert change(registry, "H1", on, name="更名党支部")
    else:
        with pytest.raises(Conflict):
            change(registry, "H1", on, name="更名党支部")


def test_a_change_of_an_organisation_says_something(registry: Any) -> None:
    registry.organisation("H1")

    with pytest.raises(InvalidInput):
        change(registry, "H1")


def test_an_organisation_elsewhere_is_not_for_a_clerk_to_change(registry: Any) -> None:
    registry.organisation("H2", area=OTHER_TOWN)

    with pytest.raises(NotAllowed):
        change(registry, "H2", by="wan", name="更名党支部")


@pytest.mark.rule("R-ORG-09")
@pytest.mark.rule("R-ORG-10")
@pytest.mark.parametrize(
    ("kind", "full", "expected"),
    [
        ("general_branch", 49, [("R-ORG-09", "warn")]),
        ("general_branch", 50, []),
        ("committee", 99, [("R-ORG-10", "warn")]),
        ("committee", 100, []),
    ],
)
def test_an_upgrade_counts_the_full_members_at_and_below_that_day(
    registry: Any, kind: str, full: int, expected: list[tuple[str, str]]
) -> None:
    registry.organisation("H1")
    registry.organisation("H2", parent="H1")
    registry.organisation("H3", parent="H2")
    registry.members(full - 2, "H2", None)
    registry.members(2, "H3", None)
    registry.members(1, "H2", None, effective_on="2026-07-02")

    if expected:
        assert refused(registry, "H1", type=kind) == expected
        assert (
            change(registry, "H1", type=kind, reason="县委组织部已批准")["warnings"][0]["rule"]
            == expected[0][0]
        )
    else:
        assert change(registry, "H1", type=kind)["warnings"] == []


@pytest.mark.rule("R-MEM-14")
@pytest.mark.parametrize("comes_on", ["2026-07-01", "2026-07-02"])
def test_an_organisation_that_holds_members_itself_becomes_no_general_branch(
    registry: Any, comes_on: str
) -> None:
    registry.organisation("H1")
    registry.organisation("H2", parent="H1")
    registry.members(50, "H2", None)
    registry.members(1, "H1", None, effective_on=comes_on)

    assert refused(registry, "H1", type="general_branch") == [("R-MEM-14", "block")]
    registry.act("change_member", member_id="M0050", org_code="H2", effective_on=comes_on)
    if comes_on == "2026-07-01":
        assert change(registry, "H1", type="general_branch")


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.parametrize(
    ("kind", "allowed"), [("committee", True), ("general_branch", False), ("branch", False)]
)
def test_only_a_committee_may_approve_members(registry: Any, kind: str, allowed: bool) -> None:
    registry.organisation("H1", type=kind)

    if allowed:
        assert change(registry, "H1", can_approve_member=True)
        assert registry.organisation("H2", type=kind, can_approve_member=True)
    else:
        assert refused(registry, "H1", can_approve_member=True) == [("R-ORG-16b", "block")]
        with pytest.raises(RuleViolated, match="只有党委"):
            registry.organisation("H2", type=kind, can_approve_member=True)


@pytest.mark.rule("R-ORG-16b")
def test_a_committee_that_may_approve_becomes_a_branch_only_without_the_power(registry: Any) -> None:
    registry.organisation("H1", type="committee", can_approve_member=True)

    assert refused(registry, "H1", type="branch") == [("R-ORG-16b", "block")]
    assert change(registry, "H1", type="branch", can_approve_member=False)


@pytest.mark.rule("R-ORG-16b")
def test_the_power_is_not_dated_back_to_where_it_would_outlast_the_committee(registry: Any) -> None:
    registry.organisation("H1", type="committee")
    change(registry, "H1", "2026-07-10", type="branch")

    assert refused(registry, "H1", "2026-07-01", can_approve_member=True) == [("R-ORG-16b", "block")]


@pytest.mark.rule("R-ORG-18")
@pytest.mark.parametrize(("on", "allowed"), [("2026-06-30", False), ("2026-07-01", True)])
def test_a_new_superior_is_on_record_that_day(registry: Any, on: str, allowed: bool) -> None:
    registry.organisation("H1")
    registry.organisation("C1", type="committee", established_on="2026-07-01")

    if allowed:
        assert change(registry, "H1", on, parent="C1")
    else:
        assert refused(registry, "H1", on, parent="C1") == [("R-ORG-18", "block")]


@pytest.mark.rule("R-ORG-18")
def test_superiors_form_no_cycle_on_the_day_or_later(registry: Any) -> None:
    for code in ("A", "B", "C"):
        registry.organisation(code)
    change(registry, "B", parent="A")
    change(registry, "C", "2026-07-10", parent="B")

    assert refused(registry, "A", parent="A") == [("R-ORG-18", "block")]
    assert refused(registry, "A", parent="B") == [("R-ORG-18", "block")]
    assert refused(registry, "A", parent="C") == [("R-ORG-18", "block")]
    change(registry, "C", "2026-07-10", parent=None)
    assert change(registry, "A", parent="C")


@pytest.mark.rule("R-ORG-18")
def test_a_superior_that_is_followed_by_another_one_need_not_fit_later(registry: Any) -> None:
    for code in ("A", "B", "C"):
        registry.organisation(code)
    change(registry, "A", "2026-07-20", parent="C")
    change(registry, "B", "2026-07-20", parent="A")

    assert change(registry, "A", "2026-07-01", parent="B")
    assert refused(registry, "A", "2026-07-20", parent="B") == [("R-ORG-18", "block")]


@pytest.mark.rule("R-ORG-06")
def test_a_new_form_takes_the_units_along(registry: Any) -> None:
    code = registry.staffed(1, full=3)
    registry.organisation("O1", form="independent", units=[code])

    assert refused(registry, "O1", form=None) == [("R-ORG-06", "block")]
    assert ("R-ORG-02", "block") in refused(registry, "O1", form="joint")


@pytest.mark.rule("R-ORG-01")
def test_a_joint_branch_with_one_unit_left_becomes_one_of_its_own(registry: Any) -> None:
    big, small = registry.staffed(1, full=3), registry.staffed(2, full=1)
    registry.organisation("O1", type="joint_branch", form="joint", units=[big, small], reason="相邻")
    registry.act("set_affiliation", credit_code=small, form="none", effective_on="2026-07-01")
    change(registry, "O1", form="independent", type="branch")

    stated = registry.ask("li", "enterprise", credit_code=big)["affiliations"]
    assert [(row["on"], row["form"]) for row in stated] == [
        ("2020-01-01", "joint"),
        ("2026-07-01", "independent"),
    ]


@pytest.mark.rule("R-ORG-18")
@pytest.mark.parametrize(("ended_on", "allowed"), [("2026-06-01", True), ("2026-05-31", False)])
def test_a_superior_that_is_told_late_has_not_ended_while_it_is_one(
    registry: Any, ended_on: str, allowed: bool
) -> None:
    for code in ("H1", "H2", "H3"):
        registry.organisation(code)
    registry.act("change_organisation", org_code="H1", parent="H3", effective_on="2026-06-01")
    registry.act("dissolve_organisation", org_code="H2", effective_on=ended_on)
    late = {"org_code": "H1", "parent": "H2", "effective_on": "2026-05-01"}

    if allowed:
        assert registry.act("change_organisation", **late)
    else:
        with pytest.raises(RuleViolated, match="已于2026-05-31撤销"):
            registry.act("change_organisation", **late)


@pytest.mark.rule("R-ORG-02")
def test_a_joint_form_is_not_dated_back_to_where_it_would_be_no_branchs(registry: Any) -> None:
    registry.organisation("H1")
    registry.act("change_organisation", org_code="H1", type="temporary_branch", effective_on="2026-06-01")
    joint = {"org_code": "H1", "form": "joint"}

    with pytest.raises(RuleViolated, match="联合党支部"):
        registry.act("change_organisation", **joint, effective_on="2026-05-01")


@pytest.mark.rule("R-ORG-06")
def test_a_form_is_not_dated_back_to_before_its_units_came(registry: Any) -> None:
    code = registry.staffed(1, full=3)
    registry.organisation("O1")
    change(registry, "O1", on="2026-03-01", form="independent")
    registry.act(
        "set_affiliation", credit_code=code, org_code="O1", form="independent", effective_on="2026-06-01"
    )

    assert refused(registry, "O1", on="2026-05-01", form=None) == [("R-ORG-06", "block")]
    assert change(registry, "O1", on="2026-05-01", name="样例乙")


@pytest.mark.rule("R-ORG-06")
@pytest.mark.parametrize(("ended_on", "allowed"), [("2026-06-02", True), ("2026-06-01", False)])
def test_an_organisation_does_not_end_before_its_units_came(
    registry: Any, ended_on: str, allowed: bool
) -> None:
    code = registry.staffed(1, full=1)
    registry.organisation("H2")
    registry.act(
        "set_affiliation", credit_code=code, org_code="H2", form="attached", effective_on="2026-06-01"
    )
    ending = {"org_code": "H2", "effective_on": ended_on}

    if allowed:
        assert registry.act("dissolve_organisation", **ending)
    else:
        with pytest.raises(RuleViolated, match="隶属该党组织"):
            registry.act("dissolve_organisation", **ending)
