"""The records behind a figure: those without which it would be another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.reporting import rules
from services.reporting.model import About, Edition, Thing, Tree
from services.reporting.settle import needed
from shared.contracts.indicators import Indicator
from shared.ledger.bound import Collections

# Of which things the records of a measure are; what departments report has none here.
RECORDS: Mapping[str, tuple[About, ...]] = {
    **dict.fromkeys(("K-01", "K-01b", "K-02", "K-03", "K-05", "K-06"), (About.ENTERPRISE,)),
    **dict.fromkeys(("K-08", "K-52", "K-60"), (About.ORGANISATION,)),
    **dict.fromkeys(("K-20", "K-21", "K-24", "K-40", "K-41"), (About.MEMBER,)),
    **dict.fromkeys(("K-22", "K-34", "K-36"), (About.CASE,)),
    **dict.fromkeys(("K-30", "K-31", "K-32", "K-33", "K-50", "K-51", "K-61", "K-62"), (About.DUTY,)),
    "K-42": (About.CLASS,),
    "K-43": (About.PLAN,),
    "K-53": (About.MEETING,),
    "K-65": (About.ORGANISATION, About.DIFFICULTY),
}
# Where the parts of a count are of different things: which part each makes.
PARTS: Mapping[tuple[str, About], int] = {
    ("K-65", About.ORGANISATION): 0,
    ("K-65", About.DIFFICULTY): 1,
}


@dataclass(frozen=True)
class Record:
    """
    A thing that a figure counts.

    Attributes:
        counts: What it adds to the numbers of the figure: numerator and denominator of a rate, the parts of a count.
    """

    about: About
    code: str
    area: str
    counts: tuple[int, ...]


def records(
    db: Collections, tree: Tree, area: str, edition: Edition, indicator: Indicator, after: str, limit: int
) -> list[Record]:
    """
    Return the records behind a figure, area by area in the order of their codes; more than *limit* where more follow.

    The same pure function that makes the figures says what each counts: how they would be without it.

    Args:
        after: The last area that was shown whole; areas are never shown in part.
    """
    found: list[Record] = []
    for one in sorted(tree.within(area)):
        if one <= after:
            continue
        found += _in(needed(db, [one], edition), tree.path(one), edition.period.last, indicator)
        if len(found) > limit:
            break
    return found


def numbers_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the names of the numbers a figure is made of; a count without parts is one number."""
    return indicator.parts or (("numerator", "denominator") if indicator.is_rate else ("numerator",))


def _in(things: Sequence[Thing], path: Sequence[str], day: date, indicator: Indicator) -> Iterator[Record]:
    whole = _numbers(things, path, day, indicator)
    if not any(whole):
        return
    for thing in things:
        if thing.about not in RECORDS[indicator.id]:
            continue
        without = _numbers([one for one in things if one is not thing], path, day, indicator)
        counts = _own(thing, indicator, tuple(now - then for now, then in zip(whole, without, strict=True)))
        if any(counts):
            yield Record(thing.about, thing.code, path[0], counts)


def _own(thing: Thing, indicator: Indicator, counts: tuple[int, ...]) -> tuple[int, ...]:
    """Leave to a thing what it counts itself: without its organisation a difficulty would not count, either."""
    place = PARTS.get((indicator.id, thing.about))
    return counts if place is None else tuple(n if at == place else 0 for at, n in enumerate(counts))


def _numbers(things: Sequence[Thing], path: Sequence[str], day: date, indicator: Indicator) -> list[int]:
    made = rules.figures(things, day, {path[0]: path})[path[0]][indicator.id]
    return made[: len(numbers_of(indicator))]
