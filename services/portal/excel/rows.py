"""The rows of a file, kept in little room: packed block by block, and never on a disk, as they are about people."""

import zlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import orjson

BLOCK = 200
# Rows that others need may stand far above these.
OPENED = 8


@dataclass(frozen=True)
class Row:
    """
    A row of a file.

    Attributes:
        number: As the spreadsheet shows it.
        values: What its cells say, by field.
    """

    number: int
    values: Mapping[str, str]


class Rows:
    """Rows by their position, from 0; a hundred thousand take some megabytes."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self._last: list[Row] = []
        self._opened = OrderedDict[int, list[Row]]()

    def __len__(self) -> int:
        return len(self._packed) * BLOCK + len(self._last)

    def __getitem__(self, place: int) -> Row:
        number, within = divmod(place, BLOCK)
        return self._last[within] if number == len(self._packed) else self._block(number)[within]

    def __iter__(self) -> Iterator[Row]:
        return map(self.__getitem__, range(len(self)))

    def add(self, row: Row) -> None:
        """Put a row behind all others."""
        self._last.append(row)
        if len(self._last) == BLOCK:
            plain = orjson.dumps([(one.number, one.values) for one in self._last])
            self._packed.append(zlib.compress(plain, 1))
            self._last = []

    def _block(self, number: int) -> list[Row]:
        if number not in self._opened:
            plain = orjson.loads(zlib.decompress(self._packed[number]))
            self._opened[number] = [Row(*one) for one in plain]
        self._opened.move_to_end(number)
        while len(self._opened) > OPENED:
            self._opened.popitem(last=False)
        return self._opened[number]
