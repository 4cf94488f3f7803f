"""People who are no members of an organisation here, and the two staff: instructors and liaisons."""

from datetime import date

from services.registry import staff_rules, store
from services.registry.commands.bounds import within_enterprise, within_organisation
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
    if not person_id.startswith(NO_MEMBER) or store.find(unit.db, store.MEMBERS, person_id) is not None:
        raise InvalidInput.at("person_id", f"人员编号应以{NO_MEMBER}开头，且不同于党员编号")
    if store.find(unit.db, store.PERSONS, person_id) is None:
        store.get(unit.db, store.AREAS, command.area, "area")
        within(unit, command.area)
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
    event = events.StaffAssigned(**command.only(facts.Staff))
    days = {"assigned_on": on.isoformat(), "ended_on": None}
    store.insert(unit, store.STAFF, {**event.as_json(), **days}, f"派任编号{code}已使用")
    unit.record(f"staff:{code}", event, effective_on=on)


def end_staff(unit: Unit, command: calls.EndStaff) -> None:
    """End an assignment."""
    code, on = command.assignment, command.effective_on
    found = store.get(unit.db, store.STAFF, code)
    for credit_code in found["units"]:
        within_enterprise(unit, credit_code)
    if found["ended_on"] is not None:
        raise Conflict.at("assignment", "该派任已结束", "已结束")
    if on.isoformat() < found["assigned_on"]:
        raise InvalidInput.at("effective_on", "结束日期早于派任日期", "早于派任日期")
    store.change(unit, store.STAFF, code, {"ended_on": on.isoformat()})
    unit.record(f"staff:{code}", events.StaffEnded(assignment=code), effective_on=on)


def _check(unit: Unit, command: calls.AssignStaff, on: date) -> None:
    for credit_code in command.units:
        within_enterprise(unit, credit_code)
        if not store.enterprise(store.get(unit.db, store.ENTERPRISES, credit_code)).on(on):
            raise InvalidInput.at("units", f"企业{credit_code}在派任日尚未登记", "派任日尚未登记")
    if command.member_id is not None:
        whose = {"member_id": command.member_id}
        document = store.get(unit.db, store.MEMBERS, command.member_id)
        within_organisation(unit, document["org_code"])
        area = store.get(unit.db, store.ORGANISATIONS, document["org_code"])["area"]
        is_full = store.member(document).is_full_on(on)
    else:
        whose = {"person_id": str(command.person_id)}
        document = store.get(unit.db, store.PERSONS, str(command.person_id))
        area = document["area"]
        within(unit, area)
        is_full = bool(document["is_full_member"])
    served = store.units_served(unit.db, whose, on) | set(command.units)
    in_force = areas.rules(unit.db, PACK, on, area)
    unit.check(staff_rules.violations(in_force, len(served), is_full_member=is_full))
