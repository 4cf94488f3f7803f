"""What development knows of a case: the steps that were taken, and what follows from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from shared.contracts.development import facts
from shared.contracts.development.terms import State
from shared.rules.periods import add_months

OVER = (State.FULL, State.ARCHIVED, State.TERMINATED, State.CANCELLED)


@dataclass(frozen=True)
class Taken:
    """
    A step that was taken.

    Attributes:
        edition: The edition of the rules it was judged by (R-GEN-07).
        to: The state afterwards.
        backfilled: Whether it was entered afterwards from the paper file (R-GEN-10).
        by: The user who entered it; None: it was taken before this was kept.
    """

    step: str
    on: date
    edition: str
    to: State
    facts: Mapping[str, Any] = field(default_factory=dict)
    backfilled: bool = False
    by: str | None = None


class Confirmation(facts.Confirmation):
    """
    A confirmation of a rule's text, as far as it came (R-GEN-14).

    Attributes:
        by, approved_by: Two persons.
        withdrawn_on: The first day that it does not bind any more.
    """

    by: str
    approved_by: str | None = None
    approved_on: date | None = None
    withdrawn_on: date | None = None
    reason: str | None = None

    @property
    def state(self) -> str:
        """Where it stands, of CONFIRMATION_STATES."""
        if self.withdrawn_on is not None:
            return "withdrawn"
        return "proposed" if self.approved_on is None else "approved"

    def binds(self, edition: str, on: date) -> bool:
        """Return whether it binds what is done on a day under an edition; never what was done before its approval."""
        if self.approved_on is None or edition != self.edition:
            return False
        return max(self.since, self.approved_on) <= on and (
            self.withdrawn_on is None or on < self.withdrawn_on
        )


@dataclass(frozen=True)
class Case:
    """
    A person's way into the Party; everything but the two ids follows from the steps.

    Attributes:
        org_code: The branch that handles the case now.
    """

    case_id: str
    org_code: str
    taken: tuple[Taken, ...] = ()

    @property
    def state(self) -> State:
        """Where the case stands."""
        return self.taken[-1].to

    @property
    def last_on(self) -> date:
        """The day of the last step."""
        return self.taken[-1].on

    @property
    def is_open(self) -> bool:
        """Return whether there is anything left to decide."""
        return self.state not in OVER

    @property
    def admitted_in(self) -> str | None:
        """The branch whose admission was approved, whoever has the case now; None: none, or the steps do not tell."""
        approved = [number for number, taken in enumerate(self.taken) if taken.step == "approve_admission"]
        if not approved:
            return None
        before, after = self.taken[: approved[-1]], self.taken[approved[-1] :]
        if not any("org_code" in taken.facts for taken in after):
            return self.org_code
        return next(
            (taken.facts["org_code"] for taken in reversed(before) if "org_code" in taken.facts), None
        )

    def last(self, step: str) -> Taken | None:
        """Return the last time *step* was taken since the case last fell back behind it, if ever."""
        for taken in reversed(self.since_fall()):
            if taken.step == step:
                return taken
        return None

    def since_fall(self) -> tuple[Taken, ...]:
        """Return the steps that still hold: what lies before a fall to an earlier state was undone from there on."""
        held: list[Taken] = []
        for taken in self.taken:
            held = [*_kept(held, taken), taken]
        return tuple(held)

    def to_do_again(self) -> tuple[str, ...]:
        """Return which steps falls have undone, in their order, that were not taken again since (rules §11.2)."""
        held: list[Taken] = []
        undone: dict[str, None] = {}
        for taken in self.taken:
            kept = _kept(held, taken)
            undone |= {one.step: None for one in held if one not in kept and one.step not in NEVER_OWED}
            undone.pop(taken.step, None)
            held = [*kept, taken]
        return tuple(undone) if self.is_open else ()

    def told(self, step: str, name: str) -> list[Any]:
        """Return what each *step* that was taken and still holds says under *name*, in their order."""
        return [taken.facts[name] for taken in self.since_fall() if taken.step == step]

    def count(self, step: str) -> int:
        """Count how often *step* was taken and still holds."""
        return sum(taken.step == step for taken in self.since_fall())

    @property
    def extensions(self) -> tuple[int, ...]:
        """The months of each extension of probation that was approved (R-DEV-67, R-DEV-73)."""
        found, voted = [], 0
        for taken in self.taken:
            if taken.step == "vote_extend":
                voted = taken.facts["months"]
            # The vote itself extended, as long as no approval of its own was asked for.
            if taken.step in ("vote_extend", "approve_extension") and taken.to is State.EXTENDED:
                found.append(voted)
        return tuple(found)

    @property
    def extended_by(self) -> int:
        """The months that the probation was extended by; 0: it was not (R-DEV-67)."""
        return sum(self.extensions)

    def probation_end(self, months: int) -> date | None:
        """
        Return the last day of a probation of *months*, extension included; None before admission.

        Source: R-DEV-62, R-GEN-03.
        """
        vote = self.last("vote_admission")
        return None if vote is None else add_months(vote.on, months + self.extended_by)

    def with_step(self, taken: Taken) -> "Case":
        """Return the case after *taken*."""
        org_code = taken.facts.get("org_code", self.org_code)
        return replace(self, org_code=org_code, taken=(*self.taken, taken))


RANK = {state: number for number, state in enumerate(State)}
BACK_TO_ACTIVIST = (State.ACTIVIST,)
BACK_TO_EITHER = (State.CANDIDATE, State.ACTIVIST)
# The steps by which a case falls back, and where it may fall to.
FALLS: Mapping[str, tuple[State, ...]] = {
    "superior_reject": BACK_TO_ACTIVIST,
    "uphold_objection": BACK_TO_ACTIVIST,
    "review_unqualified": (State.ACTIVIST, State.TERMINATED),
    "pre_review_fail": BACK_TO_EITHER,
    "vote_admission_fail": BACK_TO_EITHER,
    "reject_admission": BACK_TO_ACTIVIST,
    "resubmit": (State.FORM_COMPLETED,),
    "reject_conversion": (State.CONVERSION_APPLIED,),
    "reject_extension": (State.CONVERSION_APPLIED,),
    "reject_cancellation": (State.PROBATIONARY, State.EXTENDED, State.CONVERSION_APPLIED),
    "receive": (State.APPLIED, State.TALKED, State.ACTIVIST, State.CANDIDATE),
}
THE_THREE = ("set_introducers", "political_review", "complete_training")
# The steps of a candidate, in any order: what a fall to candidate undoes of them does not follow from that order.
OF_A_CANDIDATE = (*THE_THREE, "exempt_from_training")
# What a fall to candidate undoes of them: who was found wanting is looked into again; who comes to another branch gets
# introducers there, while its papers are confirmed (R-DEV-81).
UNDONE_OF_A_CANDIDATE: Mapping[str, tuple[str, ...]] = {
    "pre_review_fail": ("political_review",),
    "vote_admission_fail": ("political_review",),
    "receive": ("set_introducers",),
}
# What nobody has to do again because a fall undid it.
NEVER_OWED = frozenset(
    {*FALLS, "raise_objection", "settle_objection", "transfer_out", "hand_over", "vote_extend", "vote_cancel"}
)


def _kept(held: Sequence[Taken], last: Taken) -> list[Taken]:
    """Return which of the steps *held* still hold after *last*."""
    if last.to not in FALLS.get(last.step, ()):
        return list(held)
    again = UNDONE_OF_A_CANDIDATE.get(last.step, ()) if last.to is State.CANDIDATE else ()
    return [one for one in held if RANK[_belongs_to(one)] <= RANK[last.to] and one.step not in again]


def _belongs_to(taken: Taken) -> State:
    """Return the state a step belongs to: the last of those of a candidate leads on, but is no other for that."""
    return State.CANDIDATE if taken.step in OF_A_CANDIDATE else taken.to
