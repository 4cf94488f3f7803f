"""Reports that were put together already: they stay right until another entry is applied or a figure counted anew."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from services.reporting import frozen, store
from services.reporting.store import Documents
from shared.messaging import positions

Answer = dict[str, Any]
MOST = 400
_kept: OrderedDict[tuple[str, str, str], tuple[Any, Answer]] = OrderedDict()


def once(db: Documents, place: str, period: str, area: str, make: Callable[[], Answer]) -> Answer:
    """
    Return the report of *period* and *area*: the last one while nothing has changed, else what *make* gives.

    Args:
        place: The database, which may be one of several in a process.
    """
    state = _state(db)
    if state is None:
        return make()
    key = place, period, area
    found = _kept.get(key)
    if found is None or found[0] != state:
        _kept[key] = found = state, make()
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return found[1]


def _state(db: Documents) -> Any:
    """Return what tells this state of the figures from every other; None while figures are being counted."""
    mark = store.settled_mark(db)
    if mark is None:
        return None
    return mark, positions.state(db), positions.halted_streams(db), frozen.states(db)
