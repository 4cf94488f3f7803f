"""Elections on a real ledger: the term is computed, and known as of a day."""

from datetime import date
from typing import Any

import pytest

from services.registry import store
from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolated

OTHER_TOWN = "411323001000"


def elect(registry: Any, on: str = "2026-07-01", **change: Any) -> Any:
    return registry.act(
        "record_election",
        **{
            "org_code": "H1",
            "elected_on": on,
            "due": 8,
            "present": 8,
            "issued": 8,
            "returned": 8,
            "seats": 3,
            "candidates": 4,
            "votes": [8, 7, 6],
            **change,
        },
    )


@pytest.fixture
def branch(registry: Any) -> Any:
    registry.organisation("H1")
    registry.members(8, "H1", None)
    return registry


def term_on(registry: Any, day: str) -> date | None:
    found = store.get(registry.db, store.ORGANISATIONS, "H1")
    return store.organisation(found, date.fromisoformat(day)).term_end


@pytest.mark.rule("R-ORG-24")
def test_a_term_is_known_from_the_day_of_the_election(branch: Any) -> None:
    elect(branch)

    assert [term_on(branch, day) for day in ("2026-06-30", "2026-07-01")] == [None, date(2029, 7, 1)]
    [entry] = branch.entries(type="registry.committee_elected.v1")
    assert (entry["effective_on"], entry["data"]["term_end"]) == ("2026-07-01", "2029-07-01")
    assert branch.ask("li", "organisations")["items"][0]["term_end"] == "2029-07-01"


@pytest.mark.rule("R-ORG-24")
def test_nobody_types_the_end_of_a_term(branch: Any) -> None:
    with pytest.raises(InvalidInput):
        elect(branch, term_end="2035-01-01")


@pytest.mark.rule("R-ORG-25")
def test_the_next_election_is_held_to_the_term_before_it(branch: Any) -> None:
    elect(branch, "2022-03-01")

    with pytest.raises(RuleViolated, match="2025-03-01"):
        elect(branch, "2025-04-01")
    with pytest.raises(NotFound):
        elect(branch, "2025-04-01", approved_by="C9")
    branch.organisation("C1", type="committee")
    elect(branch, "2025-04-01", approved_by="C1")
    assert term_on(branch, "2026-07-01") == date(2028, 4, 1)


@pytest.mark.rule("R-ORG-25")
@pytest.mark.parametrize(
    ("approved_by", "says"),
    [
        ("C1", None),
        ("G1", None),
        ("H1", "自己批准"),
        ("H2", "党支部"),
        ("T1", "临时党支部"),
        ("ENDED", "已撤销"),
        ("LATER", "尚未成立"),
    ],
)
def test_only_a_superior_that_is_there_approves_an_election_whatever_the_reason(
    branch: Any, approved_by: str, says: str | None
) -> None:
    kinds = {"C1": "committee", "G1": "general_branch", "H2": "branch", "T1": "temporary_branch"}
    for code, kind in {**kinds, "ENDED": "committee"}.items():
        branch.organisation(code, type=kind)
    branch.organisation("LATER", type="committee", established_on="2025-04-02")
    branch.act("dissolve_organisation", org_code="ENDED", effective_on="2025-04-01")
    elect(branch, "2022-03-01")

    if says is None:
        assert elect(branch, "2025-04-01", approved_by=approved_by)
    else:
        with pytest.raises(RuleViolated, match=says) as refusal:
            elect(branch, "2025-04-01", approved_by=approved_by, reason="试")
        assert [one["rule"] for one in refusal.value.details["violations"]] == ["R-ORG-25"]


@pytest.mark.rule("R-ORG-21")
@pytest.mark.parametrize(("on", "allowed"), [("2026-06-30", False), ("2026-07-01", True)])
def test_members_are_counted_on_the_day_of_the_election(registry: Any, on: str, allowed: bool) -> None:
    registry.organisation("H1")
    registry.members(6, "H1", None)
    registry.members(1, "H1", None, effective_on="2026-07-01")

    if allowed:
        assert elect(registry, on)
    else:
        with pytest.raises(RuleViolated, match="不设支委会"):
            elect(registry, on)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"present": 9}, "present"),
        ({"seats": 5}, "seats"),
        ({"votes": [8, 7, 6, 5]}, "votes"),
        ({"votes": [9]}, "votes"),
        ({"votes": []}, "votes"),
    ],
)
def test_numbers_of_one_meeting_fit_one_another(branch: Any, change: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        elect(branch, **change)
    assert {path.split(".")[0] for path in refusal.value.details["fields"]} == {field}


def test_an_election_is_recorded_once_where_an_organisation_is(branch: Any) -> None:
    elect(branch)

    with pytest.raises(Conflict):
        elect(branch)
    with pytest.raises(Conflict):
        elect(branch, "2019-12-31")
    branch.organisation("H2", area=OTHER_TOWN)
    with pytest.raises(NotAllowed):
        elect(branch, org_code="H2", by="wan")
