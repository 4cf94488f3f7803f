"""What may come next in a case, what stands against it today, and from when it may be done."""

from dataclasses import dataclass
from datetime import date

from services.development.model import Case
from services.development.rules.order import in_order
from services.development.rules.request import StepRequest
from services.development.rules.skipped import against
from services.development.rules.transitions import TRANSITIONS
from shared.rules.pack import RulePack
from shared.rules.violation import Violation

# What is done once while a case is where it is; again only where it has to be put right.
ONCE = frozenset(
    {
        "assign_contacts",
        "set_introducers",
        "political_review",
        "complete_training",
        "ask_exemption",
        "exempt_from_training",
        "file_admission",
        "assign_to_branch",
        "oath",
    }
)
# What else makes a step needless.
INSTEAD = {"complete_training": "exempt_from_training"}


@dataclass(frozen=True)
class Prospect:
    """
    A step that the state of a case allows.

    Attributes:
        leads_on: Whether it leads to another state.
        done: Whether it was taken already and once is enough.
        against: What stands against it, as far as that is known beforehand.
    """

    step: str
    leads_on: bool
    done: bool
    against: tuple[Violation, ...]

    @property
    def earliest(self) -> date | None:
        """The first day on which no limit stands against it; None: no limit does."""
        days = [violation.earliest for violation in self.against if violation.earliest is not None]
        return max(days, default=None)


def outlook(case: Case, today: date, rules: RulePack) -> list[Prospect]:
    """Return the steps that may follow, in the order of the rules (§11.2)."""
    return [
        Prospect(
            step,
            leads_on=row.target is not None,
            done=step in ONCE and _is_taken(case, step),
            against=tuple(against(_asked(case, step, today, rules), (in_order, *row.guards))),
        )
        for step, row in TRANSITIONS.items()
        if case.state in row.sources
    ]


def _is_taken(case: Case, step: str) -> bool:
    return any(case.last(one) is not None for one in (step, INSTEAD.get(step, step)))


def _asked(case: Case, step: str, today: date, rules: RulePack) -> StepRequest:
    return StepRequest(case, step, today, today, "", rules, {})
