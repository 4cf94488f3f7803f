"""People who are no members, and the two staff that serve enterprises."""

from datetime import date
from typing import Any

import pytest

from services.registry import people
from services.registry.apply import FOLLOWING
from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, RuleViolated
from tests.integration.services.registry.test_folding import folded, kept

TOWN, OTHER_TOWN = "411302001000", "411323001000"
TODAY = "2026-07-01"


def person(registry: Any, person_id: str = "R-1", **facts: Any) -> Any:
    given = {"kind": "seconded", "body": "区直机关", "area": TOWN, "is_full_member": True, "name": "孙样例"}
    return registry.act("register_person", person_id=person_id, **{**given, **facts})


def assign(registry: Any, units: list[str], assignment: str = "S1", on: str = TODAY, **facts: Any) -> Any:
    given = {"kind": "instructor", "source_type": "organ", "units": units, "effective_on": on}
    whose = {} if "member_id" in facts else {"person_id": "R-1"}
    return registry.act("assign_staff", assignment=assignment, **given, **whose, **facts)


def rules_of(refusal: Any) -> list[str]:
    return [one["rule"] for one in refusal.value.details["violations"]]


@pytest.mark.rule("R-PRV-05")
def test_of_a_person_no_name_travels_and_others_see_it_masked(registry: Any) -> None:
    person(registry)
    person(registry, "R-2", area=OTHER_TOWN, kind="owner", is_full_member=False)

    assert all("name" not in entry["data"] for entry in registry.entries(stream="person:R-1"))
    rows = registry.ask("wan", "persons")["items"]
    assert [(row["person_id"], row["name"]) for row in rows] == [("R-1", "孙样例"), ("R-2", "孙*")]
    assert [row["person_id"] for row in registry.ask("li", "persons", area=OTHER_TOWN)["items"]] == ["R-2"]
    with pytest.raises(Conflict):
        person(registry)


def test_a_clerk_registers_people_of_the_own_areas_only(registry: Any) -> None:
    with pytest.raises(NotAllowed):
        person(registry, by="wan", area=OTHER_TOWN)


@pytest.mark.parametrize("number", ["M0000", "D-C1"])
def test_a_person_has_a_number_that_no_member_has(registry: Any, number: str) -> None:
    with pytest.raises(InvalidInput, match="R-"):
        person(registry, number)


@pytest.mark.rule("R-PRV-17")
def test_an_erased_person_has_no_name_and_still_serves(registry: Any) -> None:
    person(registry)
    assign(registry, [registry.enterprise(1)])
    registry.act("erase_registered", by="admin", person_id="R-1", rule="R-PRV-17", reason="本人申请")

    assert registry.ask("li", "persons")["items"][0]["name"] is None
    assert [row["person_id"] for row in registry.ask("li", "staff")["items"]] == ["R-1"]
    assert folded(registry.entries()) == kept(registry)


@pytest.mark.rule("R-WRK-03")
def test_one_of_the_two_staff_serves_enterprises_from_a_day_until_another(registry: Any) -> None:
    first, second = registry.enterprise(1), registry.enterprise(2)
    person(registry)
    assign(registry, [first, second])
    with pytest.raises(InvalidInput):
        registry.act("end_staff", assignment="S1", effective_on="2026-06-30")
    registry.act("end_staff", assignment="S1", effective_on="2026-07-20")
    with pytest.raises(Conflict):
        registry.act("end_staff", assignment="S1", effective_on="2026-07-21")

    [row] = registry.ask("li", "staff", credit_code=second)["items"]
    told = {name: row[name] for name in ("assignment", "person_id", "assigned_on", "ended_on")}
    assert told == {"assignment": "S1", "person_id": "R-1", "assigned_on": TODAY, "ended_on": "2026-07-20"}
    assert registry.ask("li", "staff", credit_code=registry.enterprise(3))["items"] == []
    assert folded(registry.entries()) == kept(registry)


@pytest.mark.rule("R-WRK-05")
@pytest.mark.parametrize(("more", "warned"), [(1, False), (2, True)])
def test_more_than_ten_enterprises_in_all_assignments_ask_for_a_reason(
    registry: Any, more: int, warned: bool
) -> None:
    codes = [registry.enterprise(number) for number in range(1, 12)]
    person(registry)
    assign(registry, codes[:9])

    if warned:
        with pytest.raises(RuleViolated) as refusal:
            assign(registry, codes[9 : 9 + more], "S2")
        assert rules_of(refusal) == ["R-WRK-05"]
        assert assign(registry, codes[9 : 9 + more], "S2", reason="人手不足")["warnings"]
    else:
        assert assign(registry, codes[9 : 9 + more], "S2")["warnings"] == []


@pytest.mark.rule("R-WRK-05")
def test_an_assignment_that_ended_and_an_enterprise_served_twice_do_not_count(registry: Any) -> None:
    codes = [registry.enterprise(number) for number in range(1, 12)]
    person(registry)
    assign(registry, codes[:10])
    assert assign(registry, codes[:1], "S2")["warnings"] == []
    registry.act("end_staff", assignment="S1", effective_on="2026-07-10")

    assert assign(registry, codes[1:10], "S3", "2026-07-10")["warnings"] == []


