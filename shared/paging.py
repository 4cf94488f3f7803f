"""One shape for every list that is read page by page."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Document = dict[str, Any]


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
