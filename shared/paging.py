"""One shape for every list that is read page by page."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
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
    rows: Sequence[Mapping[str, Any]],
    limit: int,
    shown: Callable[[Mapping[str, Any]], Document],
    place: Callable[[Mapping[str, Any]], str] = itemgetter("_id"),
) -> Document:
    """
    Return ``{"items", "next"}``: at most *limit* of *rows*, and from where the next page goes on (None: the end).

    Args:
        rows: Documents in the order of their *place*, one more than *limit* where there are more.
        shown: Turns a document into what is shown of it.
        place: Returns where the page after a document goes on; else its ``_id``.
    """
    items = [shown(row) for row in rows[:limit]]
    return {"items": items, "next": place(rows[limit - 1]) if len(rows) > limit else None}
