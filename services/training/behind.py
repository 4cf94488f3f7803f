"""Who is behind with the study hours of a year (A-32): told on two days of it, by organisation and by number only."""

from datetime import date

from services.training import queries, rules, store
from shared.city import areas, copies
from shared.contracts.registry.terms import MEMBER
from shared.contracts.training import events
from shared.ledger import Unit

# A transaction looks at the members of so many organisations.
BATCH = 20


def tell_behind(unit: Unit, today: date, after: str | None) -> str | None:
    """Tell, of a batch of organisations, how many of their members are behind on *today* (days.Work)."""
    if not rules.is_looked_at(today):
        return None
    organisations = store.organisations(unit.db, after, BATCH)
    held = copies.members_in(unit.db, set(organisations), today)
    members = {name: one["org_code"] for name, one in held.items() if one.get("status") in MEMBER}
    for name in store.exempt(unit.db, members, today.year):
        del members[name]
    secretaries = store.secretaries(unit.db, members, today)
    reached = queries.reached(unit.db, members, today.year, today)
    in_force = {code: areas.rules(unit.db, rules.PACK, today, area) for code, area in organisations.items()}
    behind = {
        name
        for name in members
        if rules.is_behind(
            in_force[members[name]], today, reached.get(name, (0.0, 0))[0], is_secretary=name in secretaries
        )
    }
    for org_code, area in organisations.items():
        own = {name for name, org in members.items() if org == org_code}
        if own & behind:
            share = rules.share_due(in_force[org_code], today)
            _tell(unit, org_code, area, share, len(own & behind), len(own))
    return max(organisations, default=None)


def _tell(unit: Unit, org_code: str, area: str, share: int, behind: int, members: int) -> None:
    year = unit.stamp.recorded_on.year
    event = events.HoursBehind(
        subject=f"{year}:{org_code}",
        step=share,
        area=area,
        year=year,
        org_code=org_code,
        behind=behind,
        members=members,
    )
    unit.record(f"hours:{year}:{org_code}", event)
