"""Lists of what inspectors and organisers work with, and the history of a finding, within their own areas."""

from typing import Any

import pytest

from shared.contracts.errors import NotAllowed, NotFound
from tests.integration.services.hosted import CITY, OTHER_TOWN, TOWN, WANCHENG, XIXIA
from tests.integration.services.supervision.conftest import Supervision

pytestmark = pytest.mark.integration


@pytest.fixture
def busy(supervision: Supervision) -> Supervision:
    """Two organisations of two counties, each inspected with a finding."""
    supervision.organisation("AWAY", area=OTHER_TOWN)
    supervision.start("2026-08-01")
    supervision.day = "2026-08-20"
    items = [{"item": "life", "text": "按期召开党员大会"}]
    supervision.act("cha", "issue_checklist", version="2026-1", items=items)
    for user, number, org_code in (("cha", "1", "BRANCH"), ("far", "2", "AWAY")):
        found = {"finding": f"WT{number}", "item": "life", "severity": "normal", "text": "七月未开会"}
        seen = {"inspected_on": "2026-08-20", "version": "2026-1", "findings": [found]}
        supervision.act(user, "record_inspection", inspection=f"DC{number}", org_code=org_code, **seen)
    return supervision


def found(supervision: Supervision, user: str, method: str, key: str, **wanted: Any) -> list[str]:
    return [row[key] for row in supervision.ask(user, method, **wanted)["items"]]


def test_inspections_are_listed_with_their_checklist_in_the_areas_of_who_asks(busy: Supervision) -> None:
    (row,) = busy.ask("cha", "inspections")["items"]

    assert (row["inspection"], row["version"], row["failed"]) == ("DC1", "2026-1", ["life"])
    assert found(busy, "far", "inspections", "inspection") == ["DC2"]
    assert found(busy, "zhi", "inspections", "inspection", area=CITY) == ["DC1", "DC2"]
    assert found(busy, "zhi", "inspections", "inspection", org_code="AWAY") == ["DC2"]
    assert found(busy, "cha", "inspections", "inspection", org_code="AWAY") == []


def test_the_checklist_is_there_for_whoever_inspects_by_it_or_answers(busy: Supervision) -> None:
    (row,) = busy.ask("zhi", "checklists")["items"]

    assert row == {"version": "2026-1", "items": [{"item": "life", "text": "按期召开党员大会"}]}


def test_findings_are_found_by_organisation_and_state(busy: Supervision) -> None:
    busy.act("cha", "issue_notice", finding="WT1")

    assert found(busy, "zhi", "findings", "finding", state="NOTIFIED") == ["WT1"]
    assert found(busy, "zhi", "findings", "finding", org_code="AWAY") == ["WT2"]
    assert found(busy, "zhi", "findings", "finding", org_code="AWAY", state="NOTIFIED") == []
    assert found(busy, "zhi", "findings", "finding", area=XIXIA) == ["WT2"]


def test_a_findings_history_tells_each_step_to_who_may_see_it(busy: Supervision) -> None:
    busy.act("cha", "issue_notice", finding="WT1")
    busy.act("du", "reply_to_notice", finding="WT1", replied_on="2026-08-20", text="已补开")

    answered, noticed, recorded = busy.ask("shu", "finding_history", finding="WT1")["items"]

    assert [row["title"] for row in (answered, noticed, recorded)] == [
        "回复整改情况",
        "下发整改通知",
        "发现问题",
    ]
    assert (answered["user"], noticed["user"]) == ("du", "cha")
    texts = {row["field"]: (row["old_text"], row["new_text"]) for row in recorded["changes"]}
    assert texts["severity"] == (None, "一般")
    with pytest.raises(NotAllowed):
        busy.ask("far", "finding_history", finding="WT1")
    with pytest.raises(NotFound):
        busy.ask("far", "finding_history", finding="WT9")


def test_the_history_of_a_meeting_is_told_to_who_may_see_it(busy: Supervision) -> None:
    busy.meeting("M1", "2026-08-05")

    (held,) = busy.ask("shu", "meeting_history", meeting="M1")["items"]

    assert (held["title"], held["effective_on"]) == ("登记会议或活动", "2026-08-05")
    assert {"field": "contents", "new_text": "学习、献言献策"}.items() <= next(
        row for row in held["changes"] if row["field"] == "contents"
    ).items()
    with pytest.raises(NotAllowed):
        busy.ask("far", "meeting_history", meeting="M1")


def test_exemptions_that_wait_are_told_from_granted_ones(busy: Supervision) -> None:
    wanted = {"org_code": "BRANCH", "deadline": "activity_day", "ground": "停产"}
    for number, month in (("E1", "09"), ("E2", "10")):
        days = {"from_on": f"2026-{month}-01", "until_on": f"2026-{month}-28"}
        busy.act("shu", "request_exemption", exemption=number, **wanted, **days)
    busy.act("zu", "grant_exemption", exemption="E1")

    assert found(busy, "zu", "exemptions", "exemption", granted=False) == ["E2"]
    assert found(busy, "zu", "exemptions", "exemption", granted=True, area=TOWN) == ["E1"]
    assert found(busy, "far", "exemptions", "exemption") == []
    assert busy.ask("zu", "exemptions", limit=1)["next"] == "E1"


def test_demonstration_points_are_listed_by_state(busy: Supervision) -> None:
    for point in ("S1", "S2"):
        busy.act("zu", "nominate_point", point=point, org_code="BRANCH", criteria="五有齐全")
    busy.act("zhi", "approve_point", point="S1")

    (approved,) = busy.ask("zu", "demonstration_points", state="approved")["items"]

    assert (approved["point"], approved["state_name"], approved["nominated_by"]) == ("S1", "已批准", "zu")
    assert found(busy, "zu", "demonstration_points", "point") == ["S1", "S2"]
    assert found(busy, "far", "demonstration_points", "point") == []


def test_bulletins_are_listed_without_their_lines(busy: Supervision) -> None:
    for bulletin, period in (("TB1", "2026Q2"), ("TB2", "2026Q3")):
        busy.act("cha", "compile_bulletin", bulletin=bulletin, area=WANCHENG, period=period)

    page = busy.ask("zu", "bulletins", limit=1)

    assert page == {"items": [{"bulletin": "TB1", "area": WANCHENG, "period": "2026Q2"}], "next": "TB1"}
    assert found(busy, "zhi", "bulletins", "bulletin", area=CITY) == ["TB1", "TB2"]
    assert found(busy, "far", "bulletins", "bulletin") == []


def test_a_contact_point_that_was_visited_is_shown_as_one_that_was_not(busy: Supervision) -> None:
    for point in ("L1", "L2"):
        known = {"point": point, "cadre": "G1", "org_code": "BRANCH", "credit_code": None}
        busy.act("zu", "set_contact_point", **known, since="2026-08-01")
    busy.act("zu", "visit_contact_point", point="L1", visited_on="2026-08-10", problems=0)

    one, other = busy.ask("zu", "contact_points")["items"]

    assert {**one, "point": None} == {**other, "point": None}
