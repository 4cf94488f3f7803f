"""What notifications know: duties with the days on which somebody is told of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Todo:
    """
    A duty as its service told of it.

    Attributes:
        passed: The offsets whose day has come, whether they were told or a later one was told instead.
    """

    duty: str
    deadline: str
    subject: str
    area: str | None
    department: str | None
    set_on: date
    due_on: date
    last_on: date
    passed: Collection[str] = ()


@dataclass(frozen=True)
class Telling:
    """One day on which somebody is told: the alarm's id, its offset, how far up it goes."""

    alarm: str
    offset: str
    level: int
    day: date
