"""A shared report does not show small numbers of persons, nor anything that tells them (R-PRV-14)."""

import random
from datetime import date
from time import perf_counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reporting.model import Tree
from services.reporting.small_cells import limit, shared
from shared.contracts.data_sets import ON_RECORD
from shared.contracts.reporting.answers import Cell
from shared.rules import pack
from tests.unit.services.reporting import shared_reports as made
from tests.unit.services.reporting.attack import Attack, figures
from tests.unit.services.reporting.shared_reports import CITY, county, only, township

COUNTIES = made.tree({1: 0, 2: 0, 3: 0})
# Many persons, and the numbers round the limit.
MANY = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 8, 40])


def mobile(*numbers: int, own: int = 0) -> dict[str, Any]:
    """Return what is shared of the mobile members of the counties."""
    named = {county(n): (number,) for n, number in enumerate(numbers, 1)} | {CITY: (own,)}
    return shared(only("K-21", COUNTIES, named), COUNTIES)


def told(report: dict[str, Any], name: str = "K-21") -> list[tuple[int | None, str | None]]:
    cells = [report["indicators"][name], *(report["by_area"][area][name] for area in report["by_area"])]
    return [(cell["numerator"], cell.get("hidden")) for cell in cells]


@pytest.mark.rule("R-PRV-14")
def test_the_limit_is_a_rule_with_its_source() -> None:
    assert (limit(), pack.load("privacy", date.max)["R-PRV-14"].grade) == (5, "D")


@pytest.mark.rule("R-PRV-14")
def test_five_are_shown_and_so_is_all_where_nothing_is_small() -> None:
    assert told(mobile(5, 6, 7)) == [(18, None), (5, None), (6, None), (7, None)]


@pytest.mark.rule("R-PRV-14")
def test_a_single_small_number_takes_one_beside_it_along() -> None:
    assert told(mobile(4, 20, 30)) == [(54, None), (None, "below"), (None, "protect"), (30, None)]


@pytest.mark.parametrize("number", range(5))
@pytest.mark.rule("R-PRV-14")
def test_none_is_told_from_four(number: int) -> None:
    cell = mobile(number, 20, 30)["by_area"][county(1)]["K-21"]

    expected = {"numerator": None, "denominator": None, "value": None, "unit": "人", "definition": "K-21.v1"}
    assert cell == expected | {"hidden": "below", "hidden_parts": {"numerator": "below"}}
    Cell.Schema().load(cell)


@pytest.mark.rule("R-PRV-14")
def test_two_small_numbers_that_can_only_be_four_each_take_more_along() -> None:
    shown = mobile(4, 4, 20)

    assert told(shown)[1:3] == [(None, "below")] * 2
    assert Attack(shown, COUNTIES, set()).range_of((county(1), "K-21", "numerator"))[0] < 4


@pytest.mark.rule("R-PRV-14")
def test_two_small_numbers_that_leave_each_other_open_take_nothing_along() -> None:
    assert told(mobile(3, 2, 20)) == [(25, None), (None, "below"), (None, "below"), (20, None)]


@pytest.mark.rule("R-PRV-14")
def test_the_few_that_are_in_no_area_below_are_not_found_by_subtraction() -> None:
    assert (None, "protect") in told(mobile(20, 30, 40, own=3))
    assert told(mobile(20, 30, 40, own=5))[0] == (95, None)


@pytest.mark.rule("R-PRV-14")
def test_a_part_is_not_found_from_the_others() -> None:
    areas = made.tree({1: 0, 2: 0})
    shown = shared(only("K-20", areas, {county(1): (40, 3), county(2): (50, 30)}), areas)
    cell = shown["by_area"][county(1)]["K-20"]

    assert cell["parts"] == {"full": None, "probationary": None}
    assert cell["hidden_parts"] == {"full": "protect", "probationary": "below"}
    assert cell["value"] == 43
    assert "hidden" not in cell


@pytest.mark.rule("R-PRV-14")
def test_a_rate_without_a_side_has_no_value() -> None:
    areas = made.tree({1: 0, 2: 0, 3: 0})
    rows = {county(1): (3, 20), county(2): (30, 40), county(3): (50, 60)}
    cells = shared(only("K-33", areas, rows), areas)["by_area"]

    small, other, third = (cells[county(n)]["K-33"] for n in (1, 2, 3))
    assert (small["numerator"], small["denominator"], small["value"]) == (None, 20, None)
    assert (other["numerator"], other["denominator"], other["value"]) == (None, 40, None)
    assert (small["hidden"], other["hidden"]) == ("below", "protect")
    assert (third["numerator"], third["value"]) == (50, 83.3)


