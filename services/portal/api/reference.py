"""What people look up: indicators, rules in their editions, workdays, and names of people."""

from collections.abc import Iterator
from typing import Any

from flask import Flask, request

from services.portal.api.edge import Edge
from services.portal.api.routes import PREFIX
from services.portal.report.view import PARTS
from shared.contracts.data_sets import data_sets
from shared.contracts.errors import InvalidInput
from shared.contracts.indicators import INDICATORS, SECTIONS, Indicator
from shared.rules import pack, workdays

MAX_NAMES = 200
Json = dict[str, Any]


def register(app: Flask, edge: Edge) -> None:
    """Add what is looked up to *app*."""

    @app.get(f"{PREFIX}/indicators")
    def indicators() -> list[Json]:
        edge.token(request)
        return [_indicator(one) for one in INDICATORS.values()]

    @app.get(f"{PREFIX}/items")
    def items() -> list[Json]:
        edge.token(request)
        return [
            {"data_set": name, "id": one.id, "label": one.label, "unit": one.unit}
            for name, found in data_sets().items()
            for one in found.values()
        ]

    @app.get(f"{PREFIX}/rules")
    def rules() -> list[Json]:
        edge.token(request)
        return list(_rules())

    @app.get(f"{PREFIX}/workdays")
    def days() -> list[Json]:
        edge.token(request)
        return [
            {"year": year, "free": _days(one.free), "worked": _days(one.worked)}
            for year, one in sorted(workdays.years().items())
        ]

    @app.get(f"{PREFIX}/people/names")
    def names() -> list[Json]:
        edge.token(request)
        users = request.args.get("users", "").split(",")
        if len(users) > MAX_NAMES:
            raise InvalidInput.at("users", f"一次最多查询{MAX_NAMES}个用户名")
        return [{"user": user, "name": name} for user, name in edge.people.names(users).items()]


def _indicator(one: Indicator) -> Json:
    """Return what people need to read a figure: its name, what it counts of what, whose items it is made of."""
    return {
        **{name: getattr(one, name) for name in ("id", "name", "unit", "definition")},
        "section": SECTIONS[one.section].title,
        "kind": one.kind.value,
        "text": one.text(),
        "levels": [level.value for level in one.levels],
        "parts": {name: PARTS.get(name, name) for name in one.parts},
        "reported": list(one.reported),
    }


def _rules() -> Iterator[Json]:
    for name in pack.names():
        for edition in pack.editions(name):
            first, last = pack.days_of(name, edition)
            for row in pack.rows(name):
                # A day before the first edition is judged by the first one.
                if row.effective_from <= last and (row.effective_to or last) >= first:
                    where = {"pack": name, "edition": edition, "in_force_from": first.isoformat()}
                    yield {**where, **_rule(row)}


def _rule(row: pack.Rule) -> Json:
    told = {key: getattr(row, key) for key in ("id", "text", "value", "unit", "source", "grade", "place")}
    ended = row.effective_to and row.effective_to.isoformat()
    return {
        **told,
        "level": row.level.value,
        "effective_from": row.effective_from.isoformat(),
        "effective_to": ended,
    }


def _days(days: frozenset[Any]) -> list[str]:
    return sorted(day.isoformat() for day in days)
