"""The data sets fit the city's description and the contract of figures."""

from collections import Counter

import pytest

from shared.city.sites import Sites
from shared.contracts.base import load
from shared.contracts.data_sets import Catalogue, Item, checked, data_sets, item
from shared.contracts.department.facts import Figure
from shared.rules.periods import Quarter

ALL = [found for data_set in data_sets().values() for found in data_set.values()]


def test_every_data_set_of_the_city_is_defined_and_the_other_way_round() -> None:
    departments = Sites.load().departments.values()

    assert {one.data_set for one in departments if one.data_set} == set(data_sets())


def test_an_item_belongs_to_one_data_set_only() -> None:
    assert max(Counter(found.id for found in ALL).values()) == 1
    assert item("R-JM-40.homes").label == "妇女之家数"


@pytest.mark.rule("R-JM-15")
@pytest.mark.parametrize("found", ALL, ids=lambda found: found.id)
def test_every_item_can_be_reported_as_a_whole_number(found: Item) -> None:
    figure = {"item": found.id, "area": "411302000000", "value": 1}

    assert load(Figure, figure).as_json() == figure


def test_an_unknown_item_is_an_error() -> None:
    with pytest.raises(KeyError):
        item("R-JM-99")


OLD, NEW, BOTH = (
    Item(f"R-JM-9{n}", "旧", "个", **limits)
    for n, limits in enumerate(({"until": "2026"}, {"since": "2027"}, {}))
)
EDITIONS = {"2026": Quarter(2026, 1), "2027": Quarter(2027, 2)}
TWO = Catalogue(EDITIONS, {"union": {one.id: one for one in (OLD, NEW, BOTH)}})


@pytest.mark.parametrize(
    ("period", "edition", "items"),
    [
        ("2025Q4", "2026", [OLD, BOTH]),
        ("2026Q1", "2026", [OLD, BOTH]),
        ("2027Q1", "2026", [OLD, BOTH]),
        ("2027Q2", "2027", [NEW, BOTH]),
        ("2030Q1", "2027", [NEW, BOTH]),
    ],
)
def test_a_quarter_is_asked_for_what_its_edition_has(period: str, edition: str, items: list[Item]) -> None:
    quarter = Quarter.parse(period)

    assert checked(TWO).edition_of(quarter) == edition
    assert [*TWO.asked("union", quarter).values()] == items


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Item("R-JM-95", "项", "个", since="2028"), "2028"),
        (Item("R-JM-95", "项", "个", kept="nothing"), "nothing"),
        (Item("R-JM-95", "项", "个", at_most=("R-JM-96",)), "R-JM-96"),
    ],
)
def test_an_item_that_names_what_does_not_exist_is_an_error(wrong: Item, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        checked(Catalogue(EDITIONS, {"union": {wrong.id: wrong}}))


def test_editions_follow_each_other() -> None:
    with pytest.raises(ValueError, match="order"):
        checked(Catalogue({"2026": Quarter(2027, 1), "2027": Quarter(2026, 1)}, {}))
