"""What another edition changes: rule by rule, and for a case of which the next step falls under such a rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.development.model import Case
from services.development.rules.limits import DEADLINES
from services.development.rules.skipped import RULES_OF
from services.development.rules.transitions import TRANSITIONS
from shared.rules.pack import Rule, RulePack


@dataclass(frozen=True)
class Change:
    """A rule that reads otherwise; None: it is not in force."""

    rule: str
    before: Rule | None
    after: Rule | None

    @property
    def is_binding(self) -> bool:
        """Whether a case may be judged otherwise: by number, level, or that there is such a rule at all."""
        judged = [one and (one.value, one.unit, one.level) for one in (self.before, self.after)]
        return judged[0] != judged[1]


@dataclass(frozen=True)
class Touch:
    """A change that a next step of a case falls under, and the first day on which it does."""

    step: str
    change: Change
    since: date


def changes(before: RulePack, after: RulePack) -> list[Change]:
    """Return the rules that read otherwise, in the order of the later pack, then those that are gone."""
    ids = [*after.rules, *(rule for rule in before.rules if rule not in after)]
    found = [Change(rule, before.rules.get(rule), after.rules.get(rule)) for rule in ids]
    return [one for one in found if one.before != one.after]


def touches(case: Case, found: Sequence[Change], on: date) -> Iterator[Touch]:
    """
    Yield which next steps of a case fall under changes that may judge them otherwise; nothing is decided by it.

    Args:
        on: The day whose rules are looked at; a rule that is gone is gone by then.
    """
    binding = {one.rule: one for one in found if one.is_binding}
    for step, row in TRANSITIONS.items():
        if case.state in row.sources:
            for rule in _rules_of(step):
                if (change := binding.get(rule)) is not None:
                    yield Touch(step, change, _since(change, on))


def _since(change: Change, on: date) -> date:
    return on if change.after is None else change.after.effective_from


def _rules_of(step: str) -> list[str]:
    """Return the rules that a step is judged by: its own, those it has a limit by, and the numbers in these."""
    limits = [one.rule for one in DEADLINES.values() if step in one.met_by]
    return list(dict.fromkeys((*RULES_OF.get(step, ()), *limits)))
