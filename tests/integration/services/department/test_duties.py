"""A department's duties: a quarter's figures, the resolutions it leads, the difficulties handed to it."""

from datetime import date, timedelta
from typing import Any

import pytest

from shared.messaging.positions import request_rebuild
from tests.integration.services.department.conftest import COUNTIES, City
from tests.integration.services.department.test_resolutions import ISSUE, MEETING, NO

pytestmark = pytest.mark.integration
FIGURES = [{"item": "R-JM-20", "area": COUNTIES[0], "value": 3}]
OWED = "figures:union:2026Q3:2026-10-01"
UNTIL = f"resolution:{NO}:2026-10-20"
REPORTERS = ("industry_commerce", "union", "womens_federation", "youth_league")
DIFFICULTY = {
    "difficulty": "KN-1",
    "point": None,
    "credit_code": "91411323DEM000001E",
    "field": "finance",
    "text": "流动资金不足",
    "due_on": "2026-10-30",
}


def days(city: City, first: str, last: str) -> None:
    """Let every day from *first* to *last* begin."""
    day = date.fromisoformat(first)
    while day.isoformat() <= last:
        city.day = day.isoformat()
        city.publish("day", "registry.day_started.v1", date=city.day)
        day += timedelta(days=1)
    city.hear()


def told(city: City) -> dict[str, list[tuple[str, str]]]:
    """Return what each department told of duties: which duty, and what became of it."""
    return {
        name: [
            (row["data"]["duty"], row["type"].split(".")[1].removeprefix("duty_"))
            for row in city[name].recorded()
            if ".duty_" in row["type"]
        ]
        for name in city.departments
    }


def rebuilt(city: City) -> None:
    """Let every department hear all of it again."""
    for instance in city.departments.values():
        request_rebuild(instance.db)
        instance.follower.chores()
    city.hear()


@pytest.fixture
def quarter(empty_city: City) -> City:
    """The city on the first day of the fourth quarter."""
    empty_city.start("2026-09-30")
    days(empty_city, "2026-10-01", "2026-10-01")
    return empty_city


@pytest.fixture
def issued(city: City) -> City:
    """The city, with a resolution that the union leads and knows of."""
    city.act("chen", "hold_meeting", **MEETING)
    city.act("chen", "issue_resolution", **ISSUE)
    city.hear()
    return city


@pytest.mark.rule("R-JM-16")
@pytest.mark.rule("R-GEN-13")
def test_when_a_quarter_begins_each_department_with_a_data_set_owes_the_figures_of_the_one_before(
    quarter: City,
) -> None:
    expected = {name: [(f"figures:{name}:2026Q3:2026-10-01", "opened")] for name in REPORTERS}

    assert told(quarter) == {"organisation": [], **expected}
    opened = next(row for row in quarter["union"].recorded() if row["stream"] == f"duty:{OWED}")
    assert (opened["data"]["department"], opened["data"]["set_on"], opened["data"]["last_on"]) == (
        "union",
        "2026-10-01",
        "2026-10-10",
    )


@pytest.mark.rule("R-JM-16")
@pytest.mark.parametrize(
    ("on", "expected", "in_time"),
    [("2026-10-10", ["opened", "met"], True), ("2026-10-11", ["opened", "late", "met"], False)],
)
def test_the_figures_are_in_time_on_the_tenth_and_late_the_day_after(
    quarter: City, on: str, expected: list[str], in_time: bool
) -> None:
    days(quarter, "2026-10-02", on)

    for value in (3, 4):
        quarter.hand_in(period="2026Q3", figures=[{**FIGURES[0], "value": value}])

    assert told(quarter)["union"] == [(OWED, what) for what in expected]
    met = quarter["union"].db["duties"].find_one({"_id": OWED})
    assert (met["met_on"], met["in_time"]) == (on, in_time)


@pytest.mark.rule("R-JM-16")
def test_figures_that_come_before_the_work_of_the_first_day_is_done_are_no_debt(empty_city: City) -> None:
    empty_city.start("2026-09-30")
    empty_city.day = "2026-10-01"
    empty_city.hand_in(period="2026Q3", figures=FIGURES)

    days(empty_city, "2026-10-01", "2026-10-12")

    assert told(empty_city)["union"] == [(OWED, "opened"), (OWED, "met")]


