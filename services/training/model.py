"""What training knows: plans, classes with their sessions, and who attended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.contracts.training.terms import CONCENTRATED


class State(StrEnum):
    """Where a class stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Plan:
    """A plan of an area for a year."""

    plan_id: str
    year: int
    area: str
    axes: Mapping[str, str]
    items: Sequence[str]
    drafted_by: str
    approved: bool


@dataclass(frozen=True)
class Exemption:
    """An exemption of a member from the hours of a year; what for is sealed."""

    exemption: str
    member_id: str
    year: int
    asked_by: str
    granted: bool


@dataclass(frozen=True)
class Due:
    """What is asked of somebody in a year: hours, and concentrated classes."""

    hours: int
    classes: int


@dataclass(frozen=True)
class Session:
    """A part of a class on one day."""

    on: date
    hours: float


@dataclass(frozen=True)
class Class:
    """A class; its sessions are known once it was held."""

    class_id: str
    area: str
    layer: str
    organiser: str
    state: State
    form: str = CONCENTRATED
    sessions: tuple[Session, ...] = ()

    @property
    def hours(self) -> float:
        """All hours of the class."""
        return sum(session.hours for session in self.sessions)

    def attended(self, numbers: Sequence[int]) -> tuple[Session, ...]:
        """Return the sessions of *numbers*, which count from 1; raises IndexError for one that was not held."""
        return tuple(self.sessions[number - 1] for number in sorted(numbers))


@dataclass(frozen=True)
class Visit:
    """What a candidate attended of one class that counts."""

    class_id: str
    organiser: str
    sessions: tuple[Session, ...]


@dataclass(frozen=True)
class Course:
    """What a candidate attended in all, up to the session with which it was enough (R-DEV-27)."""

    days: float
    hours: float
    organiser: str
    classes: tuple[str, ...]
    completed_on: date


def hours_by_day(sessions: Sequence[Session]) -> dict[date, float]:
    """Add the hours up by day."""
    added: dict[date, float] = {}
    for session in sessions:
        added[session.on] = added.get(session.on, 0.0) + session.hours
    return added