@pytest.mark.rule("R-WRK-06")
@pytest.mark.parametrize(("status", "warned"), [("FULL", False), ("PROBATIONARY", True)])
def test_a_member_who_serves_is_a_full_one(registry: Any, status: str, warned: bool) -> None:
    code = registry.enterprise(1)
    registry.organisation("H1")
    registry.members(1, "H1", None, status=status)

    if warned:
        with pytest.raises(RuleViolated) as refusal:
            assign(registry, [code], member_id="M0000")
        assert rules_of(refusal) == ["R-WRK-06"]
    else:
        assert assign(registry, [code], member_id="M0000")["warnings"] == []


@pytest.mark.rule("R-WRK-06")
def test_another_person_who_serves_is_a_full_member_elsewhere(registry: Any) -> None:
    code = registry.enterprise(1)
    person(registry, is_full_member=False)

    with pytest.raises(RuleViolated) as refusal:
        assign(registry, [code])
    assert rules_of(refusal) == ["R-WRK-06"]
    assert assign(registry, [code], reason="已报上级")["warnings"]


@pytest.mark.rule("R-WRK-04")
@pytest.mark.parametrize(
    "wrong",
    [
        {"member_id": "M0000", "person_id": "R-1"},
        {"source_type": "friend"},
        {"units": []},
        {"effective_on": "2019-12-31"},
    ],
)
def test_what_does_not_fit_is_refused(registry: Any, wrong: dict[str, Any]) -> None:
    person(registry)
    given = {"assignment": "S1", "person_id": "R-1", "kind": "liaison", "source_type": "veteran"}
    told = {**given, "units": [registry.enterprise(1)], "effective_on": TODAY, **wrong}

    with pytest.raises(InvalidInput):
        registry.act("assign_staff", **told)


def test_who_may_not_touch_an_enterprise_sends_nobody_there(registry: Any) -> None:
    far = registry.enterprise(1, OTHER_TOWN)
    person(registry)

    with pytest.raises(NotAllowed):
        assign(registry, [far], by="wan")


def begins(registry: Any, day: str) -> None:
    registry.day = day
    registry.act("start_day", by="admin", date=day)
    assert FOLLOWING.settle is not None
    while FOLLOWING.settle(registry.ledger):
        pass


@pytest.mark.rule("R-WRK-05")
def test_who_is_served_changes_from_a_day_on_and_lists_show_it_then(registry: Any) -> None:
    first, second = registry.staffed(1, 3), registry.staffed(2, 3)
    told = {"member_id": "M0000", "person_id": None, "kind": "instructor", "source_type": "organ"}
    registry.act("assign_staff", assignment="A1", units=[first], effective_on="2026-07-01", **told)
    registry.act("change_staff", assignment="A1", units=[second], effective_on="2026-08-01")

    [row] = registry.ask("li", "staff")["items"]
    assert row["units"] == [first]
    whose = {"member_id": "M0000"}
    assert people.units_served(registry.db, whose, date(2026, 7, 1)) == {first, second}
    begins(registry, "2026-08-01")
    [row] = registry.ask("li", "staff", credit_code=second)["items"]
    assert row["units"] == [second]
    assert people.units_served(registry.db, whose, date(2026, 8, 1)) == {second}
    assert folded(registry.entries()) == kept(registry)


@pytest.mark.rule("R-WRK-02")
def test_a_temporary_head_may_stay_longer_and_is_due_then(registry: Any) -> None:
    registry.organisation("H1")
    registry.members(1, "H1", None)
    post = {"member_id": "M0000", "org_code": "H1", "kind": "secretary", "is_temp": True}
    registry.act("assign_post", post_id="P1", effective_on="2026-06-01", expected_end="2026-07-31", **post)
    for until, on in (("2026-07-31", "2026-07-01"), ("2026-12-31", "2026-05-31")):
        with pytest.raises(InvalidInput):
            registry.act("extend_post", post_id="P1", expected_end=until, effective_on=on)
    registry.act("extend_post", post_id="P1", expected_end="2026-12-31", effective_on="2026-07-01")

    [listed] = registry.ask("li", "posts")["items"]
    assert listed["expected_end"] == "2026-12-31"
    rows = registry.db["duties"].find({"deadline": "temporary_head"}).sort("_id", 1)
    assert [(row["state"], row["due_on"]) for row in rows] == [
        ("lapsed", "2026-07-31"),
        ("open", "2026-12-31"),
    ]
    assert folded(registry.entries()) == kept(registry)
    registry.act("end_post", post_id="P1", effective_on="2026-07-01")
    with pytest.raises(Conflict):
        registry.act("extend_post", post_id="P1", expected_end="2027-01-31", effective_on="2026-07-01")