@pytest.mark.rule("R-PRV-14")
def test_who_did_not_may_be_subtracted() -> None:
    areas = made.tree({1: 0})
    whole = only("K-33", areas, {county(1): (38, 40)})

    assert shared(whole, areas) == whole


@pytest.mark.rule("R-PRV-14")
def test_one_chain_of_areas_hides_the_small_number_all_the_way_up() -> None:
    areas = made.tree({1: 1})
    shown = shared(only("K-20", areas, {township(1, 1): (3, 0)}), areas)

    assert set(figures(shown).values()) == {None}


@pytest.mark.rule("R-PRV-14")
def test_what_does_not_count_persons_stays() -> None:
    whole = only("K-21", COUNTIES, {county(1): (3,)})
    enterprises = {"numerator": 1, "denominator": 2, "value": 50.0, "unit": "%", "definition": "K-01.v1"}
    whole["indicators"]["K-01"] = enterprises

    assert shared(whole, COUNTIES)["indicators"]["K-01"] == enterprises


@pytest.mark.rule("R-PRV-14")
def test_small_items_of_departments_are_left_out_and_of_a_county_all_that_count_persons() -> None:
    reported = {"R-JM-20": 1, "R-JM-27": 4, "R-JM-23.members": 5}
    whole = only("K-21", COUNTIES, {}, departments={"union": {"figures": reported}})

    assert shared(whole, COUNTIES)["departments"]["union"] == {
        "figures": {"R-JM-20": 1, "R-JM-27": None, "R-JM-23.members": 5},
        "hidden": {"R-JM-27": "below"},
    }
    part = shared(made.part(whole, county(1), COUNTIES), COUNTIES, whole)
    assert part["departments"]["union"] == {"figures": {"R-JM-20": 1}}


@pytest.mark.rule("R-PRV-14")
def test_a_county_s_report_hides_what_the_city_s_hides() -> None:
    whole = only("K-21", COUNTIES, {county(1): (4,), county(2): (20,), county(3): (30,)})
    city = shared(whole, COUNTIES)

    for n in (1, 2, 3):
        part = shared(made.part(whole, county(n), COUNTIES), COUNTIES, whole)
        assert part["indicators"] == city["by_area"][county(n)]
    with pytest.raises(ValueError, match="does not tell what"):
        shared(made.part(whole, county(1), COUNTIES), COUNTIES)


@pytest.mark.rule("R-PRV-14")
def test_resolutions_and_cross_checks_do_not_tell_what_figures_do_not() -> None:
    aim = {"indicator": "K-21", "area": county(1), "target": 9, "before": 7, "now": 4}
    detail = "推优入党人数 3 大于推优被吸收人数 1"
    rows = {"resolutions": [{"no": "JM-2026-01", "aim": aim}], "checks": [{"detail": detail}]}
    shown = shared(only("K-21", COUNTIES, {county(1): (4,), county(2): (9,)}, **rows), COUNTIES)

    hidden = {"before": "protect", "now": "below"}
    assert shown["resolutions"][0]["aim"] == {**aim, "before": None, "now": None, "hidden": hidden}
    assert shown["checks"] == [{"detail": "推优入党人数大于推优被吸收人数"}]


@pytest.mark.rule("R-PRV-14")
def test_a_department_is_not_told_that_fewer_are_on_record_than_it_reported() -> None:
    others = (
        {"detail": "建会企业数 9 大于在营企业数 8"},
        {"detail": "建会企业数 9 与覆盖企业清单 8 家不一致"},
    )
    small = [{"detail": f"优秀职工推优入党数 9 大于{label} 8"} for label in ON_RECORD.values()]
    shown = shared(only("K-21", COUNTIES, {county(1): (9,)}, checks=[*small, *others]), COUNTIES)

    assert shown["checks"] == [*others]


def persons(draw: st.DrawFn) -> dict[str, tuple[int, ...]]:
    """Return the persons of one place, told apart in all the ways that indicators do."""
    rng = random.Random(draw(st.integers(0, 10**6)))
    full, probationary, due = draw(MANY), draw(MANY), draw(MANY)
    total = full + probationary
    hours, secretaries = rng.randint(0, total), rng.randint(0, min(total, 6))
    ages = [0] * 7
    for _ in range(total):
        ages[rng.randrange(7)] += 1
    return {
        "K-20": (full, probationary),
        "K-24": tuple(ages),
        "K-21": (rng.randint(0, total),),
        "K-40": (rng.randint(0, hours), hours),
        "K-41": (rng.randint(0, secretaries), secretaries),
        "K-22": (draw(MANY), draw(MANY), draw(MANY)),
        "K-33": (rng.randint(0, due), due),
        "K-34": (draw(MANY), draw(MANY)),
    }


