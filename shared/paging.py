"""One shape for every list that is read page by page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shared.ledger.bound import Collections

Document = dict[str, Any]


def rows_of(
    db: Collections, collection: str, wanted: Mapping[str, Any], after: str | None, limit: int
) -> list[Document]:
    """Return the *wanted* documents of a page after a key, in the order of keys; one more where more follow."""
    more = {"_id": {"$gt": after}} if after else {}
    return list(db[collection].find({**wanted, **more}).sort("_id", 1).limit(limit + 1))


def page(
    rows: Sequence[Mapping[str, Any]], limit: int, shown: Callable[[Mapping[str, Any]], Document]
) -> Document:
    """
    Return ``{"items", "next"}``: at most *limit* of *rows*, and from where the next page goes on (None: the end).

    Args:
        rows: Documents in the order of their ``_id``, one more than *limit* where there are more.
        shown: Turns a document into what is shown of it.
    """
    items = [shown(row) for row in rows[:limit]]
    return {"items": items, "next": rows[limit - 1]["_id"] if len(rows) > limit else None}
