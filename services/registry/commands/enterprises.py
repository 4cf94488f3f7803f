"""Enterprises: registration, changes, moves."""

from services.registry import store
from services.registry.commands import growth, limits
from services.registry.model import latest
from shared.city.areas import within
from shared.contracts.errors import InvalidInput
from shared.contracts.registry import calls, events, facts
from shared.ledger import Unit

# What is stated from a day on; the rest of an enterprise's facts never changes.
STATED = (*facts.EnterpriseChanges.declared, "area")


def register_enterprise(unit: Unit, command: calls.RegisterEnterprise) -> None:
    """Put an enterprise on record; it counts from the day it was registered unless another is named."""
    on = command.effective_on or command.registered_on
    if on < command.registered_on:
        raise InvalidInput.at("effective_on", "生效日早于登记日期", "早于登记日期")
    event = events.EnterpriseRegistered(**command.only(facts.Enterprise))
    known = event.as_json()
    stated = {name: known[name] for name in STATED}
    document = {**known, "statements": [store.statement(on, stated)]}
    code = command.credit_code
    _check_township(unit, command.area)
    store.insert(unit, store.ENTERPRISES, document, f"企业{code}已登记")
    unit.record(f"enterprise:{code}", event, effective_on=on)


def change_enterprise(unit: Unit, command: calls.ChangeEnterprise) -> None:
    """Change facts of an enterprise from a day on; a new ``area`` is a move (R-ORG-12)."""
    code, on = command.credit_code, command.effective_on
    document = store.get(unit.db, store.ENTERPRISES, code)
    enterprise = store.enterprise(document)
    within(unit, document["area"])
    if on < enterprise.statements[0].on:
        raise InvalidInput.at("effective_on", "生效日早于企业登记日", "早于企业登记日")
    changes = command.only(facts.EnterpriseChanges)
    given = command.given()
    move = {"area": given["area"]} if "area" in given else {}
    if not changes and not move:
        raise InvalidInput.at("credit_code", "没有填写任何变更")
    if move:
        _check_township(unit, move["area"])
    parts = [part for part in (changes, move) if part]
    current = latest(enterprise.statements, on, changes | move, store.today(unit))
    store.state(unit, store.ENTERPRISES, code, on, *parts, current=current)
    stream = f"enterprise:{code}"
    if changes:
        unit.record(stream, events.EnterpriseChanged(credit_code=code, **changes), effective_on=on)
    if move:
        moved = events.EnterpriseMoved(credit_code=code, from_area=enterprise.on(on)["area"], **move)
        unit.record(stream, moved, effective_on=on)
        limits.moved(unit, code, move["area"], on)
    growth.note_enterprise(unit, code, on)


def _check_township(unit: Unit, code: str) -> None:
    found = store.get(unit.db, store.AREAS, code, "area")
    if found["level"] != "township":
        raise InvalidInput.at("area", "企业所在地区应填写到乡镇（街道）", "应为乡镇（街道）代码")
    within(unit, code)
