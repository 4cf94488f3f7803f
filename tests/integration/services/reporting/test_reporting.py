"""The report as callers get it: figures, departments, resolutions, checks, and how complete it is."""

from datetime import date
from typing import Any

import pytest

from services.reporting import queries
from services.reporting.report import report
from shared.city.sites import Lead
from shared.contracts.errors import NotAllowed, NotFound, Unavailable
from shared.contracts.reporting import SERVICE
from shared.contracts.reporting.calls import FindRecords
from shared.ledger import Actor
from tests.declared import declared
from tests.integration.services.reporting.conftest import LEADER
from tests.unit.services.reporting.city import CITY, EAST, TOWNS, WEST, City, later

pytestmark = pytest.mark.integration
TOWN, OTHER, FAR = sorted(TOWNS)
TENTH, ELEVENTH = date(2026, 10, 10), date(2026, 10, 11)


def populated() -> City:
    city = City().tree().enterprise("E1", TOWN, employees=20).enterprise("E2", FAR, employees=5)
    city.organisation("O1", TOWN).affiliate("E1", "O1", "independent")
    for number in range(3):
        city.member(f"F{number}", "O1", "E1")
    return city.member("P1", "O1", "E2", status="PROBATIONARY")


def test_a_rate_shows_numerator_denominator_value_and_version(reporting: Any) -> None:
    reporting.take(populated().entries)
    reporting.settle()

    report = reporting.report()

    assert report["indicators"]["K-01"] == {
        "numerator": 1,
        "denominator": 2,
        "value": 50.0,
        "unit": "%",
        "definition": "K-01.v1",
    }
    assert report["indicators"]["K-20"] == {
        "numerator": 4,
        "denominator": None,
        "value": 4,
        "unit": "人",
        "definition": "K-20.v1",
        "parts": {"full": 3, "probationary": 1},
    }
    assert report["by_area"][EAST]["K-01"]["value"] == 100.0
    assert report["by_area"][OTHER]["K-01"]["value"] is None
    assert set(report["by_area"]) == {EAST, WEST, *TOWNS}
    assert "K-70" not in report["by_area"][TOWN]
    assert "K-74" not in report["by_area"][EAST]


def test_the_report_says_how_far_it_is_complete(reporting: Any) -> None:
    city = populated()
    reporting.take(city.entries)
    reporting.settle()
    applied = len(city.entries)
    full = {**dict.fromkeys(reporting.settings.sites.ledger_instances, 0), "registry": applied}
    assert reporting.report()["complete_to"] == full
    assert "updating" not in reporting.report()

    reporting.take(city.change("E2", operation_state="closed").entries[applied:])

    report = reporting.report()
    assert (report["updating"], report["complete_to"], report["halted"]) == (True, full, 0)
    reporting.settle()
    assert reporting.report()["complete_to"] == {**full, "registry": applied + 1}


@pytest.mark.rule("R-JM-16")
@pytest.mark.parametrize(("on", "in_time"), [(TENTH, True), (ELEVENTH, False)])
def test_the_first_version_decides_whether_a_department_was_in_time(
    reporting: Any, on: date, in_time: bool
) -> None:
    city = populated()
    city.figures("union", on, R_JM_20={EAST: 1, WEST: 1}, R_JM_21={EAST: 2, WEST: 2})
    city.figures("union", date(2026, 10, 14), 2, R_JM_20={EAST: 2, WEST: 1}, R_JM_21={EAST: 2, WEST: 2})
    reporting.take(city.entries)
    reporting.settle()

    report = reporting.report()

    assert report["departments"]["union"] == {
        "on_time": in_time,
        "submitted_on": on.isoformat(),
        "version": 2,
        "figures": {"R-JM-20": 3, "R-JM-21": 4},
    }
    assert (report["indicators"]["K-76"]["numerator"], report["indicators"]["K-76"]["denominator"]) == (
        int(in_time),
        len(reporting.settings.sites.reporters),
    )
    assert report["indicators"]["K-70"]["value"] == 75.0
    assert report["by_area"][EAST]["K-70"]["value"] == 100.0
    assert report["indicators"]["K-71"]["numerator"] is None


