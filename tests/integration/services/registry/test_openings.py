"""The opening stock of members takes two persons: one enters it, another confirms it (R-MEM-13)."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, NotAllowed, NotFound, RuleViolated

LONG_AGO, FAR = "2020-01-01", "411323001000"
SHAN = {
    "member_id": "M1",
    "name": "单样例",
    "status": "FULL",
    "org_code": "H1",
    "credit_code": None,
    "basis": "opening",
    "effective_on": LONG_AGO,
    "reason": "首次普查",
}
pytestmark = [pytest.mark.rule("R-MEM-13"), pytest.mark.rule("R-GEN-10")]


@pytest.fixture
def entered(registry: Any) -> Any:
    registry.organisation("H1")
    registry.act("register_member", **SHAN)
    return registry


def on_record(registry: Any) -> list[str]:
    return [row["member_id"] for row in registry.ask("li", "members")["items"]]


def test_who_was_entered_is_no_member_before_another_person_confirms_it(entered: Any) -> None:
    assert on_record(entered) == []
    entered.act("confirm_openings", by="county", members=["M1"])

    [member] = entered.ask("li", "members")["items"]
    assert (member["member_id"], member["name"], member["status"]) == ("M1", "单样例", "FULL")
    assert entered.ask("li", "openings")["items"] == []


def test_nobody_confirms_what_they_entered_themselves(entered: Any) -> None:
    with pytest.raises(RuleViolated, match="M1由本人录入，期初补录须由另一人复核") as refusal:
        entered.act("confirm_openings", by="li", members=["M1"], reason="急")

    assert [one["rule"] for one in refusal.value.details["violations"]] == ["R-MEM-13"]
    assert on_record(entered) == []


def test_the_trail_names_both_persons_and_the_reason(entered: Any) -> None:
    entered.act("confirm_openings", by="county", members=["M1"])
    told = [
        (entry["type"], entry["actor"]["user"], entry["approver"], entry["reason"])
        for entry in entered.entries(stream="member:M1")
    ]

    assert told == [
        ("registry.opening_entered.v1", "li", None, "首次普查"),
        ("registry.member_registered.v1", "county", "county", "首次普查"),
    ]


def test_what_was_returned_is_entered_again(entered: Any) -> None:
    entered.act("return_openings", by="county", members=["M1"], comment="姓名有误")
    [row] = entered.ask("li", "openings", state="returned")["items"]
    assert (row["comment"], row["by"]) == ("姓名有误", "li")
    with pytest.raises(Conflict, match="已退回"):
        entered.act("confirm_openings", by="county", members=["M1"])

    entered.act("register_member", **{**SHAN, "name": "单试例"})
    entered.act("confirm_openings", by="county", members=["M1"])
    assert [row["name"] for row in entered.ask("li", "members")["items"]] == ["单试例"]


def test_what_waits_is_not_entered_twice(entered: Any) -> None:
    with pytest.raises(Conflict, match="已有待复核的补录"):
        entered.act("register_member", **SHAN)


def test_what_does_not_hold_any_more_is_not_confirmed(entered: Any) -> None:
    entered.organisation("H2")
    entered.act("dissolve_organisation", org_code="H1", received_by="H2", effective_on="2026-07-01")

    with pytest.raises(RuleViolated) as refusal:
        entered.act("confirm_openings", by="county", members=["M1"])
    assert {one["rule"] for one in refusal.value.details["violations"]} == {"R-ORG-16b"}
    assert [row["state"] for row in entered.ask("li", "openings")["items"]] == ["waiting"]


def test_all_or_none_are_confirmed(entered: Any) -> None:
    with pytest.raises(NotFound, match="M9没有待复核的补录"):
        entered.act("confirm_openings", by="county", members=["M1", "M9"])

    assert on_record(entered) == []


def test_a_change_of_the_opening_stock_takes_two_persons_as_well(entered: Any) -> None:
    entered.act("confirm_openings", by="county", members=["M1"])
    change = {"member_id": "M1", "effective_on": "2020-03-01", "status": "SUSPENDED_RIGHTS"}
    entered.act("change_member", **change, basis="opening", reason="旧档案")
    assert entered.ask("li", "member", member_id="M1")["status"] == "FULL"
    with pytest.raises(RuleViolated, match="另一人"):
        entered.act("confirm_openings", by="li", members=["M1"])

    entered.act("confirm_openings", by="county", members=["M1"])
    assert entered.ask("li", "member", member_id="M1")["status"] == "SUSPENDED_RIGHTS"


@pytest.mark.rule("R-PRV-05")
def test_what_was_entered_is_shown_and_confirmed_in_ones_own_areas_only(registry: Any) -> None:
    registry.organisation("H1", area=FAR)
    registry.act("register_member", **SHAN)

    assert registry.ask("wan", "openings")["items"] == []
    with pytest.raises(NotAllowed):
        registry.act("confirm_openings", by="wan", members=["M1"])
    assert [row["name"] for row in registry.ask("li", "openings")["items"]] == ["单样例"]


@pytest.mark.rule("R-PRV-03")
def test_the_name_of_who_waits_lies_sealed(entered: Any) -> None:
    raw = [str(row) for name in ("ledger", "openings") for row in entered.db[name].find()]

    assert raw
    assert not any("单样例" in row for row in raw)
