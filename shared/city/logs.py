"""Which logs there are in a city, what each shows, and who follows whom."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from shared.city.sites import Sites
from shared.contracts.service import Of
from shared.ledger.log import Outlet

DEPARTMENT = "{department}"


def outlets_of(instance: str, sites: Sites) -> tuple[Outlet, ...]:
    """Return the outlets of *instance*."""
    found = []
    for declared in sites.kinds[instance].outlets:
        for department in ("",) if declared.each is None else sites.which(declared.each):
            name = declared.name.replace(DEPARTMENT, department)
            streams = tuple(stream.replace(DEPARTMENT, department) for stream in declared.streams)
            found.append(Outlet(f"{instance}.{name}", _shows(streams)))
    return tuple(found)


def follows(instance: str, sites: Sites) -> tuple[str, ...]:
    """Return the logs that *instance* follows, as its service declares (R-JM-15: departments see no members)."""
    logs: dict[str, None] = {}
    for declared in sites.kinds[instance].follows:
        for log in _named(declared, instance, sites):
            if log != instance and log not in logs and _exists(log, sites):
                logs[log] = None
    return tuple(logs)


def may_read(instance: str, log: str, sites: Sites) -> bool:
    """Return whether *instance* may ask the owner of *log* for its entries."""
    return instance in sites.kinds and log in follows(instance, sites)


def _named(declared: str, instance: str, sites: Sites) -> tuple[str, ...]:
    if declared == Of.EVERY_LOG:
        return sites.ledger_instances
    if declared == Of.OTHERS and instance not in sites.conveners:
        return ()
    if declared in [*Of]:
        return sites.which(Of(declared))
    return (declared.replace(DEPARTMENT, instance),)


def _exists(log: str, sites: Sites) -> bool:
    owner = log.split(".")[0]
    if owner not in sites.ledger_instances:
        return False
    return log == owner or log in {outlet.name for outlet in outlets_of(owner, sites)}


def _shows(streams: tuple[str, ...]) -> Callable[[Mapping[str, Any]], bool]:
    return partial(_begins_with, streams)


def _begins_with(streams: tuple[str, ...], entry: Mapping[str, Any]) -> bool:
    return str(entry["stream"]).startswith(streams)
