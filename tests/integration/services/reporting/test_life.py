"""Duties, meetings and contact points on a real database: whatever order they come in, the right areas are counted."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from tests.unit.services.reporting.city import EAST, TOWNS, City, later

pytestmark = pytest.mark.integration
TOWN, OTHER, FAR = sorted(TOWNS)
DUTY = "talk:C1:2026-07-05"


def learnt(reporting: Any) -> City:
    """Two organisations, settled."""
    city = City().tree().organisation("O1", TOWN).organisation("O2", FAR)
    reporting.take(city.entries)
    reporting.settle()
    return city


def opened(city: City, org_code: str, on: date, log: str = "development", duty: str = DUTY) -> None:
    deadline = duty.split(":")[0]
    days = {"set_on": "2026-07-05", "due_on": "2026-08-05", "last_on": "2026-08-05"}
    told = {"deadline": deadline, "subject": "C1", "org_code": org_code, "area": TOWN, "department": None}
    city.say(log, f"duty:{duty}", f"{log}.duty_opened.v1", on, duty=duty, **told, **days)


def met(city: City, on: date, log: str = "development", duty: str = DUTY) -> None:
    told = {"duty": duty, "deadline": duty.split(":")[0], "met_on": on.isoformat(), "in_time": True}
    city.say(log, f"duty:{duty}", f"{log}.duty_met.v1", on, **told)


@pytest.mark.rule("R-GEN-13")
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_duty_s_entries_may_come_in_any_order_and_it_counts_where_it_was_handed_on_to(
    reporting: Any, order: tuple[int, ...]
) -> None:
    city = learnt(reporting)
    seen = len(city.entries)
    opened(city, "O1", later(4))
    opened(city, "O2", later(20))
    met(city, later(30))
    new = city.entries[seen:]

    figures = reporting.taken_one_by_one([new[number] for number in order])

    assert (figures[TOWN]["K-30"], figures[FAR]["K-30"], figures[EAST]["K-30"]) == ([0, 0], [1, 1], [0, 0])


def test_duties_of_supervision_count_like_those_of_development_and_others_not_at_all(reporting: Any) -> None:
    city = learnt(reporting)
    seen = len(city.entries)
    opened(city, "O1", later(0), "supervision", "activity_day:O1:2026-07-01")
    met(city, later(12), "supervision", "activity_day:O1:2026-07-01")
    opened(city, "O1", later(0), "supervision", "possessions:O1:2026-07-01")

    figures = reporting.taken_one_by_one(city.entries[seen:])

    assert figures[EAST]["K-51"] == [1, 1]
    assert reporting.db["things"].count_documents({"about": "duty"}) == 1


@pytest.mark.rule("R-SUP-08")
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_difficulty_counts_with_its_contact_point_whichever_comes_first(
    reporting: Any, order: tuple[int, ...]
) -> None:
    city = learnt(reporting)
    seen = len(city.entries)
    point = {"point": "P1", "cadre": "L1", "org_code": "O1", "credit_code": None}
    city.say(
        "supervision", "contact_point:P1", "supervision.contact_point_set.v1", later(80),
        **point, since=later(80).isoformat(),
    )  # fmt: skip
    handed = {"difficulty": "D1", "point": "P1", "credit_code": "E1", "field": "sales", "department": "union"}
    city.say(
        "supervision", "difficulty:union:D1", "supervision.difficulty_handed_over.v1", later(10),
        **handed, text="销路", due_on=later(40).isoformat(),
    )  # fmt: skip
    answer = {"difficulty": "D1", "outcome": "solved", "text": "已对接"}
    city.say("supervision", "difficulty:union:D1", "supervision.difficulty_settled.v1", later(30), **answer)
    new = city.entries[seen:]

    figures = reporting.taken_one_by_one([new[number] for number in order])

    assert (figures[TOWN]["K-65"], figures[EAST]["K-65"]) == ([1, 1], [1, 1])


@pytest.mark.rule("R-ACT-20")
def test_meetings_and_inspections_count_in_the_area_of_their_organisation(reporting: Any) -> None:
    city = learnt(reporting)
    seen = len(city.entries)
    opened(city, "O2", later(0), "supervision", "inspection:O2:2026-01-01")
    held = {"meeting": "M1", "org_code": "O2", "due": 9, "present": 7, "counts": True}
    city.say("supervision", "meeting:M1", "supervision.meeting_held.v1", later(12), **held)
    seen_on = {"inspection": "I1", "org_code": "O2", "failed": []}
    city.say("supervision", "inspection:I1", "supervision.organisation_inspected.v1", later(15), **seen_on)

    figures = reporting.taken_one_by_one(city.entries[seen:])

    assert figures[FAR]["K-53"] == [7, 9]


@pytest.mark.rule("R-GEN-09")
@pytest.mark.parametrize(
    ("change", "figure"), [({}, [5, 9]), ({"counts": False}, [0, 0]), ({"void": True}, [0, 0])]
)
def test_a_corrected_meeting_counts_as_it_stands(
    reporting: Any, change: dict[str, Any], figure: list[int]
) -> None:
    city = learnt(reporting)
    seen = len(city.entries)
    held = {"meeting": "M1", "org_code": "O2", "due": 9, "present": 7, "counts": True}
    city.say("supervision", "meeting:M1", "supervision.meeting_held.v1", later(12), **held)
    data = {**held, "present": 5, "counts": change.get("counts", True)}
    city.correct(city.entries[-1], data, void=change.get("void", False))

    figures = reporting.taken_one_by_one(city.entries[seen:])

    assert figures[FAR]["K-53"] == figure
