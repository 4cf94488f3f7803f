"""From the call over topics of several departments to minutes, and what becomes of what is not done."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, NotFound, RuleViolated
from tests.integration.services.department.test_resolutions import ISSUE

PLAN = {"meeting": "2026-03", "period": "2026Q3", "kind": "plenary", "planned_on": "2026-10-20"}
HELD = {
    "meeting": "2026-03",
    "period": "2026Q3",
    "held_on": "2026-10-20",
    "attended": ["organisation", "union", "industry_commerce"],
    "absent": ["youth_league", "womens_federation"],
    "substitutes": ["union"],
}


@pytest.fixture
def called(city: Any) -> Any:
    """The city, with a meeting that everybody has heard of."""
    city.act("chen", "plan_meeting", **PLAN)
    city.hear()
    return city


def propose(city: Any, user: str, topic: str, heading: str, **more: Any) -> None:
    city.act(user, "propose_topic", meeting="2026-03", topic=topic, heading=heading, text="议题", **more)
    city.hear()


@pytest.mark.rule("R-JM-06")
def test_topics_of_several_departments_make_the_agenda_that_the_meeting_is_held_by(called: Any) -> None:
    propose(called, "gong", "T1", "figures", indicator="K-70", area="411302000000")
    propose(called, "tuan", "T1", "tasks", resolution="JM-2026-01")
    called.act("chen", "confirm_agenda", meeting="2026-03", topics=["youth_league-T1", "union-T1"])
    called.act("chen", "hold_meeting", **HELD, recorded_on="2026-10-20")
    called.hear()

    assert [(row["topic"], row["department"], row["place"]) for row in called.ask("chen", "topics")] == [
        ("union-T1", "union", 2),
        ("youth_league-T1", "youth_league", 1),
    ]
    (meeting,) = called.ask("chen", "meetings")
    assert meeting == {**PLAN, **HELD, "area": None, "agenda": ["youth_league-T1", "union-T1"]}


@pytest.mark.rule("R-JM-06")
def test_a_late_topic_needs_a_reason_and_an_unknown_meeting_takes_none(called: Any) -> None:
    with pytest.raises(NotFound, match="尚未筹备"):
        called.act("gong", "propose_topic", meeting="2026-09", topic="T1", heading="other", text="议题")
    with pytest.raises(RuleViolated, match="2026-10-13"):
        called.act(
            "gong",
            "propose_topic",
            meeting="2026-03",
            topic="T1",
            heading="other",
            text="议题",
            recorded_on="2026-10-14",
        )
    propose(called, "gong", "T1", "other", recorded_on="2026-10-14", reason="突发情况")
    with pytest.raises(Conflict):
        propose(called, "gong", "T1", "other")
    # Another department numbers its own.
    propose(called, "tuan", "T1", "other")


@pytest.mark.rule("R-JM-09")
@pytest.mark.rule("R-JM-09-FROZEN")
def test_minutes_settle_the_resolutions_and_are_only_supplemented_after(called: Any) -> None:
    called.act("chen", "hold_meeting", **HELD, recorded_on="2026-10-20", reason="议程会上议定")
    issue = {**ISSUE, "due_on": "2026-12-20", "recorded_on": "2026-10-21"}
    called.act("chen", "issue_resolution", **issue)
    minutes = {"meeting": "2026-03", "recorded_on": "2026-10-22"}
    called.act("chen", "issue_minutes", **minutes, text="议定一项")
    for method, more in (
        ("issue_minutes", {**minutes, "text": "再议"}),
        ("issue_resolution", {**issue, "no": "JM-2026-02"}),
        ("plan_meeting", PLAN),
    ):
        with pytest.raises(RuleViolated):
            called.act("chen", method, **more)
    for text in ("协办单位增加妇联", "期限不变"):
        called.act("chen", "supplement_minutes", **minutes, text=text)

    (meeting,) = called.ask("chen", "meetings")
    assert (meeting["minutes"], meeting["issued_on"]) == ("议定一项", "2026-10-22")
    assert meeting["resolutions"] == ["JM-2026-01"]
    assert meeting["supplements"] == ["协办单位增加妇联", "期限不变"]


def urged(city: Any) -> list[tuple[str, int, str]]:
    return [
        (row["data"]["urging"], row["data"]["days"], row["data"]["due_on"])
        for row in city["organisation"].recorded()
        if row["type"] == "department.resolution_urged.v1"
    ]


def begin(city: Any, *days: str) -> None:
    for day in days:
        city.publish("day", "registry.day_started.v1", date=day)
        city.hear()  # of the day
        city.hear()  # of what the convener told of it


@pytest.mark.rule("R-JM-14")
@pytest.mark.rule("R-JM-14-BULLETIN")
def test_the_lead_is_urged_by_the_day_once_for_each_limit_and_anew_after_an_extension(called: Any) -> None:
    held_on = {"held_on": "2026-10-08", "recorded_on": "2026-10-08", "reason": "议程会上议定"}
    called.act("chen", "hold_meeting", **{**HELD, **held_on})
    called.act("chen", "issue_resolution", **ISSUE)
    called.hear()
    begin(called, "2026-11-18", "2026-11-19", "2026-11-20", "2026-12-18")
    assert urged(called) == [("notice", 30, "2026-10-20")]
    begin(called, "2026-12-19")
    assert urged(called)[1:] == [("bulletin", 60, "2026-10-20")]
    assert called.ask("gong", "tasks")[0]["urging"] == "bulletin"

    extension = {"due_on": "2026-12-31", "comment": "补材料", "recorded_on": "2026-12-20"}
    called.act("chen", "extend_resolution", no="JM-2026-01", **extension)
    called.hear()
    assert "urging" not in called.ask("gong", "tasks")[0]
    begin(called, "2027-01-29", "2027-01-30")
    assert urged(called)[2:] == [("notice", 30, "2026-12-31")]
    called.act("chen", "cancel_resolution", no="JM-2026-01", comment="不再需要")
    begin(called, "2027-03-31")
    assert len(urged(called)) == 3
