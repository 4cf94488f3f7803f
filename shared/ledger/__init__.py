"""The ledger: record, number, chain, verify, erase; audit, outbox, order and replay in one log."""

from shared.ledger.entry import Entry
from shared.ledger.ledger import Ledger
from shared.ledger.unit import Stamp, Unit
from shared.security.tokens import Actor

__all__ = ["Actor", "Entry", "Ledger", "Stamp", "Unit"]
