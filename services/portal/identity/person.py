"""A person and the roles that the person holds: each over areas or for organisations, and for a while."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shared.contracts.errors import InvalidInput
from shared.contracts.services import ROLES
from shared.security.tokens import Actor

# Whoever leads a branch acts for it, so it has to be said for which.
OF_A_PLACE = ("branch_secretary",)
APPLICANT = "applicant"


@dataclass(frozen=True)
class Held:
    """
    A role that somebody holds.

    Attributes:
        cases: Of an applicant, the numbers of the own cases.
        since: Its first day; None: from the beginning.
        until: Its last day; None: no end is known.
    """

    role: str
    areas: tuple[str, ...]
    organisations: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def is_on(self, day: date) -> bool:
        """Return whether the role is held on *day*; both ends are inclusive."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def check(self) -> None:
        """Raise InvalidInput for a role nobody declares, one for nothing, or one that ends before it begins."""
        if self.role not in ROLES:
            known = "、".join(f"{role}（{title}）" for role, title in ROLES.items())
            raise InvalidInput.at("roles", f"没有这个角色：{self.role}；可用：{known}")
        if self.role in OF_A_PLACE and not (self.areas or self.organisations):
            raise InvalidInput.at("organisations", f"{ROLES[self.role]}应写明所在的党组织或地区")
        if self.cases and self.role != APPLICANT:
            raise InvalidInput.at("cases", f"只有{ROLES[APPLICANT]}填写发展编号，请留空")
        if self.since and self.until and self.until < self.since:
            raise InvalidInput.at("until", f"{ROLES[self.role]}的截止日早于起始日，请核对")

    def as_row(self) -> dict[str, Any]:
        """Return what is stored and shown."""
        return {
            "role": self.role,
            "areas": [*self.areas],
            "organisations": [*self.organisations],
            "cases": [*self.cases],
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
        }

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Held":
        """Make one of what was stored."""
        since, until = (row[name] and date.fromisoformat(row[name]) for name in ("since", "until"))
        areas, organisations, cases = ((*row.get(name, ()),) for name in ("areas", "organisations", "cases"))
        return cls(row["role"], areas, organisations, cases, since, until)


@dataclass(frozen=True)
class Person:
    """An account."""

    user: str
    name: str
    department: str
    held: tuple[Held, ...] = ()
    locked: bool = False

    @classmethod
    def always(
        cls, user: str, name: str, department: str, roles: Collection[str], areas: Collection[str]
    ) -> "Person":
        """Return a person who holds each of *roles* over all of *areas*, without an end."""
        return cls(user, name, department, tuple(Held(role, (*areas,)) for role in roles))

    def actor(self, on: date) -> Actor:
        """Return what a token says of this person on a day: every role that is held, over the areas of all."""
        return self.acting((), on)

    def acting(self, roles: Collection[str], on: date) -> Actor:
        """
        Return the person as holder of *roles* only, with the areas that belong to those.

        What is no role (whoever is signed in), or nothing, stands for all that the person holds. Where one of the
        roles is held for organisations, the rights are narrowed to those, and to the whole areas of the others.
        """
        wanted = {*roles} if roles and {*roles} <= {*ROLES} else {*ROLES}
        rows = [one for one in self.held if one.role in wanted and one.is_on(on)]
        held = tuple(dict.fromkeys(one.role for one in rows))
        areas = tuple(dict.fromkeys(area for one in rows for area in one.areas))
        cases = [f"case:{number}" for one in rows for number in one.cases]
        organisations = [f"organisation:{code}" for one in rows for code in one.organisations]
        whole = [f"area:{area}" for one in rows if not (one.organisations or one.cases) for area in one.areas]
        narrowed = [*organisations, *cases]
        own = tuple(dict.fromkeys([*narrowed, *whole])) if narrowed else ()
        return Actor(self.user, self.department, held, areas, own)

    def limited(self, roles: Collection[str]) -> "Person":
        """Return the person without any role but *roles*."""
        return replace(self, held=tuple(one for one in self.held if one.role in roles))

    def ending(self, role: str, last: date) -> "Person":
        """Return the person with every holding of *role* that goes on after *last* ended then; others stay."""
        rows = (self._ended(one, last) if one.role == role else one for one in self.held)
        return replace(self, held=tuple(one for one in rows if one is not None))

    @staticmethod
    def _ended(one: Held, last: date) -> Held | None:
        """Return *one* with *last* as its last day where it went on; None: it would never have begun."""
        if one.until is not None and one.until <= last:
            return one
        return None if one.since is not None and one.since > last else replace(one, until=last)
