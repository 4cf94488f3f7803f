"""Lists as a person may ask for them, by the name of the operation."""

from collections.abc import Mapping
from typing import Any

from services.portal.api.edge import Edge
from services.portal.api.resources import instance_of
from services.portal.api.routes import arguments_of
from services.portal.excel import exporting
from shared.contracts.errors import InvalidInput

Json = dict[str, Any]


def asking(edge: Edge, operation: str, given: Mapping[str, str], token: str) -> tuple[exporting.Ask, Json]:
    """Return how a list is asked for with a token, and by which filters; raises InvalidInput, NotFound."""
    route = exporting.route_of(operation)
    if missing := [name for name in route.names if not given.get(name)]:
        raise InvalidInput(f"请填写：{'、'.join(missing)}", {"fields": {name: ["必填"] for name in missing}})
    path = {name: given[name] for name in route.names}
    rest = {name: value for name, value in given.items() if name not in path}
    department, filters = arguments_of(path, rest)
    instance = instance_of(route, edge, department)
    return lambda asked: edge.ask(instance, route.method, asked, token), filters
