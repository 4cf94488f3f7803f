"""People who are no members of an organisation here, and the two staff: instructors and liaisons."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.registry import people, staff_rules, store
from services.registry.commands.bounds import within_enterprise, within_organisation
from services.registry.model import latest
from services.registry.rules import PACK
from shared.city import areas
from shared.city.areas import within
from shared.contracts.errors import Conflict, InvalidInput
from shared.contracts.registry import calls, events, facts
from shared.contracts.registry.terms import NO_MEMBER
from shared.ledger import Unit
from shared.ledger.erase import erase


def register_person(unit: Unit, command: calls.RegisterPerson) -> None:
    """Put a person on record; the name is sealed (R-PRV-05), and the number is no member's."""
    person_id = command.person_id
    store.get(unit.db, store.AREAS, command.area, "area")
    within(unit, command.area)
    if not person_id.startswith(NO_MEMBER) or store.find(unit.db, store.MEMBERS, person_id) is not None:
        raise InvalidInput.at("person_id", f"人员编号应以{NO_MEMBER}开头，且不同于党员编号")
    event = events.PersonRegistered(**command.only(facts.Person))
    private = {"name": command.name}
    values = {**event.as_json(), "sealed": unit.seal(person_id, private)}
    store.insert(unit, store.PERSONS, values, f"人员编号{person_id}已使用")
    unit.record(f"person:{person_id}", event, private=private, person=person_id)


def erase_registered(unit: Unit, command: calls.EraseRegistered) -> None:
    """Erase the name of a person; what is served stays on record (R-PRV-17)."""
    person_id = command.person_id
    within(unit, store.get(unit.db, store.PERSONS, person_id)["area"])
    store.remove(unit, store.PERSONS, person_id, "sealed")
    erase(unit, events.PersonErased, f"person:{person_id}", person_id, command.rule)


def assign_staff(unit: Unit, command: calls.AssignStaff) -> None:
    """Let somebody serve enterprises from a day on (R-WRK-03..06)."""
    code, on = command.assignment, command.effective_on
    if store.find(unit.db, store.STAFF, code) is None:
        _check(unit, command, on)
    else:
        _check_units(unit, command.units, on)
    event = events.StaffAssigned(**command.only(facts.Staff))
    days = {"assigned_on": on.isoformat(), "ended_on": None}
    stated = {"statements": [store.statement(on, {"units": list(command.units)})]}
    store.insert(unit, store.STAFF, {**event.as_json(), **days, **stated}, f"派任编号{code}已使用")
    unit.record(f"staff:{code}", event, effective_on=on)


def change_staff(unit: Unit, command: calls.ChangeStaff) -> None:
    """Let somebody serve other enterprises from a day on; whom before stays on record (R-WRK-05)."""
    code, on = command.assignment, command.effective_on
    found = _under_way(unit, code, on, "生效日")
    _check_units(unit, command.units, on)
    who = next(name for name in ("member_id", "person_id") if found[name] is not None)
    area, is_full = _person(unit, found["member_id"], found["person_id"], on)
    served = people.units_served(unit.db, {who: found[who]}, on, besides=code) | set(command.units)
    unit.check(
        staff_rules.violations(areas.rules(unit.db, PACK, on, area), len(served), is_full_member=is_full)
    )
    changes = {"units": list(command.units)}
    current = latest(people.served(found), on, changes, store.today(unit))
    store.state(unit, store.STAFF, code, on, changes, current=current)
    unit.record(f"staff:{code}", events.StaffChanged(assignment=code, units=command.units), effective_on=on)


def end_staff(unit: Unit, command: calls.EndStaff) -> None:
    """End an assignment."""
    code, on = command.assignment, command.effective_on
    _under_way(unit, code, on, "结束日期")
    store.change(unit, store.STAFF, code, {"ended_on": on.isoformat()})
    unit.record(f"staff:{code}", events.StaffEnded(assignment=code), effective_on=on)


def _under_way(unit: Unit, code: str, on: date, day: str) -> dict[str, Any]:
    """Return an assignment that has not ended and had begun by *on*, which people call *day*."""
    found = store.get(unit.db, store.STAFF, code)
    for credit_code in found["units"]:
        within_enterprise(unit, credit_code)
    if found["ended_on"] is not None:
        raise Conflict.at("assignment", "该派任已结束", "已结束")
    if on.isoformat() < found["assigned_on"]:
        raise InvalidInput.at("effective_on", f"{day}早于派任日期", "早于派任日期")
    return found


def _check_units(unit: Unit, units: Sequence[str], on: date) -> None:
    for credit_code in units:
        within_enterprise(unit, credit_code)
        if not store.enterprise(store.get(unit.db, store.ENTERPRISES, credit_code)).on(on):
            raise InvalidInput.at("units", f"企业{credit_code}在派任日尚未登记", "派任日尚未登记")


def _person(unit: Unit, member_id: str | None, person_id: str | None, on: date) -> tuple[str, bool]:
    """Return where somebody lies, and whether the person is a full member on a day."""
    if member_id is not None:
        document = store.get(unit.db, store.MEMBERS, member_id)
        within_organisation(unit, document["org_code"])
        area = store.get(unit.db, store.ORGANISATIONS, document["org_code"])["area"]
        return str(area), store.member(document).is_full_on(on)
    document = store.get(unit.db, store.PERSONS, str(person_id))
    within(unit, document["area"])
    return str(document["area"]), bool(document["is_full_member"])


def _check(unit: Unit, command: calls.AssignStaff, on: date) -> None:
    _check_units(unit, command.units, on)
    area, is_full = _person(unit, command.member_id, command.person_id, on)
    who = "person_id" if command.member_id is None else "member_id"
    whose = {who: str(getattr(command, who))}
    served = people.units_served(unit.db, whose, on) | set(command.units)
    in_force = areas.rules(unit.db, PACK, on, area)
    unit.check(staff_rules.violations(in_force, len(served), is_full_member=is_full))
