"""What a department learns from others: the convener of tasks, the others of resolutions."""

from dataclasses import replace
from functools import partial
from typing import Any

from pymongo.database import Database

from services.department import store
from services.department.commands.evidence import sweep
from services.department.effects import EFFECTS
from services.department.limits import DUTIES, open_figures
from services.department.urging import urge
from shared.city import days
from shared.city.service import Following
from shared.city.sites import Department, Sites
from shared.contracts.department import events
from shared.contracts.registry.events import DayStarted

# The entries that begin a document in a department's own ledger.
OWN = {
    store.TASKS: (events.TaskAccepted, events.TaskProgressed, events.TaskSubmitted),
    store.RESOLUTIONS: (events.ResolutionIssued,),
}


def reset(db: Database[dict[str, Any]]) -> None:
    """
    Empty what came from others and is summed up; what the department recorded itself stays, its duties too.

    The area tree stays too: it is only ever set, and figures that arrive meanwhile need it.
    """
    for collection, kinds in OWN.items():
        store.forget(db, collection, [kind.event_type for kind in kinds])


FOLLOWING = Following(effects={**EFFECTS, DayStarted: days.note}, reset=reset)


def following_of(department: Department, sites: Sites) -> Following:
    """Return how the instance of *department* follows; what each day brings depends on what it owes and decides."""
    works: tuple[days.Work, ...] = (partial(open_figures, department), DUTIES.tell_late)
    if department.instance in sites.conveners:
        works = (*works, partial(urge, sites))
    return replace(FOLLOWING, settle=days.settle(*works, sweep), pauses=days.pauses)
