"""Dated statements: what holds on a day does not depend on the order things were recorded in, but for ties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.model import Member, Organisation, Statement, as_of

START = date(2026, 7, 1)
DAYS = st.integers(0, 120).map(lambda offset: START + timedelta(days=offset))
VALUES = st.dictionaries(st.sampled_from("abc"), st.integers(0, 9), min_size=1)
STATEMENTS = st.lists(st.builds(Statement, DAYS, VALUES), max_size=12)


@pytest.mark.rule("R-GEN-10")
@given(STATEMENTS, DAYS)
def test_the_last_value_effective_by_the_day_holds(statements: list[Statement], day: date) -> None:
    expected = {}
    for name in "abc":
        said = [
            (s.on, place, s.values[name])
            for place, s in enumerate(statements)
            if s.on <= day and name in s.values
        ]
        if said:
            expected[name] = max(said)[2]

    assert as_of(statements, day) == expected


@pytest.mark.rule("R-GEN-10")
@given(
    st.lists(st.builds(Statement, DAYS, VALUES), max_size=12, unique_by=lambda s: s.on), st.randoms(), DAYS
)
def test_order_of_recording_does_not_matter_for_different_days(
    statements: list[Statement], chance: object, day: date
) -> None:
    mixed = list(statements)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert as_of(mixed, day) == as_of(statements, day)


@pytest.mark.parametrize(
    ("day", "exists"),
    [(date(2026, 6, 30), False), (START, True), (date(2026, 8, 31), True), (date(2026, 9, 1), False)],
)
def test_an_organisation_exists_from_its_first_day_to_the_day_before_its_end(day: date, exists: bool) -> None:
    organisation = Organisation(
        org_code="O",
        name="某",
        type="branch",
        form=None,
        area="411300000000",
        parent=None,
        units=(),
        established_on=START,
        dissolved_on=date(2026, 9, 1),
    )

    assert organisation.exists_on(day) == exists


@pytest.mark.rule("R-MEM-09")
@pytest.mark.parametrize(
    ("status", "full", "member"),
    [
        ("FULL", True, True),
        ("SUSPENDED_RIGHTS", True, True),
        ("PROBATIONARY", False, True),
        ("MEMBERSHIP_STOPPED", False, False),
        ("REMOVED", False, False),
        ("TRANSFERRED_OUT", False, False),
        ("DECEASED", False, False),
    ],
)
def test_who_counts_as_full_and_who_as_member(status: str, full: bool, member: bool) -> None:
    person = Member("M1", (Statement(START, {"status": status}),))

    assert (person.is_full_on(START), person.is_member_on(START)) == (full, member)
    assert not person.is_member_on(START - timedelta(days=1))
