"""The life of a resolution between two departments that hear of each other late, over random histories."""

from collections import deque
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.department import rules, store
from services.department.effects import UPDATES
from services.department.model import Resolution, Task, state
from shared.contracts.base import EVENTS
from shared.contracts.department.terms import OVER
from shared.contracts.department.terms import ResolutionState as State
from shared.rules import pack

RULES = pack.load("joint_meeting", date.max)

NO = "JM-2026-01"
ISSUED_ON = date(2026, 7, 16)
DUE_ON = date(2026, 9, 20)
ISSUE = {
    "no": NO,
    "meeting": "2026-03",
    "text": "摸清底数",
    "lead": "union",
    "co": [],
    "due_on": DUE_ON.isoformat(),
    "deliverable": "名单",
    "measure": "县县有名单",
}

LAST = 5
LEAD_STEPS = {"accept": "task_accepted", "progress": "task_progressed", "submit": "task_submitted"}
DECISIONS = {
    "return": "resolution_returned",
    "verify": "resolution_verified",
    "close": "resolution_closed",
}
STEPS = {
    **LEAD_STEPS,
    **DECISIONS,
    "extend": "resolution_extended",
    "cancel": "resolution_cancelled",
}
LEGAL = {
    State.ISSUED: {State.ACCEPTED, State.CANCELLED},
    State.ACCEPTED: {State.IN_PROGRESS, State.SUBMITTED, State.CANCELLED},
    State.IN_PROGRESS: {State.SUBMITTED, State.CANCELLED},
    State.SUBMITTED: {State.RETURNED, State.VERIFIED, State.CANCELLED},
    State.RETURNED: {State.SUBMITTED, State.CANCELLED},
    State.VERIFIED: {State.CLOSED, State.CANCELLED},
    State.CLOSED: set(),
    State.CANCELLED: set(),
}


class Side:
    """One department's copy, changed by the updates that its database would be given."""

    def __init__(self) -> None:
        self.documents: dict[str, dict[str, Any]] = {"resolutions": {"_id": NO}, "tasks": {"_id": NO}}

    def take(self, event_type: str, data: dict[str, Any]) -> None:
        effect = UPDATES[EVENTS[event_type]]
        document = self.documents[effect.collection]
        for name, changes in effect.update(data).items():
            for field, value in changes.items():
                before = document.get(field)
                after = {
                    "$set": value,
                    "$inc": (before or 0) + value if name == "$inc" else None,
                    "$max": max(before or value, value) if name == "$max" else None,
                }
                document[field] = after[name]

    @property
    def resolution(self) -> Resolution:
        return store.resolution(self.documents["resolutions"])

    @property
    def task(self) -> Task:
        return store.task(self.documents["tasks"])

    @property
    def state(self) -> State:
        return state(self.resolution, self.task)


class Life:
    """Both departments, the messages between them, and the states the convener saw."""

    def __init__(self) -> None:
        self.convener, self.lead = Side(), Side()
        self.to_lead: deque[tuple[str, dict[str, Any]]] = deque()
        self.to_convener: deque[tuple[str, dict[str, Any]]] = deque()
        self.seen = [State.ISSUED]
        self.done: list[str] = []
        self._record(self.convener, self.to_lead, "resolution_issued", ISSUE)
        self.hear_as_lead()

    def act_as_lead(self, choice: int) -> None:
        """Take one of the steps that the rules allow the lead by what it knows."""
        resolution, task = self.lead.resolution, self.lead.task
        allowed = [
            step for step in LEAD_STEPS if not rules.task_violations(RULES, resolution, task, step, "union")
        ]
        if allowed:
            self._go(self.lead, self.to_convener, allowed[choice % len(allowed)], {"no": NO})

    def act_as_convener(self, choice: int, days: int) -> None:
        """Take one of the steps that the rules allow the convener by what it knows."""
        resolution, task = self.convener.resolution, self.convener.task
        due_on = resolution.due_on + timedelta(days=days)
        allowed = [
            step for step in DECISIONS if not rules.convener_violations(RULES, resolution, task, step, "chen")
        ]
        if not rules.extension_violations(RULES, resolution, due_on):
            allowed.append("extend")
        # Else most lives would end at once.
        if choice == LAST and not rules.cancellation_violations(RULES, resolution):
            allowed = ["cancel"]
        if allowed:
            data = {"no": NO, "due_on": due_on.isoformat()}
            self._go(self.convener, self.to_lead, allowed[choice % len(allowed)], data)

    def hear_as_lead(self) -> None:
        if self.to_lead:
            self.lead.take(*self.to_lead.popleft())

    def hear_as_convener(self) -> None:
        if self.to_convener:
            self.convener.take(*self.to_convener.popleft())
            self._look()

    def hear_all(self) -> None:
        while self.to_lead or self.to_convener:
            self.hear_as_lead()
            self.hear_as_convener()

    def _go(self, side: Side, to_other: deque[Any], step: str, data: dict[str, Any]) -> None:
        self._record(side, to_other, STEPS[step], data)
        self.done.append(step)
        self._look()

    def _record(self, side: Side, to_other: deque[Any], what: str, data: dict[str, Any]) -> None:
        event = (f"department.{what}.v1", data)
        side.take(*event)
        to_other.append(event)

    def _look(self) -> None:
        if self.convener.state is not self.seen[-1]:
            self.seen.append(self.convener.state)


