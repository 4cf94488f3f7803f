"""Which part of a service's log others may follow."""

from shared.ledger.log import Outlet
from shared.settings import REGISTRY, REGISTRY_PUBLIC

# Departments see areas, days, enterprises and organisations; of members and posts they see nothing
# (R-JM-15, R-PRV-15).
PUBLIC_PREFIXES = ("area:", "day", "enterprise:", "organisation:", "affiliation:")

OUTLETS: dict[str, tuple[Outlet, ...]] = {
    REGISTRY: (Outlet(REGISTRY_PUBLIC, lambda entry: entry["stream"].startswith(PUBLIC_PREFIXES)),),
}


def outlets_of(instance: str) -> tuple[Outlet, ...]:
    """Give the outlets of *instance*."""
    return OUTLETS.get(instance, ())
