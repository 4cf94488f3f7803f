"""The rules on terms and elections, each on both sides of its limit."""

from datetime import date
from typing import Any

import pytest

from services.registry import election_rules
from services.registry.model import Organisation
from shared.contracts.registry.facts import Election
from shared.rules import pack
from shared.rules.violation import Level

RULES = pack.load("organisation", date.max)

ON = date(2026, 7, 1)


def organisation(
    kind: str = "branch", place: str | None = None, term_end: date | None = None
) -> Organisation:
    return Organisation(
        org_code="O1",
        name="某支部",
        type=kind,
        form=None,
        area="411302001000",
        parent=None,
        units=(),
        place=place,
        established_on=date(2020, 1, 1),
        term_end=term_end,
    )


def election(**change: Any) -> Election:
    usual: dict[str, Any] = {
        "org_code": "O1",
        "elected_on": ON,
        "due": 20,
        "present": 18,
        "issued": 18,
        "returned": 18,
        "seats": 3,
        "candidates": 4,
        "votes": (18, 17, 10),
    }
    return Election(**{**usual, **change})


def broken(held: Election, full: int = 20, **known: Any) -> list[tuple[str, Level]]:
    found = election_rules.violations(RULES, held, organisation(**known), full)
    return [(one.rule, one.level) for one in found]


def test_a_usual_election_breaks_no_rule() -> None:
    assert broken(election()) == []


@pytest.mark.rule("R-ORG-24")
@pytest.mark.parametrize(
    ("kind", "place", "ends"),
    [
        ("branch", None, "2029-07-01"),
        ("joint_branch", None, "2029-07-01"),
        ("general_branch", None, "2029-07-01"),
        ("branch", "village", "2031-07-01"),
        ("general_branch", "community", "2031-07-01"),
        ("committee", None, "2031-07-01"),
    ],
)
def test_the_term_follows_from_type_and_place(kind: str, place: str | None, ends: str) -> None:
    assert election_rules.term_end(RULES, organisation(kind, place), ON) == date.fromisoformat(ends)


@pytest.mark.rule("R-ORG-20")
@pytest.mark.parametrize(
    ("seats", "candidates", "expected"),
    [
        (2, 3, [("R-ORG-20", Level.BLOCK)]),
        (3, 4, []),
        (7, 9, []),
        (8, 10, [("R-ORG-20", Level.WARN)]),
    ],
)
def test_a_branch_with_seven_full_members_sets_a_committee(
    seats: int, candidates: int, expected: list[object]
) -> None:
    assert broken(election(seats=seats, candidates=candidates, votes=(18,)), full=7) == expected


@pytest.mark.rule("R-ORG-21")
@pytest.mark.parametrize(("seats", "expected"), [(1, []), (2, []), (3, [("R-ORG-21", Level.BLOCK)])])
def test_a_branch_with_six_full_members_elects_a_secretary_and_a_deputy(
    seats: int, expected: list[object]
) -> None:
    held = election(due=6, present=6, issued=6, returned=6, seats=seats, candidates=seats, votes=(6,))

    assert broken(held, full=6) == expected


@pytest.mark.rule("R-ORG-25")
@pytest.mark.parametrize(
    ("term_end", "approved_by", "expected"),
    [
        (None, None, []),
        (date(2026, 7, 31), None, []),
        (date(2026, 8, 1), None, [("R-ORG-25", Level.BLOCK)]),
        (date(2026, 6, 30), None, [("R-ORG-25", Level.BLOCK)]),
        (date(2026, 6, 30), "C1", []),
        (date(2025, 7, 1), "C1", []),
        (date(2025, 6, 30), "C1", [("R-ORG-25", Level.WARN)]),
        (date(2027, 7, 1), "C1", []),
        (date(2027, 7, 2), "C1", [("R-ORG-25", Level.WARN)]),
    ],
)
def test_an_election_out_of_time_needs_approval_and_keeps_within_a_year(
    term_end: date | None, approved_by: str | None, expected: list[object]
) -> None:
    assert broken(election(approved_by=approved_by), term_end=term_end) == expected


@pytest.mark.rule("R-ORG-42")
@pytest.mark.parametrize(
    ("present", "expected"), [(15, [("R-ORG-42", Level.BLOCK)]), (16, [("R-ORG-42", Level.WARN)]), (17, [])]
)
def test_four_fifths_of_those_due_are_there(present: int, expected: list[object]) -> None:
    assert broken(election(present=present, votes=(15, 14, 13))) == expected


@pytest.mark.rule("R-ORG-43")
@pytest.mark.parametrize(
    ("seats", "candidates", "short"),
    [(3, 3, True), (3, 4, False), (5, 5, True), (5, 6, False), (7, 8, True), (7, 9, False)],
)
def test_there_are_a_fifth_more_candidates_than_seats(seats: int, candidates: int, short: bool) -> None:
    expected = [("R-ORG-43", Level.UNCONFIRMED)] if short else []

    assert broken(election(seats=seats, candidates=candidates)) == expected


@pytest.mark.rule("R-ORG-44")
@pytest.mark.parametrize(("votes", "expected"), [(9, [("R-ORG-44", Level.UNCONFIRMED)]), (10, [])])
def test_the_elected_have_more_than_half_of_those_present(votes: int, expected: list[object]) -> None:
    assert broken(election(votes=(18, 17, votes))) == expected


@pytest.mark.rule("R-ORG-45")
@pytest.mark.parametrize(("returned", "expected"), [(18, []), (19, [("R-ORG-45", Level.UNCONFIRMED)])])
def test_no_more_ballots_come_back_than_went_out(returned: int, expected: list[object]) -> None:
    assert broken(election(returned=returned)) == expected
