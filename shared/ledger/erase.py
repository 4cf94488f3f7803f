"""Erasing a person: the values go, the record that something stood there stays (R-PRV-17)."""

from shared.contracts.erasure import Erasure
from shared.ledger.unit import Unit


def erase(unit: Unit, event: type[Erasure], stream: str, person: str, rule: str) -> None:
    """
    Remove every sealed value of *person* and the key they lie under, and record that it was done.

    Args:
        event: The service's event of an erasure: ``person``, ``rule`` and the number of ``entries``.

    Figures do not change: what travels never held the values. Entries keep their salted digest, whose salt
    is removed too, so that verification says *erased* and nothing can be guessed back.

    Source: R-PRV-17.
    """
    removed = unit.db["ledger"].update_many(
        {"person": person, "private": {"$exists": True}}, {"$unset": {"private": ""}}
    )
    unit.vault.forget(person, unit.session)
    unit.record(stream, event(person=person, rule=rule, entries=removed.modified_count))
