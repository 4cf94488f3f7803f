"""Training's entries on a real database: whatever order they come in, the right areas are counted anew."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from tests.unit.services.reporting.city import EAST, TOWNS, City, later

pytestmark = pytest.mark.integration
TOWN, OTHER, FAR = sorted(TOWNS)
DAY = later(10)


def learnt(reporting: Any) -> City:
    """Two members of one organisation each, settled."""
    city = City().tree().organisation("O1", TOWN).organisation("O2", FAR)
    city.member("M1", "O1", None).member("M2", "O2", None)
    reporting.take(city.entries)
    reporting.settle()
    return city


def attended(city: City, hours: float, on: date = DAY, **who: str) -> None:
    member, case = who.get("member_id"), who.get("case_id")
    city.say(
        "training", f"study:{member}", "training.attendance_recorded.v1", on,
        class_id="K1", member_id=member, case_id=case, sessions=[1], form="class", hours={on.isoformat(): hours},
    )  # fmt: skip


def secretary(city: City) -> None:
    facts = {"member_id": "M1", "org_code": "O1", "credit_code": None, "kind": "secretary"}
    city.say("registry", "post:P1", "registry.post_assigned.v1", DAY, post_id="P1", **facts)


def planned(city: City) -> None:
    axes = {"industry": "机械", "education": "大专", "business": "市场"}
    drafted = {"plan_id": "PL1", "year": 2026, "area": EAST, "axes": axes, "items": []}
    city.say("training", "plan:PL1", "training.plan_drafted.v1", DAY, **drafted)
    city.say("training", "plan:PL1", "training.plan_approved.v1", DAY, plan_id="PL1")
    one = {"plan_id": "PL1", "item": "I1", "area": OTHER, "planned_on": later(20).isoformat()}
    city.say("training", "class:K1", "training.class_planned.v1", later(20), class_id="K1", **one)
    city.say("training", "class:K1", "training.class_held.v1", later(21), class_id="K1", sessions=[])


def test_attendance_counts_where_the_member_is_and_a_candidate_s_nowhere(reporting: Any) -> None:
    city = learnt(reporting)
    seen = len(city.entries)
    attended(city, 32.0, member_id="M1")
    attended(city, 32.0, case_id="C1")

    figures = reporting.taken_one_by_one(city.entries[seen:])

    assert (figures[TOWN]["K-40"], figures[FAR]["K-40"], figures[EAST]["K-40"]) == ([1, 1], [0, 1], [1, 1])


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_posts_and_attendance_may_come_in_any_order(reporting: Any, order: tuple[int, ...]) -> None:
    city = learnt(reporting)
    seen = len(city.entries)
    secretary(city)
    attended(city, 56.0, member_id="M1")
    city.change_member("M1", later(12), org_code="O2")
    new = city.entries[seen:]

    figures = reporting.taken_one_by_one([new[number] for number in order])

    assert (figures[TOWN]["K-41"], figures[FAR]["K-41"]) == ([0, 0], [1, 1])


def test_a_post_that_ended_is_no_secretary_s_any_more(reporting: Any) -> None:
    city = learnt(reporting)
    seen = len(city.entries)
    secretary(city)
    city.say("registry", "post:P1", "registry.post_ended.v1", later(30), post_id="P1")

    assert reporting.taken_one_by_one(city.entries[seen:])[TOWN]["K-41"] == [0, 0]


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_plans_and_classes_may_come_in_any_order(reporting: Any, order: tuple[int, ...]) -> None:
    city = learnt(reporting)
    seen = len(city.entries)
    planned(city)
    new = city.entries[seen:]

    figures = reporting.taken_one_by_one([new[number] for number in order])

    assert (figures[OTHER]["K-42"], figures[EAST]["K-42"], figures[EAST]["K-43"]) == ([1, 1], [1, 1], [1, 1])


@pytest.mark.rule("R-GEN-09")
@pytest.mark.rule("R-TRN-09")
@pytest.mark.parametrize(("hours", "void", "reached"), [(32.0, False, 1), (31.0, False, 0), (32.0, True, 0)])
def test_corrected_attendance_counts_as_it_stands(
    reporting: Any, hours: float, void: bool, reached: int
) -> None:
    city = learnt(reporting)
    seen = len(city.entries)
    attended(city, 40.0, member_id="M1")
    recorded = city.entries[-1]
    city.correct(recorded, {**recorded.data, "hours": {DAY.isoformat(): hours}}, void=void)

    figures = reporting.taken_one_by_one(city.entries[seen:])

    assert figures[TOWN]["K-40"] == [reached, 1]
