"""What the registry knows: dated statements about enterprises, organisations, members."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.contracts.registry.terms import FULL, MEMBER

INDEPENDENT = "independent"
JOINT = "joint"
ATTACHED = "attached"
NONE = "none"
SET = (INDEPENDENT, JOINT)


@dataclass(frozen=True)
class Statement:
    """From *on* on, these values hold, until a statement of a later day says otherwise."""

    on: date
    values: Mapping[str, Any]


def as_of(statements: Iterable[Statement], day: date) -> dict[str, Any]:
    """
    Give the values that hold on *day* (inclusive): later days win, and of one day the one recorded later.

    A statement that is recorded late and dated back does not override one that is effective later.
    """
    known: dict[str, Any] = {}
    for statement in sorted((s for s in statements if s.on <= day), key=lambda statement: statement.on):
        known |= statement.values
    return known


@dataclass(frozen=True)
class Area:
    """An area of the tree."""

    code: str
    name: str
    level: str
    parent: str | None


@dataclass(frozen=True)
class Enterprise:
    """An enterprise and all that was ever stated of it."""

    credit_code: str
    registered_on: date
    statements: tuple[Statement, ...]

    def on(self, day: date) -> dict[str, Any]:
        """Give its facts as of *day*."""
        return as_of(self.statements, day)


@dataclass(frozen=True)
class Organisation:
    """A party organisation; ``form`` None marks a host in a village, community or office."""

    org_code: str
    name: str
    type: str
    form: str | None
    area: str
    parent: str | None
    units: tuple[str, ...]
    established_on: date
    dissolved_on: date | None = None
    can_approve_member: bool = False

    def exists_on(self, day: date) -> bool:
        """Tell whether it exists on *day*; on the day of its dissolution it does no more."""
        return self.established_on <= day and (self.dissolved_on is None or day < self.dissolved_on)


@dataclass(frozen=True)
class Affiliation:
    """The primary affiliation of an enterprise over time (R-ORG-06)."""

    credit_code: str
    statements: tuple[Statement, ...] = ()

    def on(self, day: date) -> dict[str, Any]:
        """Give ``{"org_code", "form"}`` as of *day*."""
        return {"org_code": None, "form": NONE} | as_of(self.statements, day)


@dataclass(frozen=True)
class Member:
    """A member: relation, employer and status over time; the name lies sealed."""

    member_id: str
    statements: tuple[Statement, ...]
    sealed: bytes | None = None

    @property
    def registered_on(self) -> date:
        """The first day anything is known of."""
        return min(statement.on for statement in self.statements)

    def on(self, day: date) -> dict[str, Any]:
        """Give ``{"status", "org_code", "credit_code"}`` as of *day*; empty before the first day."""
        return as_of(self.statements, day)

    def is_member_on(self, day: date) -> bool:
        """Tell whether the person counts as a member on *day*."""
        return self.on(day).get("status") in MEMBER

    def is_full_on(self, day: date) -> bool:
        """Tell whether the person is a full member on *day*; suspended rights do not change that."""
        return self.on(day).get("status") in FULL


@dataclass(frozen=True)
class Post:
    """A post held by a member in an organisation or an enterprise."""

    post_id: str
    member_id: str
    org_code: str | None
    credit_code: str | None
    kind: str
    is_temp: bool
    expected_end: date | None
    assigned_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class Unit:
    """What the rules on setting need to know of an enterprise that an organisation is to cover."""

    credit_code: str
    name: str
    full_members: int
    set_in: str | None = None  # the organisation it is independently or jointly set in, on the day or later
