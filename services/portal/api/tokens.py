"""Tokens for programs over REST: made with the password, shown once, listed with their last use, revoked."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, request

from services.portal.api import given
from services.portal.api.edge import Edge
from services.portal.api.me import confirm, me
from services.portal.api.resources import body_of
from services.portal.api.routes import PREFIX
from services.portal.identity.access_tokens import Scope, check_roles
from shared.contracts.errors import InvalidInput
from shared.contracts.services import ROLES

Json = dict[str, Any]


def register(app: Flask, edge: Edge) -> None:
    """Add tokens for programs to the API of *app*."""

    @app.get(f"{PREFIX}/tokens")
    def tokens() -> list[Json]:
        return [_told(row) for row in edge.tokens.of(me(edge))]

    @app.post(f"{PREFIX}/tokens")
    def make_token() -> tuple[Json, int]:
        user, body = me(edge), body_of(request)
        confirm(edge, user, given.text(body, "password"))
        roles = tuple(dict.fromkeys(given.texts(body, "roles")))
        check_roles(roles, edge.person(user).actor(edge.civil_day()).roles)
        last = given.day(body, "until")
        if last is None:
            raise InvalidInput.at("until", "请填写有效期的最后一天", "必填")
        read_only = body.get("read_only", True)
        if not isinstance(read_only, bool):
            raise InvalidInput.at("read_only", "应为 true 或 false")
        token = edge.tokens.make(Scope(user, roles, read_only), given.text(body, "name").strip(), last)
        return {"token": token, "until": last.isoformat()}, 201

    @app.delete(f"{PREFIX}/tokens/<number>")
    def revoke_token(number: str) -> Json:
        edge.tokens.revoke(me(edge), number)
        return {"revoked": True}


def _told(row: Mapping[str, Any]) -> Json:
    used = row["used"]
    return {
        "number": row["_id"],
        **{name: row[name] for name in ("name", "roles", "read_only", "address")},
        "role_names": [ROLES.get(role, role) for role in row["roles"]],
        **{name: row[name].isoformat(timespec="seconds") for name in ("since", "until")},
        "used": used and used.isoformat(timespec="seconds"),
    }
