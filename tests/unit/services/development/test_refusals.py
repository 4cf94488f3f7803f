"""What development's refusals say: of which rule and field, what is wrong, and from when it is possible."""

from datetime import date
from typing import Any

import pytest

from services.development.rules import Quota
from shared.contracts.development.terms import State
from shared.rules.violation import Violation
from tests.unit.services.development.walk import (
    BY_COMMITTEE,
    TALLY,
    after,
    ask,
    before,
    dated,
    go,
    organisation,
    try_step,
    violations,
)

Said = tuple[str, str | None, str, date | None]
LATE = date(2027, 8, 1)


def said(found: list[Violation]) -> list[Said]:
    return [(one.rule, one.field, one.message, one.earliest) for one in found]


REFUSED: list[tuple[str, dict[str, Any], list[Said]]] = [
    ("submit_application", {"birth_date": date(2007, 1, 11)}, [
        ("R-DEV-01", "birth_date", "申请人未满18周岁", date(2025, 1, 11))]),
    ("submit_application", {"written": False}, [
        ("R-DEV-04", "written", "应由本人提交书面申请，不得联名或代写", None)]),
    ("record_talk", {"on": date(2025, 2, 11)}, [
        ("R-DEV-05", "on", "派人谈话应在2025-02-10之前完成，现已逾期", None)]),
    ("record_talk", {"on": date(2025, 1, 9)}, [
        ("E-02", "on", "日期早于上一步骤（2025-01-10）", date(2025, 1, 10))]),
    ("record_talk", {"recorded_on": date(2025, 1, 19)}, [
        ("E-02", "on", "日期晚于登记日（2025-01-19）", None)]),
    ("assign_contacts", {"members": ("M1", "M2", "M3")}, [
        ("R-DEV-15", "members", "培养联系人为1至2名，现填3名", None)]),
    ("assign_contacts", {"members": ("P1",)}, [
        ("R-DEV-15", "members", "培养联系人P1当日不是正式党员或权利受限", None)]),
    ("propose_candidate", {"opinions": ("contacts", "members")}, [
        ("R-DEV-20", "opinions", "未听取党小组、群众的意见", None)]),
    ("superior_agree", {"reply": "filing"}, [
        ("R-DEV-22", "reply", "应由上级党委同意拟列为发展对象，仅备案不够", None)]),
    ("end_notice", {"on": date(2026, 5, 20)}, [
        ("R-DEV-23", "on", "公示未满5个工作日", date(2026, 5, 21))]),
    ("end_notice", {"posted_on": date(2026, 5, 11)}, [
        ("R-DEV-23", "posted_on", "公示不得早于上级党委同意之日（2026-05-12）", date(2026, 5, 12))]),
    ("set_introducers", {"members": ("M1", "M1")}, [
        ("R-DEV-25", "members", "入党介绍人应为2名不同的正式党员", None)]),
    ("set_introducers", {"members": ("M1", "R1")}, [
        ("R-DEV-25", "members", "入党介绍人R1当日不是正式党员或权利受限", None)]),
    ("complete_training", {"days": 2, "hours": 23}, [
        ("R-DEV-27", "days", "集中培训不足3天，也不足24学时", None)]),
    ("complete_training", {"organiser": "party_school"}, [
        ("R-DEV-27", "organiser", "集中培训应由基层党委或县级党委组织部门组织", None)]),
    ("pre_review_pass", {"taken_forms": frozenset({"ZY1"})}, [
        ("R-DEV-33", "form_no", "志愿书编号ZY1已发出", None)]),
    ("pre_review_pass", {"leaves_soon": True}, [
        ("R-DEV-32", "leaves_soon", "申请人3个月内将离开所在单位，一般不办理接收手续", None)]),
    ("pre_review_pass", {"approver": None}, [
        ("R-DEV-31", "approver", "党组织COMMITTEE当日不存在或已撤销，请填写当日具有审批权限的党委", None)]),
    ("complete_form", {"form_no": "ZY2"}, [
        ("R-DEV-33", "form_no", "预审合格后发给的志愿书编号为ZY1", None)]),
    ("vote_admission", {"voters": 14}, [
        ("R-DEV-42", "due", "应到会有表决权的正式党员按名册为14人，所填为15人", None)]),
    ("vote_admission", {"present": 7, "yes": 7}, [
        ("R-DEV-40", "present", "应到15人，实到7人，未超过半数", None),
        ("R-DEV-41", "yes", "应到15人，赞成7票，未超过应到会的半数", None)]),
    ("vote_admission", {"present": 15, "written_no": 1}, [
        ("E-05", "present", "实到人数与书面意见之和多于应到人数", None)]),
    ("vote_admission", {"no": 1}, [("E-05", "yes", "到会人员的票数之和多于实到人数", None)]),
    ("vote_admission", {"persons": 2}, [
        ("R-DEV-45", "persons", "应逐个讨论、逐个表决，每人一份计票", None)]),
    ("approve_admission", {"on": date(2026, 12, 11)}, [
        ("R-DEV-51", "on", "支部决议已过6个月（2026-12-10），应由党委会议决定重新提交支部大会", None)]),
    ("approve_admission", {"quota": Quota(2026, 3, 3)}, [
        ("R-DEV-93", "on", "2026年计划名额3个已用完，应先由下达部门调整", None)]),
    ("apply_conversion", {"on": date(2027, 5, 10)}, [
        ("R-DEV-64-EARLY", "on", "提交转正申请过早", date(2027, 5, 11))]),
    ("vote_conversion", {"on": date(2027, 6, 9)}, [
        ("R-DEV-64", "on", "预备期未满，不能讨论转正", date(2027, 6, 10))]),
    ("vote_conversion", {"opinions": ("members",)}, [
        ("R-DEV-65", "opinions", "未听取党小组、群众的意见", None)]),
    ("vote_conversion", {"reviewed_on": date(2027, 5, 14)}, [
        ("R-DEV-65", "reviewed_on", "支部委员会审查应在转正申请之后、支部大会之前", date(2027, 5, 15))]),
    ("archive", {"documents": ("form", "application", "political_review")}, [
        ("R-DEV-70", "documents", "归档材料缺少：转正申请书、培养教育考察材料", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("step", "change", "expected"), REFUSED)
def test_a_refusal_says_what_is_wrong_and_from_when_it_is_possible(
    step: str, change: dict[str, Any], expected: list[Said]
) -> None:
    assert said(try_step(step, **change)) == expected


def asked(case: Any, step: str, on: date, facts: dict[str, Any], **seen: Any) -> list[Said]:
    return said(violations(ask(case, step, on, facts, **seen)))


@pytest.mark.parametrize(
    ("approver", "problem"),
    [
        (organisation("COMMITTEE", "branch", can_approve_member=True), "COMMITTEE是党支部，不能审批预备党员"),
        (organisation("COMMITTEE", "committee", can_approve_member=False), "党委COMMITTEE当日没有审批权限"),
    ],
)
def test_who_may_not_decide_is_named(approver: Any, problem: str) -> None:
    message = f"{problem}，请填写当日具有审批权限的党委"

    assert said(try_step("approve_admission", approver=approver)) == [("I-9", "approver", message, None)]
    assert said(try_step("pre_review_pass", approver=approver)) == [("R-DEV-31", "approver", message, None)]


@pytest.mark.parametrize(
    ("kind", "rule", "message"),
    [
        (None, "R-DEV-86", "党组织X1当日不存在或已撤销，请填写当日存在的党支部"),
        ("committee", "R-MEM-14", "样例是党委，发展材料应在其下的党支部办理"),
        ("general_branch", "R-MEM-14", "样例是党总支，发展材料应在其下的党支部办理"),
        (
            "temporary_branch",
            "R-ORG-07",
            "样例是临时党支部，一般不发展党员，请填写申请人单位或居住地的党支部",
        ),
    ],
)
def test_where_a_case_may_not_lie_is_said_of_the_field_that_named_it(
    kind: str | None, rule: str, message: str
) -> None:
    place = None if kind is None else organisation("X1", kind, can_approve_member=False)
    sent = go(before("record_talk"), "transfer_out", date(2025, 1, 12), {"to_org": "X1"})
    received = {"org_code": "X1", "confirmed": ()}

    for case, step, facts, field in (
        (before("record_talk"), "transfer_out", {"to_org": "X1"}, "to_org"),
        (sent, "receive", received, "org_code"),
    ):
        assert asked(case, step, date(2025, 1, 13), facts, place=place) == [(rule, field, message, None)]


@pytest.mark.rule("R-DEV-80")
def test_a_case_is_handed_to_another_branch_and_received_by_that_one() -> None:
    case = before("record_talk")
    sent = go(case, "transfer_out", date(2025, 1, 12), {"to_org": "X1"})

    assert asked(case, "transfer_out", date(2025, 1, 12), {"to_org": "BRANCH"}) == [
        ("R-DEV-80", "to_org", "转往的党组织就是现在办理的党支部，请填写另一个党支部", None)
    ]
    assert asked(sent, "receive", date(2025, 1, 13), {"org_code": "X2", "confirmed": ()}, sent_to="X1") == [
        ("R-DEV-80", "org_code", "该材料转往X1，应由X1接收；转错的，由其接收后再转出", None)
    ]


@pytest.mark.rule("R-DEV-81")
def test_the_new_branch_of_a_candidate_is_told_what_it_has_not_confirmed() -> None:
    sent = go(before("branch_review"), "transfer_out", date(2026, 6, 2), {"to_org": "X1"})

    ((rule, field, message, _),) = asked(
        sent, "receive", date(2026, 6, 3), {"org_code": "X1", "confirmed": ()}
    )

    assert (rule, field) == ("R-DEV-81", "confirmed")
    assert message == "接收前应重新确认：培养考察、政治审查、培训"


@pytest.mark.rule("R-DEV-83")
def test_between_vote_and_decision_a_case_does_not_move() -> None:
    ((rule, field, message, earliest),) = asked(after("org_talk"), "transfer_out", LATE, {"to_org": "X1"})

    assert (rule, field, earliest) == ("R-DEV-83", "case_id", None)
    assert message.startswith("现为“组织谈话完成”，此步骤要求“已申请、已谈话、")
    assert message.endswith("、已提转正申请”，程序不能跳越")


@pytest.mark.rule("R-DEV-10")
def test_an_activist_without_a_recommendation_that_holds_is_refused_for_one_reason_or_the_other() -> None:
    decided = {"meeting": "BC", "decided_by": "committee"}
    none = before("record_recommendation")
    over = go(
        none,
        "record_recommendation",
        date(2025, 1, 25),
        {"body": "members", "recommendation": "R1", "valid_until": date(2025, 2, 28)},
    )

    assert asked(none, "decide_activist", date(2025, 3, 1), decided) == [
        ("R-DEV-10", "case_id", "还没有党员推荐或群团组织推优的记录", None)
    ]
    assert asked(over, "decide_activist", date(2025, 3, 1), decided) == [
        ("R-DEV-10", "case_id", "推荐均已过有效期", None)
    ]
    assert asked(over, "decide_activist", date(2025, 2, 28), decided) == []


@pytest.mark.rule("R-DEV-18")
@pytest.mark.rule("R-DEV-15")
def test_too_short_a_cultivation_says_what_is_still_to_come() -> None:
    proposal = {"meeting": "BC", "opinions": ("group", "contacts", "members", "masses")}

    assert asked(before("assign_contacts"), "propose_candidate", date(2026, 2, 28), proposal) == [
        ("R-DEV-18", "on", "培养教育考察未满12个月", date(2026, 3, 1)),
        ("R-DEV-18-REVIEWS", "case_id", "半年考察应有2次，按所在的半年计现有0次", None),
        ("R-DEV-15", "case_id", "尚未指定培养联系人", None),
    ]


@pytest.mark.rule("R-DEV-16")
@pytest.mark.rule("R-DEV-63")
def test_a_stretch_without_a_review_is_named_with_its_days() -> None:
    proposal = {"meeting": "BC", "opinions": ("group", "contacts", "members", "masses")}
    late = asked(before("propose_candidate"), "propose_candidate", date(2026, 10, 3), proposal)
    probation = before("vote_conversion")
    gap = dated(probation, "probation_review", date(2027, 2, 20))

    assert late == [("R-DEV-16", "case_id", "2026-03-02至2026-09-01没有半年考察记录，请补记或说明理由", None)]
    assert said(try_step("vote_conversion", case=gap)) == []
    early = dated(
        dated(probation, "apply_conversion", date(2027, 6, 20)), "probation_review", date(2027, 2, 20)
    )
    assert [one for one in said(try_step("vote_conversion", case=early)) if one[0] == "R-DEV-63"] == [
        ("R-DEV-63", "case_id", "2027-02-21至2027-05-20没有每季度的预备期考察记录，请补记或说明理由", None)
    ]


@pytest.mark.rule("R-DEV-24")
def test_an_open_objection_is_counted_and_a_conclusion_needs_one() -> None:
    noticed = before("end_notice")
    objected = go(noticed, "raise_objection", date(2026, 5, 14), {"objection": "匿名来信"})
    twice = go(objected, "raise_objection", date(2026, 5, 15), {"objection": "来电"})
    ended = {"posted_on": date(2026, 5, 13)}

    for case, still in ((objected, "1件异议没有结论：匿名来信"), (twice, "2件异议没有结论：匿名来信、来电")):
        assert asked(case, "end_notice", date(2026, 5, 21), ended) == [
            ("R-DEV-24", "case_id", f"还有{still}", None)
        ]
    assert asked(noticed, "settle_objection", date(2026, 5, 15), {"objection": "匿名来信"}) == [
        ("R-DEV-24", "case_id", "没有待处理的异议", None)
    ]


@pytest.mark.rule("R-DEV-24")
@pytest.mark.parametrize("step", ["settle_objection", "uphold_objection"])
def test_a_conclusion_on_one_objection_leaves_another_open(step: str) -> None:
    objected = go(before("end_notice"), "raise_objection", date(2026, 5, 14), {"objection": "来电"})

    assert asked(objected, step, date(2026, 5, 15), {"objection": "匿名来信"}) == [
        ("R-DEV-24", "objection", "没有编号为匿名来信的待处理异议；待处理的是来电", None)
    ]
    assert asked(objected, step, date(2026, 5, 15), {"objection": "来电"}) == []


@pytest.mark.rule("R-DEV-24")
def test_an_objection_has_a_number_of_its_own() -> None:
    objected = go(before("end_notice"), "raise_objection", date(2026, 5, 14), {"objection": "来电"})

    assert asked(objected, "raise_objection", date(2026, 5, 15), {"objection": "来电"}) == [
        ("R-DEV-24", "objection", "异议编号来电已登记，请另编编号", None)
    ]
    assert asked(objected, "raise_objection", date(2026, 5, 15), {"objection": "来电2"}) == []


@pytest.mark.rule("R-GEN-04")
def test_a_notice_in_a_year_without_a_known_calendar_is_provisional() -> None:
    case = dated(before("end_notice"), "superior_agree", date(2031, 3, 3))

    assert asked(case, "end_notice", date(2031, 4, 1), {"posted_on": date(2031, 3, 3)}) == [
        ("R-GEN-04", "posted_on", "2031年放假安排尚未载入，公示天数为暂定，请人工确认", None)
    ]


@pytest.mark.rule("R-DEV-27")
def test_an_exemption_from_training_without_reason_or_second_person_says_so() -> None:
    case, on, facts = before("complete_training"), date(2026, 5, 28), {"approver": "COMMITTEE"}

    assert asked(case, "ask_exemption", on, {}, reasoned=False) == [
        ("R-DEV-27", "reason", "申请个别免训没有理由，请填写理由", None),
    ]
    assert asked(case, "exempt_from_training", on, facts) == [
        ("R-DEV-27-OTHER", "case_id", "没有个别免训的申请，请先由党支部申请并写明理由", None),
    ]
    known = go(case, "ask_exemption", on, {})
    assert asked(known, "exempt_from_training", on, facts, by="clerk") == [
        ("R-DEV-27-OTHER", "case_id", "个别免训的申请和批准不能由同一人登记，请由上级党委的另一人登记", None),
    ]


@pytest.mark.rule("R-DEV-41")
@pytest.mark.rule("R-SEED-079")
def test_a_failed_vote_says_that_it_passed_and_where_it_may_lead() -> None:
    found = asked(before("vote_admission"), "vote_admission_fail", date(2026, 6, 10), {**TALLY, "to": "X2"})

    assert [(rule, field) for rule, field, _, _ in found] == [("R-SEED-079", "to"), ("R-DEV-41", "yes")]
    assert found[0][2] == "去向应为：S32（发展对象）、S21（入党积极分子）"
    assert found[1][2] == "赞成票超过应到会的半数，应登记为通过"


@pytest.mark.rule("R-DEV-51b")
def test_a_resolution_that_can_still_be_approved_is_not_put_again() -> None:
    assert asked(after("org_talk"), "resubmit", date(2026, 12, 10), BY_COMMITTEE) == [
        (
            "R-DEV-51b",
            "on",
            "支部决议在2026-12-10前仍可审批，应批准或不批准，不能重新提交",
            date(2026, 12, 11),
        )
    ]
    assert asked(after("org_talk"), "resubmit", date(2026, 12, 11), BY_COMMITTEE) == []


@pytest.mark.rule("R-DEV-67")
@pytest.mark.rule("R-DEV-68")
def test_an_extension_of_another_length_or_a_second_one_says_so() -> None:
    facts = {**TALLY, "opinions": ("group", "members", "masses"), "reviewed_on": date(2027, 6, 5)}
    case, on = before("vote_conversion"), date(2027, 6, 10)
    for months, rule in ((5, "R-DEV-67"), (13, "R-DEV-67-MOST")):
        assert asked(case, "vote_extend", on, {**facts, "months": months}) == [
            (rule, "months", "延长预备期应为6至12个月", None)
        ]
    for months in (6, 12):
        assert asked(case, "vote_extend", on, {**facts, "months": months}) == []
    once = go(
        go(case, "vote_extend", on, {**facts, "months": 6}),
        "approve_extension",
        date(2027, 7, 1),
        BY_COMMITTEE,
        by="another",
    )
    applied = go(once, "apply_conversion", date(2027, 12, 1), {})
    again = asked(
        applied, "vote_extend", date(2027, 12, 10), {**facts, "months": 6, "reviewed_on": date(2027, 12, 5)}
    )
    assert ("R-DEV-68", "case_id", "预备期已延长过一次，只能按期转正或取消资格", None) in again


@pytest.mark.rule("R-DEV-73")
def test_a_cancellation_before_conversion_is_discussed_names_the_breach_and_has_a_second_person() -> None:
    case, on = before("apply_conversion"), date(2027, 5, 12)

    assert asked(case, "vote_cancel", on, TALLY, reasoned=False) == [
        ("R-DEV-73", "reason", "转正讨论之前取消资格，须在理由中写明违犯党纪的事实", None)
    ]
    voted = go(case, "vote_cancel", on, TALLY, by="clerk")
    ((rule, field, message, _),) = asked(
        voted, "approve_cancellation", date(2027, 6, 1), BY_COMMITTEE, by="clerk"
    )
    assert (rule, field) == ("R-DEV-73-OTHER", "case_id")
    assert message.endswith("和上级审批不能由同一人登记，请由上级党委的另一人登记")


@pytest.mark.rule("E-05")
def test_everybody_due_may_be_there_or_write_and_an_abstention_is_a_vote() -> None:
    assert try_step("vote_admission", present=14, written_no=1) == []
    assert try_step("vote_admission", present=9, abstain=1) == []
    assert [one[:2] for one in said(try_step("vote_admission", abstain=1))] == [("E-05", "yes")]


@pytest.mark.rule("R-DEV-65")
def test_the_committee_may_review_on_the_day_of_the_application() -> None:
    assert try_step("vote_conversion", reviewed_on=date(2027, 5, 15)) == []


@pytest.mark.rule("R-DEV-24")
def test_a_settled_objection_waits_for_no_other_conclusion() -> None:
    objected = go(before("end_notice"), "raise_objection", date(2026, 5, 14), {"objection": "匿名来信"})
    concluded = {"objection": "匿名来信"}
    settled = go(objected, "settle_objection", date(2026, 5, 15), concluded)

    assert asked(settled, "settle_objection", date(2026, 5, 16), concluded) == [
        ("R-DEV-24", "case_id", "没有待处理的异议", None)
    ]
    assert asked(settled, "end_notice", date(2026, 5, 21), {"posted_on": date(2026, 5, 13)}) == []


@pytest.mark.rule("R-DEV-28")
def test_an_exemption_stands_for_the_training_as_the_last_of_the_three_as_well() -> None:
    case = go(before("complete_training"), "political_review", date(2026, 5, 27), {"reviewer": "branch"})

    assert case.state is State.CANDIDATE
    asked_for = go(case, "ask_exemption", date(2026, 5, 28), {})
    exempt = go(asked_for, "exempt_from_training", date(2026, 5, 28), {"approver": "COMMITTEE"})
    assert exempt.state is State.READY
