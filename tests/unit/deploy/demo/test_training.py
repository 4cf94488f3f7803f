"""Training in the demo: every county plans and trains, in batches, and two people share what one may not do."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from deploy.cli.demo import OFFICERS
from deploy.demo.playing.action import Action
from deploy.demo.playing.plan import plan
from shared.contracts.training.facts import MAX_ATTENDEES

INPUTS = Path(__file__).parents[4] / "deploy" / "demo" / "inputs"


def rows(name: str) -> list[dict[str, str]]:
    with (INPUTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def actions() -> list[Action]:
    return [action for action in plan(INPUTS) if action.path.startswith("/training/")]


def test_every_county_has_an_approved_plan_and_one_plan_is_not_complete_yet() -> None:
    counties = {row["code"] for row in rows("areas") if row["level"] == "county"}
    plans = rows("training_plans")

    assert {row["area"] for row in plans if row["approved_on"]} == counties
    assert [bool(row["business"]) for row in plans if not row["approved_on"]] == [False]


@pytest.mark.rule("R-PRV-23")
def test_who_drafts_and_asks_is_not_who_approves_and_grants(actions: list[Action]) -> None:
    deciding = {action.user for action in actions if action.path.endswith(("/approve", "/grant"))}
    others = {action.user for action in actions if not action.path.endswith(("/approve", "/grant"))}

    assert deciding.isdisjoint(others)
    assert deciding | others <= set(OFFICERS)


def test_attendance_goes_in_batches_and_leaves_nobody_out(actions: list[Action]) -> None:
    batches = [action.body["attendees"] for action in actions if action.path.endswith("/attendance")]

    assert max(map(len, batches)) <= MAX_ATTENDEES
    assert sum(map(len, batches)) == len(rows("training_attendance"))
    assert len({action.key for action in actions}) == len(actions)


def test_classes_are_held_late_cancelled_outside_any_plan_and_still_to_come() -> None:
    steps = Counter(row["step"] for row in rows("training_steps"))
    classes = rows("training_classes")

    assert steps["cancel"]
    assert sum(steps.values()) < len(classes)
    assert [row for row in classes if not row["plan_id"] and row["reason"]]
    assert [row for row in rows("training_attendance") if row["case_id"]]
    assert [row for row in rows("training_exemptions") if not row["granted_on"]]
