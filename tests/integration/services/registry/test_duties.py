"""What organisations and enterprises have to do by a day: opened, met, ended, and told when it is late."""

from typing import Any

import pytest

from services.registry.apply import FOLLOWING
from tests.integration.services.registry.test_folding import ELECTION, folded, kept

TODAY = "2026-07-01"
OTHER_TOWN = "411323001000"
AFFILIATED = {"form": "attached", "org_code": "H1"}


def duties(registry: Any, deadline: str) -> list[tuple[str, str, str, str]]:
    """Return subject, state, first and last day of each duty, by its name."""
    rows = registry.db["duties"].find({"deadline": deadline}).sort("_id", 1)
    return [(row["subject"], row["state"], row["set_on"], row["last_on"]) for row in rows]


def states(registry: Any, deadline: str) -> list[str]:
    return [state for _, state, _, _ in duties(registry, deadline)]


def day_comes(registry: Any, day: str) -> None:
    """Start a business day, and do its work."""
    registry.act("start_day", by="admin", date=day)
    registry.day = day
    assert FOLLOWING.settle is not None
    while FOLLOWING.settle(registry.ledger):
        pass


def post(registry: Any, post_id: str = "P1", on: str = "2026-06-01", **facts: Any) -> Any:
    given = {"member_id": "M0000", "org_code": "H1", "kind": "secretary", "effective_on": on, **facts}
    return registry.act("assign_post", post_id=post_id, **given)


def end(registry: Any, on: str, post_id: str = "P1") -> Any:
    return registry.act("end_post", post_id=post_id, effective_on=on)


def affiliate(registry: Any, code: str, on: str = TODAY, **facts: Any) -> Any:
    told = {"credit_code": code, "effective_on": on, "reason": "试", **facts}
    return registry.act("set_affiliation", **told)


@pytest.fixture
def staffed(registry: Any) -> Any:
    """The registry with a host of three full members."""
    registry.organisation("H1")
    registry.members(3, "H1", None)
    return registry


@pytest.mark.rule("R-ORG-26")
@pytest.mark.rule("R-ORG-25")
def test_an_election_sets_the_next_at_the_end_of_the_term_which_the_next_one_meets(staffed: Any) -> None:
    def elect(on: str) -> None:
        given = {"approved_by": "C1", "reason": "试", **ELECTION}
        staffed.act("record_election", org_code="H1", elected_on=on, **given)

    staffed.organisation("C1", type="committee")
    elect("2023-07-05")
    assert duties(staffed, "re_election") == [("H1", "open", "2023-07-05", "2026-07-05")]
    day_comes(staffed, "2026-07-05")
    elect("2026-07-05")
    elect("2020-07-05")
    assert duties(staffed, "re_election") == [
        ("H1", "met", "2023-07-05", "2026-07-05"),
        ("H1", "open", "2026-07-05", "2029-07-05"),
    ]
    [met] = staffed.entries(type="registry.duty_met.v1")
    assert met["data"]["in_time"] is True


@pytest.mark.rule("R-GEN-13")
def test_the_day_after_the_last_tells_that_it_is_late_once(staffed: Any) -> None:
    staffed.act("record_election", org_code="H1", elected_on="2023-07-05", reason="试", **ELECTION)
    day_comes(staffed, "2026-07-05")
    assert states(staffed, "re_election") == ["open"]
    day_comes(staffed, "2026-07-06")
    day_comes(staffed, "2026-07-07")

    [told] = staffed.entries(type="registry.duty_late.v1")
    assert (told["effective_on"], told["recorded_on"]) == ("2026-07-06", "2026-07-06")
    assert folded(staffed.entries()) == kept(staffed)


@pytest.mark.rule("R-ORG-27")
def test_a_secretary_who_leaves_leaves_a_vacancy_of_ninety_days(staffed: Any) -> None:
    post(staffed)
    end(staffed, TODAY)
    assert duties(staffed, "vacancy") == [("H1", "open", TODAY, "2026-09-29")]

    post(staffed, "P2", "2026-09-29", member_id="M0001")
    [met] = staffed.entries(type="registry.duty_met.v1")
    assert met["data"]["in_time"] is True


