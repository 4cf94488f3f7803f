"""What the county's organisers should know of admissions, told as facts: places used, bunching at a year's end."""

from datetime import date, timedelta

from services.development import store
from services.development.rules import Quota, notices
from shared.city import areas, copies
from shared.contracts.development import events
from shared.ledger import Unit

PACK = "development"
NEW_YEAR, YEAR_END = (1, 1), (12, 31)


def tell_quota(unit: Unit, org_code: str, year: int, before: Quota | None) -> None:
    """Tell that the places used of a year reached a step (A-18), if they had not *before*."""
    after = store.quota(unit, org_code, year)
    rules = copies.rules(unit.db, PACK, min(unit.stamp.recorded_on, date(year, *YEAR_END)), org_code)
    step = notices.step_reached(before, after, rules) if after else None
    if after is None or step is None:
        return
    event = events.QuotaUsed(
        subject=f"{year}:{org_code}",
        step=step,
        area=copies.area_of(unit.db, org_code),
        year=year,
        org_code=org_code,
        places=after.places,
        used=after.used,
    )
    unit.record(f"quota:{year}:{org_code}", event)


def tell_bunching(city: str, unit: Unit, today: date, after: str | None) -> str | None:
    """
    Tell, when a year is over, that a county admitted too many in its last quarter (A-19); days.Work.

    By what is on record then, county by county: within the year nobody knows the share.
    """
    if (today.month, today.day) != NEW_YEAR:
        return None
    counties = sorted(code for code in areas.right_below(unit.db, city) if code > (after or ""))
    if not counties:
        return None
    county, last = counties[0], today - timedelta(days=1)
    within = copies.organisations_in(unit.db, areas.below(unit.db, county))
    admissions = store.admitted(unit.db, within, date(last.year, 1, 1), last)
    fourth_quarter = store.admitted(unit.db, within, date(last.year, 10, 1), last)
    rules = areas.rules(unit.db, PACK, last, county)
    if notices.is_bunched(fourth_quarter, admissions, rules):
        event = events.YearEndBunched(
            subject=f"{last.year}:{county}",
            step=rules.number("A-19"),
            area=county,
            year=last.year,
            fourth_quarter=fourth_quarter,
            admissions=admissions,
        )
        unit.record(f"admissions:{last.year}:{county}", event, effective_on=last)
    return county