@pytest.mark.rule("R-JM-17")
@pytest.mark.parametrize(("unionised", "listed"), [(1, []), (2, ["建会企业数 2 大于在营企业数 1"])])
def test_a_figure_above_the_registry_is_listed_and_not_overwritten(
    reporting: Any, unionised: int, listed: list[str]
) -> None:
    reporting.take(populated().figures("union", TENTH, R_JM_20={EAST: unionised}).entries)
    reporting.settle()

    report = reporting.report()

    assert [row["detail"] for row in report["checks"]] == listed
    assert report["departments"]["union"]["figures"] == {"R-JM-20": unionised}


def recommended(city: City, case: str, body: str, *, admitted: bool = False) -> None:
    steps = [(later(30), "record_recommendation", "S11", {"body": body})]
    city.case(case, "O1", *steps, *([(later(60), "approve_admission", "S50", {})] if admitted else []))


@pytest.mark.rule("R-JM-17")
@pytest.mark.parametrize(
    ("union", "league", "admitted", "listed"),
    [
        pytest.param(2, 1, 1, [], id="as many as are on record"),
        pytest.param(
            3,
            1,
            1,
            ["优秀职工推优入党数 3 大于在案的本单位推优人数 2"],
            id="more than its own, not than all units'",
        ),
        pytest.param(
            4,
            2,
            2,
            [
                "优秀职工推优入党数 4 大于在案的入党申请人数 3",
                "优秀职工推优入党数 4 大于在案的本单位推优人数 2",
                "推优入党人数 2 大于在案的本单位推优人数 1",
                "推优被吸收人数 2 大于在案的本单位推优被吸收人数 1",
            ],
            id="more than anybody is on record",
        ),
    ],
)
def test_recommended_and_admitted_people_above_each_unit_s_own_on_record_are_listed(
    reporting: Any, union: int, league: int, admitted: int, listed: list[str]
) -> None:
    city = populated()
    recommended(city, "C1", "union")
    recommended(city, "C2", "union")
    recommended(city, "C3", "youth_league", admitted=True)
    city.figures("union", TENTH, R_JM_27={EAST: union, WEST: 0})
    city.figures(
        "youth_league", TENTH, R_JM_33__recommended={EAST: league}, R_JM_33__admitted={EAST: admitted}
    )
    reporting.take(city.entries)
    reporting.settle()

    report = reporting.report()

    assert [row["detail"] for row in report["checks"]] == listed
    assert {row["area"] for row in report["checks"]} <= {EAST}
    assert report["departments"]["union"]["figures"] == {"R-JM-27": union}
    assert report["indicators"]["K-34"]["parts"] == {"recommended": 3, "admitted": 1}


def test_resolutions_are_told_whichever_log_comes_first(reporting: Any) -> None:
    city = City().tree()
    city.resolution("JM-2026-02", "union", date(2026, 8, 31))
    city.step("JM-2026-02", "union", "task_accepted").step(
        "JM-2026-02", "union", "task_submitted", evidence="a"
    )
    city.step("JM-2026-02", "youth_league", "task_progressed", note="not theirs")
    city.resolution("JM-2026-01", "union", date(2026, 8, 31))
    city.step(
        "JM-2026-01",
        "organisation",
        "resolution_extended",
        later(50),
        due_on="2026-09-15",
        original_due_on="2026-08-31",
        reason="示例",
    )
    city.step("JM-2026-01", "organisation", "resolution_closed", date(2026, 9, 10))
    city.day(date(2026, 9, 1))
    reporting.take([entry for entry in reversed(city.entries) if entry.type.startswith("department.")])
    reporting.take([entry for entry in city.entries if entry.type.startswith("registry.")])
    reporting.settle()

    report = reporting.report()

    assert report["resolutions"] == [
        {
            "no": "JM-2026-01",
            "text": "示例",
            "lead": "union",
            "due": "2026-09-15",
            "state": "CLOSED",
            "overdue": False,
        },
        {
            "no": "JM-2026-02",
            "text": "示例",
            "lead": "union",
            "due": "2026-08-31",
            "state": "SUBMITTED",
            "overdue": True,
        },
    ]
    assert (report["indicators"]["K-74"]["value"], report["indicators"]["K-75"]["value"]) == (50.0, 0.0)


