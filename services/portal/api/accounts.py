"""Accounts over REST: who is added, what is held, whose log-in is begun anew."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from flask import Flask, request

from services.portal.api import given
from services.portal.api.edge import Edge
from services.portal.api.reach import Reach
from services.portal.api.resources import body_of
from services.portal.api.routes import PREFIX
from services.portal.identity.codes import INVITATION, RESET, Code
from services.portal.identity.person import Held, Person
from services.portal.identity.rights import (
    MANAGERS,
    check_manager,
    check_may_give,
    check_may_manage,
    may_manage,
)
from shared.contracts.errors import InvalidInput
from shared.contracts.services import ROLES
from shared.ledger.trail import ACCOUNT
from shared.security.tokens import Actor

Json = dict[str, Any]


def register(app: Flask, edge: Edge) -> None:
    """Add accounts to the API of *app*."""
    _people(app, edge)
    _changes(app, edge)


def _people(app: Flask, edge: Edge) -> None:
    @app.get(f"{PREFIX}/people")
    def people() -> list[Json]:
        token = edge.token(request)
        manager = _manager(edge, token)
        check_manager(manager)
        within = Reach(edge, token, manager.areas).covers_all
        seen = (one for one in edge.people.all() if may_manage(manager, one, within))
        return [_account(one, edge.civil_day()) for one in seen]

    @app.post(f"{PREFIX}/people")
    def add_person() -> tuple[Json, int]:
        token, body = edge.token(request), body_of(request)
        manager = _manager(edge, token)
        check_manager(manager)
        user, name, department = (given.text(body, field) for field in ("user", "name", "department"))
        if department not in edge.settings.sites.departments:
            raise InvalidInput.at("department", f"没有部门{department}")
        person = Person(user, name, department, tuple(_held(row) for row in given.rows(body, "held")))
        check_may_give(manager, person.held, Reach(edge, token, manager.areas).covers_all)
        edge.people.add(person, None)
        edge.note(ACCOUNT, manager, "add_person", subjects=[user], detail=_roles(person.held))
        return _told(edge.codes.issue(user, INVITATION, manager.user)), 201


def _changes(app: Flask, edge: Edge) -> None:
    @app.post(f"{PREFIX}/people/<user>/roles")
    def give_role(user: str) -> tuple[Json, int]:
        held = _held(body_of(request))
        _managed(edge, user, held)
        edge.people.give(user, held)
        return held.as_row(), 201

    @app.post(f"{PREFIX}/people/<user>/roles/<role>/end")
    def end_role(user: str, role: str) -> Json:
        until = given.day(body_of(request), "until")
        _managed(edge, user)
        last = until or edge.civil_day() - timedelta(days=1)
        edge.people.end_role(user, role, last)
        return {"role": role, "until": last.isoformat()}

    @app.post(f"{PREFIX}/people/<user>/lock")
    def lock_person(user: str) -> Json:
        locked = body_of(request).get("locked", True)
        if not isinstance(locked, bool):
            raise InvalidInput.at("locked", "应为 true 或 false")
        _managed(edge, user)
        edge.people.lock(user, locked)
        if locked:
            edge.codes.forget(user)
            edge.tokens.revoke_all(user)
        return {"user": user, "locked": locked}

    @app.post(f"{PREFIX}/people/<user>/reset")
    def reset_person(user: str) -> tuple[Json, int]:
        body = body_of(request)
        by = _managed(edge, user)
        edge.people.forget_password(user)
        edge.tokens.revoke_all(user)
        if body.get("second_factor") is True:
            edge.second.remove(user)
        return _told(edge.codes.issue(user, RESET, by)), 201


def _manager(edge: Edge, token: str) -> Actor:
    edge.refuse_programs()
    user = edge.verifier.verify(token).user
    return edge.person(user).acting(MANAGERS, edge.civil_day())


def _managed(edge: Edge, user: str, *more: Held) -> str:
    """Return who asks, if they may change the account of *user* and give *more*; raises NotAllowed, NotFound."""
    token = edge.token(request)
    manager = _manager(edge, token)
    within = Reach(edge, token, manager.areas).covers_all
    check_may_give(manager, more, within)
    check_may_manage(manager, edge.people.known(user), within)
    edge.note(ACCOUNT, manager, str(request.endpoint), subjects=[user], detail=_roles(more))
    return manager.user


def _roles(held: Iterable[Held]) -> str:
    """Return what was given, for the trail: each role with where and until when."""
    return "；".join(
        f"{ROLES.get(one.role, one.role)} {'、'.join((*one.areas, *one.organisations))} {one.until or ''}".strip()
        for one in held
    )


def _account(one: Person, on: date) -> Json:
    """Return an account: what holds on a day in one line each, and every role with its days."""
    actor = one.actor(on)
    return {
        **{name: getattr(one, name) for name in ("user", "name", "department", "locked")},
        "roles": [*actor.roles],
        "role_names": [ROLES[role] for role in actor.roles],
        "areas": [*actor.areas],
        "held": [{**held.as_row(), "role_name": ROLES.get(held.role, held.role)} for held in one.held],
    }


def _told(code: Code) -> Json:
    return {"code": code.text, "until": code.until.isoformat(timespec="seconds")}


def _held(row: Any) -> Held:
    if not isinstance(row, dict):
        raise InvalidInput.at("held", "每个角色应为一个对象")
    areas, organisations, cases = (
        tuple(given.texts(row, name)) for name in ("areas", "organisations", "cases")
    )
    role, since, until = given.text(row, "role"), given.day(row, "since"), given.day(row, "until")
    return Held(role, areas, organisations, cases, since, until)
