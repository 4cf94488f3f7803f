"""Reports that were put together already: they stay right until another entry is applied or a figure counted anew."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from services.reporting import frozen, store
from services.reporting.store import Documents
from shared.messaging import positions

Answer = dict[str, Any]
MOST = 400
Made = TypeVar("Made")
_kept: OrderedDict[tuple[str, str, str], tuple[Any, Any]] = OrderedDict()


def once(db: Documents, place: str, period: str, area: str, make: Callable[[], Answer]) -> Answer:
    """
    Return the report of *period* and *area*: the last one while nothing has changed, else what *make* gives.

    Args:
        place: The database, which may be one of several in a process.
    """
    return _once(_state(db), (place, period, area), make)


def as_counted(db: Documents, place: str, period: str, area: str, make: Callable[[], Made]) -> Made:
    """Return what *make* gives of the figures alone: the last one until a figure is counted anew."""
    return _once(store.settled_mark(db), (place, period, area), make)


def _once(state: Any, key: tuple[str, str, str], make: Callable[[], Made]) -> Made:
    if state is None:
        return make()
    found = _kept.get(key)
    if found is None or found[0] != state:
        _kept[key] = found = state, make()
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    made: Made = found[1]
    return made


def _state(db: Documents) -> Any:
    """Return what tells this state of the figures from every other; None while figures are being counted."""
    mark = store.settled_mark(db)
    if mark is None:
        return None
    return mark, positions.state(db), positions.halted_streams(db), frozen.states(db)
