"""Where two reports differ, cell by cell, so that a failure can be read."""

from collections.abc import Iterator, Mapping
from typing import Any


def differing(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Return a line for each place at which *one* and *other* are not equal."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for name in sorted({*one, *other}):
            yield from differing(one.get(name), other.get(name), f"{path}/{name}")
    elif one != other:
        yield f"{path}: {one!r} is not {other!r}"