@pytest.mark.rule("R-ORG-27")
@pytest.mark.parametrize(("kind", "vacant"), [("secretary", False), ("deputy_secretary", True)])
def test_there_is_no_vacancy_while_another_secretary_is_there(staffed: Any, kind: str, vacant: bool) -> None:
    post(staffed)
    post(staffed, "P2", member_id="M0001", kind=kind)
    end(staffed, TODAY)

    assert bool(duties(staffed, "vacancy")) is vacant


@pytest.mark.rule("R-ORG-27")
def test_others_leave_no_vacancy_and_a_secretary_told_late_ends_one_that_never_was(staffed: Any) -> None:
    post(staffed, kind="deputy_secretary")
    end(staffed, TODAY)
    assert duties(staffed, "vacancy") == []
    post(staffed, "P2")
    end(staffed, TODAY, "P2")
    post(staffed, "P3", "2026-06-15", member_id="M0001")
    assert states(staffed, "vacancy") == ["lapsed"]


@pytest.mark.rule("R-WRK-02")
def test_a_temporary_head_is_to_leave_by_the_day_that_was_named(staffed: Any) -> None:
    post(staffed, is_temp=True, expected_end="2026-07-10")
    assert duties(staffed, "temporary_head") == [("P1", "open", "2026-06-01", "2026-07-10")]
    day_comes(staffed, "2026-07-10")
    assert states(staffed, "temporary_head") == ["open"]
    day_comes(staffed, "2026-07-11")
    assert states(staffed, "temporary_head") == ["late"]
    end(staffed, "2026-07-12")
    assert states(staffed, "temporary_head") == ["met"]
    assert folded(staffed.entries()) == kept(staffed)


@pytest.mark.rule("R-ORG-12")
def test_an_enterprise_that_moves_sets_its_affiliation_anew_within_thirty_days(staffed: Any) -> None:
    code = staffed.enterprise(1)
    affiliate(staffed, code, "2026-06-01", **AFFILIATED)
    staffed.act("change_enterprise", credit_code=code, area=OTHER_TOWN, effective_on=TODAY)
    assert duties(staffed, "reset_affiliation") == [(code, "open", TODAY, "2026-07-31")]
    assert staffed.db["duties"].find_one({"subject": code})["area"] == OTHER_TOWN

    affiliate(staffed, code, "2026-07-31", **AFFILIATED)
    assert states(staffed, "reset_affiliation") == ["met"]


@pytest.mark.rule("R-GEN-13")
def test_what_is_late_stays_late_for_whoever_has_it_next(registry: Any) -> None:
    code = registry.staffed(1, 3)
    day_comes(registry, "2026-08-01")
    registry.act("change_enterprise", credit_code=code, area=OTHER_TOWN, effective_on="2026-08-01")

    (duty,) = registry.db["duties"].find({"deadline": "found_organisation"})
    told = [row["type"].split(".")[1] for row in registry.entries() if row["stream"] == f"duty:{duty['_id']}"]
    assert (duty["state"], duty["area"]) == ("late", OTHER_TOWN)
    assert told == ["duty_opened", "duty_late", "duty_opened", "duty_late"]


@pytest.mark.rule("R-ORG-12")
def test_who_had_no_affiliation_or_has_a_newer_one_sets_none_anew(staffed: Any) -> None:
    free, settled = staffed.enterprise(1), staffed.enterprise(2)
    affiliate(staffed, settled, "2026-06-01", **AFFILIATED)
    affiliate(staffed, settled, "2026-06-20", **AFFILIATED)
    for code in (free, settled):
        staffed.act("change_enterprise", credit_code=code, area=OTHER_TOWN, effective_on="2026-06-15")

    assert duties(staffed, "reset_affiliation") == []


