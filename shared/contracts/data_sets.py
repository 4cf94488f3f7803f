"""The data sets of the departments: which items they report for a quarter (rules §10.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from shared.rules.periods import Quarter

FILE = Path(__file__).with_name("data_sets.yaml")
PERSON = "人"  # the unit of what counts persons
# What the registry counts, by the names that data sets compare their items with.
ENTERPRISES, EMPLOYEES = "enterprises", "employees"
COUNTED: Mapping[str, str] = {ENTERPRISES: "在营企业数", EMPLOYEES: "在营企业职工数"}
# What a department's service keeps of its own work, by the names that items are kept under.
RECOMMENDED, ADMITTED, RAISED, SOLVED = "recommended", "admitted", "raised", "solved"
KEPT: Mapping[str, str] = {
    RECOMMENDED: "本单位登记的推优",
    ADMITTED: "经本单位推优后被吸收的人员",
    RAISED: "交办本单位的企业困难",
    SOLVED: "本单位答复已解决的企业困难",
}
# What is on record of recommendations in the quarter: the department's own, and everybody who was an applicant.
APPLICANTS = "applicants"
ON_RECORD: Mapping[str, str] = {
    RECOMMENDED: "在案的本单位推优人数",
    ADMITTED: "在案的本单位推优被吸收人数",
    APPLICANTS: "在案的入党申请人数",
}


@dataclass(frozen=True)
class Item:
    """
    One item of a data set; its id begins with the id of the rule it comes from.

    Attributes:
        at_most: What it cannot exceed (R-JM-17): items of its data set, names of COUNTED or of ON_RECORD.
        listed: Whether the enterprises that it counts are handed in one by one too; one item of a data set at most.
        kept: Which of the KEPT records say it already; None: it has to be typed.
        since, until: The first and the last edition it belongs to, both included; None: no such limit.
    """

    id: str
    label: str
    unit: str
    at_most: tuple[str, ...] = ()
    listed: bool = False
    kept: str | None = None
    since: str | None = None
    until: str | None = None

    @property
    def counts_persons(self) -> bool:
        """Whether small numbers of it are kept back in what is shared (R-PRV-14)."""
        return self.unit == PERSON

    def is_of(self, edition: str) -> bool:
        """Return whether it belongs to an edition; their names sort as they follow each other."""
        return (self.since or edition) <= edition <= (self.until or edition)


@dataclass(frozen=True)
class Catalogue:
    """
    All data sets there ever were.

    Attributes:
        editions: From which quarter on each edition applies, in order.
        data_sets: Items by id in the order they are printed, those of former editions too.
    """

    editions: Mapping[str, Quarter]
    data_sets: Mapping[str, Mapping[str, Item]]

    def edition_of(self, period: Quarter) -> str:
        """Return the edition that applies to a quarter; before the first one begins it is the first one too."""
        begun = [name for name, first in self.editions.items() if first <= period]
        return begun[-1] if begun else next(iter(self.editions))

    def asked(self, data_set: str, period: Quarter) -> Mapping[str, Item]:
        """Return the items of a data set that are asked for a quarter."""
        edition = self.edition_of(period)
        return {name: one for name, one in self.data_sets[data_set].items() if one.is_of(edition)}


@cache
def catalogue() -> Catalogue:
    """
    Return all data sets with their editions.

    Raises:
        ValueError: an item stands twice, or names what does not exist.
    """
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return checked(
        Catalogue(
            {name: Quarter.parse(first) for name, first in raw["editions"].items()},
            {
                name: {row["id"]: Item(**{**row, "at_most": tuple(row.get("at_most", ()))}) for row in rows}
                for name, rows in raw["data_sets"].items()
            },
        )
    )


def data_sets() -> Mapping[str, Mapping[str, Item]]:
    """Return all data sets, with the items of all editions."""
    return catalogue().data_sets


def checked(found: Catalogue) -> Catalogue:
    """Return *found*; raises ValueError for an item that two sets have, or that names what does not exist."""
    if (
        not sorted(found.editions)
        == [*found.editions]
        == sorted(found.editions, key=found.editions.__getitem__)
    ):
        raise ValueError("the editions of the data sets are not in the order of their names and quarters")
    owners: dict[str, str] = {}
    for name, items in found.data_sets.items():
        for one in items.values():
            if one.id in owners:
                raise ValueError(f"the item {one.id} is in the data sets {owners[one.id]} and {name}")
            owners[one.id] = name
            if one.listed and one != listed_item(items):
                raise ValueError(f"{name} lists the enterprises of two items")
            strange = {*one.at_most} - {*items, *COUNTED, *ON_RECORD}
            strange |= {one.kept or ""} - {"", *KEPT}
            strange |= {one.since or "", one.until or ""} - {"", *found.editions}
            if strange:
                raise ValueError(f"{one.id} of {name} names {sorted(strange)}, which do not exist")
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
