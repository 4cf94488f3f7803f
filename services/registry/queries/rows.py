"""What the registry's questions show of a document."""

from collections.abc import Mapping
from typing import Any

from services.registry import store
from shared.city import areas
from shared.ledger.bound import Collections
from shared.security.tokens import Actor

Document = dict[str, Any]
HIDDEN = ("_id", store.ANNOUNCED, "sealed", "statements", "version", store.UNNAMED)


def in_area(db: Collections, area: str | None) -> Document:
    """Return the condition that something lies in an area or below it; None: anywhere."""
    return {"area": {"$in": areas.below(db, area)}} if area else {}


def is_own(db: Collections, stream: str, actor: Actor) -> bool:
    """Return whether what *stream* tells of lies in the actor's areas now; what lies nowhere does."""
    kind, _, key = stream.partition(":")
    if kind == "member":
        found = store.find(db, store.MEMBERS, key)
        place = store.find(db, store.ORGANISATIONS, found["org_code"]) if found else None
    else:
        named = {"enterprise": store.ENTERPRISES, "organisation": store.ORGANISATIONS}.get(kind)
        place = store.find(db, named, key) if named else None
    if place is None:
        return True
    mine = areas.covers(db, actor.areas, place["area"])
    return mine and (kind == "enterprise" or areas.is_own(db, actor, place["area"], place["_id"]))


def plain(row: Mapping[str, Any], kind: store.Kind) -> Document:
    """Return what may be shown of a document, with its key under the name it has for people."""
    return {kind.field: row["_id"], **{name: value for name, value in row.items() if name not in HIDDEN}}