@pytest.mark.rule("R-ORG-01")
@pytest.mark.parametrize(("full", "owed"), [(2, False), (3, True)])
def test_three_full_members_and_no_affiliation_ask_for_an_organisation(
    registry: Any, full: int, owed: bool
) -> None:
    code = registry.staffed(1, full)
    registry.members(1, "H1", code, status="PROBATIONARY")

    assert duties(registry, "found_organisation") == ([(code, "open", TODAY, "2026-07-31")] if owed else [])


@pytest.mark.rule("R-ORG-01")
def test_the_third_member_who_comes_or_goes_decides(registry: Any) -> None:
    code = registry.staffed(1, 2)
    [third] = registry.members(1, "H1", code, effective_on="2026-07-20")
    assert duties(registry, "found_organisation") == [(code, "open", "2026-07-20", "2026-08-19")]

    registry.act("change_member", member_id=third, credit_code=None, effective_on="2026-07-25")
    assert states(registry, "found_organisation") == ["lapsed"]
    registry.act("change_member", member_id=third, credit_code=code, effective_on="2026-07-26")
    assert states(registry, "found_organisation") == ["lapsed", "open"]
    assert folded(registry.entries()) == kept(registry)


@pytest.mark.rule("R-ORG-01")
@pytest.mark.parametrize("way", ["founded", "attached"])
def test_an_affiliation_of_any_kind_meets_it_and_one_that_ends_asks_again(registry: Any, way: str) -> None:
    code = registry.staffed(1, 3)
    if way == "founded":
        registry.organisation("O1", form="independent", units=[code], established_on="2026-07-01")
    else:
        affiliate(registry, code, **AFFILIATED)
    assert states(registry, "found_organisation") == ["met"]

    affiliate(registry, code, "2026-07-10", form="none")
    assert states(registry, "found_organisation") == ["met", "open"]
    registry.act("change_enterprise", credit_code=code, operation_state="closed", effective_on="2026-07-12")
    assert states(registry, "found_organisation") == ["met", "lapsed"]


@pytest.mark.rule("R-ORG-16b")
def test_an_organisation_that_ends_owes_nothing_and_leaves_its_enterprise_without(registry: Any) -> None:
    code = registry.staffed(1, 3)
    registry.organisation("O1", form="independent", units=[code], members=["M0000", "M0001", "M0002"])
    post(registry, org_code="O1")
    end(registry, TODAY)
    registry.act(
        "dissolve_organisation", org_code="O1", effective_on="2026-07-10", received_by="H1", reason="试"
    )

    assert states(registry, "vacancy") == ["lapsed"]
    assert duties(registry, "found_organisation")[-1] == (code, "open", "2026-07-10", "2026-08-09")


@pytest.mark.rule("R-ORG-11")
@pytest.mark.parametrize(("full", "owed"), [(49, False), (50, True)])
def test_fifty_full_members_ask_a_branch_to_rise(registry: Any, full: int, owed: bool) -> None:
    registry.organisation("H1")
    registry.members(full, "H1", None)

    assert duties(registry, "upgrade") == ([("H1", "open", TODAY, "2026-07-31")] if owed else [])


@pytest.mark.rule("R-ORG-11")
@pytest.mark.parametrize(("risen", "state"), [(True, "met"), (False, "lapsed")])
def test_rising_meets_it_and_falling_below_ends_it(registry: Any, risen: bool, state: str) -> None:
    registry.organisation("G1", type="general_branch")
    registry.organisation("B1", parent="G1")
    registry.organisation("B2", parent="G1")
    registry.members(49, "B1", None)
    registry.members(49, "B2", None)
    assert duties(registry, "upgrade") == []
    registry.members(2, "B2", None, effective_on="2026-07-05")
    assert [row[:2] for row in duties(registry, "upgrade")] == [("B2", "open"), ("G1", "open")]

    if risen:
        registry.act("change_organisation", org_code="G1", type="committee", effective_on="2026-07-10")
    else:
        registry.act("change_member", member_id="M0000", status="DECEASED", effective_on="2026-07-10")
    assert {row[0]: row[1] for row in duties(registry, "upgrade")}["G1"] == state
