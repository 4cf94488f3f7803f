"""The REST resources of exports."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, request

from services.portal.api.asking import asking
from services.portal.api.attached import attached
from services.portal.api.edge import MOST_PURPOSE, PURPOSE, Edge
from services.portal.api.reach import Reach
from services.portal.api.resources import body_of
from services.portal.api.routes import PREFIX, Route
from services.portal.excel import exporting, roundtrip
from services.portal.excel.marking import Mark
from services.portal.excel.sheets import MEDIA_TYPE
from services.portal.exports.store import APPROVED, REFUSED, STATES, WAITING, ExportRequest, ExportRequests
from shared.contracts.errors import InvalidInput, NotAllowed
from shared.contracts.services import named
from shared.ledger.trail import EXPORT
from shared.security.tokens import Actor

MOST_FILTERS = 20
Json = dict[str, Any]


def register(app: Flask, edge: Edge, requests: ExportRequests) -> None:
    """Add exports to the API of *app*."""
    _files(app, edge, requests)
    _requests(app, edge, requests)


def _files(app: Flask, edge: Edge, requests: ExportRequests) -> None:
    @app.get(f"{PREFIX}/exports/<operation>")
    def export_list(operation: str) -> Response:
        token, given = edge.token(request), request.args.to_dict()
        purpose, route = given.pop(PURPOSE, "").strip(), exporting.route_of(operation)
        actor = edge.actor(token)
        if not route.call.personal:
            return _workbook(route, _content(operation, _items(edge, operation, given, token)))
        _check_purpose(purpose)
        items = _items(edge, operation, given, token)
        edge.note(EXPORT, actor, operation, count=len(items), purpose=purpose)
        mark = Mark(actor.user, datetime.now(UTC), purpose)
        return _workbook(route, _content(operation, items, mark))

    @app.get(f"{PREFIX}/export-requests/<request_id>/file")
    def export_approved(request_id: str) -> Response:
        token, now = edge.token(request), datetime.now(UTC)
        actor, asked = edge.actor(token), requests.get(request_id)
        if asked.user != actor.user:
            raise NotAllowed("导出文件只供申请人下载")
        if not asked.is_good_at(now):
            raise NotAllowed(
                f"这项导出申请{STATES[asked.state] if asked.state != APPROVED else '已到期'}，不能下载"
            )
        ask, filters = asking(edge, asked.operation, asked.filters, token)
        items = exporting.items_of(asked.operation, ask, filters, exporting.MOST_PUBLIC)
        edge.note(EXPORT, actor, asked.operation, count=len(items), purpose=asked.purpose, detail=request_id)
        mark = Mark(actor.user, now, asked.purpose, asked.decided_by, asked.until)
        return _workbook(exporting.route_of(asked.operation), _content(asked.operation, items, mark))


def _requests(app: Flask, edge: Edge, requests: ExportRequests) -> None:
    @app.post(f"{PREFIX}/export-requests")
    def ask_export() -> tuple[Json, int]:
        token, body = edge.token(request), body_of(request)
        operation, filters, purpose = _told(body)
        _check_purpose(purpose)
        ask, asked = asking(edge, operation, filters, token)
        rows = len(exporting.items_of(operation, ask, asked, exporting.MOST_PUBLIC))
        made = requests.ask(edge.actor(token).user, operation, filters, purpose, rows, datetime.now(UTC))
        return _shown(made), 201

    @app.get(f"{PREFIX}/export-requests")
    def export_requests() -> list[Json]:
        token = edge.token(request)
        actor = edge.actor(token)
        return [
            _shown(one)
            for one in requests.all()
            if one.user == actor.user or (one.state == WAITING and _may_decide(edge, one, token))
        ]

    @app.post(f"{PREFIX}/export-requests/<request_id>/approve")
    def approve_export(request_id: str) -> Json:
        return _decide(edge, requests, request_id, APPROVED)

    @app.post(f"{PREFIX}/export-requests/<request_id>/refuse")
    def refuse_export(request_id: str) -> Json:
        return _decide(edge, requests, request_id, REFUSED)


def _decide(edge: Edge, requests: ExportRequests, request_id: str, state: str) -> Json:
    token, asked = edge.token(request), requests.get(request_id)
    user = edge.actor(token).user
    if asked.user == user:
        raise NotAllowed("申请人不得自行批准导出，请由另一人办理（R-PRV-22）")
    if not _may_decide(edge, asked, token):
        raise NotAllowed("只有能查看这份名单、管辖范围不小于申请人的人员可以批准导出（R-PRV-22）")
    return _shown(requests.decide(request_id, state, user, datetime.now(UTC)))


def _may_decide(edge: Edge, asked: ExportRequest, token: str) -> bool:
    """Return whether whoever *token* names sees the list as well, wherever the person sees it who asked."""
    roles = named(exporting.route_of(asked.operation).call.roles)
    theirs = _acting(edge, asked.user, roles)
    own = _acting(edge, edge.actor(token).user, roles)
    if own.own or not own.roles or asked.user == own.user:
        return False
    reach = Reach(edge, token, own.areas)
    return all(reach.covers(area) for area in theirs.areas)


def _acting(edge: Edge, user: str, roles: tuple[str, ...]) -> Actor:
    return edge.people.known(user).acting(roles, edge.civil_day())


def _items(edge: Edge, operation: str, given: Mapping[str, str], token: str) -> list[exporting.Item]:
    ask, filters = asking(edge, operation, given, token)
    return exporting.items_of(operation, ask, filters, exporting.most_of(operation))


def _told(body: Json) -> tuple[str, dict[str, str], str]:
    operation, filters, purpose = (body.get(name) for name in ("operation", "filters", PURPOSE))
    if not isinstance(operation, str) or not isinstance(filters or {}, dict) or not isinstance(purpose, str):
        problem = "应写明名单 operation、查询条件 filters 和用途 purpose"
        raise InvalidInput(problem, {"fields": {"operation": [problem]}})
    given = {str(name): str(value) for name, value in (filters or {}).items()}
    if len(given) > MOST_FILTERS:
        raise InvalidInput.at("filters", f"查询条件至多{MOST_FILTERS}个")
    return operation, given, purpose.strip()


def _check_purpose(purpose: str) -> None:
    if not 0 < len(purpose) <= MOST_PURPOSE:
        problem = f"导出含个人信息的名单应写明用途（1到{MOST_PURPOSE}字，R-PRV-22）"
        raise InvalidInput.at(PURPOSE, problem, "必填")


def _content(operation: str, items: list[exporting.Item], mark: Mark | None = None) -> bytes:
    kind = roundtrip.BY_OPERATION.get(operation)
    return roundtrip.export(kind, items) if kind else exporting.export(operation, items, mark)


def _workbook(route: Route, content: bytes) -> Response:
    return attached(content, f"{route.call.title}.xlsx", MEDIA_TYPE)


def _shown(one: ExportRequest) -> Json:
    return {
        **{name: getattr(one, name) for name in ("request", "user", "operation", "purpose", "rows", "state")},
        "title": exporting.route_of(one.operation).call.title,
        "state_name": STATES[one.state],
        "filters": dict(one.filters),
        "asked_at": one.asked_at.isoformat(timespec="seconds"),
        "decided_by": one.decided_by,
        "until": one.until and one.until.isoformat(timespec="seconds"),
    }
