"""The REST routes, made from what the services declare."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema

from shared.contracts.base import Command
from shared.contracts.service import Call, Service
from shared.contracts.services import SERVICES

PREFIX = "/api/v1"
DEPARTMENT = "department"  # the part of a path that names the department to ask


@dataclass(frozen=True)
class Route:
    """
    One operation.

    Attributes:
        path: Under ``PREFIX``; ``<name>`` parts become arguments of the call.
        service: Whom to call; of a department's calls the path or the city's description names the instance.
        method: The RPC method.
    """

    verb: str
    path: str
    service: Service
    method: str
    call: Call

    @property
    def operation(self) -> str:
        """What the OpenAPI document calls the operation."""
        return f"{self.method}_in_{self.path.split('/')[1]}"

    @property
    def schema(self) -> type[Schema]:
        """What the call takes, for a command with the envelope."""
        taken = self.call.takes
        return taken.Call if issubclass(taken, Command) else taken.Schema

    @property
    def names(self) -> list[str]:
        """The names of the parts of the path."""
        return re.findall(r"<(\w+)>", self.path)


def _routes() -> Iterator[Route]:
    for service in SERVICES.values():
        for method, call in service.calls.items():
            if call.rest is not None:
                verb, path = call.rest.split(" ")
                yield Route(verb, path, service, method, call)


ROUTES: tuple[Route, ...] = tuple(_routes())


def arguments_of(path: dict[str, Any], body: dict[str, Any]) -> tuple[str | None, dict[str, Any]]:
    """Split what came in into the department the path names (if any) and the arguments of the call."""
    named = dict(path)
    department = named.pop(DEPARTMENT, None)
    return department, {**body, **named}
