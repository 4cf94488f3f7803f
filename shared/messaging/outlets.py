"""Which part of a service's log others may follow."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from shared.ledger.log import Outlet
from shared.settings import DEVELOPMENT, REGISTRY, REGISTRY_PUBLIC, Sites

Document = Mapping[str, Any]
# Departments see areas, days, enterprises and organisations; of members and posts they see nothing
# (R-JM-15, R-PRV-15).
PUBLIC_PREFIXES = ("area:", "day", "enterprise:", "organisation:", "affiliation:")


def outlets_of(instance: str, sites: Sites) -> tuple[Outlet, ...]:
    """Give the outlets of *instance*."""
    if instance == REGISTRY:
        return (Outlet(REGISTRY_PUBLIC, lambda entry: entry["stream"].startswith(PUBLIC_PREFIXES)),)
    if instance == DEVELOPMENT:
        return tuple(
            Outlet(sites.outlet(DEVELOPMENT, name), _shows(f"recommendation:{name}:"))
            for name in sites.recommending
        )
    return ()


def _shows(prefix: str) -> Callable[[Document], bool]:
    """A department sees what is addressed to it, and nothing else."""
    return partial(_begins, prefix)


def _begins(prefix: str, entry: Document) -> bool:
    return str(entry["stream"]).startswith(prefix)
