"""The portal's own operations in the OpenAPI document: what reads the contracts, the running and the accounts."""

from collections.abc import Sequence
from typing import Any

from services.portal.api.described import answered, problems
from services.portal.api.operations import ACTS
from services.portal.api.routes import PREFIX
from services.portal.identity.access_tokens import MAX_NAME
from services.portal.identity.rights import MANAGERS
from shared.contracts.service import OPERATOR
from shared.contracts.services import ROLES

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
TEXTS: Json = {"type": "array", "items": TEXT}
MOMENT: Json = {"type": "string", "format": "date-time"}
DAY: Json = {"type": "string", "format": "date"}
SOME_DAY: Json = {"type": ["string", "null"], "format": "date"}
ANY = ("*",)


def paths() -> dict[str, Json]:
    """Return the operations by path."""
    return {
        f"{PREFIX}/indicators": {
            "get": _question("indicators", "指标：名称、口径、单位", _rows(**_indicator()))
        },
        f"{PREFIX}/items": {"get": _question("items", "各数据集的项目", _rows(**_item()))},
        f"{PREFIX}/rules": {"get": _question("rules", "规则各版本：数值、依据、级别", _rows(**_rule()))},
        f"{PREFIX}/workdays": {"get": _question("workdays", "各年放假和调休上班的日子", _rows(**_year()))},
        **_people(),
        **_me(),
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


def _people() -> dict[str, Json]:
    of, role, held = f"{PREFIX}/people/{{user}}", _in_path("role", "角色"), _held()
    user = _in_path("user", "用户名")
    new = {**dict.fromkeys(("user", "name", "department"), TEXT), "held": _rows(**held)}
    row = {name: schema for name, schema in held.items() if name != "role_name"}
    code = _object(code=TEXT, until=MOMENT)
    locked, second = _object(locked={"type": "boolean"}), _object(second_factor={"type": "boolean"})
    return {
        f"{PREFIX}/people": {
            "get": _question("people", "用户、角色和管辖范围", _rows(**_person()), *MANAGERS),
            "post": _act("add_person", "新增用户，取得邀请码", code, _object(**new), MANAGERS, made=True),
        },
        f"{of}/roles": {
            "post": _act("give_role", "增加角色", _object(**row), _object(**row), MANAGERS, user, made=True)
        },
        f"{of}/roles/{{role}}/end": {
            "post": _act("end_role", "结束角色", _object(), _object(until=SOME_DAY), MANAGERS, user, role)
        },
        f"{of}/lock": {"post": _act("lock_person", "锁定或解除锁定", _object(), locked, MANAGERS, user)},
        f"{of}/reset": {
            "post": _act("reset_person", "重置密码，取得重置码", code, second, MANAGERS, user, made=True)
        },
    }


def _me() -> dict[str, Json]:
    made = _object(token=TEXT, until=DAY)
    number, whole = _in_path("session", "登录会话"), {"type": "integer"}
    yes: Json = {"type": "boolean"}
    session = {**dict.fromkeys(("session", "address", "agent"), TEXT), "since": MOMENT, "used": MOMENT}
    state = _object(enrolled=yes, needed=yes, recovery=whole)
    secret = _object(address=TEXT, picture=TEXT)
    passwords = _object(password=TEXT, new_password=TEXT)
    return {
        f"{PREFIX}/sessions": {
            "get": _question("sessions", "自己的登录会话", _rows(**session, until=MOMENT, this=yes)),
            "delete": _act("end_other_sessions", "结束其他会话", _object()),
        },
        f"{PREFIX}/sessions/{{session}}": {
            "delete": _act("end_session", "结束会话", _object(), None, ANY, number)
        },
        f"{PREFIX}/tokens": {
            "get": _question("tokens", "自己的程序令牌", _rows(**_token())),
            "post": _act(
                "make_token",
                "生成程序令牌，只显示一次",
                made,
                _new_token(),
                made=True,
            ),
        },
        f"{PREFIX}/tokens/{{number}}": {
            "delete": _act("revoke_token", "撤销程序令牌", _object(), None, ANY, _in_path("number", "令牌"))
        },
        f"{PREFIX}/password": {"post": _act("change_password", "修改密码", _object(), passwords)},
        f"{PREFIX}/second-factor": {
            "get": _question("second_factor", "自己的动态验证码", state),
            "post": _act("begin_second_factor", "开始设置动态验证码", secret, _object(password=TEXT)),
            "delete": _act(
                "remove_second_factor", "停用动态验证码", _object(), _object(password=TEXT, code=TEXT)
            ),
        },
        f"{PREFIX}/second-factor/confirm": {
            "post": _act(
                "confirm_second_factor",
                "启用动态验证码，取得恢复码",
                _object(recovery_codes=TEXTS),
                _object(code=TEXT),
            )
        },
    }


def _token() -> Json:
    texts = dict.fromkeys(("number", "name", "address"), TEXT)
    used: Json = {"type": ["string", "null"], "format": "date-time"}
    names = {"roles": TEXTS, "role_names": TEXTS, "read_only": {"type": "boolean"}}
    return {**texts, **names, "since": MOMENT, "until": MOMENT, "used": used}


def _new_token() -> Json:
    named = {"name": {**TEXT, "maxLength": MAX_NAME}, "roles": TEXTS, "until": DAY, "password": TEXT}
    only: Json = {"type": "boolean", "default": True, "description": "只能查询"}
    return {**_object(**named, read_only=only), "required": [*named]}


def _person() -> Json:
    return {
        **dict.fromkeys(("user", "name", "department"), TEXT),
        "roles": TEXTS,
        "role_names": TEXTS,
        "areas": TEXTS,
        "locked": {"type": "boolean"},
        "held": _rows(**_held()),
    }


def _held() -> Json:
    role: Json = {"type": "string", "title": "角色", "enum": [*ROLES], "x-names": dict(ROLES)}
    texts = {"role": role, "role_name": TEXT, "areas": TEXTS, "organisations": TEXTS, "cases": TEXTS}
    return {**texts, "since": SOME_DAY, "until": SOME_DAY}


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


def _object(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


def _in_path(name: str, label: str) -> Json:
    return {"in": "path", "name": name, "required": True, "description": label, "schema": TEXT}


def _act(
    name: str,
    title: str,
    gives: Json,
    takes: Json | None = None,
    roles: Sequence[str] = ANY,
    *parameters: Json,
    made: bool = False,
) -> Json:
    """Return the description of what changes an account."""
    body = {"requestBody": {"required": True, "content": {"application/json": {"schema": takes}}}}
    return {
        "operationId": name,
        "summary": title,
        "x-roles": [*roles],
        "parameters": [*parameters],
        **(body if takes is not None else {}),
        "responses": {
            "201" if made else "200": answered("已办理", gives),
            **problems(),
        },
    }


def _question(name: str, title: str, gives: Json, *roles: str) -> Json:
    return {
        "operationId": name,
        "summary": title,
        "x-roles": [*(roles or ANY)],
        "responses": {"200": answered("成功", gives), **problems()},
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
        "responses": {"200": answered("已办理", {"type": "object"}), **problems()},
    }
