"""How the rows of a file are sent: in parts that are written, and in batches that are tried before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.portal.excel.kinds import ALONE, KEYS
from services.portal.excel.rows import Row, Rows


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


def parts_of(count: int, most: int) -> list[range]:
    """Return the parts in which *count* rows are written, as ranges of positions."""
    return [range(start, min(start + most, count)) for start in range(0, count, most)]


def batches_of(kind: str, rows: Rows, most: int) -> Iterator[Batch]:
    """
    Yield batches of at most *most* rows.

    Trying leaves nothing behind, so a row that needs an earlier one, such as an organisation whose superior
    stands further up, is tried together with it.
    """
    needs = _Needs((KEYS[kind], *ALONE.get(kind, ())), most - 1)
    own: set[int] = set()
    sent: set[int] = set()
    for place in range(len(rows)):
        needed = needs.of(place, rows[place])
        together = sent | needed | {place}
        if own and len(together) > most:
            yield Batch(frozenset(own), tuple(sorted(sent)))
            own, together = set(), needed | {place}
        own.add(place)
        sent = together
    if own:
        yield Batch(frozenset(own), tuple(sorted(sent)))


class _Needs:
    """Finds the earlier rows, *most* at most, that a row, or one that it needs, names by what is theirs alone."""

    def __init__(self, theirs: Sequence[str], most: int) -> None:
        self._theirs, self._most = theirs, most
        self._places: dict[str, int] = {}
        self._named: dict[int, list[int]] = {}

    def of(self, place: int, row: Row) -> set[int]:
        """Return the positions of what the row at *place* needs; rows are asked for in order."""
        words = {word for text in row.values.values() for word in text.split(";")}
        if named := [self._places[word] for word in words if word in self._places]:
            self._named[place] = named
        for name in self._theirs:
            if key := row.values.get(name):
                self._places[key] = place
        return self._closure(place)

    def _closure(self, place: int) -> set[int]:
        found: set[int] = set()
        waiting = [*self._named.get(place, ())]
        while waiting and len(found) < self._most:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(self._named.get(one, ()))
        return found
