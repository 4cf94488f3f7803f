"""What the OpenAPI document says of exports and of the trail."""

from typing import Any

from services.portal.api.described import a_list, an_object, answered, parameter, problems
from services.portal.api.edge import MOST_PURPOSE
from services.portal.api.routes import PREFIX
from services.portal.excel.exporting import OPERATIONS
from services.portal.excel.sheets import MEDIA_TYPE
from services.portal.exports.store import STATES
from shared.contracts.access import NOTED, Trail
from shared.contracts.service import AUDITOR

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
TAG = "导出"
ANY = ("*",)


def paths() -> dict[str, Json]:
    """Return the operations by path and verb."""
    of = f"{PREFIX}/export-requests"
    number = parameter("path", "request_id", "申请编号", TEXT)
    one, book = answered("申请", _request()), answered("名单", {}, MEDIA_TYPE)
    return {
        f"{PREFIX}/exports/{{operation}}": {
            "get": _operation("export_list", TITLE, [_name(), _filters(), _purpose()], {"200": book})
        },
        of: {
            "get": _operation(
                "export_requests",
                "我的和待我批准的导出申请",
                [],
                {"200": answered("申请", a_list(_request()))},
            ),
            "post": {
                **_operation("ask_export", "申请导出，经另一人批准后下载", [], {"201": one}),
                "requestBody": _body({"operation": TEXT, "filters": {"type": "object"}, "purpose": TEXT}),
            },
        },
        f"{of}/{{request_id}}/approve": {
            "post": _operation("approve_export", "批准导出", [number], {"200": one})
        },
        f"{of}/{{request_id}}/refuse": {
            "post": _operation("refuse_export", "不批准导出", [number], {"200": one})
        },
        f"{of}/{{request_id}}/file": {
            "get": _operation("export_approved", "下载已批准的导出", [number], {"200": book})
        },
        f"{PREFIX}/access/{{instance}}": {"get": _access()},
    }


TITLE = "导出名单为 .xlsx；含个人信息的写明用途，至多200行，更多须申请导出（R-PRV-22）；其他名单至多10000行"


def _access() -> Json:
    kinds: Json = {**TEXT, "enum": [*NOTED], "x-names": NOTED}
    whole: Json = {"type": "integer"}
    parameters = [
        parameter("path", "instance", "服务", TEXT),
        {**parameter("query", "day", "日期", {**TEXT, "format": "date"}), "required": True},
        parameter("query", "user", "用户", TEXT),
        parameter("query", "what", "类别", kinds),
        parameter("query", "after", "从此序号之后", whole),
        parameter("query", "limit", "条数", whole),
    ]
    found = {"200": answered("记录", Trail.Schema)}
    return _operation("access", "查阅、导出和拒绝的记录", parameters, found, (AUDITOR,))


def _name() -> Json:
    names = {name: route.call.title for name, route in OPERATIONS.items()}
    return parameter("path", "operation", "名单", {**TEXT, "enum": [*names], "x-names": names})


def _filters() -> Json:
    filters = parameter(
        "query", "filters", "该名单自己的查询条件和路径参数", {"type": "object", "additionalProperties": TEXT}
    )
    return {**filters, "style": "form", "explode": True}


def _purpose() -> Json:
    return parameter("query", "purpose", "用途，含个人信息的名单必填", {**TEXT, "maxLength": MOST_PURPOSE})


def _request() -> Json:
    texts = ("request", "user", "operation", "title", "purpose", "state_name")
    moment: Json = {**TEXT, "format": "date-time"}
    return an_object(
        {
            **dict.fromkeys(texts, TEXT),
            "state": {**TEXT, "enum": [*STATES], "x-names": STATES},
            "rows": {"type": "integer"},
            "filters": {"type": "object", "additionalProperties": TEXT},
            "asked_at": moment,
            "decided_by": {"type": ["string", "null"]},
            "until": {"type": ["string", "null"], "format": "date-time"},
        }
    )


def _body(fields: Json) -> Json:
    schema = {**an_object(fields), "required": ["operation", "purpose"]}
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _operation(
    name: str, title: str, parameters: list[Json], success: Json, roles: tuple[str, ...] = ANY
) -> Json:
    return {
        "operationId": name,
        "summary": title,
        "tags": [TAG],
        "x-roles": [*roles],
        "parameters": parameters,
        "responses": {**success, **problems()},
    }
