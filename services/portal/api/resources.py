"""The REST resources, made from the table of routes, and the two that are not a single call."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Flask, Request, request

from services.portal.api import cookies
from services.portal.api.edge import Edge
from services.portal.api.repeats import key_given
from services.portal.api.routes import PREFIX, ROUTES, Route, arguments_of
from services.portal.excel.kinds import IMPORTS, service_of
from services.portal.identity.person import Person
from shared.contracts.errors import InvalidInput, LianxiError, NotAllowed, NotFound, NotSignedIn
from shared.contracts.imports import MAX_IMPORT_ROWS
from shared.security.tokens import LIFETIME_SECONDS

NUMBER, AFTER = "seq", "after"
IF_MATCH = re.compile(r'"?([0-9]{1,12})"?')
Json = dict[str, Any]


class Malformed(LianxiError):
    """The body cannot be read at all."""

    code = "malformed"


class WrongType(LianxiError):
    """The body is of a type that is not taken."""

    code = "wrong_type"


def register(app: Flask, edge: Edge) -> None:
    """Add the API to *app*."""
    for route in ROUTES:
        name = f"{route.verb} {route.path}"
        app.add_url_rule(
            PREFIX + route.path, endpoint=name, view_func=_view(route, edge), methods=[route.verb]
        )

    @app.post(f"{PREFIX}/login")
    def login() -> Json:
        body = body_of(request)
        user, password = (_text(body, name) for name in ("user", "password"))
        person, _ = edge.sign_in(user, password, cookies.place_of(request))
        _check_second(edge, person, body)
        return {"token": edge.sign(person.user), "expires_in": LIFETIME_SECONDS}

    @app.get(f"{PREFIX}/ledgers")
    def ledgers() -> list[Json]:
        token = edge.token(request)
        return [
            {"log": log, **edge.ask(log, "ledger_head", {"log": log}, token)}
            for log in edge.settings.sites.ledger_instances
        ]

    @app.post(f"{PREFIX}/imports/<kind>")
    def import_file(kind: str) -> tuple[Json, int]:
        return _import(edge, kind), 201


def _check_second(edge: Edge, person: Person, body: Json) -> None:
    """Raise NotSignedIn unless the body has the code that is asked for; NotAllowed: one has to be set up first."""
    if edge.second.is_enrolled(person.user):
        code = body.get("code")
        if not isinstance(code, str) or not code:
            raise NotSignedIn("请同时填写动态验证码（code）", {"fields": {"code": ["必填"]}})
        edge.second.check(person.user, code, cookies.place_of(request))
    elif edge.demands_second(person):
        raise NotAllowed("您的角色登录时需要动态验证码；请先在网页上登录并设置")


def _view(route: Route, edge: Edge) -> Callable[..., Any]:
    def view(**path: Any) -> Any:
        token = edge.token(request)
        given = body_of(request) if route.call.is_command else request.args.to_dict()
        department, arguments = arguments_of(path, given)
        instance = instance_of(route, edge, department)
        if not route.call.is_command:
            return _tagged(route, edge.ask(instance, route.method, arguments, token))
        if (expected := _expected()) is not None:
            arguments["expected"] = expected
        if "recorded_on" in arguments:
            problem = "登记日由系统加盖，不在请求中填写；以前办理的事项填写其办理日期"
            raise InvalidInput.at("recorded_on", problem, "不在请求中填写")
        starts = arguments.get("date") if route.method == "start_day" else None
        answer = edge.tell(instance, route.method, arguments, token, key_given(), starts)
        if starts is not None:
            edge.day_started(str(starts))
        return answer, 201

    return view


def _tagged(route: Route, answer: Any) -> Any:
    """Return *answer*, with the number of its record as ETag where it has one, of a page with the way to the next."""
    if isinstance(answer, dict) and "items" in answer and answer.get("next") is not None:
        following = urlencode({**request.args.to_dict(), AFTER: answer["next"]})
        return answer, {"Link": f'<{request.path}?{following}>; rel="next"'}
    # Of what was not recorded there is no number: a receipt of what lies in quarantine.
    if NUMBER not in getattr(route.call.gives, "declared", ()) or NUMBER not in answer:
        return answer
    return answer, {"ETag": f'"{answer[NUMBER]}"'}


def _expected() -> int | None:
    """Return the number of the record that the person saw, if the request names one; raises InvalidInput."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    if not (found := IF_MATCH.fullmatch(given)):
        problem = '应为读取该记录时得到的 ETag，如 "5"'
        raise InvalidInput(f"If-Match {problem}", {"fields": {"If-Match": [problem]}})
    return int(found[1])


