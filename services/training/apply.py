"""What training learns from the registry: members and organisations."""

from collections.abc import Sequence

from shared.city import copies
from shared.ledger import Entry, Unit


def apply(unit: Unit, entries: Sequence[Entry]) -> None:
    """Keep the local copies."""
    for entry in entries:
        copies.learn(unit, entry)
