"""What supervision learns from others: organisations, members, enterprises, days, answers to difficulties."""

from typing import Any

from pymongo.database import Database

from services.supervision import store
from services.supervision.calendar import DUTIES, open_day
from services.supervision.commands.dissolving import announced, settle_what_is_left
from services.supervision.commands.points import settle_difficulty
from shared.city import copies, days, firms
from shared.city.service import Following
from shared.contracts.department.events import DifficultyAnswered
from shared.contracts.registry.events import DayStarted, OrganisationDissolved, OrganisationEstablished
from shared.ledger import Entry, Unit
from shared.ledger.corrected import Corrected

VOIDED = "党组织登记作废"


def _established(unit: Unit, entry: Entry) -> None:
    copies.EFFECTS[OrganisationEstablished](unit, entry)
    store.change(unit, copies.ORGANISATIONS, entry.data["org_code"], {store.NEW: True})


def _dissolved(unit: Unit, entry: Entry) -> None:
    copies.EFFECTS[OrganisationDissolved](unit, entry)
    announced(unit, entry.data["org_code"], entry.effective_on, entry.recorded_on)


def _established_corrected(unit: Unit, correction: Corrected) -> None:
    copies.CORRECTED[OrganisationEstablished](unit, correction)
    if correction.void:
        DUTIES.lapse_due_after(unit, correction.entry.data["org_code"], correction.was_on, VOIDED)
    else:
        store.change(unit, copies.ORGANISATIONS, correction.entry.data["org_code"], {store.NEW: True})


def _dissolved_corrected(unit: Unit, correction: Corrected) -> None:
    # What is due again, or due longer, is opened when the next day begins.
    org_code = correction.entry.data["org_code"]
    copies.CORRECTED[OrganisationDissolved](unit, correction)
    store.change(unit, copies.ORGANISATIONS, org_code, {store.NEW: True})
    if not correction.void:
        announced(unit, org_code, correction.entry.effective_on, correction.entry.recorded_on)


def _forget(db: Database[dict[str, Any]]) -> None:
    copies.forget(db)
    firms.forget(db)


# Duties and answers led to entries of our own, so a rebuild empties the registry's copies only.
FOLLOWING = Following(
    effects={
        **copies.EFFECTS,
        **firms.EFFECTS,
        OrganisationEstablished: _established,
        OrganisationDissolved: _dissolved,
        DayStarted: days.note,
        DifficultyAnswered: settle_difficulty,
    },
    corrected={
        **copies.CORRECTED,
        **firms.CORRECTED,
        OrganisationEstablished: _established_corrected,
        OrganisationDissolved: _dissolved_corrected,
    },
    settle=days.settle(open_day, DUTIES.tell_late, settle_what_is_left),
    pauses=days.pauses,
    reset=_forget,
)
