"""Who leads a joint meeting: the city's and a county's, by area and date (R-JM-01)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from shared.city.sites import Lead
from shared.contracts.errors import InvalidInput, NotAllowed, RuleViolated
from tests.integration.services.department.conftest import CITY, COUNTIES, SITES, City, Ledgers
from tests.integration.services.department.test_resolutions import ISSUE

pytestmark = pytest.mark.rule("R-JM-01")
LEADS = (
    Lead("industry_commerce", date(2026, 1, 1), COUNTIES[1]),
    Lead("womens_federation", date(2026, 10, 20), CITY),
)
PLAN = {"period": "2026Q3", "kind": "special", "planned_on": "2026-10-30"}
HELD = {
    "period": "2026Q3",
    "attended": ["organisation", "union", "industry_commerce", "womens_federation"],
    "absent": ["youth_league"],
}
RESOLUTION = {**ISSUE, "due_on": "2026-12-20"}


@pytest.fixture
def city(city_ledgers: Ledgers, directory: Path) -> City:
    city_ledgers.clear()
    made = City(city_ledgers, directory, replace(SITES, leads=LEADS))
    made.start("2026-10-08")
    return made


@pytest.fixture
def decided(city: City) -> City:
    """The city, with a resolution of the second county's meeting that everybody has heard of."""
    held = {**HELD, "meeting": "C-01", "area": COUNTIES[1], "held_on": "2026-10-08"}
    city.act("shang", "hold_meeting", **held)
    city.act("shang", "issue_resolution", **{**RESOLUTION, "meeting": "C-01", "no": "JM-411323-2026-01"})
    city.hear()
    return city


def test_a_county_s_meeting_is_called_by_who_leads_there(city: City) -> None:
    city.act("shang", "plan_meeting", meeting="C-01", area=COUNTIES[1], **PLAN)
    # Where no other unit leads, it is the city's.
    city.act("xi", "plan_meeting", meeting="W-01", area=COUNTIES[0], **PLAN)
    city.act("chen", "plan_meeting", meeting="2026-03", **PLAN)
    city.hear()

    assert [(row["meeting"], row["area"]) for row in city.ask("fu", "meetings")] == [
        ("2026-03", None),
        ("C-01", COUNTIES[1]),
        ("W-01", COUNTIES[0]),
    ]


@pytest.mark.parametrize(
    ("user", "area", "said"),
    [
        ("chen", COUNTIES[1], "由工商联牵头"),
        ("shang", COUNTIES[0], "不在您的管辖范围内"),
        ("shang", None, "不在您的管辖范围内"),
        ("xi", None, "不在您的管辖范围内"),
        ("fu", None, "由组织部牵头"),
    ],
)
def test_nobody_else_calls_it(city: City, user: str, area: str | None, said: str) -> None:
    with pytest.raises(NotAllowed, match=said):
        city.act(user, "plan_meeting", meeting="C-01", area=area, **PLAN)


def test_only_a_county_has_a_meeting_of_its_own(city: City) -> None:
    with pytest.raises(InvalidInput, match="不是本市的县"):
        city.act("shang", "plan_meeting", meeting="C-01", area="411323101000", **PLAN)


def test_a_meeting_stays_the_area_s_that_it_was_called_for(city: City) -> None:
    city.act("shang", "plan_meeting", meeting="C-01", area=COUNTIES[1], **PLAN)
    city.hear()

    with pytest.raises(RuleViolated, match="请另用一个会议编号"):
        city.act("chen", "plan_meeting", meeting="C-01", **PLAN)


@pytest.mark.rule("R-JM-08")
def test_a_county_s_meeting_is_valid_with_the_unit_that_leads_there(city: City) -> None:
    held = {**HELD, "meeting": "C-01", "area": COUNTIES[1], "held_on": "2026-10-08"}
    without = {"attended": ["organisation", "union", "womens_federation"], "absent": ["industry_commerce"]}

    with pytest.raises(RuleViolated, match="牵头单位未到会"):
        city.act("shang", "hold_meeting", **{**held, **without})
    city.act("shang", "hold_meeting", **held)


