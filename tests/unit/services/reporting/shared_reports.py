"""Reports made by hand: the persons of each place, counted up the tree as reporting counts them."""

from collections.abc import Mapping
from typing import Any

from services.reporting.model import Area, Tree
from shared.contracts.indicators import INDICATORS, Level, of_level

CITY = "411300000000"
LEVELS = (Level.CITY, Level.COUNTY, Level.TOWNSHIP)
# By indicator: what its sides and parts are, in an order.
Persons = Mapping[str, tuple[int, ...]]


def county(n: int) -> str:
    return f"4113{n:02}000000"


def township(of: int, n: int) -> str:
    return f"4113{of:02}{n:03}000"


def tree(townships: Mapping[int, int]) -> Tree:
    """Return a city of counties, each with so many townships; county 0 stands for townships right below the city."""
    areas = [Area(CITY, "市", Level.CITY, None)]
    areas += [Area(county(n), f"县{n}", Level.COUNTY, CITY) for n in townships if n]
    areas += [
        Area(township(of, n), f"乡{of}-{n}", Level.TOWNSHIP, county(of) if of else CITY)
        for of, many in townships.items()
        for n in range(1, many + 1)
    ]
    return Tree({area.code: area for area in areas})


def report(areas: Tree, persons: Mapping[str, Persons], **more: Any) -> dict[str, Any]:
    """Return the report of the city where each place has *persons* of its own; what is not named is nobody."""
    cells = {
        code: {
            one.id: _cell(one.id, code, areas, persons)
            for one in of_level(Level(area.level))
            if one.counts_persons
        }
        for code, area in areas.areas.items()
    }
    return {
        "period": "2026Q3",
        "area": CITY,
        "as_of": "2026-10-12",
        "indicators": cells.pop(CITY),
        "by_area": cells,
        "departments": {},
        "reporting": {},
        "resolutions": [],
        "checks": [],
        **more,
    }


def part(whole: Mapping[str, Any], area: str, areas: Tree) -> dict[str, Any]:
    """Return the report of an area of *whole*, as it would be made for it alone."""
    lower = {code: cells for code, cells in whole["by_area"].items() if code in areas.under(area)}
    return {**whole, "area": area, "indicators": whole["by_area"][area], "by_area": lower}


def only(name: str, areas: Tree, numbers: Mapping[str, tuple[int, ...]], **more: Any) -> dict[str, Any]:
    """Return a report of one indicator alone."""
    whole = report(areas, {area: {name: own} for area, own in numbers.items()}, **more)
    cells = {area: {name: found[name]} for area, found in whole["by_area"].items() if name in found}
    return {**whole, "indicators": {name: whole["indicators"][name]}, "by_area": cells}


def _cell(name: str, area: str, areas: Tree, persons: Mapping[str, Persons]) -> dict[str, Any]:
    one = INDICATORS[name]
    many = 2 if one.is_rate else len(one.parts) or 1
    none = (0,) * many
    rows = [persons.get(code, {}).get(name, none) for code in areas.within(area)]
    numbers = [sum(column) for column in zip(*rows, strict=True)]
    if one.is_rate:
        return one.cell(numbers[0], numbers[1])
    if one.parts:
        parts = dict(zip(one.parts, numbers, strict=True))
        return one.cell(sum(numbers) if one.adds_parts else numbers[0], parts=parts)
    return one.cell(numbers[0])