@pytest.mark.rule("R-JM-11")
def test_what_the_convener_gave_up_is_neither_due_nor_overdue(reporting: Any) -> None:
    city = City().tree().resolution("JM-2026-01", "union", date(2026, 8, 31))
    city.resolution("JM-2026-02", "union", date(2026, 8, 31))
    city.step("JM-2026-01", "organisation", "resolution_closed", date(2026, 8, 30))
    # Nobody but the convener gives a resolution up.
    city.step("JM-2026-01", "union", "resolution_cancelled", reason="示例")
    city.step("JM-2026-02", "organisation", "resolution_cancelled", reason="示例").day(date(2026, 9, 1))
    reporting.take(city.entries)
    reporting.settle()

    report = reporting.report()

    assert [(row["state"], row["overdue"]) for row in report["resolutions"]] == [
        ("CLOSED", False),
        ("CANCELLED", False),
    ]
    assert report["indicators"]["K-74"]["denominator"] == 1


@pytest.mark.rule("R-JM-16")
def test_figures_of_the_quarter_before_a_city_s_first_day_open_that_quarter(reporting: Any) -> None:
    city = City()
    city.day(date(2026, 10, 5)).figures("union", TENTH, R_JM_20={EAST: 3})
    city.tree().enterprise("E1", TOWN)
    reporting.take(
        [
            entry
            for entry in city.entries
            if entry.type != "registry.day_started.v1" or entry.effective_on.month == 10
        ]
    )
    reporting.settle()

    report = reporting.report("2026Q3")

    assert report["departments"]["union"]["figures"] == {"R-JM-20": 3}
    assert report["indicators"]["K-02"]["denominator"] == 1
    with pytest.raises(NotFound):
        reporting.report("2026Q2")


@pytest.mark.rule("R-JM-01")
def test_a_county_s_resolutions_are_in_the_report_of_that_county_only(reporting: Any) -> None:
    city = City().tree().resolution("JM-2026-01", "union", date(2026, 8, 31))
    city.resolution("JM-411302-2026-01", "union", date(2026, 8, 31), convened_for=EAST)
    reporting.take(city.day(date(2026, 9, 1)).entries)
    reporting.settle()

    listed = {
        area: [row["no"] for row in reporting.report(area=area)["resolutions"]] for area in (CITY, EAST, WEST)
    }

    assert listed == {CITY: ["JM-2026-01"], EAST: ["JM-2026-01", "JM-411302-2026-01"], WEST: ["JM-2026-01"]}


@pytest.mark.rule("R-JM-01")
def test_whoever_leads_next_may_close_what_was_decided_before(reporting: Any) -> None:
    city = City().tree().resolution("JM-2026-01", "union", date(2026, 8, 31))
    city.step("JM-2026-01", "industry_commerce", "resolution_closed", date(2026, 8, 30))
    reporting.take(city.day(date(2026, 9, 1)).entries)
    reporting.settle()

    reporting.lead(Lead("industry_commerce", date(2026, 8, 1), CITY))

    assert [row["state"] for row in reporting.report()["resolutions"]] == ["CLOSED"]


