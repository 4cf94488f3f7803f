"""A form is filled in with what the department's own records say, and says how much it asks all the same."""

import pytest

from services.department.rules import form
from shared.contracts.data_sets import Item

EAST, WEST = "411302000000", "411323000000"
TYPED = Item("R-JM-30", "已建团组织企业数", "个")
RECOMMENDED = Item("R-JM-33.recommended", "推优入党人数", "人", kept="recommended")
ADMITTED = Item("R-JM-33.admitted", "推优被吸收人数", "人", kept="admitted")
ITEMS = {one.id: one for one in (TYPED, RECOMMENDED, ADMITTED)}


def filled(**kept: dict[str | None, int]) -> dict[tuple[str, str], int]:
    found = form(ITEMS, {"recommended": {}, "admitted": {}, **kept}, {WEST, EAST})
    return {(one.item, one.area): one.value for one in found.filled}


def test_records_fill_in_their_items_county_by_county_and_where_there_are_none_it_is_nought() -> None:
    assert filled(recommended={EAST: 3}) == {
        ("R-JM-33.recommended", EAST): 3,
        ("R-JM-33.recommended", WEST): 0,
        ("R-JM-33.admitted", EAST): 0,
        ("R-JM-33.admitted", WEST): 0,
    }


@pytest.mark.parametrize("unplaced", [{None: 1}, {"411381000000": 1}], ids=["no county", "another city's"])
def test_records_that_no_county_can_be_told_of_fill_nothing_in_and_count_as_asked_again(
    unplaced: dict[str | None, int],
) -> None:
    found = form(ITEMS, {"recommended": {EAST: 3, **unplaced}, "admitted": {}}, {EAST, WEST})

    assert {one.item for one in found.filled} == {"R-JM-33.admitted"}
    assert (found.asked, len(found.filled), found.again) == (6, 2, 2)


def test_each_item_that_is_asked_again_is_asked_of_every_county() -> None:
    found = form(ITEMS, {"recommended": {None: 1}, "admitted": {None: 1}}, {EAST, WEST})

    assert (found.asked, found.filled, found.again) == (6, (), 4)


def test_what_has_no_records_is_typed() -> None:
    found = form({TYPED.id: TYPED}, {}, {EAST, WEST})

    assert (found.asked, found.filled, found.again) == (2, (), 0)
