"""Areas, the business day, and enterprises."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.registry import store
from services.registry.commands.bounds import within
from services.registry.model import Area
from shared.city.areas import learn
from shared.contracts.errors import Conflict, InvalidInput
from shared.ledger import Unit

DAY = "day"


def add_areas(unit: Unit, areas: Sequence[Area]) -> None:
    """Add areas to the tree, parents first."""
    for area in areas:
        if store.find(unit, "areas", area.code) is not None:
            raise Conflict(f"地区{area.code}已存在", {"fields": {"code": ["已存在"]}})
        if area.parent is not None:
            store.get(unit, "areas", area.parent, "上级地区", "parent")
        facts = {"code": area.code, "name": area.name, "level": area.level, "parent": area.parent}
        store.insert(unit, "areas", area.code, {name: facts[name] for name in ("name", "level", "parent")})
        learn(unit.db, area.code, area.parent, unit.session)
        unit.record(f"area:{area.code}", "registry.area_added.v1", facts)


def start_day(unit: Unit, day: date) -> None:
    """Start a business day; it never goes back (R-GEN-03 counts on it)."""
    known = store.find(unit, DAY, DAY)
    if known is not None and day.isoformat() <= known["date"]:
        raise Conflict(
            f"业务日已到{known['date']}，不能回到{day.isoformat()}",
            {"fields": {"date": ["不晚于当前业务日"]}},
        )
    unit.db[DAY].update_one(
        {"_id": DAY}, {"$set": {"date": day.isoformat()}}, upsert=True, session=unit.session
    )
    unit.record(DAY, "registry.day_started.v1", {"date": day.isoformat()}, effective_on=day)


def register_enterprise(unit: Unit, facts: Mapping[str, Any], on: date) -> None:
    """
    Put an enterprise on record.

    Args:
        facts: As in ``registry.enterprise_registered.v1``.
        on: The day it counts from.
    """
    credit_code = facts["credit_code"]
    if store.find(unit, "enterprises", credit_code) is not None:
        raise Conflict(f"企业{credit_code}已登记", {"fields": {"credit_code": ["该企业已登记"]}})
    if on.isoformat() < facts["registered_on"]:
        raise InvalidInput("生效日早于登记日期", {"fields": {"effective_on": ["早于登记日期"]}})
    _township(unit, facts["area"])
    stated = {name: facts[name] for name in ("name", "area", "employees", "operation_state")}
    fixed = {name: facts[name] for name in ("ownership", "industry", "size", "registered_on", "sample")}
    store.insert(
        unit, "enterprises", credit_code, {**fixed, **stated, "statements": [store.statement(on, stated)]}
    )
    unit.record(f"enterprise:{credit_code}", "registry.enterprise_registered.v1", facts, effective_on=on)


def change_enterprise(unit: Unit, credit_code: str, on: date, changes: Mapping[str, Any]) -> None:
    """
    Change facts of an enterprise from *on* on; a new ``area`` is a move (R-ORG-12).

    Args:
        changes: Any of ``name``, ``employees``, ``operation_state``, ``area``.
    """
    document = store.get(unit, "enterprises", credit_code, "企业", "credit_code")
    enterprise = store.enterprise(document)
    within(unit, document["area"])
    if on < enterprise.statements[0].on:
        raise InvalidInput("生效日早于企业登记日", {"fields": {"effective_on": ["早于企业登记日"]}})
    if not changes:
        raise InvalidInput("没有填写任何变更", {"fields": {"credit_code": ["没有填写任何变更"]}})
    if "area" in changes:
        _township(unit, changes["area"])
    stream = f"enterprise:{credit_code}"
    before = enterprise.on(on)
    rest = {name: value for name, value in changes.items() if name != "area"}
    move = {name: value for name, value in changes.items() if name == "area"}
    latest = _latest(enterprise.statements, on, changes)
    stated = [(credit_code, latest, store.statement(on, part)) for part in (rest, move) if part]
    store.state_all(unit, "enterprises", stated)
    if rest:
        unit.record(
            stream, "registry.enterprise_changed.v1", {"credit_code": credit_code, **rest}, effective_on=on
        )
    if move:
        moved = {"credit_code": credit_code, **move, "from_area": before["area"]}
        unit.record(stream, "registry.enterprise_moved.v1", moved, effective_on=on)


def _latest(statements: Sequence[Any], on: date, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give those changes that no statement of a later day overrides."""
    later = {name for statement in statements if statement.on > on for name in statement.values}
    return {name: value for name, value in changes.items() if name not in later}


def _township(unit: Unit, code: str) -> None:
    found = store.get(unit, "areas", code, "地区", "area")
    if found["level"] != "township":
        raise InvalidInput("企业所在地区应填写到乡镇（街道）", {"fields": {"area": ["应为乡镇（街道）代码"]}})
    within(unit, code)
