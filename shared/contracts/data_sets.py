"""The data sets of the departments: which items they report for a quarter (rules §10.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("data_sets.yaml")
PERSON = "人"  # the unit of what counts persons
# What the registry counts, by the names that data sets compare their items with.
ENTERPRISES, EMPLOYEES = "enterprises", "employees"
COUNTED: Mapping[str, str] = {ENTERPRISES: "在营企业数", EMPLOYEES: "在营企业职工数"}


@dataclass(frozen=True)
class Item:
    """
    One item of a data set; its id begins with the id of the rule it comes from.

    Attributes:
        at_most: What it cannot exceed (R-JM-17): items of its data set, or names of COUNTED.
        listed: Whether the enterprises that it counts are handed in one by one too; one item of a data set at most.
    """

    id: str
    label: str
    unit: str
    at_most: tuple[str, ...] = ()
    listed: bool = False

    @property
    def counts_persons(self) -> bool:
        """Whether small numbers of it are kept back in what is shared (R-PRV-14)."""
        return self.unit == PERSON


@cache
def data_sets() -> Mapping[str, Mapping[str, Item]]:
    """
    Return all data sets, items by id in the order they are printed.

    Raises:
        ValueError: an item stands twice, or is compared with what does not exist.
    """
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return checked(
        {
            name: {row["id"]: Item(**{**row, "at_most": tuple(row.get("at_most", ()))}) for row in rows}
            for name, rows in raw.items()
        }
    )


def checked(found: Mapping[str, Mapping[str, Item]]) -> Mapping[str, Mapping[str, Item]]:
    """Return *found*; raises ValueError for an item that two sets have, or that is compared with nothing."""
    owners: dict[str, str] = {}
    for name, items in found.items():
        for one in items.values():
            if one.id in owners:
                raise ValueError(f"the item {one.id} is in the data sets {owners[one.id]} and {name}")
            owners[one.id] = name
            if one.listed and one != listed_item(items):
                raise ValueError(f"{name} lists the enterprises of two items")
            for limit in one.at_most:
                if limit not in items and limit not in COUNTED:
                    raise ValueError(f"{one.id} of {name} is at most {limit}, which does not exist")
    return found


def listing(reporters: Mapping[str, str]) -> tuple[str, ...]:
    """Return which of the departments, given with their data sets, list enterprises for one of their items."""
    return tuple(
        name for name, data_set in reporters.items() if listed_item(data_sets()[data_set]) is not None
    )


def listed_item(items: Mapping[str, Item]) -> Item | None:
    """Return the item of a data set whose enterprises are handed in one by one too, if it has one."""
    return next((one for one in items.values() if one.listed), None)


def item(item_id: str) -> Item:
    """Return an item of whichever data set has it; raises KeyError."""
    return data_sets()[data_set_of(item_id)][item_id]


def data_set_of(item_id: str) -> str:
    """Return the data set that has an item; raises KeyError."""
    for name, items in data_sets().items():
        if item_id in items:
            return name
    raise KeyError(item_id)
