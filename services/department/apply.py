"""What a department learns from others: the convener of tasks, the others of resolutions."""

from typing import Any

from pymongo.database import Database

from services.department import store
from services.department.effects import EFFECTS
from shared.city.service import Following
from shared.contracts.department import events

# The entries that begin a document in a department's own ledger.
OWN = {
    store.TASKS: (events.TaskAccepted, events.TaskProgressed, events.TaskSubmitted),
    store.RESOLUTIONS: (events.ResolutionIssued,),
}


def reset(db: Database[dict[str, Any]]) -> None:
    """
    Empty what came from others and is summed up; what the department recorded itself stays.

    The area tree stays too: it is only ever set, and figures that arrive meanwhile need it.
    """
    for collection, kinds in OWN.items():
        store.forget(db, collection, [kind.event_type for kind in kinds])


FOLLOWING = Following(effects=EFFECTS, reset=reset)
