"""Organisations that have fallen below what they were set up with: reviewed, and never changed by themselves."""

from datetime import date, timedelta

from services.registry import store
from services.registry.commands.limits import DUTIES, holder_of
from services.registry.model import Organisation
from services.registry.rules import PACK
from services.registry.standing_rules import is_below_setting
from shared.city import areas
from shared.city.duties import undone_since
from shared.contracts.registry.terms import ORGANISATION_FORMS
from shared.ledger import Unit
from shared.rules.deadlines import table

REVIEW = "review_setting"
ENOUGH = "已恢复到组建时的要求"


def organisations_over(unit: Unit, credit_code: str, on: date, day: date) -> set[str]:
    """Return the organisations that an enterprise was set up in right before *on*, and is on *day*."""
    bond = store.affiliation(unit.db, credit_code)
    held = (bond.on(on - timedelta(days=1)), bond.on(day))
    return {str(one["org_code"]) for one in held if one["form"] in ORGANISATION_FORMS}


def review(unit: Unit, code: str, on: date, day: date) -> None:
    """
    Open, meet or end the duty to review the setting of an organisation of which something changed from *on* on.

    Source: R-ORG-11, R-ORG-01, R-ORG-02.
    """
    since = undone_since(unit.db, REVIEW, code)
    day = max(day, since or day)
    document = store.get(unit.db, store.ORGANISATIONS, code)
    now = store.organisation(document, day)
    if not now.exists_on(day):
        return
    if since is not None and store.organisation(document, since).form != now.form:
        DUTIES.meet(unit, REVIEW, code, day)
        return
    is_below = _is_below(unit, now, day)
    if since is not None and not is_below:
        DUTIES.lapse(unit, code, day, ENOUGH, (REVIEW,))
    elif since is None and is_below:
        before = on - timedelta(days=1)
        was = store.organisation(document, before)
        if was.exists_on(before) and was.form == now.form and not _is_below(unit, was, before):
            DUTIES.open(unit, table()[REVIEW], code, day, holder_of(unit, code))


def _is_below(unit: Unit, organisation: Organisation, day: date) -> bool:
    if organisation.form not in ORGANISATION_FORMS:
        return False
    units = store.units_of(unit.db, organisation, day)
    full = sum(store.full_members_of(unit.db, one, day) for one in units)
    in_force = areas.rules(unit.db, PACK, day, organisation.area)
    return is_below_setting(in_force, organisation.form, len(units), full)
