"""
How a service declares itself: its calls and who may make them, what it tells, whom it follows.

Everything that lists services, calls, events or roles is made from these declarations, or checked against them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from shared.contracts.answers import ListOf
from shared.contracts.base import Command, Contract, Event, Query, Transfer, owner_of

# For what may hang on a wall, and for what is addressed to the caller; whoever is signed in.
ANYONE = ("*",)
# Whoever has a part in the work; not those who run the system, watch over it, or ask for admission.
WORKING = ("+",)
# Services, when they act of themselves: timers, followers.
SYSTEM = "system"
OPERATOR = "operator"
AUDITOR = "auditor"


class DeclarationError(Exception):
    """A declaration contradicts itself or the code; the message names what to put right."""


class Of(StrEnum):
    """Departments, and the logs of departments, by what they are in the city."""

    EVERY_LOG = "every log of a service or a department"
    DEPARTMENTS = "every department"
    RECOMMENDING = "the departments that recommend people for membership"
    CONVENERS = "the departments that lead a joint meeting, for all"
    OTHERS = "every department, for those that lead a joint meeting"


class Reach(StrEnum):
    """What ties a caller to the records of a call; beyond that nobody acts and nothing is seen."""

    PLACE = "the caller's areas with all below them, or a record that is the caller's own"
    MASKED = (
        "every record; outside of that reach names are masked, personal facts and reasons left out (R-PRV-05)"
    )
    DEPARTMENT = "the department that answers is the caller's"
    SELF = "what is told to the caller, or is the caller's own"
    CITY = "what has no place, or is the same for everybody in the city"


@dataclass(frozen=True)
class Call:
    """
    A command, a question, or a step of bringing a file in; with ``roles`` and ``reach`` it is a row of the rights.

    Attributes:
        takes: Its arguments.
        title: What it does, in Chinese.
        roles: Roles of which the caller needs one (deny by default); WORKING: any of the work; ANYONE: none is needed.
        reach: Whose records it is about. A command that reaches a place and asks for none is refused.
        rest: Verb and path under ``/api/v1``, such as ``POST /enterprises``; None: not reached from outside.
        convener_only: Whether only the instances of departments that lead a joint meeting answer it.
        personal: Whether the answer tells of persons; each such look is noted (R-PRV-20).
        gives: What a question gives; every question that is reached from outside says so.
    """

    takes: type[Contract]
    title: str
    roles: tuple[str, ...]
    rest: str | None = None
    reach: Reach = Reach.PLACE
    convener_only: bool = False
    personal: bool = False
    gives: type[Contract] | ListOf | None = None

    @property
    def is_command(self) -> bool:
        """Whether it changes something."""
        return issubclass(self.takes, Command)


@dataclass(frozen=True)
class Outlet:
    """
    A second log that shows a part of the main one (R-JM-15, R-PRV-15).

    Attributes:
        name: Its name within the service; ``{department}`` stands for each department of *each*.
        streams: What the names of the streams begin with that it shows; ``{department}`` as in *name*.
    """

    name: str
    streams: tuple[str, ...]
    each: Of | None = None


@dataclass(frozen=True)
class Service:
    """
    One service of the city.

    Attributes:
        title: Its Chinese name.
        roles: Roles of the work that people may have, with their Chinese names; a role is declared once in the city.
        apart: Roles beside the work, which see none of its records (R-PRV-02).
        transfers: What brings files in, part by part; never reached from outside but through the portal.
        events: What it tells; a service that tells something has a ledger.
        correctable: What of it can be corrected (R-GEN-09); whoever follows one of these hears corrections too.
        accepts: What external systems of a department may tell it.
        follows: Logs: of a service (``registry``), an outlet (``registry.public``), or chosen by ``Of``.
            ``{department}`` stands for the department that follows.
        per_department: Whether each department runs an instance of its own.
        optional: Whether it runs only where the city's description lists it.
    """

    name: str
    title: str
    roles: Mapping[str, str] = field(default_factory=dict)
    apart: Mapping[str, str] = field(default_factory=dict)
    commands: Mapping[str, Call] = field(default_factory=dict)
    questions: Mapping[str, Call] = field(default_factory=dict)
    transfers: Mapping[str, Call] = field(default_factory=dict)
    events: tuple[type[Event], ...] = ()
    correctable: tuple[type[Event], ...] = ()
    accepts: tuple[type[Event], ...] = ()
    follows: tuple[str, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    per_department: bool = False
    optional: bool = False

    def __post_init__(self) -> None:
        for method, call in self.calls.items():
            if not call.roles:
                raise DeclarationError(f"{self.name}.{method} names no role that may call it")
            if not issubclass(call.takes, self._kind(method)):
                raise DeclarationError(f"{self.name}.{method}: {call.takes.__name__} is of another kind")
            if call.rest is not None and call.is_command == (call.gives is not None):
                raise DeclarationError(
                    f"{self.name}.{method}: a question says what it gives, no command does"
                )
        for event in (*self.events, *self.accepts, *self.correctable):
            if not event.event_type or owner_of(event) != self.name:
                raise DeclarationError(f"{self.name} declares {event.__name__}, which is no event of its own")

    def _kind(self, method: str) -> type[Contract]:
        if method in self.commands:
            return Command
        return Transfer if method in self.transfers else Query

    @property
    def calls(self) -> dict[str, Call]:
        """Commands, questions and transfers by method."""
        return {**self.commands, **self.questions, **self.transfers}

    @property
    def has_ledger(self) -> bool:
        """Whether it tells anything."""
        return bool(self.events)


def events_in(module: Any) -> tuple[type[Event], ...]:
    """Return the events that *module* declares, in its order."""
    return tuple(_events(module))


def _events(module: Any) -> Iterator[type[Event]]:
    for value in vars(module).values():
        own = isinstance(value, type) and value.__module__ == module.__name__
        if own and issubclass(value, Event) and value.event_type:
            yield value
