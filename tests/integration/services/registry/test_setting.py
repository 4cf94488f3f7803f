"""Organisations and affiliations on a real ledger."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, InvalidInput, NotFound, RuleViolated


def rules_of(refusal: pytest.ExceptionInfo[RuleViolated]) -> set[str]:
    return {violation["rule"] for violation in refusal.value.details["violations"]}


@pytest.mark.rule("R-ORG-01")
def test_founding_sets_the_affiliation_and_moves_the_members(registry: Any) -> None:
    code = registry.staffed(1, full=3)
    answer = registry.organisation(
        "O1", form="independent", units=[code], members=["M0000", "M0001", "M0002"]
    )

    assert (answer["stream"], answer["seq"], answer["warnings"]) == ("organisation:O1", 1, [])
    recorded = [
        (entry["type"].split(".")[1], entry["data"].get("member_id"))
        for entry in registry.entries(call_id="call-1", type={"$regex": "organisation_e|affiliation|changed"})
    ]
    assert sorted(recorded, key=str) == [
        ("affiliation_set", None),
        ("member_changed", "M0000"),
        ("member_changed", "M0001"),
        ("member_changed", "M0002"),
        ("organisation_established", None),
        ("organisation_established", None),
    ]
    members = registry.ask("li", "members", org_code="O1")["items"]
    assert [row["member_id"] for row in members] == ["M0000", "M0001", "M0002"]


@pytest.mark.rule("R-ORG-01")
@pytest.mark.parametrize("status", ["PROBATIONARY", "FULL"])
def test_only_full_members_employed_by_the_unit_count(registry: Any, status: str) -> None:
    code = registry.staffed(1, full=2)
    registry.members(1, "H1", code if status == "PROBATIONARY" else None, status=status)

    with pytest.raises(RuleViolated) as refusal:
        registry.organisation("O1", form="independent", units=[code])
    assert rules_of(refusal) == {"R-ORG-01"}
    assert registry.db["organisations"].find_one({"_id": "O1"}) is None


@pytest.mark.rule("R-ORG-01")
@pytest.mark.parametrize(("established", "allowed"), [("2026-06-30", False), ("2026-07-01", True)])
def test_members_are_counted_on_the_day_of_founding(registry: Any, established: str, allowed: bool) -> None:
    code = registry.staffed(1, full=2)
    registry.members(1, "H1", code, effective_on="2026-07-01")

    def found() -> Any:
        return registry.organisation("O1", form="independent", units=[code], established_on=established)

    if allowed:
        assert found()["warnings"] == []
    else:
        with pytest.raises(RuleViolated):
            found()


@pytest.mark.rule("R-ORG-04")
def test_a_warning_needs_a_reason_and_is_kept_in_the_answer(registry: Any) -> None:
    code = registry.staffed(1, full=3)

    with pytest.raises(RuleViolated, match="填写理由"):
        registry.act(
            "set_affiliation", credit_code=code, org_code="H1", form="attached", effective_on="2026-07-01"
        )
    answer = registry.act(
        "set_affiliation",
        credit_code=code,
        org_code="H1",
        form="attached",
        effective_on="2026-07-01",
        reason="负责人未定",
    )
    assert [warning["rule"] for warning in answer["warnings"]] == ["R-ORG-04"]


@pytest.mark.rule("R-ORG-06")
@pytest.mark.parametrize("established", ["2020-01-01", "2026-07-01"])
def test_an_enterprise_is_never_set_twice(registry: Any, established: str) -> None:
    code = registry.staffed(1, full=3)
    registry.organisation("O1", form="independent", units=[code], established_on="2024-01-01")

    with pytest.raises(RuleViolated) as refusal:
        registry.organisation("O2", form="independent", units=[code], established_on=established)
    assert rules_of(refusal) == {"R-ORG-06"}


@pytest.mark.rule("R-ORG-06")
@pytest.mark.parametrize(("established", "allowed"), [("2026-06-30", False), ("2026-07-01", True)])
def test_after_a_dissolution_it_may_be_set_anew(registry: Any, established: str, allowed: bool) -> None:
    code = registry.staffed(1, full=3)
    registry.organisation("O1", form="independent", units=[code])
    registry.act("dissolve_organisation", org_code="O1", effective_on="2026-07-01")

    def found() -> Any:
        return registry.organisation("O2", form="independent", units=[code], established_on=established)

    if allowed:
        assert found()["stream"] == "organisation:O2"
    else:
        with pytest.raises(RuleViolated):
            found()


@pytest.mark.rule("R-ORG-06")
def test_setting_an_affiliation_replaces_the_one_before(registry: Any) -> None:
    code = registry.staffed(1, full=3)
    registry.organisation("O1", form="independent", units=[code])
    registry.act("set_affiliation", credit_code=code, form="none", effective_on="2026-07-01")

    assert registry.organisation("O2", form="independent", units=[code], established_on="2026-07-01")
    assert [row["form"] for row in registry.ask("li", "enterprise", credit_code=code)["affiliations"]] == [
        "independent",
        "none",
        "independent",
    ]


@pytest.mark.rule("R-ORG-01")
def test_nobody_slips_into_an_independent_organisation_by_affiliation(registry: Any) -> None:
    registry.organisation("O1", form="independent", units=[registry.staffed(1, full=3)])
    small = registry.staffed(2, full=1)

    with pytest.raises(RuleViolated) as refusal:
        registry.act(
            "set_affiliation",
            credit_code=small,
            org_code="O1",
            form="independent",
            effective_on="2026-07-01",
            reason="试试",
        )
    assert rules_of(refusal) == {"R-ORG-01"}


@pytest.mark.rule("R-ORG-03")
def test_the_sixth_unit_of_a_joint_branch_is_warned_about(registry: Any) -> None:
    units = [registry.staffed(number, full=1) for number in range(6)]
    registry.organisation("O1", form="joint", type="joint_branch", units=units[:4])

    def join(code: str) -> Any:
        return registry.act(
            "set_affiliation", credit_code=code, org_code="O1", form="joint", effective_on="2026-07-01"
        )

    assert join(units[4])["warnings"] == []
    with pytest.raises(RuleViolated) as refusal:
        join(units[5])
    assert rules_of(refusal) == {"R-ORG-03"}


@pytest.mark.rule("R-ORG-18")
def test_codes_are_used_once_and_parents_are_known(registry: Any) -> None:
    registry.organisation("H1")

    with pytest.raises(Conflict):
        registry.organisation("H1")
    with pytest.raises(RuleViolated) as refusal:
        registry.organisation("H2", parent="H9")
    assert rules_of(refusal) == {"R-ORG-18"}
    with pytest.raises(RuleViolated):
        registry.organisation("H2", parent="H2")
    assert registry.organisation("H2", parent="H1")


@pytest.mark.parametrize("facts", [{"form": None}, {"form": "joint"}])
def test_units_are_named_once_and_by_a_form(registry: Any, facts: dict[str, Any]) -> None:
    code = registry.staffed(1, full=1)

    with pytest.raises(InvalidInput) as refusal:
        registry.organisation("O1", units=[code, code] if facts["form"] else [code], **facts)
    assert set(refusal.value.details["fields"]) == {"units"}


def test_an_organisation_is_dissolved_once_and_not_before_it_exists(registry: Any) -> None:
    registry.organisation("H1", established_on="2026-07-01")

    with pytest.raises(Conflict):
        registry.act("dissolve_organisation", org_code="H1", effective_on="2026-06-30")
    registry.act("dissolve_organisation", org_code="H1", effective_on="2026-07-02")
    with pytest.raises(Conflict):
        registry.act("dissolve_organisation", org_code="H1", effective_on="2026-07-01")
    with pytest.raises(NotFound):
        registry.act("dissolve_organisation", org_code="H9", effective_on="2026-07-02")


@pytest.mark.rule("R-ORG-16b")
def test_an_ending_names_who_receives_the_members_and_moves_them(registry: Any) -> None:
    registry.day = "2026-07-04"
    registry.organisation("H1")
    registry.organisation("H2")
    registry.members(2, "H1", None)
    registry.members(1, "H1", None, effective_on="2026-07-03")
    registry.act("change_member", member_id="M0001", status="TRANSFERRED_OUT", effective_on="2026-07-01")
    end = {"org_code": "H1", "effective_on": "2026-07-04"}

    for wrong in ({}, {"received_by": "H1"}):
        with pytest.raises(RuleViolated) as refusal:
            registry.act("dissolve_organisation", **end, **wrong)
        assert rules_of(refusal) == {"R-ORG-16b"}
    with pytest.raises(NotFound):
        registry.act("dissolve_organisation", **end, received_by="H9")
    with pytest.raises(RuleViolated):  # M0002 comes only later
        registry.act("dissolve_organisation", org_code="H1", effective_on="2026-07-02", received_by="H2")
    registry.act("dissolve_organisation", **end, received_by="H2")

    assert [row["member_id"] for row in registry.ask("li", "members", org_code="H2")["items"]] == [
        "M0000",
        "M0002",
    ]
    [ended] = registry.entries(type="registry.organisation_dissolved.v1")
    assert ended["data"] == {"org_code": "H1", "received_by": "H2"}
    moved = registry.entries(type="registry.member_changed.v1", effective_on="2026-07-04")
    assert [entry["data"]["org_code"] for entry in moved] == ["H2", "H2"]


@pytest.mark.rule("R-ORG-16b")
@pytest.mark.parametrize(("established", "allowed"), [("2026-07-02", True), ("2026-07-03", False)])
def test_who_receives_the_members_exists_that_day(registry: Any, established: str, allowed: bool) -> None:
    registry.organisation("H1")
    registry.members(1, "H1", None)
    registry.organisation("H2", established_on=established)

    def end() -> Any:
        return registry.act(
            "dissolve_organisation", org_code="H1", effective_on="2026-07-02", received_by="H2"
        )

    if allowed:
        assert end()
    else:
        with pytest.raises(RuleViolated) as refusal:
            end()
        assert rules_of(refusal) == {"R-MEM-01"}


@pytest.mark.parametrize("members", [["M9999"], ["M0000", "M9999"]])
def test_founding_members_must_be_known(registry: Any, members: list[str]) -> None:
    code = registry.staffed(1, full=3)

    with pytest.raises(NotFound, match="M9999"):
        registry.organisation("O1", form="independent", units=[code], members=members)
    assert registry.db["organisations"].find_one({"_id": "O1"}) is None


def test_founding_members_must_be_on_record_that_day(registry: Any) -> None:
    code = registry.staffed(1, full=3)
    late = registry.members(1, "H1", code, effective_on="2026-07-01")

    with pytest.raises(InvalidInput, match=late[0]):
        registry.organisation("O1", form="independent", units=[code], members=late)


@pytest.mark.rule("R-ORG-02")
def test_no_committee_is_set_up_jointly_nor_made_of_a_joint_branch(registry: Any) -> None:
    units = [registry.staffed(number, full=2) for number in (1, 2)]
    joint = {"form": "joint", "units": units, "reason": "试"}

    with pytest.raises(RuleViolated) as refusal:
        registry.organisation("O1", type="committee", **joint)
    assert rules_of(refusal) == {"R-ORG-02", "R-ORG-10"}
    registry.organisation("O1", type="joint_branch", **joint)
    change = {"org_code": "O1", "effective_on": "2026-07-01", "reason": "试"}
    with pytest.raises(RuleViolated) as refusal:
        registry.act("change_organisation", **change, type="general_branch")
    assert "R-ORG-02" in rules_of(refusal)
    assert registry.act("change_organisation", **change, name="样例联合支部")


@pytest.mark.rule("R-ORG-09")
@pytest.mark.parametrize(("full", "warned"), [(49, True), (50, False)])
def test_a_general_branch_set_up_in_an_enterprise_has_fifty_full_members(
    registry: Any, full: int, warned: bool
) -> None:
    code = registry.staffed(1, full=full)
    asked = {"type": "general_branch", "form": "independent", "units": [code]}

    if warned:
        with pytest.raises(RuleViolated) as refusal:
            registry.organisation("O1", **asked)
        assert rules_of(refusal) == {"R-ORG-09"}
        assert registry.organisation("O1", **asked, reason="经上级批准")["warnings"]
    else:
        assert registry.organisation("O1", **asked)
