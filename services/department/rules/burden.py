"""What a form asks of people: how much of it the system fills in, and how much it asks although it knows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shared.contracts.data_sets import Item
from shared.contracts.department import facts

Kept = Mapping[str, Mapping[str | None, int]]


@dataclass(frozen=True)
class Form:
    """
    A quarter's form of a department.

    Attributes:
        asked: How many fields it has: each item of each county.
        filled: What the department's own records say already; where they say nothing of a county, it is 0.
        again: How many fields it asks although the records are there: they do not tell the county.
    """

    asked: int
    filled: tuple[facts.Figure, ...]
    again: int


def form(data_set: Mapping[str, Item], kept: Kept, counties: Collection[str]) -> Form:
    """
    Return the form that a department's clerks find.

    Args:
        kept: By the name of the records, how many there are in each county; None: of an unknown one.
    """
    filled, again = [], 0
    for item in data_set.values():
        if item.kept is None:
            continue
        numbers = kept[item.kept]
        if set(numbers) - set(counties):
            again += len(counties)
        else:
            filled += [
                facts.Figure(item=item.id, area=county, value=numbers.get(county, 0))
                for county in sorted(counties)
            ]
    return Form(len(data_set) * len(counties), tuple(filled), again)
