"""The data sets fit the city's description and the contract of figures."""

from collections import Counter

import pytest

from shared.city.sites import Sites
from shared.contracts.base import load
from shared.contracts.data_sets import Item, data_sets, item
from shared.contracts.department.facts import Figure

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