@pytest.mark.rule("R-JM-10")
def test_a_resolution_shows_its_figure_before_it_was_issued_and_in_the_quarter_asked_for(
    reporting: Any,
) -> None:
    issued = date(2026, 10, 8)
    city = populated().day(date(2026, 9, 30)).day(issued)
    city.resolution(
        "JM-2026-01", "union", date(2026, 12, 1), issued, indicator="K-01", area=EAST, target=100.0
    )
    city.change("E1", later(100), operation_state="dormant").enterprise("E3", TOWN, on=issued)
    city.member("F9", "O1", "E3", on=issued)
    reporting.take(city.entries)
    reporting.settle()

    def aim(**asked: str) -> Any:
        (row,) = reporting.report(**asked)["resolutions"]
        return row["aim"]

    told = {"indicator": "K-01", "area": EAST, "target": 100.0, "before": 100.0}
    assert aim(period="2026Q3") == {**told, "now": 100.0}
    assert aim(period="2026Q4") == {**told, "now": 0.0}
    # Where the area is out of sight there is nothing to see.
    assert aim(period="2026Q4", area=WEST) == {**told, "before": None, "now": None}


def test_what_is_not_there_or_not_allowed_is_refused(reporting: Any) -> None:
    with pytest.raises(Unavailable):
        reporting.report()
    reporting.take(City().tree().entries)
    reporting.settle()

    with pytest.raises(NotFound, match="没有这个地区"):
        reporting.report(area="999999999999")
    with pytest.raises(NotFound, match="该季度"):
        reporting.report(period="2026Q4")
    clerk = Actor("clerk", "organisation", ("leader",), (WEST,))
    with pytest.raises(NotAllowed):
        reporting.report(actor=clerk)
    assert reporting.report(area=FAR, actor=clerk)["by_area"] == {}
    assert set(reporting.report(area=WEST, actor=clerk)["by_area"]) == {FAR}
    assert CITY in reporting.figures()


def behind(reporting: Any, indicator: str, area: str = CITY, **more: Any) -> Any:
    asked = FindRecords(period="2026Q3", area=area, indicator=indicator, **more)
    return declared(SERVICE, "records", queries.records(reporting.db, asked, LEADER, reporting.settings))


def test_a_figure_is_the_sum_of_its_records(reporting: Any) -> None:
    reporting.take(populated().entries)
    reporting.settle()

    firms = behind(reporting, "K-01")["items"]
    people = behind(reporting, "K-20")["items"]

    assert {row["code"]: row["counts"] for row in firms} == {
        "E1": {"numerator": 1, "denominator": 1},
        "E2": {"denominator": 1},
    }
    assert sum(row["counts"].get("full", 0) for row in people) == 3
    assert [row["code"] for row in people if "probationary" in row["counts"]] == ["P1"]
    assert behind(reporting, "K-01", area=WEST)["items"] == [firms[1]]


def test_records_come_area_by_area(reporting: Any) -> None:
    reporting.take(populated().entries)
    reporting.settle()

    first = behind(reporting, "K-01", limit=1)
    rest = behind(reporting, "K-01", limit=1, after=first["next"])

    assert len(first["items"]) + len(rest["items"]) == 2
    assert rest["next"] is None


def test_what_departments_report_and_what_lies_elsewhere_has_no_records_here(reporting: Any) -> None:
    reporting.take(populated().entries)
    reporting.settle()
    with pytest.raises(NotFound):
        behind(reporting, "K-70")
    asked = FindRecords(period="2026Q3", area=EAST, indicator="K-01")
    with pytest.raises(NotAllowed):
        queries.records(
            reporting.db, asked, Actor("w", "organisation", ("leader",), (WEST,)), reporting.settings
        )


def test_a_report_is_put_together_once_and_anew_after_a_change(
    reporting: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    monkeypatch.setattr(queries, "report", lambda basis: made.append(basis) or report(basis))
    city = populated()
    reporting.take(city.entries)
    reporting.settle()

    first = reporting.report()
    assert reporting.report() == first
    assert len(made) == 1
    applied = len(city.entries)
    reporting.take(city.change("E2", operation_state="closed").entries[applied:])
    assert reporting.report()["updating"] is True
    reporting.settle()
    assert reporting.report()["indicators"]["K-01"]["denominator"] == 1
    assert len(made) == 3
