"""Which indicators count the same persons, and what a report tells of them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from services.reporting.model import Tree
from shared.contracts.indicators import INDICATORS, Indicator

Column = tuple[str, str]  # indicator, and side or part of its figure
Kind = tuple[Column, ...]  # the columns a person of that kind counts in
Spot = tuple[
    Column, str
]  # a column and a place: an area, or with OWN or REST what it has beyond those below it
OWN, REST, UNPUBLISHED = "+", "*", "~"  # ends of the names of places, and of columns, that no report shows
NUMERATOR, DENOMINATOR = "numerator", "denominator"
MISSED, OUTSIDE = f"missed{UNPUBLISHED}", f"outside{UNPUBLISHED}"
Told = Mapping[str, Any]


@dataclass(frozen=True)
class Population:
    """
    Persons who are counted together.

    Attributes:
        total: Counts each of them.
        traits: What tells them apart; of each trait everybody is of exactly one kind.
    """

    total: Column
    traits: tuple[tuple[Kind, ...], ...]

    @property
    def columns(self) -> list[Column]:
        """All columns, each once."""
        return [*dict.fromkeys([self.total, *(c for trait in self.traits for kind in trait for c in kind)])]


def published(spot: Spot) -> bool:
    """Return whether reports show it unless it is hidden."""
    column, place = spot
    return not place.endswith((OWN, REST)) and not column[1].endswith(UNPUBLISHED)


@cache
def populations() -> tuple[Population, ...]:
    """Return who is counted together, as the indicators say."""
    return tuple(_populations(INDICATORS.values()))


def _populations(indicators: Iterable[Indicator]) -> Iterator[Population]:
    known = [one for one in indicators if one.counts_persons]
    for one in known:
        if one.within is None and one.same_as is None:
            also = [other for other in known if one.id in (other.within, other.same_as)]
            traits = (_kinds(each) for each in (one, *also))
            yield Population((one.id, DENOMINATOR if one.is_rate else NUMERATOR), tuple(filter(None, traits)))
            if not one.adds_parts:
                yield from (Population((one.id, part), ()) for part in one.parts[1:])


def _kinds(one: Indicator) -> tuple[Kind, ...]:
    """Return by what an indicator tells persons apart; none where it only counts them."""
    reached, of = (one.id, NUMERATOR), (one.id, DENOMINATOR)
    missed, outside = (one.id, MISSED), (one.id, OUTSIDE)
    if one.parts:
        return tuple(((one.id, part),) for part in one.parts) if one.adds_parts else ()
    if one.is_rate:
        return ((reached, of), (missed, of), (outside,)) if one.within else ((reached,), (missed,))
    return ((reached,), (outside,)) if one.within else ()


def column_of(one: Indicator, side: str) -> Column:
    """Return what a side or part of a figure counts; two that always are the same number are one."""
    if one.same_as is not None and side == NUMERATOR:
        return one.same_as, NUMERATOR
    if one.parts and not one.adds_parts and side == one.parts[0]:
        return one.id, NUMERATOR
    return one.id, side


def sides(cell: Told) -> dict[str, int | None]:
    """Return the numbers of a figure, by side and part."""
    return {NUMERATOR: cell[NUMERATOR], DENOMINATOR: cell[DENOMINATOR], **cell.get("parts", {})}


def values_of(population: Population, areas: Mapping[str, Told]) -> dict[Spot, int]:
    """Return the numbers of a population by column and area, with what follows from them."""
    wanted = set(population.columns)
    found: dict[Spot, int] = {}
    for area, cells in areas.items():
        for name, cell in cells.items():
            one = INDICATORS[name]
            for side, number in sides(cell).items() if one.counts_persons else ():
                if (column := column_of(one, side)) in wanted and number is not None:
                    found.setdefault((column, area), number)
        for name in cells:
            if (name, NUMERATOR) in wanted:
                found.update(_rest(INDICATORS[name], population.total, area, found))
    return found


def _rest(one: Indicator, total: Column, area: str, found: Mapping[Spot, int]) -> Iterator[tuple[Spot, int]]:
    """Yield those who are counted in nothing that is published: who missed it, who stands outside."""
    of = (one.id, DENOMINATOR if one.is_rate else NUMERATOR)
    rests = [(MISSED, of, (one.id, NUMERATOR))] if one.is_rate else []
    rests += [(OUTSIDE, total, of)] if one.within else []
    for name, whole, part in rests:
        if (whole, area) in found and (part, area) in found:
            yield ((one.id, name), area), found[whole, area] - found[part, area]


def laid_out(
    population: Population, values: Mapping[Spot, int], tree: Tree
) -> tuple[dict[Spot, int], dict[str, tuple[str, ...]]]:
    """
    Return the numbers by column and place, and each place with those above it.

    Places are the areas; what an area has in none of those below it (OWN), unless that is nobody; and where some
    below are given fewer figures than others, what these lack together with what is the area's own (REST).
    """
    areas = {area for _, area in values}
    below = {area: [one for one in tree.below.get(area, ()) if one in areas] for area in areas}
    lacking = {area: _lacking(population, values, lower) for area, lower in below.items()}
    left = {**_own(population, values, below)}
    for area, poor in lacking.items():
        if poor:
            left |= _beyond(population, values, area, set(below[area]) - poor, REST)

    def path(area: str) -> tuple[str, ...]:
        parent = tree.areas[area].parent
        if parent is None or parent not in areas:
            return (area,)
        between = (parent + REST,) if area in lacking[parent] else ()
        return (area, *between, *path(parent))

    paths = {area: path(area) for area in areas}
    for place in {place for _, place in left}:
        area = place[:-1]
        between = (area + REST,) if place.endswith(OWN) and lacking[area] else ()
        paths[place] = (place, *between, *paths[area])
    return {**values, **left}, paths


def _lacking(population: Population, values: Mapping[Spot, int], lower: Iterable[str]) -> set[str]:
    """Return the areas that lack a figure which others beside them have."""
    has = {area: {column for column in population.columns if (column, area) in values} for area in lower}
    known = set().union(*has.values())
    return {area for area, columns in has.items() if columns != known}


def _own(
    population: Population, values: Mapping[Spot, int], below: Mapping[str, Sequence[str]]
) -> dict[Spot, int]:
    """Return what areas have in none of those below them, where that is anybody."""
    found: dict[Spot, int] = {}
    for area, lower in below.items():
        own = _beyond(population, values, area, lower, OWN)
        if own.get((population.total, area + OWN), max(own.values(), default=0)) > 0:
            found |= own
    return found


def _beyond(
    population: Population, values: Mapping[Spot, int], area: str, lower: Collection[str], end: str
) -> dict[Spot, int]:
    """Return what an area has beyond some below it, of the columns that all of them have."""
    return {
        (column, area + end): values[column, area] - sum(values[column, one] for one in lower)
        for column in population.columns
        if (column, area) in values and lower and all((column, one) in values for one in lower)
    }
