"""Erasing a person: the values go, the record that something stood there stays (R-PRV-17)."""

from shared.ledger.unit import Unit


def erase(unit: Unit, owner: str, stream: str, person: str, rule: str) -> None:
    """
    Remove every sealed value of *person* and the key they lie under, and record that it was done.

    Args:
        owner: The contract prefix the erasure is recorded under, e.g. ``registry``.

    Figures do not change: what travels never held the values. Entries keep their salted digest, whose salt
    is removed too, so that verification says *erased* and nothing can be guessed back.

    Source: R-PRV-17.
    """
    removed = unit.db["ledger"].update_many(
        {"person": person, "private": {"$exists": True}}, {"$unset": {"private": ""}}, session=unit.session
    )
    unit.vault.forget(person, unit.session)
    unit.record(
        stream,
        f"{owner}.person_erased.v1",
        {"person": person, "rule": rule, "entries": removed.modified_count},
    )
