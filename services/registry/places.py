"""Where the things of the register lie."""

from collections.abc import Mapping
from typing import Any

from services.registry import store
from shared.ledger.bound import Collections


def area_of(db: Collections, document: Mapping[str, Any]) -> str:
    """Return where a thing lies: its own area, or that of its organisation or else its enterprise."""
    if "area" in document:
        return str(document["area"])
    if document.get("org_code"):
        return str(store.get(db, store.ORGANISATIONS, document["org_code"])["area"])
    return str(store.get(db, store.ENTERPRISES, document["credit_code"])["area"])
