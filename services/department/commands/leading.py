"""Who leads a joint meeting, and so decides about what it dealt with (R-JM-01)."""

from shared.city import areas
from shared.city.sites import Sites
from shared.contracts.errors import InvalidInput, NotAllowed
from shared.ledger import Unit

RULE = "R-JM-01"


def lead(unit: Unit, sites: Sites, county: str | None = None) -> None:
    """
    Check that the actor's department leads the joint meeting of *county*, or of the city, on the day of the unit.

    Raises:
        InvalidInput: the area has no joint meeting: it is no county of this city.
        NotAllowed: another department leads, or the area is not the actor's.
    """
    place = county or sites.city
    if county is not None and county not in areas.right_below(unit.db, sites.city):
        raise InvalidInput.at(
            "area", f"{county}不是本市的县（市、区）", "应为本市的县（市、区）；全市会议请留空"
        )
    areas.within(unit, place)
    unit_leading = sites.convener_of(place, unit.stamp.recorded_on)
    if unit_leading != unit.actor.department:
        name = sites.departments[unit_leading].name
        raise NotAllowed(f"该联席会议由{name}牵头", {"rule": RULE, "area": place, "convener": unit_leading})
