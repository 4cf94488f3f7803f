"""Who takes part in a city's work, as ``sites.yaml`` describes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from shared.city.sites_file import SitesError, read
from shared.contracts.service import Of, Service
from shared.contracts.services import SERVICES
from shared.security.tokens import Grant

__all__ = ["SITES_FILE", "Department", "Sites", "SitesError"]

SITES_FILE = Path(__file__).parents[2] / "deploy" / "sites.yaml"


@dataclass(frozen=True)
class Department:
    """
    One member unit of the joint meeting.

    Attributes:
        data_set: What it reports for a quarter; None: nothing.
        systems: The external systems that report for it.
        recommends: Whom it recommends for membership: ``anyone``, ``youth``, ``women``; None: nobody (R-DEV-11).
    """

    instance: str
    name: str
    data_set: str | None = None
    systems: tuple[str, ...] = ()
    recommends: str | None = None


@dataclass(frozen=True)
class Lead:
    """Who leads the joint meeting of an area from a day on, that day included (R-JM-01)."""

    unit: str
    since: date
    area: str


@dataclass(frozen=True)
class Sites:
    """
    The instances of a city and what ties them together.

    Attributes:
        first_convener: The department that leads the joint meetings until one of the *leads* takes over;
            configuration, never a constant (R-JM-01).
        grants: Who signs tokens for people, and what may be said of them.
        optional: Names of the optional services that run here.
        city_names: What the city is called, which is nobody's password.
    """

    city: str
    first_convener: str
    departments: Mapping[str, Department]
    grants: Mapping[str, Grant]
    optional: tuple[str, ...] = ()
    leads: tuple[Lead, ...] = ()
    city_names: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: Path = SITES_FILE) -> "Sites":
        """Read a sites file; raises SitesError naming every mistake with its line."""
        raw = read(path)
        departments = {
            instance: Department(
                instance,
                row["name"],
                row["data_set"],
                tuple(row["systems"]),
                row["recommends"],
            )
            for instance, row in raw["departments"].items()
        }
        grants = {issuer: Grant(**row) for issuer, row in raw["issuers"].items()}
        leads = [Lead(row["unit"], row["since"], row["area"] or raw["city"]) for row in raw["leads"]]
        return cls(
            raw["city"],
            raw["convener"],
            departments,
            grants,
            tuple(raw["optional"]),
            tuple(sorted(leads, key=lambda one: one.since)),
            tuple(raw["city_names"]),
        )

    @property
    def convener(self) -> str:
        """The department that leads the city's joint meeting last of all that are known to do so."""
        return self.convener_of(self.city, date.max)

    @cached_property
    def conveners(self) -> tuple[str, ...]:
        """The departments that lead a joint meeting, anywhere and at any time."""
        return tuple(dict.fromkeys((self.first_convener, *(one.unit for one in self.leads))))

    def convener_of(self, area: str, on: date) -> str:
        """
        Return the department that leads the joint meeting of *area*, the city or a county, on a day.

        Where a county has no leader of its own, it is the city's.

        Source: R-JM-01.
        """
        for place in (area, self.city):
            units = [one.unit for one in self.leads if one.area == place and one.since <= on]
            if units:
                return units[-1]
        return self.first_convener

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """The services that run in the city, by name."""
        return {
            name: service
            for name, service in SERVICES.items()
            if not service.optional or name in self.optional
        }

    @cached_property
    def kinds(self) -> Mapping[str, Service]:
        """Every instance with a process of its own that services can call, and the service it is one of."""
        single = {
            name: service
            for name, service in self.services.items()
            if not service.per_department and (service.calls or service.events)
        }
        shared_code = [service for service in self.services.values() if service.per_department]
        return single | {name: service for service in shared_code for name in self.departments}

    @property
    def instances(self) -> tuple[str, ...]:
        """The names of all instances."""
        return tuple(self.kinds)

    @property
    def ledger_instances(self) -> tuple[str, ...]:
        """The instances that own a ledger."""
        return tuple(name for name, service in self.kinds.items() if service.has_ledger)

    @property
    def reporters(self) -> Mapping[str, str]:
        """The data set of each department that owes one."""
        return {name: one.data_set for name, one in self.departments.items() if one.data_set}

    def which(self, chosen: Of) -> tuple[str, ...]:
        """Return the departments that are *chosen*."""
        names = {
            Of.DEPARTMENTS: [*self.departments],
            Of.RECOMMENDING: [name for name, one in self.departments.items() if one.recommends],
            Of.CONVENERS: [*self.conveners],
            Of.OTHERS: [*self.departments],
        }
        return tuple(names[chosen])

    def systems_of(self, instance: str) -> tuple[str, ...]:
        """Return the external systems that report to *instance*."""
        return self.departments[instance].systems if instance in self.departments else ()
