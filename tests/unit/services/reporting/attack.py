"""An attack on a shared report: what can be worked out of everything it publishes, by integer programming."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from services.reporting.model import Tree
from shared.contracts.indicators import INDICATORS

# An area, an indicator, and a side or part of its figure.
Figure = tuple[str, str, str]
LIMIT, MOST = 5, 10**6


def figures(report: Mapping[str, Any]) -> dict[Figure, int | None]:
    """Return every number of persons that a report tells or keeps back."""
    areas = {report["area"]: report["indicators"], **report["by_area"]}
    return {
        (area, name, side): number
        for area, cells in areas.items()
        for name, cell in cells.items()
        if INDICATORS[name].counts_persons
        for side, number in {
            "numerator": cell["numerator"],
            **({"denominator": cell["denominator"]} if INDICATORS[name].is_rate else {}),
            **cell.get("parts", {}),
        }.items()
    }


class Attack:
    """
    All that a reader knows: the numbers shown, which of the hidden ones are small, and how numbers hang together.

    Args:
        own: The areas that have people in none of the areas below them, as everybody knows; how many, nobody does.
    """

    def __init__(self, report: Mapping[str, Any], tree: Tree, own: set[str]) -> None:
        self.report, self.tree, self.own = report, tree, own
        self.known = figures(report)
        self.places = {figure: n for n, figure in enumerate(self.known)}
        self.rows: list[tuple[dict[int, int], float, float]] = []
        for area in sorted({area for area, _, _ in self.known}):
            self._within(area)
            self._below(area)

    def hidden(self) -> list[Figure]:
        return [figure for figure, number in self.known.items() if number is None]

    def why(self, figure: Figure) -> str:
        area, name, side = figure
        cells = self.report["indicators"] if area == self.report["area"] else self.report["by_area"][area]
        return str(cells[name]["hidden_parts"][side])

    def range_of(self, *figures: Figure, less: tuple[Figure, ...] = ()) -> tuple[int, int]:
        """Return the least and the most that *figures* without *less* can be together."""
        goal = np.zeros(len(self.places))
        for figure in figures:
            goal[self.places[figure]] += 1
        for figure in less:
            goal[self.places[figure]] -= 1
        return round(self._solve(goal)), round(-self._solve(-goal))

    def own_figures(self) -> Iterator[tuple[Figure, tuple[Figure, ...]]]:
        """Return each figure that areas below add up to, with those."""
        for area, name, side in self.known:
            if lower := self._lower((area, name, side)):
                yield (area, name, side), tuple(lower)

    def _solve(self, goal: Any) -> float:
        entries = [(n, place, many) for n, (row, _, _) in enumerate(self.rows) for place, many in row.items()]
        rows, columns, numbers = zip(*entries, strict=True)
        matrix = csr_array((numbers, (rows, columns)), shape=(len(self.rows), len(self.places)))
        limits = LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])
        bounds = [self._bounds(figure) for figure in self.known]
        found = milp(
            goal,
            integrality=np.ones(len(goal)),
            bounds=Bounds([one[0] for one in bounds], [one[1] for one in bounds]),
            constraints=limits,
        )
        assert found.success, found.message
        return float(found.fun)

    def _bounds(self, figure: Figure) -> tuple[float, float]:
        number = self.known[figure]
        if number is not None:
            return number, number
        return {"below": (0, LIMIT - 1), "protect": (LIMIT, MOST), "withheld": (0, MOST)}[self.why(figure)]

    def _say(self, plus: list[Figure], minus: list[Figure], least: float, most: float) -> None:
        """Say that *plus* without *minus* lies between two numbers."""
        row: dict[int, int] = {}
        for figures, sign in ((plus, 1), (minus, -1)):
            for figure in figures:
                row[self.places[figure]] = row.get(self.places[figure], 0) + sign
        self.rows.append((row, least, most))

    def _relations(self, area: str) -> Iterator[tuple[Figure, list[Figure], bool]]:
        """Return what is at least as large as others together, or just as large."""
        for name, one in INDICATORS.items():
            number = (area, name, "numerator")
            if number not in self.known:
                continue
            of = (area, name, "denominator") if one.is_rate else number
            if one.is_rate:
                yield of, [number], False
            if one.parts and one.adds_parts:
                yield number, [(area, name, part) for part in one.parts], True
            elif one.parts:
                yield number, [(area, name, one.parts[0])], True
            if one.same_as and (area, one.same_as, "numerator") in self.known:
                yield number, [(area, one.same_as, "numerator")], True
            if one.within and (area, one.within, "numerator") in self.known:
                yield (area, one.within, "numerator"), [of], False

    def _within(self, area: str) -> None:
        for large, small, equal in self._relations(area):
            self._say([large], small, 0, 0 if equal else MOST)

    def _below(self, area: str) -> None:
        """What holds of an area holds of what it has in none of those below; nobody is fewer than none there."""
        for figure in [one for one in self.known if one[0] == area]:
            lower = self._lower(figure)
            if lower:
                is_all = area not in self.own and len(lower) == len(self.tree.below[area])
                self._say([figure], lower, 0, 0 if is_all else MOST)
        for large, small, equal in self._relations(area):
            lower = self._lower(small[0])
            if lower and not equal:
                self._say([large, *lower], [*small, *((one, *large[1:]) for one, _, _ in lower)], 0, MOST)

    def _lower(self, figure: Figure) -> list[Figure]:
        """Return the same figure of the areas right below that have it."""
        below = [(one, *figure[1:]) for one in self.tree.below.get(figure[0], ())]
        return [one for one in below if one in self.known]
