"""Events of departments' systems over HTTP: carried to the department, which takes them as those of its exchanges."""

import base64
from typing import Any
from urllib.parse import unquote, urlencode

from flask import Flask, request

from services.portal.api.described import answered, problems
from services.portal.api.edge import Edge
from services.portal.api.routes import PREFIX
from shared.contracts.carried import MAX_EVENT_BYTES
from shared.contracts.department import SERVICE
from shared.contracts.department.answers import RECEIPTS
from shared.contracts.errors import InvalidInput

Json = dict[str, Any]
EVENTS = "/departments/{department}/events"
STRUCTURED, BINARY = "application/cloudevents+json", "application/json"
ATTRIBUTES = "ce-"
TEXT: Json = {"type": "string"}


def register(app: Flask, edge: Edge) -> None:
    """Add the door for events to the API of *app*."""

    @app.post(f"{PREFIX}/departments/<department>/events")
    def take_event(department: str) -> tuple[Json, int, dict[str, str]]:
        token = edge.token(request)
        instance = edge.department(department)
        if (dry_run := request.args.get("dry_run", "0")) not in ("0", "1"):
            raise InvalidInput.at("dry_run", "应为 0 或 1")
        request.max_content_length = MAX_EVENT_BYTES
        told = {
            "body": base64.b64encode(request.get_data()).decode(),
            "content_type": request.headers.get("Content-Type", "")[:200],
            # As the HTTP binding has it: what is no ASCII is percent-encoded.
            "headers": {
                name: unquote(value)
                for name, value in request.headers.items()
                if name.lower().startswith(ATTRIBUTES)
            },
            "dry_run": dry_run == "1",
        }
        answer: Json = edge.ask(instance, "take_event", told, token)
        asked = urlencode({"source": answer["source"], "id": answer["id"]})
        place = f"{PREFIX}/departments/{department}/receipts?{asked}"
        if dry_run == "1":
            return answer, 200, {}
        return {**answer, "receipt": place}, 202, {"Location": place}


def paths() -> dict[str, Json]:
    """Return what the OpenAPI document says of events, by path."""
    dry_run: Json = {"in": "query", "name": "dry_run", "required": False, "description": "1：仅检查，不登记"}
    outcome: Json = {
        "type": "object",
        "required": ["source", "id", "state"],
        "properties": {
            **dict.fromkeys(("source", "id", "stream", "receipt"), TEXT),
            "state": {"type": "string", "enum": [*RECEIPTS], "x-names": dict(RECEIPTS)},
            "seq": {"type": "integer"},
            "problem": {"type": "object", "description": "未接收的原因"},
            "warnings": {"type": "array", "items": {"type": "object"}},
        },
    }
    place: Json = {"description": "回执的地址", "schema": TEXT}
    department: Json = {"in": "path", "name": "department", "required": True, "description": SERVICE.title}
    return {
        f"{PREFIX}{EVENTS}": {
            "post": {
                "operationId": "take_event",
                "summary": f"接收外部系统的 CloudEvent（不超过{MAX_EVENT_BYTES >> 20} MB），结果见回执",
                "tags": [SERVICE.title],
                "x-roles": ["integrator"],
                "parameters": [
                    {**department, "schema": TEXT},
                    {**dry_run, "schema": {"type": "string", "enum": ["0", "1"]}},
                    *(_attribute(name) for name in ("specversion", "id", "source", "type", "reason")),
                ],
                "requestBody": {
                    "required": True,
                    "content": {STRUCTURED: {"schema": _event()}, BINARY: {"schema": {"type": "object"}}},
                },
                "responses": {
                    "200": answered("仅检查的结果", outcome),
                    "202": {
                        **answered("已收到；是否接收见 state 和回执", outcome),
                        "headers": {"Location": place},
                    },
                    **problems(),
                },
            }
        }
    }


def _attribute(name: str) -> Json:
    said = "事件属性（二进制形式；非 ASCII 字符用百分号编码）"
    return {
        "in": "header",
        "name": f"{ATTRIBUTES}{name}",
        "required": False,
        "description": said,
        "schema": TEXT,
    }


def _event() -> Json:
    needed = ("specversion", "id", "source", "type")
    named = dict.fromkeys((*needed, "reason", "datacontenttype", "data_base64"), TEXT)
    return {"type": "object", "required": [*needed], "properties": {**named, "data": {}}}
