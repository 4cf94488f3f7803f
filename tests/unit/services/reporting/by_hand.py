"""What a case worked out by hand is: facts, and the figure that the formula makes of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.unit.services.reporting.city import CITY
from tests.unit.services.reporting.full_city import FullCity

World = Callable[[FullCity], object]


@dataclass(frozen=True)
class Case:
    """
    A small world and the figure of one indicator in it, by the formula of rules §12.2.

    Attributes:
        denominator: None of a count.
        parts: Of a count that is shown by parts: each of them.
    """

    indicator: str
    world: World
    numerator: int | None
    denominator: int | None
    value: float | None
    parts: dict[str, int] | None = field(default=None)
    area: str = CITY

    def __str__(self) -> str:
        return f"{self.indicator} {self.world.__name__}{'' if self.area == CITY else f' {self.area}'}"

    def city(self) -> FullCity:
        """Return the city of the case."""
        made = FullCity()
        made.tree()
        self.world(made)
        return made


def count(indicator: str, world: World, number: int, **parts: int) -> Case:
    """Return the case of a count, which has no denominator."""
    return Case(indicator, world, number, None, number, parts or None)


def rate(indicator: str, world: World, numerator: int, denominator: int, value: float) -> Case:
    """Return the case of a rate."""
    return Case(indicator, world, numerator, denominator, value)
