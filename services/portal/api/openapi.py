"""OpenAPI 3.1 from the table of routes: ``python -m services.portal.api.openapi [--check]``."""

import json
import re
from pathlib import Path
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow.fields import Boolean, Date, Field, Integer

from services.portal.api import events, files, own
from services.portal.api.described import answered, problems, refusals
from services.portal.api.repeats import HEADER, MAX_KEY
from services.portal.api.resources import AFTER
from services.portal.api.routes import DEPARTMENT, PREFIX, ROUTES, Route
from services.portal.excel import openapi as excel
from services.portal.excel.kinds import IMPORTS
from services.portal.exports import openapi as exports
from shared.contracts.answers import ListOf
from shared.contracts.base import Contract, Paged
from shared.contracts.services import named
from shared.generated import write_or_check

FILE = Path(__file__).parents[3] / "shared" / "contracts" / "generated" / "openapi.json"
CURSOR = "游标：上一页应答中的 next，原样传回；其内容没有约定"
PARTS = {DEPARTMENT: "成员单位"}
Json = dict[str, Any]
# All else is written as text.
IN_QUERY: dict[type[Field[Any]], Json] = {
    Boolean: {"type": "boolean"},
    Integer: {"type": "integer"},
    Date: {"type": "string", "format": "date"},
}


def document() -> Json:
    """Return the OpenAPI document."""
    described = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(
        "联席 Lianxi",
        "1",
        "3.1.0",
        info={"description": "各部门共同办理非公有制企业党建工作的接口。"},
        plugins=[described],
    )
    # The plugin has its converter only once it belongs to a document.
    described.converter.add_attribute_function(_words)
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    spec.components.schema("Problem", component=_problem())
    spec.components.schema("Answer", component=_answer())
    for name, refusal in refusals().items():
        spec.components.response(name, refusal)
    for route in ROUTES:
        path = PREFIX + re.sub(r"<(\w+)>", r"{\1}", route.path)
        spec.path(path=path, operations={route.verb.lower(): _operation(route)})
    spec.path(path=f"{PREFIX}/login", operations={"post": _login()})
    spec.path(path=f"{PREFIX}/imports/{{kind}}", operations={"post": _import()})
    spec.path(path=f"{PREFIX}/ledgers", operations={"get": _ledgers()})
    parts = (excel.paths(), exports.paths(), files.paths(), events.paths(), own.paths())
    for path, operations in (pair for part in parts for pair in part.items()):
        spec.path(path=path, operations=operations)
    made = spec.to_dict()
    for path, operations in made["paths"].items():
        if path != f"{PREFIX}/login" and "post" in operations:
            _with_key(operations["post"])
    return {**made, "security": [{"token": []}]}


def _with_key(operation: Json) -> None:
    """Let a description say that the operation takes a key."""
    parameters = operation.setdefault("parameters", [])
    if not any(one["name"] == HEADER for one in parameters):
        said = "幂等键：没有收到应答时以同一键重发，只办理一次"
        schema = {"type": "string", "minLength": 1, "maxLength": MAX_KEY}
        parameters.append({"in": "header", "name": HEADER, "description": said, "schema": schema})


def _operation(route: Route) -> Json:
    names = route.names
    parameters: list[Json] = [_in_path(name, route.schema().fields.get(name)) for name in names]
    operation: Json = {
        "operationId": route.operation,
        "summary": route.call.title,
        "tags": [route.service.title],
        "x-roles": [*named(route.call.roles)],
        "responses": {**_success(route.call.gives), **problems()},
    }
    if route.call.personal:
        operation["x-personal"] = True
    if issubclass(route.call.takes, Paged):
        said = '下一页的地址：<…>; rel="next"；最后一页没有'
        operation["responses"]["200"]["headers"] = {
            "Link": {"description": said, "schema": {"type": "string"}}
        }
    own = tuple(name for name in names if name in route.call.takes.declared)
    if route.call.is_command:
        if route.verb != "POST":
            _with_key({"parameters": parameters})
        parameters.append(
            {
                "in": "header",
                "name": "If-Match",
                "description": "办理前读取该记录时得到的 ETag；此后有人改过则拒绝（412）",
                "schema": {"type": "string"},
                "required": False,
            }
        )
        schema = route.schema(exclude=(*own, "key", "recorded_on"))
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    else:
        asked = {name: field for name, field in route.schema().fields.items() if name not in own}
        parameters += [
            {
                "in": "query",
                "name": name,
                "required": field.required,
                "description": CURSOR if name == AFTER else field.metadata.get("label", name),
                "schema": {**_written(field), **_words(None, field, nullable=False)},
            }
            for name, field in asked.items()
        ]
    return {**operation, "parameters": parameters}


