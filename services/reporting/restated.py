"""What is another now than when a quarter was frozen: every changed cell, then and now (R-IND-07)."""

from collections.abc import Iterator
from typing import Any

from services.reporting.basis import Basis
from services.reporting.indicators import cells
from shared.contracts.data_sets import Item, data_sets

Cell = dict[str, Any]
Row = dict[str, Any]
# What a figure may be made of besides what is counted of areas.
HANDED_IN = ("submissions", "resolutions", "coverage")


def restated(then: Basis, now: Basis, area: str) -> list[Row]:
    """Return the figures of *area*, without those below it, that differ; None where it had or has none."""
    if _is_untouched(then, now, area):
        return []
    frozen, live = _all(then, area), _all(now, area)
    return [
        {"area": area, "name": name, "frozen": frozen.get(name), "now": live.get(name)}
        for name in [*frozen, *(name for name in live if name not in frozen)]
        if frozen.get(name) != live.get(name)
    ]


def _is_untouched(then: Basis, now: Basis, area: str) -> bool:
    """Return whether all that the figures of an area are made of is as it was: so most areas need no counting."""
    if len(then.tree.areas) != len(now.tree.areas) or area not in then.tree.areas:
        return False
    alike = all(getattr(then, name) == getattr(now, name) for name in HANDED_IN)
    parts = (area, *then.tree.below.get(area, ()))
    return alike and all(then.figures(one) == now.figures(one) for one in parts)


def _all(basis: Basis, area: str) -> dict[str, Cell]:
    if area not in basis.tree.areas:
        return {}
    return {**cells(basis, area), **dict(_reported(basis, area))}


def _reported(basis: Basis, area: str) -> Iterator[tuple[str, Cell]]:
    """Give what departments reported of the area itself: of a county."""
    for data_set in basis.reporters.values():
        sent = basis.submissions.get(data_set)
        for item in data_sets()[data_set].values():
            value = sent.figures.get(item.id, {}).get(area) if sent else None
            if value is not None:
                yield item.id, _cell(item, value)


def _cell(item: Item, value: int) -> Cell:
    return {"numerator": value, "denominator": None, "value": value, "unit": item.unit, "definition": item.id}