@st.composite
def cities(draw: st.DrawFn) -> tuple[Tree, dict[str, dict[str, tuple[int, ...]]]]:
    """Return a city, some townships of it right below it, and the persons of its places, some between the areas."""
    first = draw(st.integers(0, 1))
    areas = made.tree({n: draw(st.integers(0, 3)) for n in range(first, draw(st.integers(1, 3)) + 1)})
    lived_in = [code for code in areas.areas if code not in areas.below or draw(st.integers(0, 2)) == 0]
    return areas, {code: persons(draw) for code in lived_in}


def found_out(report: dict[str, Any], truth: dict[str, Any], areas: Tree, own: set[str]) -> list[Any]:
    """Return the hidden figures, and the few of an area in none below it, of which only one number is possible."""
    attack, real = Attack(report, areas, own), figures(truth)
    found: list[Any] = []
    for figure in attack.hidden():
        least, most = attack.range_of(figure)
        assert least <= real[figure] <= most
        found += [figure] if least == most else []
    for figure, lower in attack.own_figures():
        if 0 < real[figure] - sum(real[one] for one in lower) < limit():
            least, most = attack.range_of(figure, less=lower)
            found += [(figure, "own")] if least == most else []
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(cities())
@pytest.mark.rule("R-PRV-14")
def test_no_hidden_figure_can_be_worked_out_of_all_that_is_published(city: Any) -> None:
    areas, lived_in = city
    whole = made.report(areas, lived_in)

    assert found_out(shared(whole, areas), whole, areas, set(lived_in) & set(areas.below)) == []


def small_only(report: dict[str, Any]) -> dict[str, Any]:
    """Return a report in which the small numbers are hidden, and nothing else."""

    def cut(cell: dict[str, Any]) -> dict[str, Any]:
        numbers = {"numerator": cell["numerator"], **cell.get("parts", {})}
        why = {side: "below" for side, number in numbers.items() if number < limit()}
        parts = {part: None if part in why else cell["parts"][part] for part in cell.get("parts", {})}
        number = None if "numerator" in why else cell["numerator"]
        return {**cell, "numerator": number, "parts": parts, "hidden_parts": why}

    def all_of(cells: dict[str, Any]) -> dict[str, Any]:
        return {name: cut(cell) for name, cell in cells.items()}

    lower = {area: all_of(cells) for area, cells in report["by_area"].items()}
    return {**report, "indicators": all_of(report["indicators"]), "by_area": lower}


@pytest.mark.parametrize("numbers", [(4, 20, 30), (4, 4, 20), (0, 0, 20)])
@pytest.mark.rule("R-PRV-14")
def test_the_attack_succeeds_where_only_small_numbers_are_hidden(numbers: tuple[int, ...]) -> None:
    whole = only("K-21", COUNTIES, {county(n): (many,) for n, many in enumerate(numbers, 1)})

    assert found_out(small_only(whole), whole, COUNTIES, set())
    assert not found_out(shared(whole, COUNTIES), whole, COUNTIES, set())


def ordinary(counties: int, townships: int) -> tuple[Tree, dict[str, Any]]:
    """Return a city as cities are: some fifty members to a township, one in sixteen of them probationary."""
    rng, areas = random.Random(1), made.tree(dict.fromkeys(range(1, counties + 1), townships))

    def some(of: int, share: float) -> int:
        return sum(rng.random() < share for _ in range(of))

    lived_in = {}
    for code in areas.areas:
        if code not in areas.below:
            total = int(rng.lognormvariate(4, 0.8))
            new, ages = some(total, 0.06), [0] * 7
            for _ in range(total):
                ages[rng.choices(range(7), [4, 10, 20, 25, 25, 14, 2])[0]] += 1
            rates = {"K-33": total // 25, "K-36": total // 4, "K-40": total, "K-41": max(1, total // 8)}
            lived_in[code] = {
                "K-20": (total - new, new),
                "K-24": tuple(ages),
                "K-21": (min(total, some(total, 0.03)),),
                **{name: (some(of, 0.9), of) for name, of in rates.items()},
                "K-22": (total // 4, total // 8, total // 20),
                "K-34": (total // 20, total // 30),
            }
    return areas, made.report(areas, lived_in)


@pytest.mark.rule("R-PRV-14")
def test_of_an_ordinary_city_little_more_is_hidden_than_what_is_small() -> None:
    areas, whole = ordinary(15, 16)
    before = perf_counter()
    shown = shared(whole, areas)
    took = perf_counter() - before

    real = figures(whole)
    kept = [figure for figure, number in figures(shown).items() if number is None and real[figure] >= limit()]
    small = [figure for figure, number in real.items() if number < limit()]
    totals = [area for area, name, side in kept if (name, side) == ("K-20", "numerator")]
    assert len(kept) <= 1.1 * len(small)
    assert len(totals) <= 0.02 * len(areas.areas)
    assert took < 1
