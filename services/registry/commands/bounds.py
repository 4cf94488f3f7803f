"""Where an actor may act: every command asks here, so that no route goes around it."""

from services.registry import store
from shared.contracts.errors import NotAllowed
from shared.ledger import Unit


def within(unit: Unit, area: str) -> None:
    """Raise NotAllowed unless one of the actor's areas is *area* or lies above it."""
    if not unit.covers(area):
        raise NotAllowed("该地区不在您的管辖范围内", {"area": area})


def within_organisation(unit: Unit, org_code: str) -> None:
    """Raise NotAllowed unless the organisation lies in the actor's areas; NotFound when there is none."""
    within(unit, store.get(unit, "organisations", org_code, "党组织", "org_code")["area"])


def within_enterprise(unit: Unit, credit_code: str) -> None:
    """Raise NotAllowed unless the enterprise now lies in the actor's areas; NotFound when there is none."""
    within(unit, store.get(unit, "enterprises", credit_code, "企业", "credit_code")["area"])
