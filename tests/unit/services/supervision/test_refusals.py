"""What supervision's refusals say: about which field, what is wrong and from when it is possible."""

from datetime import date
from typing import Any

import pytest

from services.supervision import rules
from services.supervision.model import DemonstrationPoint, Exemption, PointState
from shared.contracts.supervision.terms import FindingState
from shared.rules.violation import Violation
from tests.unit.services.supervision.test_rules import ON, RULES, against, finding, meeting

Said = tuple[str, str | None, str, date | None]


def said(violations: list[Violation]) -> list[Said]:
    return [(one.rule, one.field, one.message, one.earliest) for one in violations]


ACTIVITY, MEMBERS = "2026-08-15党员活动日（主题党日）（M1）", "2026-08-15支部党员大会（M1）"


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (
            {"held_on": date(2026, 8, 16)},
            ("E-06", "held_on", "2026-08-16党员活动日（主题党日）（M1）尚未召开", date(2026, 8, 16)),
        ),
        ({"present": 11}, ("E-06", "present", f"{ACTIVITY}实到人数多于应到人数", None)),
        ({"voters_due": 9}, ("E-06", "voters_due", f"{ACTIVITY}有表决权的应到、实到人数应同时填写", None)),
        (
            {"voters_due": 11, "voters_present": 8},
            ("E-06", "voters_due", f"{ACTIVITY}有表决权的人数与应到、实到人数不符", None),
        ),
        (
            {"voters_due": 9, "voters_present": 9},
            ("E-06", "voters_present", f"{ACTIVITY}有表决权的实到人数多于实到人数", None),
        ),
        ({"kind": "superior_meeting"}, ("E-06", "kind", "党委会议应由党委登记", None)),
        (
            {"kind": "members_meeting", "present": 5},
            ("R-ACT-07", "present", f"{MEMBERS}到会未超过应到会的半数", None),
        ),
        ({"hours": 3.5}, ("R-ACT-03", "hours", f"{ACTIVITY}不足半天（4小时）", None)),
        ({"contents": ()}, ("R-ACT-04", "contents", f"{ACTIVITY}应包括学习和献言献策", None)),
        (
            {"present": 4},
            ("R-ACT-20", "present", f"{ACTIVITY}到会不足50%，或缺会议记录、佐证材料，不计入组织生活", None),
        ),
    ],
)
def test_what_is_wrong_with_a_meeting_is_said_of_its_field(wrong: dict[str, Any], expected: Said) -> None:
    assert said(against(meeting(**wrong))) == [expected]


def test_a_committee_that_was_not_there_is_named() -> None:
    found = said(against(meeting(kind="committee_meeting", due=5, present=2)))

    assert found[0] == ("R-ACT-08", "present", "2026-08-15支委会（M1）到会委员不足半数", None)


def test_steps_of_a_finding_say_what_stands_against_them() -> None:
    found, replied = finding(FindingState.FOUND), finding(FindingState.REPLIED, replied_by="zhang")

    assert said(rules.step_violations(RULES, found, "reply", ON, "li")) == [
        ("R-SUP-02", "finding", "现为“已发现”，此步骤要求“已通知整改”", None)
    ]
    assert said(rules.step_violations(RULES, replied, "recheck", date(2026, 8, 14), "zhang")) == [
        ("R-SUP-02", "finding", "日期早于上一步骤", ON),
        ("R-PRV-23", "finding", "复查应由回复整改情况以外的人办理", None),
    ]


def test_a_day_that_is_too_far_off_is_refused_with_the_days_that_are_not() -> None:
    assert said(rules.notice_violations(RULES, "serious", ON, date(2026, 8, 31))) == [
        ("R-SUP-03-SERIOUS", "due_on", "整改期限应在2026-08-15至2026-08-30之间", None)
    ]


def test_what_needs_another_person_says_so() -> None:
    asked = Exemption("MB1", "BRANCH", "activity_day", ON, ON, asked_by="zhang", granted=False)
    point = DemonstrationPoint("SF1", "BRANCH", PointState.APPROVED, nominated_by="zhang")

    assert said(rules.granting_violations(RULES, asked, "zhang")) == [
        ("R-PRV-23", "exemption", "申请人不得批准本申请，请由另一人办理", None)
    ]
    assert said(rules.approving_violations(RULES, point, "zhang")) == [
        ("R-SUP-09", "point", "该示范点已批准或已撤销", None),
        ("R-PRV-23", "point", "推荐人不得批准本示范点，请由另一人办理", None),
    ]
