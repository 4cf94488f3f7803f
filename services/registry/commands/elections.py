"""Elections: the arithmetic of a meeting, and the term that begins with it."""

from services.registry import election_rules, store
from services.registry.commands import limits
from services.registry.model import Organisation, latest
from services.registry.rules import PACK
from shared.city import areas
from shared.city.areas import within
from shared.contracts.errors import Conflict
from shared.contracts.registry import calls, events, facts
from shared.ledger import Unit
from shared.rules.pack import RulePack
from shared.rules.violation import Violation


def record_election(unit: Unit, command: calls.RecordElection) -> None:
    """Record an election in an organisation that exists that day; its term counts from then (R-ORG-24)."""
    code, on = command.org_code, command.elected_on
    document = store.get(unit.db, store.ORGANISATIONS, code)
    organisation = store.organisation(document, on)
    within(unit, organisation.area)
    if not organisation.exists_on(on):
        raise Conflict.at("elected_on", "该党组织在该日不存在或已撤销", "党组织当日不存在")
    statements = store.statements(document)
    if any(one.on == on and "term_end" in one.values for one in statements):
        raise Conflict.at("elected_on", "该党组织该日的换届已登记", "已登记")
    in_force = areas.rules(unit.db, PACK, on, organisation.area)
    full = store.full_members_in(unit.db, {code}, on)
    unit.check(
        [
            *_approval(unit, in_force, command, organisation),
            *election_rules.violations(in_force, command, organisation, full),
        ]
    )
    ends = election_rules.term_end(in_force, organisation, on)
    event = events.CommitteeElected(**command.only(facts.Election), term_end=ends)
    stated = {"term_end": ends.isoformat()}
    current = latest(statements, on, stated, store.today(unit))
    store.state(unit, store.ORGANISATIONS, code, on, stated, current=current)
    unit.record(f"organisation:{code}", event, effective_on=on)
    later = any(one.on > on and "term_end" in one.values for one in statements)
    limits.elected(unit, code, on, ends, is_last=not later)


def _approval(
    unit: Unit, in_force: RulePack, command: calls.RecordElection, organisation: Organisation
) -> list[Violation]:
    if command.approved_by is None:
        return []
    found = store.get(unit.db, store.ORGANISATIONS, command.approved_by, "approved_by")
    approver = store.organisation(found, command.elected_on)
    return election_rules.approval_violations(in_force, approver, organisation, command.elected_on)
