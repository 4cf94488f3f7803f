"""The data sets of the departments: which items they report for a quarter (rules §10.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("data_sets.yaml")


@dataclass(frozen=True)
class Item:
    """One item of a data set; its id begins with the id of the rule it comes from."""

    id: str
    label: str
    unit: str


@cache
def data_sets() -> Mapping[str, Mapping[str, Item]]:
    """Give all data sets, items by id in the order they are printed."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {name: {row["id"]: Item(**row) for row in rows} for name, rows in raw.items()}


def item(item_id: str) -> Item:
    """Find an item in whichever data set has it; raises KeyError."""
    return {name: found for data_set in data_sets().values() for name, found in data_set.items()}[item_id]
