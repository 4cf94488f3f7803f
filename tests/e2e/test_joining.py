"""A sixth department joins by one entry and one data set: no line of Python knows it."""

from collections.abc import Iterator
from typing import Any

import pytest
from pymongo import MongoClient

from deploy.demo.playing.action import Action
from services.portal.pack import content
from services.portal.pack.model import Table
from shared.city.sites import SITES_FILE, Sites
from shared.contracts import data_sets as sets
from tests.e2e.city import City
from tests.integration.services.portal.conftest import Client, begin

pytestmark = pytest.mark.e2e

CITY, COUNTY, TOWN = "411300000000", "411302000000", "411302001000"
ENTRY = "  tax: {name: 税务局, data_set: tax, systems: [tax_system], recommends: anyone}\n"
DATA_SET = """
  tax:
    - {id: R-JM-60.new, label: 新登记企业数, unit: 家}
    - {id: R-JM-60.cancelled, label: 注销企业数, unit: 家}
    - {id: R-JM-60.active, label: 在营纳税企业数, unit: 家, at_most: [enterprises]}
"""
PERIOD = "2026Q3"
AFTER = "2026-10-08"


@pytest.fixture(scope="module")
def city(mongodb_uri: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("city")
    entry, data_set = folder / "sites.yaml", folder / "data_sets.yaml"
    described = SITES_FILE.read_text(encoding="utf-8")
    entry.write_text(described.replace("  union:", f"{ENTRY}  union:", 1), encoding="utf-8")
    data_set.write_text(sets.FILE.read_text(encoding="utf-8") + DATA_SET, encoding="utf-8")
    with (
        pytest.MonkeyPatch.context() as patch,
        MongoClient[dict[str, Any]](mongodb_uri, tz_aware=True, w="majority", journal=True) as client,
    ):
        patch.setattr(sets, "FILE", data_set)
        sets.catalogue.cache_clear()
        made = City(client, folder, Sites.load(entry))
        try:
            begin(made)
            made.pump()
            yield made
        finally:
            made.drop()
            patch.undo()
            sets.catalogue.cache_clear()


def start(city: City, day: str) -> None:
    city.begin_day(day)


def figures(**values: int) -> list[dict[str, Any]]:
    return [{"item": f"R-JM-60.{name}", "area": COUNTY, "value": value} for name, value in values.items()]


def approve(city: City) -> None:
    path = f"/departments/tax/figures/{PERIOD}/{CITY}/approve"
    assert Client(city.web, "tax_head")("POST", path, {}).status_code == 201
    city.pump()


def hand_in(city: City, **values: int) -> None:
    body = {"period": PERIOD, "figures": figures(**values)}
    assert Client(city.web, "tax")("POST", "/departments/tax/figures", body).status_code == 201
    approve(city)


@pytest.mark.rule("R-JM-60")
def test_its_figures_come_by_rest_and_by_event_and_stand_in_the_report(city: City) -> None:
    start(city, AFTER)
    hand_in(city, new=3, cancelled=1, active=0)
    corrected = {"period": PERIOD, "figures": figures(new=4, cancelled=1, active=7)}

    city.send(Action(AFTER, "更正", "tax", "", "tax-1", corrected, system="tax_system"))
    approve(city)

    report = city.report(PERIOD, CITY)
    row = report["departments"]["tax"]
    assert (row["on_time"], row["version"], row["submitted_on"]) == (True, 2, AFTER)
    assert row["figures"] == {"R-JM-60.active": 7, "R-JM-60.cancelled": 1, "R-JM-60.new": 4}
    assert report["indicators"]["K-76"]["denominator"] == len(city.sites.reporters)
    # Nothing is in operation in the registry yet: the data set itself says what that contradicts (R-JM-17).
    assert report["checks"] == [
        {"rule": "R-JM-17", "area": COUNTY, "detail": "在营纳税企业数 7 大于在营企业数 0"}
    ]


@pytest.mark.rule("R-JM-60")
def test_it_stands_in_the_files_that_are_handed_over(city: City) -> None:
    start(city, AFTER)
    hand_in(city, new=4, cancelled=1, active=7)
    city.pump()
    names = {code: department.name for code, department in city.sites.departments.items()}

    pack = content(city.report(PERIOD, CITY), names)

    tables = [block for part in pack.parts for block in part.blocks if isinstance(block, Table)]
    own = next(one for one in tables if one.title == "税务局报送数据")
    assert [row[0] for row in own.rows] == ["在营纳税企业数（家）", "注销企业数（家）", "新登记企业数（家）"]
    assert any("在营纳税企业数 7 大于在营企业数 0" in str(row) for one in tables for row in one.rows)


@pytest.mark.rule("R-JM-15")
def test_it_reports_its_own_items_only(city: City) -> None:
    start(city, AFTER)
    foreign = [{"item": "R-JM-20", "area": COUNTY, "value": 1}]

    answer = Client(city.web, "tax")(
        "POST", "/departments/tax/figures", {"period": PERIOD, "figures": foreign}
    )

    assert answer.status_code == 422
    assert "R-JM-20不是本部门这一季度的数据项" in answer.json["detail"]  # type: ignore[index]


@pytest.mark.rule("R-DEV-11")
def test_it_recommends_where_it_may_and_hears_what_became_of_it(city: City) -> None:
    clerk = Client(city.web, "clerk")
    host = {
        "org_code": "O1",
        "name": "某村党支部",
        "type": "branch",
        "area": TOWN,
        "established_on": "2020-01-01",
    }
    assert clerk("POST", "/organisations", host).status_code == 201
    city.pump()
    application = {
        "case_id": "C1",
        "on": "2026-06-01",
        "org_code": "O1",
        "name": "赵样例",
        "id_number": "999999199001010016",
        "sex": "female",
        "birth_date": "1990-01-01",
        "written": True,
    }
    applied = Client(city.web, "branch")("POST", "/cases", application)
    assert applied.status_code == 201, applied.text
    meeting = {"held_on": "2026-06-20", "due": 9, "present": 8, "yes": 8, "valid_until": "2027-06-20"}

    answer = Client(city.web, "tax")(
        "POST", "/departments/tax/recommendations", {"recommendation": "T1", "case_id": "C1", **meeting}
    )
    city.pump()
    city.pump()

    assert answer.status_code == 201, answer.text
    rows = Client(city.web, "tax")("GET", "/departments/tax/recommendations").json
    assert [(row["recommendation"], row["outcome"]) for row in rows] == [("T1", "taken")]  # type: ignore[union-attr]
    steps = Client(city.web, "branch")("GET", "/cases/C1").json["steps"]  # type: ignore[index]
    assert steps[-1]["told"] == {"body": "tax", "recommendation": "T1", "valid_until": "2027-06-20"}


@pytest.mark.rule("R-DEV-11")
def test_a_department_that_may_not_recommend_is_refused(city: City) -> None:
    meeting = {"held_on": "2026-06-20", "due": 9, "present": 8, "yes": 8, "valid_until": "2027-06-20"}
    body = {"recommendation": "T9", "case_id": "C1", **meeting}
    path = "/departments/industry_commerce/recommendations"

    assert Client(city.web, "industry_commerce")("POST", path, body).status_code == 403


@pytest.mark.rule("R-DEV-10")
@pytest.mark.parametrize("body", ["industry_commerce", "tax"])
def test_nobody_types_a_recommendation_of_a_department(city: City, body: str) -> None:
    step = {"on": "2026-06-21", "body": body, "recommendation": "T10"}

    answer = Client(city.web, "branch")("POST", "/cases/C1/record-recommendation", step)

    assert answer.status_code == 422
    assert answer.json["fields"]["body"]  # type: ignore[index]
