"""Where an actor may act: every command asks here or ``areas.within``, so that no route goes around it."""

from services.registry import store
from shared.city.areas import within
from shared.ledger import Unit


def within_organisation(unit: Unit, org_code: str) -> None:
    """Raise NotAllowed unless the organisation lies in the actor's areas; NotFound when there is none."""
    within(unit, store.get(unit.db, store.ORGANISATIONS, org_code)["area"])


def within_enterprise(unit: Unit, credit_code: str) -> None:
    """Raise NotAllowed unless the enterprise now lies in the actor's areas; NotFound when there is none."""
    within(unit, store.get(unit.db, store.ENTERPRISES, credit_code)["area"])