@pytest.mark.rule("R-JM-09")
@pytest.mark.rule("R-JM-09-YEAR")
def test_each_meeting_counts_its_own_resolutions(decided: City) -> None:
    further = {**RESOLUTION, "meeting": "C-01"}
    for no, said in (("JM-411323-2026-03", "JM-411323-2026-02"), ("JM-2026-01", "JM-411323-2026-")):
        with pytest.raises(RuleViolated, match=f"应(为|以“){said}"):
            decided.act("shang", "issue_resolution", **{**further, "no": no})
    decided.act("shang", "issue_resolution", **{**further, "no": "JM-411323-2026-02"})
    decided.act("chen", "hold_meeting", **HELD, meeting="2026-03", held_on="2026-10-08")
    decided.act("chen", "issue_resolution", **{**RESOLUTION, "no": "JM-2026-01"})


def test_a_county_s_resolution_is_done_by_people_of_the_county_and_closed_by_who_leads_there(
    decided: City,
) -> None:
    no = "JM-411323-2026-01"
    with pytest.raises(NotAllowed, match="由工商联牵头"):
        decided.act("chen", "cancel_resolution", no=no, comment="不再需要")
    decided.act("xia", "accept_task", no=no)
    decided.act("gong", "progress_task", no=no, note="已走访企业")
    decided.act("xia", "submit_task", no=no, evidence="已建立工会")
    decided.hear()
    decided.act("shang", "verify_resolution", no=no)
    decided.act("shang", "close_resolution", no=no)
    decided.hear()

    for department in ("chen", "fu", "shang"):
        assert [row["state_name"] for row in decided.ask(department, "resolutions")] == ["已销号"]


def test_a_task_of_one_county_is_not_another_county_s(city: City) -> None:
    held = {**HELD, "meeting": "W-01", "area": COUNTIES[0], "held_on": "2026-10-08"}
    city.act("xi", "hold_meeting", **held)
    city.act("xi", "issue_resolution", **{**RESOLUTION, "meeting": "W-01", "no": "JM-411302-2026-01"})
    city.hear()

    with pytest.raises(NotAllowed, match="不在您的管辖范围内"):
        city.act("xia", "accept_task", no="JM-411302-2026-01")
    with pytest.raises(NotAllowed, match="不在您的管辖范围内"):
        city.act("xia", "propose_topic", meeting="W-01", topic="T1", heading="other", text="议题")


@pytest.mark.rule("R-JM-14")
def test_an_overdue_resolution_is_urged_once_by_who_leads_that_meeting(decided: City) -> None:
    decided.start("2027-01-19")

    urged = {
        name: [row["type"] for row in one.recorded()].count("department.resolution_urged.v1")
        for name, one in decided.departments.items()
    }
    assert urged == {**dict.fromkeys(decided.departments, 0), "industry_commerce": 1}


def test_what_one_unit_began_the_next_one_ends(city: City) -> None:
    """From 20 October on another unit leads the city's meeting; what was decided before is now in its hands."""
    city.act("chen", "hold_meeting", **HELD, meeting="2026-03", held_on="2026-10-08")
    city.act("chen", "issue_resolution", **{**RESOLUTION, "no": "JM-2026-01"})
    city.hear()
    with pytest.raises(NotAllowed, match="由组织部牵头"):
        city.act("fu", "cancel_resolution", no="JM-2026-01", comment="不再需要", recorded_on="2026-10-19")
    with pytest.raises(NotAllowed, match="由妇联牵头"):
        city.act("chen", "cancel_resolution", no="JM-2026-01", comment="不再需要", recorded_on="2026-10-20")
    city.act("fu", "cancel_resolution", no="JM-2026-01", comment="不再需要", recorded_on="2026-10-20")
    city.hear()

    assert {row["state_name"] for user in ("chen", "shang") for row in city.ask(user, "resolutions")} == {
        "已撤销"
    }
