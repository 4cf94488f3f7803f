"""Who may decide a step, and where a case may lie: the organisations that a step names."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from services.development.model import Case
from services.development.rules import violations
from shared.contracts.development.steps import DETAILS_OF, NAMES
from shared.rules.violation import Level
from tests.unit.services.development.walk import (
    BY_COMMITTEE,
    COMMITTEE,
    TALLY,
    ask,
    before,
    broken,
    go,
    organisation,
    try_step,
)

WITHOUT_POWER = organisation("COMMITTEE", "committee", can_approve_member=False)
GENERAL_BRANCH = organisation("GENERAL", "general_branch", can_approve_member=True)
BRANCH = organisation("BRANCH", "branch", can_approve_member=True)
TEMPORARY = organisation("TEMP", "temporary_branch", can_approve_member=True)
LATE = date(2027, 8, 1)
# Each step that a committee decides: before which step of the way it may be taken, when, and what it tells.
DECISIONS: Mapping[str, tuple[str, date, Mapping[str, Any]]] = {
    "superior_agree": ("superior_agree", date(2026, 5, 12), {**BY_COMMITTEE, "reply": "agreement"}),
    "superior_reject": ("superior_agree", date(2026, 5, 12), BY_COMMITTEE),
    "exempt_from_training": ("ask_exemption", date(2026, 5, 28), {"approver": "COMMITTEE"}),
    "pre_review_pass": (
        "pre_review_pass",
        date(2026, 6, 8),
        {**BY_COMMITTEE, "form_no": "ZY1", "leaves_soon": False},
    ),
    "pre_review_fail": ("pre_review_pass", date(2026, 6, 8), {**BY_COMMITTEE, "to": "S32"}),
    "approve_admission": ("approve_admission", date(2026, 8, 20), BY_COMMITTEE),
    "reject_admission": ("approve_admission", date(2026, 8, 20), BY_COMMITTEE),
    **{
        step: ("vote_extend", date(2027, 7, 10), BY_COMMITTEE)
        for step in ("approve_extension", "reject_extension")
    },
    **{
        step: ("vote_cancel", date(2027, 7, 10), BY_COMMITTEE)
        for step in ("approve_cancellation", "reject_cancellation")
    },
    "resubmit": ("approve_admission", date(2026, 12, 11), BY_COMMITTEE),
    "approve_conversion": ("approve_conversion", date(2027, 7, 10), BY_COMMITTEE),
    "reject_conversion": ("approve_conversion", date(2027, 7, 10), BY_COMMITTEE),
}
# Steps that the way has not: before which of its steps each is taken, when, and what it tells.
BESIDE: Mapping[str, tuple[str, date, Mapping[str, Any]]] = {
    "ask_exemption": ("complete_training", date(2026, 5, 28), {}),
    "vote_extend": ("vote_conversion", date(2027, 6, 10), {**TALLY, "months": 6}),
    "vote_cancel": ("vote_conversion", date(2027, 6, 10), TALLY),
}


def standing_before(behind: str) -> Case:
    """Return the case right before a step of the way, or after one that the way has not."""
    if behind not in BESIDE:
        return before(behind)
    following, on, facts = BESIDE[behind]
    return go(before(following), behind, on, facts)


def test_every_step_that_names_an_approver_is_tried_below() -> None:
    assert set(DECISIONS) == {step for step, (_, names) in DETAILS_OF.items() if "approver" in names}


@pytest.mark.rule("I-9")
@pytest.mark.rule("R-DEV-31")
@pytest.mark.rule("R-DEV-52")
@pytest.mark.parametrize("step", DECISIONS)
@pytest.mark.parametrize(
    ("approver", "says"),
    [
        (COMMITTEE, None),
        (WITHOUT_POWER, "没有审批权限"),
        (GENERAL_BRANCH, "党总支"),
        (BRANCH, "党支部"),
        (TEMPORARY, "临时党支部"),
        (None, "不存在或已撤销"),
    ],
    ids=["committee with power", "without power", "general branch", "branch", "temporary", "not there"],
)
def test_only_a_committee_with_power_on_that_day_decides(step: str, approver: Any, says: str | None) -> None:
    behind, on, facts = DECISIONS[step]

    found = violations(ask(standing_before(behind), step, on, facts, approver=approver))

    if says is None:
        assert found == []
    else:
        rule = "R-DEV-31" if step.startswith("pre_review") else "I-9"
        assert [(one.rule, one.level, one.field) for one in found] == [(rule, Level.BLOCK, "approver")]
        assert says in found[0].message
        assert "请填写" in found[0].message


PLACES = [
    (BRANCH, None),
    (organisation("J", "joint_branch", can_approve_member=False), None),
    (TEMPORARY, ("R-ORG-07", Level.UNCONFIRMED)),
    (GENERAL_BRANCH, ("R-MEM-14", Level.BLOCK)),
    (COMMITTEE, ("R-MEM-14", Level.BLOCK)),
    (None, ("R-DEV-86", Level.BLOCK)),
]


@pytest.mark.rule("R-DEV-86")
@pytest.mark.rule("R-MEM-14")
@pytest.mark.rule("R-ORG-07")
@pytest.mark.parametrize("step", ["submit_application", "transfer_out", "receive"])
@pytest.mark.parametrize(("place", "refused"), PLACES)
def test_a_case_lies_in_a_branch_that_is_there(step: str, place: Any, refused: Any) -> None:
    if step == "submit_application":
        found = try_step(step, place=place)
    else:
        case = before("propose_candidate")
        if step == "receive":
            case = go(case, "transfer_out", LATE, {"to_org": "OTHER"})
        details = {"to_org": "OTHER"} if step == "transfer_out" else {"org_code": "OTHER", "confirmed": ()}
        found = violations(ask(case, step, LATE, details, place=place))

    assert [(one.rule, one.level) for one in found] == ([refused] if refused else [])


@pytest.mark.rule("R-DEV-86")
def test_where_a_step_names_no_branch_it_is_the_one_that_the_case_lies_in() -> None:
    (found,) = try_step("submit_application", place=None)

    assert found.field == "org_code"
    assert found.message == "党组织BRANCH当日不存在或已撤销，请填写当日存在的党支部"


@pytest.mark.rule("R-DEV-80")
@pytest.mark.parametrize(("receiver", "refused"), [("OTHER", False), ("THIRD", True), ("BRANCH", True)])
def test_only_the_branch_that_a_case_was_sent_to_receives_it(receiver: str, refused: bool) -> None:
    left = go(before("propose_candidate"), "transfer_out", LATE, {"to_org": "OTHER"})
    details = {"org_code": receiver, "confirmed": ()}

    found = violations(ask(left, "receive", LATE, details, sent_to="OTHER"))

    assert [(one.rule, one.field) for one in found] == ([("R-DEV-80", "org_code")] if refused else [])
    assert all("由OTHER接收" in one.message for one in found)


@pytest.mark.rule("R-DEV-80")
@pytest.mark.parametrize(("to_org", "refused"), [("OTHER", False), ("BRANCH", True)])
def test_a_case_is_not_sent_to_where_it_lies(to_org: str, refused: bool) -> None:
    found = violations(ask(before("propose_candidate"), "transfer_out", LATE, {"to_org": to_org}))

    assert broken(found) == ({"R-DEV-80"} if refused else set())


@pytest.mark.rule("R-DEV-27")
@pytest.mark.rule("R-GEN-09")
@pytest.mark.parametrize(("reasoned", "fields"), [(True, []), (False, ["reason"])])
def test_an_exemption_from_training_is_asked_for_with_a_reason(reasoned: bool, fields: list[str]) -> None:
    case = before("complete_training")

    found = violations(ask(case, "ask_exemption", date(2026, 5, 28), {}, reasoned=reasoned))

    assert [one.field for one in found] == fields
    assert {one.level for one in found} <= {Level.BLOCK}


@pytest.mark.rule("R-DEV-27")
@pytest.mark.rule("I-9")
def test_an_exemption_from_training_is_approved_by_a_committee_with_the_power_to() -> None:
    asked = go(before("complete_training"), "ask_exemption", date(2026, 5, 28), {})
    details = {"approver": "COMMITTEE"}

    assert broken(violations(ask(asked, "exempt_from_training", date(2026, 5, 28), details))) == set()
    found = violations(ask(asked, "exempt_from_training", date(2026, 5, 28), details, approver=None))
    assert broken(found) == {"I-9"}


@pytest.mark.rule("R-PRV-23")
@pytest.mark.parametrize(("decision", "entered"), [
    ("superior_agree", "propose_candidate"),
    ("superior_reject", "propose_candidate"),
    ("pre_review_pass", "branch_review"),
    ("pre_review_fail", "branch_review"),
    ("approve_admission", "vote_admission"),
    ("reject_admission", "vote_admission"),
    ("approve_conversion", "vote_conversion"),
    ("reject_conversion", "vote_conversion"),
])  # fmt: skip
def test_who_entered_what_the_branch_decided_does_not_enter_what_the_superior_does(
    decision: str, entered: str
) -> None:
    behind, on, facts = DECISIONS[decision]
    case = standing_before(behind)

    for by, refused in (("clerk", True), ("committee", False)):
        found = violations(ask(case, decision, on, facts, by=by))
        assert broken(found) == ({"R-PRV-23"} if refused else set())
        assert all(NAMES[entered] in one.message for one in found)