def _in_path(name: str, field: Field[Any] | None) -> Json:
    label = field.metadata.get("label", name) if field else PARTS.get(name, name)
    return {"in": "path", "name": name, "required": True, "description": label, "schema": {"type": "string"}}


def _written(field: Field[Any]) -> Json:
    """Return how a value is written in a query."""
    return next((schema for kind, schema in IN_QUERY.items() if isinstance(field, kind)), {"type": "string"})


def _words(_: Any, field: Field[Any], *, nullable: bool = True, **__: Any) -> Json:
    """Return what people call a field and its values; in a query nothing is null."""
    names = field.metadata.get("names")
    null = [None] if nullable and field.allow_none else []
    return {
        **({"title": field.metadata["label"]} if "label" in field.metadata else {}),
        **({"enum": [*names, *null], "x-names": names} if names else {}),
    }


def _login() -> Json:
    fields = {name: {"type": "string", "minLength": 1} for name in ("user", "password")}
    body = {"type": "object", "required": list(fields), "properties": fields}
    given = {"token": {"type": "string"}, "expires_in": {"type": "integer", "description": "秒"}}
    answer = {"type": "object", "required": list(given), "properties": given}
    return {
        "operationId": "login",
        "summary": "登录，取得五分钟有效的令牌",
        "security": [],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": answered("成功", answer), **problems()},
    }


def _ledgers() -> Json:
    given = {
        "log": {"type": "string"},
        "n": {"type": "integer", "description": "最后编号"},
        "hash": {"type": "string"},
        "pending": {"type": "integer", "description": "尚未编号的条目"},
    }
    head = {"type": "object", "required": list(given), "properties": given}
    return {
        "operationId": "ledgers",
        "summary": "各账簿的最后编号，供运维核对统计是否完整",
        "responses": {"200": answered("成功", {"type": "array", "items": head}), **problems()},
    }


def _import() -> Json:
    return {
        "operationId": "import_rows",
        "summary": "导入 CSV（UTF-8），全部通过才写入",
        "parameters": [
            {
                "in": "path",
                "name": "kind",
                "required": True,
                "schema": {"type": "string", "enum": list(IMPORTS)},
            },
            {"in": "query", "name": "dry_run", "schema": {"type": "string", "enum": ["0", "1"]}},
            {"in": "query", "name": "first_row", "schema": {"type": "integer", "default": 2}},
            {"in": "query", "name": "reason", "schema": {"type": "string"}},
        ],
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}},
        "responses": {**_success(None), **problems()},
    }


def _success(gives: type[Contract] | ListOf | None) -> Json:
    """Return the answer of a question that *gives* something, or of a command."""
    if gives is None:
        return {"201": answered("已登记", {"$ref": "#/components/schemas/Answer"})}
    if isinstance(gives, ListOf):
        return {"200": answered("成功", {"type": "array", "items": gives.row.Schema})}
    return {"200": answered("成功", gives.Schema)}


def _problem() -> Json:
    texts = {name: {"type": "string"} for name in ("type", "title", "detail", "code")}
    return {
        "type": "object",
        "required": [*texts, "status"],
        "properties": {
            **texts,
            "status": {"type": "integer"},
            "call_id": {"type": ["string", "null"]},
            "fields": {"type": "object", "description": "字段 → 问题"},
            "violations": {
                "type": "array",
                "items": {"type": "object"},
                "description": "规则编号、出处、最早合法日期",
            },
            "rows": {"type": "array", "items": {"type": "object"}, "description": "导入文件的行、字段、问题"},
            "seq": {"type": "integer", "description": "该记录现在的最后序号"},
            "meanwhile": {
                "type": "array",
                "items": {"type": "object"},
                "description": "您查看之后的登记：序号、事项、登记人、登记日",
            },
            "differences": {
                "type": "array",
                "items": {"type": "object"},
                "description": "现在不同的字段：您看到的、现在的、您填写的",
            },
        },
    }


def _answer() -> Json:
    return {
        "type": "object",
        "required": ["stream", "seq", "warnings"],
        "properties": {
            "stream": {"type": ["string", "null"]},
            "seq": {"type": "integer"},
            "warnings": {"type": "array", "items": {"type": "object"}},
        },
    }


def _name(schema: Any) -> str | bool:
    """Return the name of a schema; what a question gives is named for the service that gives it."""
    kind = schema if isinstance(schema, type) else type(schema)
    *_, package, module = kind.__module__.split(".")
    return f"{package.capitalize() if module == 'answers' else ''}{kind.__name__}"


def main() -> None:
    """Write the document, or with ``--check`` say that it is out of date."""
    text = json.dumps(document(), ensure_ascii=False, indent=1) + "\n"
    write_or_check({FILE: text})


if __name__ == "__main__":
    main()
