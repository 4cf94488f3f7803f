"""What the registry knows: dated statements about enterprises, organisations, members."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.contracts.registry import facts
from shared.contracts.registry.terms import FULL, MEMBER, NO_FORM


@dataclass(frozen=True)
class Statement:
    """From *on* on, these values hold, until a statement of a later day says otherwise."""

    on: date
    values: Mapping[str, Any]


def as_of(statements: Iterable[Statement], day: date) -> dict[str, Any]:
    """
    Return the values that hold on *day* (inclusive): later days win, and of one day the one recorded later.

    A statement that is recorded late and dated back does not override one that is effective later.
    """
    known: dict[str, Any] = {}
    for statement in sorted((s for s in statements if s.on <= day), key=lambda statement: statement.on):
        known |= statement.values
    return known


def latest(
    statements: Iterable[Statement], on: date, changes: Mapping[str, Any], today: date
) -> dict[str, Any]:
    """Return those of *changes* from *on* on that no statement of a later day, up to *today*, overrides."""
    later = {name for statement in statements if on < statement.on <= today for name in statement.values}
    return {name: value for name, value in changes.items() if name not in later}


@dataclass(frozen=True)
class Enterprise:
    """An enterprise and all that was ever stated of it."""

    credit_code: str
    registered_on: date
    statements: tuple[Statement, ...]

    def on(self, day: date) -> dict[str, Any]:
        """Return its facts as of *day*."""
        return as_of(self.statements, day)


class Organisation(facts.Organisation):
    """A party organisation as of a day, and the days it began and ended."""

    established_on: date
    dissolved_on: date | None = None
    term_end: date | None = None

    def exists_on(self, day: date) -> bool:
        """Return whether it exists on *day*; on the day of its dissolution it does no more."""
        return self.established_on <= day and (self.dissolved_on is None or day < self.dissolved_on)


@dataclass(frozen=True)
class Affiliation:
    """The primary affiliation of an enterprise over time (R-ORG-06)."""

    credit_code: str
    statements: tuple[Statement, ...] = ()

    def on(self, day: date) -> dict[str, Any]:
        """Return ``{"org_code", "form"}`` as of *day*."""
        return {"org_code": None, "form": NO_FORM} | as_of(self.statements, day)


@dataclass(frozen=True)
class Member:
    """
    A member: relation, employer and status over time; the name lies sealed.

    Attributes:
        basis: What put the member on record; None: before this was asked for.
    """

    member_id: str
    statements: tuple[Statement, ...]
    sealed: bytes | None = None
    basis: str | None = None

    @property
    def registered_on(self) -> date:
        """The first day anything is known of."""
        return min(statement.on for statement in self.statements)

    def on(self, day: date) -> dict[str, Any]:
        """Return the facts that hold on *day*; empty before the first day."""
        return as_of(self.statements, day)

    def after(self, day: date) -> list[Statement]:
        """Return what is stated for later days than *day*, in their order."""
        return sorted((one for one in self.statements if one.on > day), key=lambda one: one.on)

    def status_after(self, day: date) -> str | None:
        """Return the first status that is on record for a later day than *day*, if any."""
        return next((one.values["status"] for one in self.after(day) if "status" in one.values), None)

    def was_full_by(self, day: date) -> bool:
        """Return whether the person was a full member on *day* or on any day before."""
        return any(one.on <= day and one.values.get("status") in FULL for one in self.statements)

    def is_member_on(self, day: date) -> bool:
        """Return whether the person counts as a member on *day*."""
        return self.on(day).get("status") in MEMBER

    def is_full_on(self, day: date) -> bool:
        """Return whether the person is a full member on *day*; suspended rights do not change that."""
        return self.on(day).get("status") in FULL


class Post(facts.Post):
    """A post held by a member in an organisation or an enterprise."""

    assigned_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class CoveredEnterprise:
    """
    What the rules need to know of an enterprise that an organisation is to cover.

    Attributes:
        set_in: The organisation it is independently or jointly set in, on the day or later.
    """

    credit_code: str
    name: str
    full_members: int
    set_in: str | None = None