CHOICE = st.integers(0, LAST)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("lead"), CHOICE),
        st.tuples(st.just("convener"), CHOICE, st.integers(-5, 30)),
        st.tuples(st.just("lead hears")),
        st.tuples(st.just("convener hears")),
    ),
    min_size=20,
    max_size=60,
)


def live(moves: list[tuple[Any, ...]]) -> Life:
    life = Life()
    does: dict[str, Callable[..., None]] = {
        "lead": life.act_as_lead,
        "convener": life.act_as_convener,
        "lead hears": life.hear_as_lead,
        "convener hears": life.hear_as_convener,
    }
    for who, *what in moves:
        does[who](*what)
    return life


@pytest.mark.rule("R-JM-11")
@given(MOVES)
def test_the_convener_sees_legal_changes_of_state_only(moves: list[tuple[Any, ...]]) -> None:
    seen = live(moves).seen

    assert all(after in LEGAL[before] for before, after in pairwise(seen))


@pytest.mark.rule("R-JM-11")
@given(MOVES)
def test_both_departments_agree_once_each_heard_everything(moves: list[tuple[Any, ...]]) -> None:
    life = live(moves)

    life.hear_all()

    assert (life.lead.resolution, life.lead.task) == (life.convener.resolution, life.convener.task)


@given(MOVES)
def test_every_step_counts_once_in_both_departments(moves: list[tuple[Any, ...]]) -> None:
    life = live(moves)

    life.hear_all()

    steps = [life.done.count(step) for step in ("progress", "submit", "return", "extend")]
    for side in (life.convener, life.lead):
        task, resolution = side.task, side.resolution
        assert [task.notes, task.submissions, resolution.returns, resolution.extensions] == steps


@pytest.mark.rule("R-JM-13")
@given(MOVES)
def test_nothing_is_closed_that_was_not_handed_in_and_verified_in_this_order(
    moves: list[tuple[Any, ...]],
) -> None:
    done = live(moves).done

    if "close" in done:
        assert done.index("submit") < done.index("verify") < done.index("close")
        assert done.count("verify") == done.count("close") == 1
        assert done[done.index("verify") :] == ["verify", "close"]


@pytest.mark.rule("R-JM-12")
@given(MOVES)
def test_due_dates_move_forward_at_most_twice_and_the_original_stays(moves: list[tuple[Any, ...]]) -> None:
    life = live(moves)
    resolution = life.convener.resolution

    assert resolution.original_due_on == DUE_ON
    assert resolution.extensions == life.done.count("extend") <= RULES.number("R-JM-12")
    assert (resolution.due_on > DUE_ON) is (resolution.extensions > 0)


@pytest.mark.rule("R-JM-11")
@given(MOVES)
def test_whatever_happened_the_resolution_can_still_be_brought_to_its_end(
    moves: list[tuple[Any, ...]],
) -> None:
    life = live(moves)

    while life.convener.state not in OVER:
        before = len(life.done)
        life.hear_all()
        life.act_as_lead(-1)
        life.hear_all()
        life.act_as_convener(-1, 0)
        assert len(life.done) > before

    assert life.convener.resolution.closed is not life.convener.resolution.cancelled
