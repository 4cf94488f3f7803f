"""What training learns from the registry: members, organisations, who is a secretary, who is erased."""

from typing import Any

from pymongo.database import Database

from services.training import store
from services.training.behind import tell_behind
from shared.city import copies, days
from shared.city.service import Following
from shared.contracts.registry.events import DayStarted, PersonErased, PostAssigned, PostEnded
from shared.contracts.training import events
from shared.ledger import Entry, Unit
from shared.ledger.corrected import Corrected
from shared.ledger.erase import erase


def _assigned(unit: Unit, entry: Entry) -> None:
    if entry.data["org_code"] is not None:
        values = {name: entry.data[name] for name in ("member_id", "kind")}
        store.put_post(unit, entry.data["post_id"], {**values, "from": entry.effective_on.isoformat()})


def _ended(unit: Unit, entry: Entry) -> None:
    store.put_post(unit, entry.data["post_id"], {"until": entry.effective_on.isoformat()})


def _assignment_corrected(unit: Unit, correction: Corrected) -> None:
    if correction.void:
        store.remove_post(unit, correction.entry.data["post_id"])
    else:
        _assigned(unit, correction.entry)


def _end_corrected(unit: Unit, correction: Corrected) -> None:
    if correction.void:
        store.put_post(unit, correction.entry.data["post_id"], {"until": None})
    else:
        _ended(unit, correction.entry)


def _erased(unit: Unit, entry: Entry) -> None:
    # A rebuild hears of it again; it was done and told then.
    person = entry.data["person"]
    if store.erase_person(unit, person):
        erase(unit, events.PersonErased, f"erasure:{person}", person, entry.data["rule"])


def _forget(db: Database[dict[str, Any]]) -> None:
    copies.forget(db)
    store.forget_posts(db)


FOLLOWING = Following(
    effects={
        **copies.EFFECTS,
        PostAssigned: _assigned,
        PostEnded: _ended,
        PersonErased: _erased,
        DayStarted: days.note,
    },
    corrected={**copies.CORRECTED, PostAssigned: _assignment_corrected, PostEnded: _end_corrected},
    settle=days.settle(tell_behind),
    pauses=days.pauses,
    reset=_forget,
)
