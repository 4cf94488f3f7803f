"""What the registry learns from others: whom development admitted, converted or struck off (R-MEM-13)."""

from dataclasses import replace
from functools import partial

from services.registry.commands.admissions import (
    case_opened,
    opening_corrected,
    step_completed,
    step_corrected,
)
from services.registry.commands.announced import take_effect
from services.registry.commands.coverage import tell_coverage
from services.registry.commands.growth import look
from services.registry.commands.limits import DUTIES
from shared.city import days
from shared.city.service import Following
from shared.contracts.development.events import CaseOpened, StepCompleted
from shared.ledger import Entry, Unit
from shared.ledger.corrected import Corrected
from shared.security.pseudonyms import Pseudonyms


def _step_completed(unit: Unit, entry: Entry) -> None:
    step_completed(unit, entry)
    look(unit)


def _step_corrected(unit: Unit, correction: Corrected) -> None:
    step_corrected(unit, correction)
    look(unit)


# It keeps day and area tree itself and follows no log that tells of them, so neither is applied twice.
# The days that it starts are noted by the command itself; what is late by then is told here.
# Nothing is emptied for a rebuild: all that comes of a step is an entry of our own, and a step heard again adds none.
FOLLOWING = Following(
    effects={CaseOpened: case_opened, StepCompleted: _step_completed},
    corrected={CaseOpened: opening_corrected, StepCompleted: _step_corrected},
    settle=days.settle(take_effect, DUTIES.tell_late),
)


def following_with(pseudonyms: Pseudonyms | None) -> Following:
    """Return how the registry follows; without a secret for *pseudonyms* it tells of no coverage."""
    if pseudonyms is None:
        return FOLLOWING
    return replace(
        FOLLOWING, settle=days.settle(take_effect, DUTIES.tell_late, partial(tell_coverage, pseudonyms))
    )
