"""What a guard looks at, and how it speaks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.development.model import Case, Taken
from shared.contracts.registry.facts import Organisation
from shared.rules.pack import RulePack
from shared.rules.violation import Violation


@dataclass(frozen=True)
class Quota:
    """The places of a year, and how many are taken (R-DEV-93)."""

    year: int
    places: int
    used: int


@dataclass(frozen=True)
class Meeting:
    """A meeting as supervision told of it; those with a vote only where it says so (R-DEV-42)."""

    org_code: str
    kind: str
    held_on: date
    voters_due: int | None
    voters_present: int | None


@dataclass(frozen=True)
class StepRequest:
    """
    A step that is to be taken, with all that its guards may ask for.

    Attributes:
        on: The day of the step; it is judged by the copies as they stood then (I-6, I-9).
        by: The user who enters it.
        rules: The edition in force on that day, as it binds (R-GEN-07, R-GEN-09).
        standing: The status of each member the step names; None: no member on that day.
        voters: How many full members with unrestricted rights the branch has on that day (R-DEV-42).
        reasoned: Whether a reason was given with the step.
        approver: The committee the step names, if any; None: not known, or not there on that day.
        place: Where the step would have the case lie, if it says so; None: not known, or not there on that day.
        sent_to: Who is to receive the case under transfer, after those that were dissolved since (R-DEV-86).
        meeting: The meeting the step names, if any; None: nothing is on record of it.
        taken_forms: Numbers of forms that other cases hold (R-DEV-33).
    """

    case: Case
    step: str
    on: date
    recorded_on: date
    by: str
    rules: RulePack
    facts: Mapping[str, Any]
    standing: Mapping[str, str | None] = field(default_factory=dict)
    voters: int = 0
    reasoned: bool = False
    approver: Organisation | None = None
    place: Organisation | None = None
    sent_to: str | None = None
    quota: Quota | None = None
    meeting: Meeting | None = None
    taken_forms: frozenset[str] = frozenset()

    def violation(
        self, rule: str, message: str, *, field: str | None = None, earliest: date | None = None
    ) -> Violation:
        """Return that *rule* is not kept."""
        return self.rules.violation(rule, message, field=field, earliest=earliest)

    def number(self, rule: str) -> int:
        """Return the number of *rule*."""
        return self.rules.number(rule)

    def done(self, step: str) -> Taken:
        """Return the step that the order of states guarantees; raises LookupError when it is not there."""
        found = self.case.last(step)
        if found is None:
            raise LookupError(step)
        return found


Guard = Callable[[StepRequest], Iterator[Violation]]
