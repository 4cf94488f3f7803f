"""Counting: each indicator on both sides of its limits, and against a slow count of the same entries."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting import rules
from services.reporting.model import Figures, total
from tests.unit.services.reporting.city import TOWNS, City, comparable, counted_slowly, later
from tests.unit.services.reporting.reckoning import things_of
from tests.unit.services.reporting.worlds import happenings

TOWN, OTHER, FAR = sorted(TOWNS)
QUARTER_END = date(2026, 9, 30)


def figures_of(city: City, day: date = QUARTER_END) -> dict[str, Figures]:
    return rules.figures(things_of(city.entries), day, {area: (area,) for area in TOWNS})


def staffed(full: int, probationary: int = 0) -> City:
    city = City().organisation("O1", TOWN).enterprise("E1", TOWN)
    for number in range(full):
        city.member(f"F{number}", "O1", "E1")
    for number in range(probationary):
        city.member(f"P{number}", "O1", "E1", status="PROBATIONARY")
    return city


@pytest.mark.rule("R-IND-04")
@pytest.mark.parametrize(
    ("full", "probationary", "due", "ripe"),
    [(0, 0, 0, 0), (0, 1, 1, 0), (1, 0, 1, 0), (2, 5, 1, 0), (3, 0, 1, 1)],
)
def test_an_enterprise_is_due_with_one_member_and_ripe_with_three_full_ones(
    full: int, probationary: int, due: int, ripe: int
) -> None:
    counted = figures_of(staffed(full, probationary))[TOWN]

    assert (counted["K-01"], counted["K-01b"]) == ([0, due], [0, ripe])
    assert counted["K-05"][0] == ripe


@pytest.mark.rule("R-IND-04")
@pytest.mark.parametrize(
    ("form", "covered", "own"), [("independent", 1, 1), ("joint", 1, 1), ("attached", 1, 0), ("none", 0, 0)]
)
def test_attached_counts_as_covered_but_not_as_an_organisation_of_its_own(
    form: str, covered: int, own: int
) -> None:
    counted = figures_of(staffed(3).affiliate("E1", "O1", form))[TOWN]

    assert counted["K-01"] == [covered, 1]
    assert counted["K-01b"] == [own, 1]
    assert counted["K-02"] == [own, 1]
    assert counted["K-03"] == [form == "independent", 1]


@pytest.mark.rule("R-IND-05")
@pytest.mark.parametrize("state", ["dormant", "closed"])
def test_an_enterprise_that_does_not_operate_is_in_no_denominator(state: str) -> None:
    counted = figures_of(staffed(3).change("E1", later(5), operation_state=state))[TOWN]

    assert counted["K-01"] == counted["K-01b"] == counted["K-02"] == counted["K-05"] == [0, 0]
    assert counted["staff"] == [0, 0]


@pytest.mark.rule("R-GEN-11")
@pytest.mark.parametrize(("on", "counts"), [(date(2026, 9, 30), 1), (date(2026, 10, 1), 0)])
def test_what_holds_from_the_last_day_counts_and_from_the_next_does_not(on: date, counts: int) -> None:
    counted = figures_of(City().enterprise("E1", TOWN, on=on))[TOWN]

    assert counted["K-02"] == [0, counts]


@pytest.mark.rule("R-GEN-10")
def test_a_back_dated_statement_does_not_override_one_effective_later() -> None:
    city = staffed(3).change("E1", later(30), employees=50).change("E1", later(10), employees=20)

    assert figures_of(city)[TOWN]["staff"] == [50, 3]


@pytest.mark.rule("R-IND-06")
def test_a_person_counts_once_in_the_area_of_the_organisation_and_at_the_last_employer() -> None:
    city = staffed(3).enterprise("E2", OTHER).change_member("F0", later(20), credit_code="E2")

    counted = figures_of(city)

    assert counted[TOWN]["K-20"] == [3, 0]
    assert (counted[TOWN]["K-01b"], counted[OTHER]["K-01"]) == ([0, 0], [0, 1])


def test_members_whose_rights_are_suspended_are_full_and_those_who_left_are_none() -> None:
    city = staffed(3).change_member("F0", status="SUSPENDED_RIGHTS")
    assert figures_of(city)[TOWN]["K-20"] == [3, 0]

    assert figures_of(city.change_member("F1", status="REMOVED"))[TOWN]["K-20"] == [2, 0]


@pytest.mark.parametrize(("on", "covered"), [(date(2026, 9, 30), 0), (date(2026, 10, 1), 1)])
def test_an_affiliation_ends_with_the_organisation_it_is_to(on: date, covered: int) -> None:
    city = staffed(3).organisation("O9", FAR).affiliate("E1", "O9", "independent").dissolve("O9", on)

    assert figures_of(city)[TOWN]["K-01"] == [covered, 1]


def test_an_enterprise_that_moved_counts_where_it_is_on_the_day() -> None:
    city = staffed(1).change("E1", date(2026, 9, 30), area=FAR, from_area=TOWN)

    before, after = figures_of(city, date(2026, 9, 29)), figures_of(city, QUARTER_END)

    assert (before[TOWN]["K-02"], before[FAR]["K-02"]) == ([0, 1], [0, 0])
    assert (after[TOWN]["K-02"], after[FAR]["K-02"]) == ([0, 0], [0, 1])


@settings(max_examples=60, deadline=None)
@given(happenings(), st.randoms(use_true_random=False))
def test_any_order_and_repetition_counts_as_the_slow_count_does(city: City, chance: object) -> None:
    expected = counted_slowly(city.entries, QUARTER_END, TOWNS)
    shuffled = [*city.entries, *city.entries[::3]]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    city.entries = list({(e.log, e.n): e for e in shuffled}.values())

    counted = figures_of(city)

    assert {town: comparable(counted[town]) for town in TOWNS} == expected


@given(
    st.lists(st.fixed_dictionaries({"a": st.lists(st.integers(0, 9), min_size=2, max_size=2)}), max_size=5)
)
def test_totals_add_up_measure_by_measure(parts: list[Figures]) -> None:
    assert total(parts).get("a", [0, 0]) == [sum(p["a"][i] for p in parts) for i in (0, 1)]


@pytest.mark.rule("R-JM-17")
def test_staff_is_added_up_over_operating_enterprises_and_an_unknown_number_counts_nobody() -> None:
    town = min(TOWNS)
    city = City().tree().organisation("O1", town)
    for code, employees in (("E1", 10), ("E2", 25)):
        city.enterprise(code, town, employees=employees).member(f"M-{code}", "O1", code)
    unknown = City().tree().enterprise("E3", town).change("E3", employees=None)

    assert figures_of(city)[town][rules.STAFF] == [35, 2]
    assert figures_of(unknown)[town][rules.STAFF] == [0, 0]


@pytest.mark.rule("R-JM-17")
def test_probationary_members_are_added_up_at_their_employer_and_in_their_area() -> None:
    counted = figures_of(staffed(1, 2))[TOWN]

    assert (counted[rules.STAFF], counted[rules.MEMBERS]) == ([10, 3], [1, 2])