@pytest.mark.rule("R-JM-10")
def test_who_leads_a_resolution_alone_tells_that_it_is_owed(issued: City) -> None:
    issued.act("chen", "issue_resolution", **{**ISSUE, "no": "JM-2026-02", "lead": "organisation"})
    issued.hear()

    found = {name: rows for name, rows in told(issued).items() if rows}

    own = "resolution:JM-2026-02:2026-10-20"
    assert found == {"union": [(UNTIL, "opened")], "organisation": [(own, "opened")]}


@pytest.mark.rule("R-JM-12")
def test_an_extension_voids_what_is_owed_and_opens_it_with_the_new_day(issued: City) -> None:
    days(issued, "2026-10-09", "2026-10-21")
    for due_on in ("2026-10-25", "2026-11-05"):
        issued.act("chen", "extend_resolution", no=NO, due_on=due_on, comment="补材料")
    issued.hear()

    assert told(issued)["union"] == [
        (UNTIL, "opened"),
        (UNTIL, "late"),
        (UNTIL, "lapsed"),
        (f"resolution:{NO}:2026-10-25", "opened"),
        (f"resolution:{NO}:2026-10-25", "lapsed"),
        (f"resolution:{NO}:2026-11-05", "opened"),
    ]
    assert told(issued)["organisation"] == []


@pytest.mark.rule("R-JM-13")
@pytest.mark.parametrize(("on", "in_time"), [("2026-10-20", True), ("2026-10-21", False)])
def test_what_is_owed_is_done_when_the_convener_closes_it(issued: City, on: str, in_time: bool) -> None:
    issued.act("gong", "accept_task", no=NO)
    issued.act("gong", "submit_task", no=NO, evidence="名单已报")
    days(issued, "2026-10-09", on)
    issued.act("chen", "verify_resolution", no=NO)
    assert (UNTIL, "met") not in told(issued)["union"]

    issued.act("wu", "close_resolution", no=NO)
    issued.hear()

    assert told(issued)["union"][-1] == (UNTIL, "met")
    assert issued["union"].db["duties"].find_one({"_id": UNTIL})["in_time"] is in_time


@pytest.mark.rule("R-SUP-08-DUE")
@pytest.mark.parametrize(("on", "in_time"), [("2026-10-30", True), ("2026-10-31", False)])
def test_a_difficulty_is_owed_from_its_handing_over_until_it_is_answered(
    city: City, on: str, in_time: bool
) -> None:
    hand_over(city)
    days(city, "2026-10-09", on)

    city.act("gong", "answer_difficulty", difficulty="KN-1", outcome="solved", text="已对接银行")

    (duty,) = city["union"].db["duties"].find({"deadline": "difficulty"})
    assert (duty["due_on"], duty["state"], duty["in_time"]) == ("2026-10-30", "met", in_time)
    assert {name for name, rows in told(city).items() if rows} == {"union"}


@pytest.mark.rule("R-GEN-13")
def test_what_is_heard_again_opens_nothing_again(quarter: City) -> None:
    days(quarter, "2026-10-02", "2026-10-08")
    quarter.hand_in(period="2026Q3", figures=FIGURES)
    quarter.act("chen", "hold_meeting", **MEETING)
    for no, lead in ((NO, "union"), ("JM-2026-02", "youth_league"), ("JM-2026-03", "organisation")):
        quarter.act("chen", "issue_resolution", **{**ISSUE, "no": no, "lead": lead, "co": []})
        quarter.act("chen", "extend_resolution", no=no, due_on="2026-11-20", comment="补材料")
    quarter.hear()
    hand_over(quarter)
    quarter.act("gong", "answer_difficulty", difficulty="KN-1", outcome="solved", text="已对接银行")
    known: Any = told(quarter)

    rebuilt(quarter)

    assert told(quarter) == known


def hand_over(city: City) -> None:
    """Let supervision hand a difficulty over to the union."""
    stream = "difficulty:union:KN-1"
    told = {**DIFFICULTY, "department": "union"}
    city.publish_as("supervision", stream, "supervision.difficulty_handed_over.v1", **told)
    city.hear()
