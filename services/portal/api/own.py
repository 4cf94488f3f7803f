"""The portal's own operations in the OpenAPI document: what reads the contracts, the running and the accounts."""

from typing import Any

from services.portal.api.described import answered, problems
from services.portal.api.operations import ACTS
from services.portal.api.reference import ADMINISTRATOR
from services.portal.api.routes import PREFIX
from shared.contracts.service import OPERATOR

Json = dict[str, Any]
STATUSES = (401, 403, 404, 503)
TEXT: Json = {"type": "string"}
TEXTS: Json = {"type": "array", "items": TEXT}


def paths() -> dict[str, Json]:
    """Return the operations by path."""
    return {
        f"{PREFIX}/indicators": {
            "get": _question("indicators", "指标：名称、口径、单位", _rows(**_indicator()))
        },
        f"{PREFIX}/items": {"get": _question("items", "各数据集的项目", _rows(**_item()))},
        f"{PREFIX}/rules": {"get": _question("rules", "规则各版本：数值、依据、级别", _rows(**_rule()))},
        f"{PREFIX}/workdays": {"get": _question("workdays", "各年放假和调休上班的日子", _rows(**_year()))},
        f"{PREFIX}/people": {
            "get": _question("people", "用户、角色和管辖范围", _rows(**_person()), ADMINISTRATOR)
        },
        f"{PREFIX}/people/names": {"get": _names()},
        f"{PREFIX}/operations": {
            "get": _question("operations", "各服务的运行状况", _rows(**_state()), OPERATOR)
        },
        f"{PREFIX}/operations/{{instance}}/{{act}}": {"post": _operate()},
    }


def _indicator() -> Json:
    texts = dict.fromkeys(("id", "name", "section", "unit", "kind", "definition", "text"), TEXT)
    names: Json = {"type": "object", "additionalProperties": TEXT}
    return {**texts, "levels": TEXTS, "reported": TEXTS, "parts": names}


def _item() -> Json:
    return dict.fromkeys(("data_set", "id", "label", "unit"), TEXT)


def _rule() -> Json:
    names = ("pack", "edition", "in_force_from", "id", "text", "source", "grade", "level", "effective_from")
    some = {name: {"type": ["string", "null"]} for name in ("unit", "place", "effective_to")}
    return {**dict.fromkeys(names, TEXT), "value": {}, **some}


def _year() -> Json:
    return {"year": {"type": "integer"}, "free": TEXTS, "worked": TEXTS}


def _person() -> Json:
    return {
        **dict.fromkeys(("user", "name", "department"), TEXT),
        "roles": TEXTS,
        "role_names": TEXTS,
        "areas": TEXTS,
    }


def _names() -> Json:
    users = {"in": "query", "name": "users", "required": True, "description": "用户名，以逗号分隔"}
    asked = _question("names_of_people", "登记人的姓名", _rows(user=TEXT, name=TEXT))
    return {**asked, "parameters": [{**users, "schema": TEXT}]}


def _state() -> Json:
    return {"instance": TEXT, "answers": {"type": "boolean"}}


def _rows(**properties: Json) -> Json:
    return {
        "type": "array",
        "items": {"type": "object", "required": list(properties), "properties": properties},
    }


def _question(name: str, title: str, gives: Json, role: str = "*") -> Json:
    return {
        "operationId": name,
        "summary": title,
        "x-roles": [role],
        "responses": {"200": answered("成功", gives), **problems(STATUSES)},
    }


def _operate() -> Json:
    named = {"instance": TEXT, "act": {"type": "string", "enum": list(ACTS)}}
    body: Json = {"type": "object", "properties": {"stream": TEXT, "message": TEXT}}
    return {
        "operationId": "operate",
        "summary": "重试暂停的数据流，放弃一条记录，丢弃一条隔离的消息",
        "x-roles": [OPERATOR],
        "parameters": [
            {"in": "path", "name": name, "required": True, "schema": schema} for name, schema in named.items()
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": answered("已办理", {"type": "object"}), **problems(STATUSES)},
    }
