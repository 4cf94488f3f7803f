"""
Which figures of persons stay hidden, so that nobody can work the small ones out.

A small figure is safe when another table publishes exactly the same: there a person more or fewer is counted, counts
as something else, or stands in another area, with a second one the other way round where totals must come out.
Such a table is looked for, for each small figure, and all that differs in it is hidden. It is the proof: what is
published fits both tables. Hiding more later does not spoil it.

Readers also know which of the hidden figures are small and which are not; where no other table keeps to that, a
column no longer tells it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from heapq import nsmallest
from itertools import pairwise
from math import inf

from services.reporting.populations import UNPUBLISHED, Column, Kind, Population, Spot, published

Change = Mapping[Column, int]
STEPS = (1, -1)
BLUR = 1e12  # dearer than to hide anything
FEW = 3  # places that are tried of each area before all of its places are


@dataclass
class Table:
    """
    The figures of one population.

    Attributes:
        values: By column and place; a column that is not given for a place is missing.
        paths: Each place with those above it, from itself to the top.
        limit: Smaller figures are not shown.
        hidden: What is not shown.
        safe: What another table, which publishes the same, has otherwise.
        blurred: The columns that do not tell which of their hidden figures are small.
    """

    population: Population
    values: Mapping[Spot, int]
    paths: Mapping[str, Sequence[str]]
    limit: int
    hidden: set[Spot] = field(default_factory=set)
    safe: set[Spot] = field(default_factory=set)
    blurred: set[Column] = field(default_factory=set)
    _found_likely: dict[tuple[Column, str], Sequence[str]] = field(default_factory=dict)

    def hide(self) -> set[Spot]:
        """Return what is not to be shown: the small figures, and what would tell them."""
        small = [spot for spot, value in self.values.items() if self._is_small(spot, value)]
        self.hidden = {spot for spot in small if published(spot)}
        for spot in sorted(small, key=lambda one: (-len(self.paths[one[1]]), one)):
            if spot not in self.safe:
                self._protect(spot)
        return self.hidden

    def _is_small(self, spot: Spot, value: int) -> bool:
        """Nobody is told that an area has nobody of its own; but one to four are as small there as elsewhere."""
        least = 0 if published(spot) else 1
        return not spot[0][1].endswith(UNPUBLISHED) and least <= value < self.limit

    @cached_property
    def _prices(self) -> dict[tuple[Column, str, int], float]:
        """What it costs that a figure is one more or one less; what is missing costs nothing."""
        return {
            (*spot, step): self._price(spot, value, step)
            for spot, value in self.values.items()
            for step in STEPS
        }

    def _price(self, spot: Spot, value: int, step: int) -> float:
        if value >= 0 > value + step:
            return inf
        if not published(spot):
            return 0.0
        crosses = (value < self.limit) != (value + step < self.limit) and spot[0] not in self.blurred
        return (BLUR if crosses else 0.0) + (0.0 if spot in self.hidden else self._weight(spot, value))

    def _weight(self, spot: Spot, value: int) -> float:
        """How much a figure is missed: totals more than parts, upper areas more than lower ones, large ones more."""
        weight = (4 if spot[0] == self.population.total else 1) * (
            32.0 ** (self._depth - len(self.paths[spot[1]]))
        )
        return weight * (1 + value.bit_length())

    @cached_property
    def _depth(self) -> int:
        return max(len(path) for path in self.paths.values())

    @cached_property
    def _bottoms(self) -> dict[str, list[str]]:
        """The lowest places below each place, or the place itself."""
        inner = {path[1] for path in self.paths.values() if len(path) > 1}
        found: dict[str, list[str]] = {}
        for place in sorted(self.paths):
            if place not in inner:
                for above in self.paths[place]:
                    found.setdefault(above, []).append(place)
        return found

    def _protect(self, spot: Spot) -> None:
        """Find a cheap other table in which *spot* differs, and hide what differs in it."""
        column, place = spot
        best: tuple[float, Change, Sequence[str], Sequence[str]] = (inf, {}, (), ())
        for number, routes in enumerate(self._routes(column, place)):
            for gain, loss in routes:
                for step in STEPS:
                    price, change = self._cheapest(column, step, gain, loss, best[0])
                    if price < best[0]:
                        best = price, change, gain, loss
                if best[0] == 0:
                    break
            if best[0] == 0 or (best[0] < BLUR and number):
                break
        _, change, gain, loss = best
        for one, step in change.items():
            for places, by in ((gain, step), (loss, -step)):
                for at in places:
                    self._set_apart((one, at), by)

    def _set_apart(self, spot: Spot, step: int) -> None:
        """Hide *spot*, which another table has by *step* otherwise."""
        if spot not in self.values:
            return
        self.safe.add(spot)
        if published(spot) and spot not in self.hidden:
            self.hidden.add(spot)
            self._price_anew([spot])
        if BLUR <= self._prices[(*spot, step)] < inf:
            self.blurred.add(spot[0])
            self._price_anew([one for one in self.values if one[0] == spot[0]])

    def _price_anew(self, spots: Iterable[Spot]) -> None:
        for spot in spots:
            for step in STEPS:
                self._prices[(*spot, step)] = self._price(spot, self.values[spot], step)

    def _routes(self, column: Column, place: str) -> Iterator[Iterator[tuple[Sequence[str], Sequence[str]]]]:
        """
        Yield where a change may happen, and where its opposite: nowhere, then ever further away.

        What is the same for both, from where they meet up to the top, does not change. Of each area beside, a few
        lowest places are tried before all of them are, so that a country takes as long for each figure as a city.
        """
        starts = [self.paths[bottom] for bottom in self._starts(column, place)]
        yield ((path, ()) for path in starts)
        path = self.paths[place]
        for find in (partial(self._likely, column), self._bottoms.__getitem__):
            for last, meeting in pairwise(path):
                beside = (one for one in self._children[meeting] if one != last)
                others = (other for one in beside for other in find(one))
                yield self._detours(starts, meeting, others)

    def _detours(
        self, starts: Iterable[Sequence[str]], meeting: str, others: Iterable[str]
    ) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
        aways = [self.paths[other] for other in others]
        for path in starts:
            gain = path[: path.index(meeting)]
            for away in aways:
                yield gain, away[: away.index(meeting)]

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        """The places right below each place."""
        found: dict[str, list[str]] = {}
        for place in sorted(self.paths):
            if len(path := self.paths[place]) > 1:
                found.setdefault(path[1], []).append(place)
        return found

    def _likely(self, column: Column, place: str) -> Sequence[str]:
        """Return a few lowest places of *place* where one more or one fewer of *column* most likely costs little."""
        key = column, place
        if key not in self._found_likely:
            lower = self._children.get(place, ())
            among = [bottom for one in lower for bottom in self._likely(column, one)] or [place]
            self._found_likely[key] = nsmallest(FEW, among, key=lambda bottom: self._awkward(column, bottom))
        return self._found_likely[key]

    def _awkward(self, column: Column, bottom: str) -> tuple[int, int]:
        """Small figures are hidden anyway; those at an edge cannot change without crossing it."""
        value = self.values.get((column, bottom), 0)
        at_edge = value in (0, self.limit - 1, self.limit)
        return (2 if at_edge else value > self.limit), value

    def _starts(self, column: Column, place: str) -> list[str]:
        """Return lowest places where a figure of *place* may change: those with most and fewest of it, and of all."""
        bottoms = self._bottoms[place]

        def many(one: Column, bottom: str) -> int:
            return self.values.get((one, bottom), 0)

        total = self.population.total
        chosen = [
            max(bottoms, key=lambda at: (many(column, at), many(total, at))),
            max(bottoms, key=lambda at: (-many(column, at), many(total, at))),
            min(bottoms, key=lambda at: many(total, at)),
        ]
        return [*dict.fromkeys(chosen)]

    def _cheapest(
        self, column: Column, step: int, gain: Sequence[str], loss: Sequence[str], most: float
    ) -> tuple[float, Change]:
        """Return a change of *column* by *step* at *gain*, with its opposite at *loss*, that costs less than *most*."""
        best: tuple[float, Change] = (most, {})
        for old, new in self._turns.get(column, ()):
            change = {**dict.fromkeys(new, step), **dict.fromkeys(old, -step)}
            price = self._sum(change, gain, loss)
            if price < best[0]:
                best = price, change
        person = {self.population.total: step}
        total = self._sum(person, gain, loss)
        for trait in self.population.traits:
            if total >= best[0]:
                return best
            kinds = [dict.fromkeys(kind, step) for kind in trait if column in kind] or [
                dict.fromkeys(kind, step) for kind in trait
            ]
            price, one = min(
                ((self._sum(kind, gain, loss), kind) for kind in kinds), key=lambda found: found[0]
            )
            person.update(one)
            total += price
        return (total, person) if total < best[0] else best

    @cached_property
    def _turns(self) -> dict[Column, list[tuple[Kind, Kind]]]:
        """By column, what a person leaves and what they come to who turn from another kind to one of the column."""
        found: dict[Column, list[tuple[Kind, Kind]]] = {}
        for trait in self.population.traits:
            for new in trait:
                for column in new:
                    found.setdefault(column, []).extend(
                        (
                            tuple(one for one in old if one not in new),
                            tuple(one for one in new if one not in old),
                        )
                        for old in trait
                        if column not in old
                    )
        return found

    def _sum(self, change: Change, gain: Iterable[str], loss: Iterable[str]) -> float:
        prices = self._prices
        total = 0.0
        for column, step in change.items():
            for at in gain:
                total += prices.get((column, at, step), 0.0)
            for at in loss:
                total += prices.get((column, at, -step), 0.0)
        return total
