"""What supervision learns from others: organisations, members, days, answers to difficulties."""

from services.supervision import store
from services.supervision.calendar import DUTIES, open_day
from services.supervision.commands.points import settle_difficulty
from shared.city import copies, days
from shared.city.service import Following
from shared.contracts.department.events import DifficultyAnswered
from shared.contracts.registry.events import DayStarted, OrganisationDissolved, OrganisationEstablished
from shared.ledger import Entry, Unit

DISSOLVED = "党组织撤销"


def _established(unit: Unit, entry: Entry) -> None:
    copies.EFFECTS[OrganisationEstablished](unit, entry)
    store.change(unit, copies.ORGANISATIONS, entry.data["org_code"], {store.NEW: True})


def _dissolved(unit: Unit, entry: Entry) -> None:
    copies.EFFECTS[OrganisationDissolved](unit, entry)
    DUTIES.lapse_due_after(unit, entry.data["org_code"], entry.effective_on, DISSOLVED)


# Duties and answers led to entries of our own, so a rebuild empties the registry's copies only.
FOLLOWING = Following(
    effects={
        **copies.EFFECTS,
        OrganisationEstablished: _established,
        OrganisationDissolved: _dissolved,
        DayStarted: days.note,
        DifficultyAnswered: settle_difficulty,
    },
    settle=days.settle(open_day, DUTIES.tell_late),
    pauses=days.pauses,
    reset=copies.forget,
)