def instance_of(route: Route, edge: Edge, department: str | None) -> str:
    """Return the instance that answers *route*; raises NotFound for a department that takes no part."""
    if not route.service.per_department:
        return route.service.name
    return edge.settings.sites.convener if department is None else edge.department(department)


def body_of(request: Request) -> Json:
    """Return the JSON object that a request carries; raises InvalidInput."""
    if not request.is_json:
        given = f"是 {request.mimetype}" if request.mimetype else "没有写明"
        raise WrongType(f"内容类型{given}；应为 Content-Type: application/json")
    try:
        # Strict where the standard library is not: no NaN, no half surrogates, bounded depth.
        body = orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        where = f"第{error.lineno}行第{error.colno}个字符起"
        raise Malformed(
            f"请求内容不是有效的 JSON（{where}有误）；请检查括号、引号和逗号，编码应为 UTF-8"
        ) from error
    if not isinstance(body, dict):
        raise Malformed("请求内容应为 JSON 对象，如 {}")
    return body


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidInput("请填写用户名和密码", {"fields": {name: ["必填"]}})
    return value


def _import(edge: Edge, kind: str) -> Json:
    """Import a CSV file of at most MAX_IMPORT_ROWS rows: all of them, or none with every problem named."""
    token = edge.token(request)
    if kind not in IMPORTS:
        raise NotFound(f"没有此类导入：{kind}；可用：{'、'.join(IMPORTS)}")
    first_row = _number("first_row", 2)
    arguments = {
        "kind": kind,
        "rows": _rows(request.get_data(), first_row),
        "first_row": first_row,
        "dry_run": _number("dry_run", 0) != 0,
        "reason": request.args.get("reason"),
    }
    answer: Json = edge.tell(service_of(kind), "import_rows", arguments, token, key_given())
    return answer


def _number(name: str, default: int) -> int:
    text = request.args.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,7}", text):
        raise InvalidInput(f"{name} 应为整数", {"fields": {name: ["应为整数"]}})
    return int(text)


def _rows(content: bytes, first_row: int) -> list[Json]:
    """Read CSV; a row with more or fewer cells than the header is named by its number in the whole file."""
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except UnicodeDecodeError as error:
        raise InvalidInput("文件编码应为 UTF-8；请在电子表格软件中另存为“CSV UTF-8”") from error
    except csv.Error as error:
        raise InvalidInput(
            "文件不是有效的 CSV，可能有引号没有成对；请在电子表格软件中另存为“CSV UTF-8”"
        ) from error
    while lines and not any(lines[-1]):
        lines.pop()
    header, rows = (lines[0], lines[1:]) if lines else ([], [])
    crooked = [number for number, row in enumerate(rows, first_row) if len(row) != len(header)]
    if crooked:
        problems = [{"row": number, "field": "", "problem": "列数与表头不一致"} for number in crooked]
        raise InvalidInput(f"第{crooked[0]}行的列数与表头不一致", {"rows": problems})
    if not 0 < len(rows) <= MAX_IMPORT_ROWS:
        raise InvalidInput(f"一次导入1到{MAX_IMPORT_ROWS}行，文件有{len(rows)}行；请分批导入")
    return [dict(zip(header, row, strict=True)) for row in rows]
