"""Exchanges, queues and bindings: declared before the first start, so that no event precedes its queue."""

from dataclasses import dataclass
from typing import Any

from shared.messaging.line import connect

RPC_EXCHANGE = "nameko-rpc"
QUORUM = {"x-queue-type": "quorum"}
# One consumer at a time keeps the order; the next one takes over at once.
FOLLOWED = {**QUORUM, "x-single-active-consumer": True}


def exchange_of(log: str) -> str:
    """Name the exchange of a log or of an external system, as stock nameko would."""
    return f"{log}.events"


def inbox_of(instance: str) -> str:
    """Name the one queue in which *instance* receives what it follows."""
    return f"{instance}.inbox"


def intake_of(instance: str) -> str:
    """Name the queue in which *instance* receives events of external systems."""
    return f"{instance}.intake"


@dataclass(frozen=True)
class Queue:
    """A queue to declare: its arguments and the exchanges it is bound to whole."""

    name: str
    arguments: dict[str, Any]
    exchanges: tuple[str, ...]


@dataclass(frozen=True)
class Topology:
    """Everything that has to exist on the broker."""

    exchanges: tuple[str, ...]
    queues: tuple[Queue, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {
            "exchanges": list(self.exchanges),
            "queues": [
                {"name": queue.name, "arguments": queue.arguments, "bound_to": list(queue.exchanges)}
                for queue in self.queues
            ],
        }


def apply(uri: str, topology: Topology) -> None:
    """Declare *topology*; running it again changes nothing. Raises AMQPError when something differs."""
    connection = connect(uri, "topology")
    try:
        channel = connection.channel()
        for exchange in (RPC_EXCHANGE, *topology.exchanges):
            channel.exchange_declare(exchange, "topic", durable=True, auto_delete=False)
        for queue in topology.queues:
            channel.queue_declare(queue.name, durable=True, auto_delete=False, arguments=queue.arguments)
            for exchange in queue.exchanges:
                channel.queue_bind(queue.name, exchange, "#")
    finally:
        connection.close()


def remove_queues(uri: str, topology: Topology) -> None:
    """Delete the queues of *topology* with what is in them; what is missing already is no error."""
    connection = connect(uri, "topology")
    try:
        channel = connection.channel()
        for queue in topology.queues:
            channel.queue_delete(queue.name)
    finally:
        connection.close()
