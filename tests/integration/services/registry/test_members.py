"""Members on a real ledger."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from services.registry import store
from shared.contracts.errors import Conflict, InvalidInput, RuleViolated

OTHER_TOWN = "411323001000"


@pytest.mark.rule("R-MEM-01")
@pytest.mark.parametrize(
    ("on", "allowed"), [("2026-06-30", False), ("2026-07-01", True), ("2026-07-31", True)]
)
def test_a_member_belongs_to_an_organisation_that_exists(registry: Any, on: str, allowed: bool) -> None:
    registry.organisation("H1", established_on="2026-07-01")

    if allowed:
        assert registry.members(1, "H1", None, effective_on=on)
    else:
        with pytest.raises(RuleViolated) as refusal:
            registry.members(1, "H1", None, effective_on=on)
        assert refusal.value.details["violations"][0]["earliest"] == "2026-07-01"


@pytest.mark.rule("R-MEM-01")
def test_no_member_is_without_organisation(registry: Any) -> None:
    registry.organisation("H1")
    [member] = registry.members(1, "H1", None)

    with pytest.raises(InvalidInput):
        registry.act("change_member", member_id=member, effective_on="2026-07-01", org_code=None)
    with pytest.raises(Conflict):
        registry.act(
            "register_member",
            member_id=member,
            name="李样例",
            status="FULL",
            org_code="H1",
            basis="opening",
            reason="补录",
            effective_on="2026-07-01",
        )


@pytest.mark.rule("R-MEM-14")
@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        ("branch", True),
        ("joint_branch", True),
        ("temporary_branch", True),
        ("general_branch", False),
        ("committee", False),
    ],
)
def test_a_relation_lies_in_a_branch(registry: Any, kind: str, allowed: bool) -> None:
    registry.organisation("H1")
    registry.organisation("O1", type=kind)
    registry.members(1, "H1", None)

    def takers() -> Iterator[Callable[[], Any]]:
        yield lambda: registry.members(1, "O1", None)
        yield lambda: registry.act(
            "change_member", member_id="M0000", org_code="O1", effective_on="2026-07-01"
        )
        yield lambda: registry.organisation("O2", type=kind, members=["M0000"])

    for take in takers():
        if allowed:
            assert take()
        else:
            with pytest.raises(RuleViolated, match="党支部"):
                take()


@pytest.mark.rule("R-MEM-13")
@pytest.mark.parametrize(
    ("before", "status", "allowed"),
    [
        ("FULL", "SUSPENDED_RIGHTS", True),
        ("FULL", "PROBATIONARY", False),
        ("PROBATIONARY", "SUSPENDED_RIGHTS", False),
        ("TRANSFERRED_OUT", "FULL", True),
        ("TRANSFERRED_OUT", "REMOVED", False),
        ("MEMBERSHIP_STOPPED", "REMOVED", True),
        ("REMOVED", "FULL", False),
        ("REMOVED", "DECEASED", False),
        ("DECEASED", "FULL", False),
        ("DECEASED", "DECEASED", True),
    ],
)
def test_a_status_leads_only_where_the_table_says(
    registry: Any, before: str, status: str, allowed: bool
) -> None:
    registry.organisation("H1")
    registry.members(1, "H1", None, status="PROBATIONARY" if before == "PROBATIONARY" else "FULL")
    change = {"member_id": "M0000", "effective_on": "2026-07-01"}
    if before not in ("FULL", "PROBATIONARY"):
        registry.act("change_member", **change, status=before)
    if before == "TRANSFERRED_OUT" and allowed:
        change |= {"basis": "transfer", "letter": "JS1"}

    if allowed:
        assert registry.act("change_member", **change, status=status)
    else:
        with pytest.raises(RuleViolated) as refusal:
            registry.act("change_member", **change, status=status)
        assert [one["rule"] for one in refusal.value.details["violations"]] == ["R-MEM-13"]


@pytest.mark.rule("R-MEM-13")
@pytest.mark.parametrize(("status", "allowed"), [("DECEASED", False), ("SUSPENDED_RIGHTS", True)])
def test_a_status_that_is_told_late_fits_the_one_after_it(registry: Any, status: str, allowed: bool) -> None:
    registry.organisation("H1")
    registry.members(1, "H1", None)
    registry.act("change_member", member_id="M0000", status="REMOVED", effective_on="2026-07-01")
    late = {"member_id": "M0000", "status": status, "effective_on": "2026-06-01"}

    if allowed:
        assert registry.act("change_member", **late)
    else:
        with pytest.raises(RuleViolated, match="去世"):
            registry.act("change_member", **late)


@pytest.mark.rule("R-PRV-05")
def test_a_name_lies_sealed_and_never_travels(registry: Any) -> None:
    registry.organisation("H1")
    registry.members(1, "H1", None)

    for entry in registry.entries(stream="member:M0000"):
        assert "name" not in entry["data"]
    raw = [str(row) for name in ("ledger", "members") for row in registry.db[name].find()]
    assert not any("王样例" in text or "王样例".encode() in text.encode() for text in raw)


@pytest.mark.rule("R-PRV-17")
def test_an_erased_member_has_no_name_and_still_counts(registry: Any) -> None:
    registry.organisation("H1")
    registry.members(2, "H1", None)
    registry.act("erase_person", by="admin", member_id="M0000", rule="R-PRV-17", reason="本人申请")

    rows = registry.ask("li", "members", org_code="H1")["items"]
    assert [(row["member_id"], row["name"], row["status"]) for row in rows] == [
        ("M0000", None, "FULL"),
        ("M0001", "王样例", "FULL"),
    ]
    assert registry.entries(type="registry.person_erased.v1")[0]["data"]["entries"] == 1


@pytest.mark.rule("R-GEN-10")
def test_what_changes_of_a_member_holds_from_a_day_on(registry: Any) -> None:
    registry.organisation("H1")
    born = {"sex": "female", "minority": False, "birth_month": "1990-01"}
    registry.members(1, "H1", None, education="college", **born)
    change = {"education": "bachelor", "front_line": True, "is_owner": True, "mobile_since": "2026-06-30"}
    registry.act("change_member", member_id="M0000", effective_on="2026-07-01", **change)

    member = store.member(store.get(registry.db, store.MEMBERS, "M0000"))
    assert [member.on(date(2026, *day))["education"] for day in ((6, 30), (7, 1))] == ["college", "bachelor"]
    [row] = registry.ask("li", "members")["items"]
    assert {name: row[name] for name in (*born, *change)} == {**born, **change}
    told = registry.entries(type="registry.member_changed.v1")[0]["data"]
    assert told == {"member_id": "M0000", **change}


@pytest.mark.parametrize(
    "facts", [{"birth_month": "1990-13"}, {"birth_month": "1990-01-01"}, {"education": "some"}, {"sex": "x"}]
)
def test_a_fact_of_a_member_that_cannot_be_read_is_refused(registry: Any, facts: dict[str, str]) -> None:
    registry.organisation("H1")

    with pytest.raises(InvalidInput) as refusal:
        registry.members(1, "H1", None, **facts)
    assert set(refusal.value.details["fields"]) == set(facts)


@pytest.mark.rule("R-PRV-05")
def test_personal_facts_stay_in_ones_own_areas(registry: Any) -> None:
    registry.organisation("H1")
    registry.organisation("H2", area=OTHER_TOWN)
    for org_code in ("H1", "H2"):
        registry.members(1, org_code, None, sex="male", birth_month="1990-01", education="college")

    rows = registry.ask("wan", "members")["items"]
    assert [row.get("birth_month") for row in rows] == ["1990-01", None]
    assert [set(row) & {"sex", "minority", "education"} for row in rows] == [
        {"sex", "minority", "education"},
        set(),
    ]


@pytest.mark.rule("R-MEM-13")
@pytest.mark.parametrize(
    ("back", "allowed"),
    [({"basis": "transfer", "letter": "JS1"}, True), ({"basis": "opening", "reason": "补录"}, False)],
)
def test_a_leaving_that_is_told_late_is_followed_by_a_return_with_a_letter_only(
    registry: Any, back: dict[str, str], allowed: bool
) -> None:
    registry.organisation("H1")
    registry.members(1, "H1", None)
    registry.act("change_member", member_id="M0000", status="FULL", effective_on="2026-06-20", **back)
    if back["basis"] == "opening":
        registry.act("confirm_openings", by="county", members=["M0000"])
    late = {"member_id": "M0000", "status": "TRANSFERRED_OUT", "effective_on": "2026-06-01"}

    if allowed:
        assert registry.act("change_member", **late)
    else:
        with pytest.raises(RuleViolated, match="凭介绍信"):
            registry.act("change_member", **late)


@pytest.mark.rule("R-MEM-10")
@pytest.mark.parametrize("left", ["MEMBERSHIP_STOPPED", "TRANSFERRED_OUT"])
@pytest.mark.parametrize(
    ("was", "allowed"), [("FULL", False), ("SUSPENDED_RIGHTS", False), ("PROBATIONARY", True)]
)
def test_who_was_a_full_member_never_comes_back_on_probation(
    registry: Any, left: str, was: str, allowed: bool
) -> None:
    registry.organisation("H1")
    [member] = registry.members(1, "H1", None, status=was)
    registry.act("change_member", member_id=member, status=left, effective_on="2026-07-01")
    letter = {"basis": "transfer", "letter": "JS2"} if left == "TRANSFERRED_OUT" else {}
    back = {"member_id": member, "status": "PROBATIONARY", "effective_on": "2026-07-10", **letter}

    if allowed:
        assert registry.act("change_member", **back)
    else:
        with pytest.raises(RuleViolated, match="曾是正式党员"):
            registry.act("change_member", **back)
