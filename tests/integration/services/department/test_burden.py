"""What a department's own records say of a quarter is filled in; what a former edition asked is not asked any more."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.contracts import data_sets as sets
from shared.contracts.errors import RuleViolated
from tests.integration.services.department.conftest import COUNTIES, City
from tests.integration.services.department.test_recommendations import TOLD

PERIOD = "2026Q4"  # the city's day is 8 October
EAST, WEST = COUNTIES


def answer(city: City, outcome: str, number: str = "T-1", **more: Any) -> None:
    told = {"recommendation": number, "body": "union", "outcome": outcome, **more}
    stream = f"recommendation:union:{number}"
    city.publish_as("development", stream, "development.recommendation_answered.v1", **told)
    city.hear()


def filled(city: City, user: str = "gong", period: str = PERIOD) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for row in city.ask(user, "figures", period=period)["filled"]:
        found.setdefault(row["item"], {})[row["area"]] = row["value"]
    return found


def test_recommendations_of_the_quarter_are_filled_in_by_the_county_of_the_case(city: City) -> None:
    for number, held_on in (("T-1", "2026-10-01"), ("T-2", "2026-10-08"), ("T-3", "2026-09-30")):
        city.act(
            "gong",
            "recommend",
            **{**TOLD, "recommendation": number, "case_id": f"C-{number}", "held_on": held_on},
        )
        answer(city, "taken", number, county=WEST)

    assert filled(city) == {"R-JM-27": {EAST: 0, WEST: 2}}
    assert filled(city, period="2026Q3") == {"R-JM-27": {EAST: 0, WEST: 1}}


def test_whom_two_meetings_of_a_quarter_recommended_is_one_person(city: City) -> None:
    for number in ("T-1", "T-2"):
        city.act("gong", "recommend", **{**TOLD, "recommendation": number})
        answer(city, "taken", number, county=WEST)

    assert filled(city) == {"R-JM-27": {EAST: 0, WEST: 1}}


def test_what_is_not_answered_yet_cannot_be_filled_in_and_the_meter_says_so(city: City) -> None:
    city.act("gong", "recommend", **TOLD)
    burden = city.ask("gong", "figures", period=PERIOD)["burden"]
    assert burden == {"asked": 22, "filled": 0, "again": 2}

    answer(city, "unknown_case")
    # Where there is no such case nobody was recommended.
    assert filled(city) == {"R-JM-27": {EAST: 0, WEST: 0}}
    assert city.ask("gong", "figures", period=PERIOD)["burden"] == {"asked": 22, "filled": 2, "again": 0}


def test_difficulties_are_filled_in_when_handed_over_and_when_solved(city: City) -> None:
    for number in ("N-1", "N-2"):
        told = {
            "difficulty": number,
            "point": "P-1",
            "credit_code": "91411303DEM000295G",
            "field": "sales",
            "text": "产品销路困难",
            "department": "industry_commerce",
            "due_on": "2026-12-01",
            "county": EAST,
        }
        stream = f"difficulty:industry_commerce:{number}"
        city.publish_as("supervision", stream, "supervision.difficulty_handed_over.v1", **told)
    city.hear()
    city.act("shang", "answer_difficulty", difficulty="N-1", outcome="solved", text="已对接客户")
    city.act("shang", "answer_difficulty", difficulty="N-2", outcome="unsolved", text="暂无办法")

    assert filled(city, "shang", "2026Q3") == {
        "R-JM-52.raised": {EAST: 2, WEST: 0},
        "R-JM-52.solved": {EAST: 0, WEST: 0},
    }
    assert filled(city, "shang")["R-JM-52.solved"] == {EAST: 1, WEST: 0}


@pytest.fixture
def renewed() -> Iterator[None]:
    """From 2026Q4 on the union is asked another item than before."""
    with pytest.MonkeyPatch.context() as patch:
        known = sets.catalogue()
        old = sets.Item("R-JM-21", "应建会企业数", "个", until="2026")
        new = sets.Item("R-JM-22", "应单独建会企业数", "个", since="2026b")
        union = {**known.data_sets["union"], old.id: old, new.id: new}
        editions = {**known.editions, "2026b": sets.Quarter(2026, 4)}
        made = sets.checked(sets.Catalogue(editions, {**known.data_sets, "union": union}))
        patch.setattr("services.department.queries.catalogue", lambda: made)
        patch.setattr("services.department.commands.figures.catalogue", lambda: made)
        yield


@pytest.mark.rule("R-JM-15")
@pytest.mark.usefixtures("renewed")
def test_a_quarter_is_asked_for_and_takes_the_items_of_its_own_edition(city: City) -> None:
    asked = {period: city.ask("gong", "figures", period=period) for period in ("2026Q3", "2026Q4")}

    assert [found["edition"] for found in asked.values()] == ["2026", "2026b"]
    assert [{"R-JM-21", "R-JM-22"} & {*found["items"]} for found in asked.values()] == [
        {"R-JM-21"},
        {"R-JM-22"},
    ]
    rows = {item: [{"item": item, "value": 1}] for item in ("R-JM-21", "R-JM-22")}
    city.act("gong", "draft_figures", period="2026Q3", area=EAST, figures=rows["R-JM-21"])
    with pytest.raises(RuleViolated, match="R-JM-22不是本部门这一季度的数据项"):
        city.act("gong", "draft_figures", period="2026Q3", area=EAST, figures=rows["R-JM-22"])
