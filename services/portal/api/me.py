"""Each person's own account over REST: password, sessions, second factor."""

from collections.abc import Mapping
from typing import Any

from flask import Flask, request

from services.portal.api import cookies, given
from services.portal.api.edge import Edge
from services.portal.api.resources import body_of
from services.portal.api.routes import PREFIX
from services.portal.identity.passwords import LEAST_ALONE, LEAST_WITH_SECOND
from services.portal.identity.second import picture
from services.portal.identity.sessions import digest
from shared.contracts.errors import InvalidInput, NotFound, NotSignedIn

Json = dict[str, Any]


def register(app: Flask, edge: Edge) -> None:
    """Add one's own account to the API of *app*."""
    _sessions(app, edge)
    _password(app, edge)
    _second(app, edge)


def _sessions(app: Flask, edge: Edge) -> None:
    @app.get(f"{PREFIX}/sessions")
    def sessions() -> list[Json]:
        user, mine = me(edge), cookies.read(request, cookies.SESSION)
        return [_session(row, mine) for row in edge.sessions.of(user)]

    @app.delete(f"{PREFIX}/sessions")
    def end_other_sessions() -> Json:
        edge.sessions.end_all(me(edge), but=cookies.read(request, cookies.SESSION))
        return {"ended": True}

    @app.delete(f"{PREFIX}/sessions/<session>")
    def end_session(session: str) -> Json:
        if not edge.sessions.end_one(me(edge), session):
            raise NotFound("没有这个登录会话，或已结束")
        return {"ended": True}


def _password(app: Flask, edge: Edge) -> None:
    @app.post(f"{PREFIX}/password")
    def change_password() -> Json:
        user, body = me(edge), body_of(request)
        confirm(edge, user, given.text(body, "password"))
        least = LEAST_WITH_SECOND if edge.second.is_enrolled(user) else LEAST_ALONE
        edge.people.set_password(user, given.text(body, "new_password"), least)
        edge.codes.forget(user)
        return {"changed": True}


def _second(app: Flask, edge: Edge) -> None:
    @app.get(f"{PREFIX}/second-factor")
    def second_factor() -> Json:
        user = me(edge)
        needed = edge.asks_second(edge.person(user))
        return {
            "enrolled": edge.second.is_enrolled(user),
            "needed": needed,
            "recovery": edge.second.left(user),
        }

    @app.post(f"{PREFIX}/second-factor")
    def begin_second_factor() -> Json:
        user = me(edge)
        confirm(edge, user, given.text(body_of(request), "password"))
        address = edge.second.begin(user)
        return {"address": address, "picture": picture(address)}

    @app.post(f"{PREFIX}/second-factor/confirm")
    def confirm_second_factor() -> Json:
        return {"recovery_codes": edge.second.confirm(me(edge), given.text(body_of(request), "code"))}

    @app.delete(f"{PREFIX}/second-factor")
    def remove_second_factor() -> Json:
        user, body = me(edge), body_of(request)
        confirm(edge, user, given.text(body, "password"))
        edge.second.check(user, given.text(body, "code"), cookies.place_of(request))
        edge.second.remove(user)
        return {"removed": True}


def me(edge: Edge) -> str:
    """Return who asks, for what only a person does; raises NotSignedIn, or NotAllowed for a program's token."""
    edge.refuse_programs()
    return edge.verifier.verify(edge.token(request)).user


def confirm(edge: Edge, user: str, password: str) -> None:
    """Let only who knows the password change how one signs in; raises InvalidInput."""
    try:
        edge.people.check(user, password, place=cookies.place_of(request))
    except NotSignedIn as refusal:
        # Whoever asks is signed in all the same.
        raise InvalidInput.at("password", refusal.message) from refusal


def _session(row: Mapping[str, Any], mine: str | None) -> Json:
    return {
        "session": row["_id"],
        **{name: row[name].isoformat(timespec="seconds") for name in ("since", "used", "until")},
        **{name: row[name] for name in ("address", "agent")},
        "this": mine is not None and row["_id"] == digest(mine),
    }
