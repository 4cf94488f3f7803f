"""What keeps a step of a resolution from being taken, and what is said then."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.department import rules
from services.department.model import Task
from services.department.rules import resolutions
from tests.unit.services.department.test_evidence import said
from tests.unit.services.department.test_rules import DEPARTMENTS, RESOLUTION, RULES

NO = RESOLUTION.no
ISSUED, ACCEPTED = Task(NO), Task(NO, accepted=True)
SUBMITTED = Task(NO, accepted=True, submissions=1, submitted_by="zhang")


@pytest.mark.rule("R-JM-09")
@pytest.mark.parametrize(
    ("area", "series"),
    [(None, "JM-2026"), ("411302000000", "JM-411302-2026"), ("411302001000", "JM-411302001-2026")],
)
def test_the_numbers_of_a_county_s_meeting_carry_its_code(area: str | None, series: str) -> None:
    assert resolutions.series_of(area, 2026) == series


@pytest.mark.rule("R-JM-09")
def test_a_resolution_of_a_county_is_numbered_in_the_county_s_series() -> None:
    of_county = replace(RESOLUTION, convened_for="411302000000")
    numbered = replace(of_county, no="JM-411302-2026-01")
    held = date(2026, 7, 15)

    assert resolutions.issue_violations(RULES, numbered, held, held) == []
    assert said(resolutions.issue_violations(RULES, of_county, held, held)) == [
        ("R-JM-09-YEAR", "no", "编号应以“JM-411302-2026-”开头：会议在2026年召开")
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"lead": "tax"}, ("R-JM-10", "lead", "tax不是成员单位")),
        ({"co": ("union",)}, ("R-JM-10", "co", "牵头单位只有一个，不能同时列为协办单位")),
        ({"due_on": date(2026, 7, 14)}, ("R-JM-10", "due_on", "完成期限早于印发日")),
        ({"no": "JM-2026-02"}, ("R-JM-09", "no", "编号不连续：下一号应为JM-2026-01")),
    ],
)
def test_what_is_wrong_in_a_resolution_is_said_of_its_field(change: dict[str, Any], expected: object) -> None:
    asked = replace(RESOLUTION, **change)

    assert said(rules.resolution_violations(RULES, asked, DEPARTMENTS, [], date(2026, 7, 15))) == [expected]


@pytest.mark.rule("R-JM-10")
def test_an_aim_has_a_figure_an_area_and_a_target() -> None:
    aimed, held = replace(RESOLUTION, indicator="K-01"), date(2026, 7, 15)

    assert said(resolutions.issue_violations(RULES, aimed, held, held)) == [
        ("R-JM-10", "indicator", "对应指标、针对地区、目标值应同时填写")
    ]


def standing(now: str, wanted: str) -> tuple[str, str, str]:
    return ("R-JM-11", "no", f"议定事项{NO}现为“{now}”，此步骤要求“{wanted}”")


WORKING = "已承接、办理中、已退回"


@pytest.mark.rule("R-JM-11")
@pytest.mark.parametrize(
    ("task", "step", "expected"),
    [
        (ISSUED, "accept", []),
        (ACCEPTED, "accept", [standing("已承接", "已印发")]),
        (ACCEPTED, "progress", []),
        (ISSUED, "progress", [standing("已印发", WORKING)]),
        (Task(NO, accepted=True, notes=1), "submit", []),
        (SUBMITTED, "submit", [standing("已报结", WORKING)]),
    ],
)
def test_the_lead_takes_its_steps_in_their_order_and_nobody_else_does(
    task: Task, step: str, expected: list[object]
) -> None:
    other = [("R-JM-11", "no", "只有牵头单位可以办理该任务")]

    assert said(rules.task_violations(RULES, RESOLUTION, task, step, "union")) == expected
    assert said(rules.task_violations(RULES, RESOLUTION, task, step, "youth_league")) == other


@pytest.mark.rule("R-JM-13")
def test_who_handed_the_work_in_may_send_it_back_but_neither_verify_nor_close_it() -> None:
    own = ("R-JM-13", "no", "报结人不得核验或销号，请由另一人办理")
    verified = replace(RESOLUTION, verified=True)

    assert rules.convener_violations(RULES, RESOLUTION, SUBMITTED, "return", "zhang") == []
    assert rules.convener_violations(RULES, RESOLUTION, SUBMITTED, "verify", "li") == []
    assert rules.convener_violations(RULES, verified, SUBMITTED, "close", "li") == []
    assert said(rules.convener_violations(RULES, RESOLUTION, SUBMITTED, "verify", "zhang")) == [own]
    assert said(rules.convener_violations(RULES, verified, SUBMITTED, "close", "zhang")) == [own]
    assert said(rules.convener_violations(RULES, RESOLUTION, ACCEPTED, "verify", "li")) == [
        standing("已承接", "已报结")
    ]
    assert said(rules.convener_violations(RULES, RESOLUTION, SUBMITTED, "close", "li")) == [
        standing("已报结", "已核验")
    ]


@pytest.mark.rule("R-JM-12")
def test_a_resolution_is_put_off_twice_at_most_to_a_later_day_and_only_while_it_is_open() -> None:
    later, same = date(2026, 9, 21), date(2026, 9, 20)
    over = ("R-JM-11", "no", "该事项已核验、销号或撤销，不能延期")

    assert rules.extension_violations(RULES, replace(RESOLUTION, extensions=1), later) == []
    assert said(rules.extension_violations(RULES, replace(RESOLUTION, extensions=2), later)) == [
        ("R-JM-12", "no", "已延期2次，不得超过2次")
    ]
    found = rules.extension_violations(RULES, RESOLUTION, same)
    assert [(one.field, one.message, one.earliest) for one in found] == [
        ("due_on", "新期限应晚于现期限", same)
    ]
    for ended in ({"closed": True}, {"verified": True}, {"cancelled": True}):
        assert said(rules.extension_violations(RULES, replace(RESOLUTION, **ended), later)) == [over]  # type: ignore[arg-type]


@pytest.mark.rule("R-JM-11")
@pytest.mark.parametrize(
    ("ended", "open_"), [({}, True), ({"closed": True}, False), ({"cancelled": True}, False)]
)
def test_what_is_over_is_not_given_up(ended: dict[str, Any], open_: bool) -> None:
    assert said(rules.cancellation_violations(RULES, replace(RESOLUTION, **ended))) == (
        [] if open_ else [("R-JM-11", "no", "该事项已销号或撤销")]
    )
