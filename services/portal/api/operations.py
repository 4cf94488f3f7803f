"""What operators see and do: how each service is doing, streams that halted, messages that lie aside."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, request

from services.portal.api.edge import Edge
from services.portal.api.resources import body_of
from services.portal.api.routes import PREFIX
from shared.contracts.errors import DeadlinePassed, NotFound, Unavailable

Json = dict[str, Any]
# What may be done to a running service, by the last part of its path.
ACTS: Mapping[str, str] = {
    "retry": "retry_stream",
    "drop-entry": "drop_entry",
    "drop-message": "drop_message",
}


def register(app: Flask, edge: Edge) -> None:
    """Add the operators' part to *app*."""

    @app.get(f"{PREFIX}/operations")
    def states() -> list[Json]:
        token = edge.token(request)
        return [_state(edge, instance, token) for instance in edge.settings.sites.instances]

    @app.post(f"{PREFIX}/operations/<instance>/<act>")
    def operate(instance: str, act: str) -> Json:
        token = edge.token(request)
        if instance not in edge.settings.sites.instances or act not in ACTS:
            raise NotFound(f"没有此项操作：{instance} {act}")
        answer: Json = edge.ask(instance, ACTS[act], body_of(request), token)
        return answer


def _state(edge: Edge, instance: str, token: str) -> Json:
    """Return the state of a service; of one that does not answer, that it does not."""
    try:
        return {"instance": instance, "answers": True, **edge.ask(instance, "running_state", {}, token)}
    except (Unavailable, DeadlinePassed):
        return {"instance": instance, "answers": False}
