"""What a city needs on the broker, derived from its description."""

from collections.abc import Iterator

from shared.city.logs import follows, outlets_of
from shared.city.sites import Sites
from shared.messaging.topology import FOLLOWED, QUORUM, Queue, Topology, exchange_of, inbox_of, intake_of


def topology_of(sites: Sites) -> Topology:
    """Return the exchanges, queues and bindings of a city."""
    return Topology(tuple(_exchanges(sites)), tuple(_queues(sites)))


def _exchanges(sites: Sites) -> Iterator[str]:
    for instance in sites.ledger_instances:
        yield exchange_of(instance)
        for outlet in outlets_of(instance, sites):
            yield exchange_of(outlet.name)
    for department in sites.departments.values():
        for system in department.systems:
            yield exchange_of(system)


def _queues(sites: Sites) -> Iterator[Queue]:
    for instance in sites.instances:
        if followed := follows(instance, sites):
            yield Queue(inbox_of(instance), FOLLOWED, tuple(exchange_of(log) for log in followed))
    for department in sites.departments.values():
        if department.systems:
            exchanges = tuple(exchange_of(system) for system in department.systems)
            yield Queue(intake_of(department.instance), QUORUM, exchanges)
