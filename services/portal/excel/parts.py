"""How the rows of a file are sent: in parts that are written, and in batches that are tried before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.portal.excel.kinds import ALONE, KEYS
from services.portal.excel.reading import Row


@dataclass(frozen=True)
class Batch:
    """
    Rows that are tried together.

    Attributes:
        own: Which of *sent* the batch is about; the others are there because these need them.
        sent: Positions in the file's rows, in order.
    """

    own: frozenset[int]
    sent: tuple[int, ...]


def parts_of(rows: Sequence[Row], most: int) -> list[range]:
    """Return the parts in which rows are written, as ranges of positions."""
    return [range(start, min(start + most, len(rows))) for start in range(0, len(rows), most)]


def batches_of(kind: str, rows: Sequence[Row], most: int) -> Iterator[Batch]:
    """
    Yield batches of at most *most* rows.

    Trying leaves nothing behind, so a row that needs an earlier one, such as an organisation whose superior
    stands further up, is tried together with it.
    """
    needs = _needs(kind, rows, most)
    own: set[int] = set()
    sent: set[int] = set()
    for place in range(len(rows)):
        together = sent | needs[place] | {place}
        if own and len(together) > most:
            yield Batch(frozenset(own), tuple(sorted(sent)))
            own, together = set(), needs[place] | {place}
        own.add(place)
        sent = together
    if own:
        yield Batch(frozenset(own), tuple(sorted(sent)))


def _needs(kind: str, rows: Sequence[Row], most: int) -> list[set[int]]:
    """Return for each row the earlier ones that it, or one that it needs, names by what is theirs alone."""
    places: dict[str, int] = {}
    named: list[list[int]] = []
    for place, row in enumerate(rows):
        words = {word for text in row.values.values() for word in text.split(";")}
        named.append([places[word] for word in words if word in places])
        for name in (KEYS[kind], *ALONE.get(kind, ())):
            if key := row.values.get(name):
                places[key] = place
    return [_closure(place, named, most - 1) for place in range(len(rows))]


def _closure(place: int, named: Sequence[Sequence[int]], most: int) -> set[int]:
    found: set[int] = set()
    waiting = [*named[place]]
    while waiting and len(found) < most:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(named[one])
    return found
