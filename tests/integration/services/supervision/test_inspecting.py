"""Inspections, findings, contact points, difficulties, demonstration points and bulletins on a real database."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolated
from tests.integration.services.hosted import WANCHENG, XIXIA
from tests.integration.services.supervision.conftest import Supervision

pytestmark = pytest.mark.integration
ENTERPRISE = "91411323DEM000001E"


@pytest.fixture
def inspected(supervision: Supervision) -> Supervision:
    """An organisation that was inspected in August, with one finding."""
    supervision.start("2026-08-01")
    supervision.start("2026-08-02")
    supervision.day = "2026-08-20"
    items = [{"item": "life", "text": "按期召开党员大会"}, {"item": "room", "text": "有活动室"}]
    supervision.act("cha", "issue_checklist", version="2026-1", items=items)
    supervision.act("cha", "record_inspection", **inspection("DC1", finding("WT1")))
    return supervision


def inspection(number: str, *findings: dict[str, str], **change: Any) -> dict[str, Any]:
    values = {"inspection": number, "org_code": "BRANCH", "inspected_on": "2026-08-20", "version": "2026-1"}
    return {**values, "seen": 1, "findings": list(findings), **change}


def finding(number: str, **change: str) -> dict[str, str]:
    return {"finding": number, "item": "life", "severity": "normal", "text": "七月未开会", **change}


def rules_of(refusal: pytest.ExceptionInfo[RuleViolated]) -> set[str]:
    return {violation["rule"] for violation in refusal.value.details["violations"]}


@pytest.mark.rule("R-SUP-01")
def test_an_inspection_meets_the_duty_of_its_year(inspected: Supervision) -> None:
    assert inspected.duty("inspection", since="2026-01-01")["met_on"] == "2026-08-20"


def test_a_checklist_is_never_changed_and_findings_are_of_its_items(inspected: Supervision) -> None:
    with pytest.raises(Conflict, match="已使用"):
        inspected.act("cha", "issue_checklist", version="2026-1", items=[{"item": "x", "text": "y"}])
    with pytest.raises(InvalidInput, match="没有项目flag"):
        inspected.act("cha", "record_inspection", **inspection("DC2", finding("WT2", item="flag")))
    assert inspected.db["inspections"].count_documents({}) == 1


@pytest.mark.rule("R-SUP-02")
def test_a_finding_is_notified_answered_rechecked_by_another_and_closed(inspected: Supervision) -> None:
    inspected.act("cha", "issue_notice", finding="WT1")
    assert inspected.duty("rectification", "WT1", "2026-08-20")["due_on"] == "2026-09-19"
    inspected.day = "2026-09-10"
    with pytest.raises(RuleViolated) as refusal:
        inspected.act("cha", "close_finding", finding="WT1", closed_on="2026-09-10")
    assert rules_of(refusal) == {"R-SUP-02"}

    inspected.act("du", "reply_to_notice", finding="WT1", replied_on="2026-09-05", text="已补开")
    with pytest.raises(RuleViolated) as refusal:
        inspected.act("du", "recheck_finding", finding="WT1", rechecked_on="2026-09-06", passed=True)
    assert rules_of(refusal) == {"R-PRV-23"}
    inspected.act("cha", "recheck_finding", finding="WT1", rechecked_on="2026-09-06", passed=True)
    inspected.act("cha", "close_finding", finding="WT1", closed_on="2026-09-10")

    assert inspected.told("rectification", "WT1", "2026-08-20") == ["duty_opened", "duty_met"]


@pytest.mark.rule("R-SUP-02")
def test_a_recheck_that_fails_is_answered_anew_and_the_day_stays(inspected: Supervision) -> None:
    inspected.act("cha", "issue_notice", finding="WT1", due_on="2026-08-30")
    for day in ("2026-08-22", "2026-08-25"):
        inspected.day = day
        inspected.act("shu", "reply_to_notice", finding="WT1", replied_on=day, text="已补开")
        inspected.act("cha", "recheck_finding", finding="WT1", rechecked_on=day, passed=False)

    (shown,) = inspected.ask("cha", "findings", area="411302000000")["items"]
    assert (shown["state"], shown["due_on"], shown["colour"]) == ("NOTIFIED", "2026-08-30", "green")


@pytest.mark.rule("R-SUP-03")
def test_the_list_of_findings_shows_how_near_the_day_is(inspected: Supervision) -> None:
    inspected.act("cha", "issue_notice", finding="WT1")

    colours = []
    for day in ("2026-09-11", "2026-09-12", "2026-09-20"):
        inspected.start(day)
        (shown,) = inspected.ask("cha", "findings", area="411302000000")["items"]
        colours.append(shown["colour_name"])

    assert colours == ["正常", "临近期限", "已逾期"]
    assert inspected.ask("far", "findings", area="411302000000")["items"] == []


@pytest.mark.rule("R-SUP-06")
def test_a_contact_point_is_visited_each_quarter_until_it_ends(supervision: Supervision) -> None:
    supervision.day = "2026-06-20"
    point = {"point": "LX1", "cadre": "LD1", "org_code": "BRANCH", "since": "2026-06-20"}
    supervision.act("zu", "set_contact_point", **point)
    supervision.start("2026-07-01")
    supervision.start("2026-07-02")
    supervision.day = "2026-08-12"

    supervision.act("zu", "visit_contact_point", point="LX1", visited_on="2026-08-12", problems=1)
    supervision.start("2026-10-01")
    supervision.start("2026-10-02")
    supervision.act("zu", "end_contact_point", point="LX1", ended_on="2026-10-02")

    assert supervision.told("contact_visit", "LX1", "2026-07-01") == ["duty_opened", "duty_met"]
    assert supervision.told("contact_visit", "LX1", "2026-10-01") == ["duty_opened", "duty_lapsed"]


@pytest.mark.rule("R-SUP-08")
@pytest.mark.parametrize(("user", "area"), [("zu", XIXIA), ("far", WANCHENG)])
def test_a_difficulty_of_another_county_is_nobody_s_to_hand_over(
    supervision: Supervision, user: str, area: str
) -> None:
    supervision.firm(ENTERPRISE, area)
    handed = {"credit_code": ENTERPRISE, "field": "finance", "text": "流动资金不足", "due_on": "2026-10-30"}

    with pytest.raises(NotAllowed, match="该企业不在您的管辖范围内"):
        supervision.act(user, "hand_over_difficulty", difficulty="KN1", department="union", **handed)


@pytest.mark.rule("R-SUP-08")
def test_a_difficulty_goes_to_one_department_and_only_its_answer_counts(supervision: Supervision) -> None:
    supervision.firm(ENTERPRISE)
    handed = {"difficulty": "KN1", "credit_code": ENTERPRISE, "field": "finance", "text": "流动资金不足"}
    with pytest.raises(InvalidInput, match="没有tax这个部门"):
        supervision.act("zu", "hand_over_difficulty", **handed, department="tax", due_on="2026-10-30")
    supervision.act(
        "zu", "hand_over_difficulty", **handed, department="industry_commerce", due_on="2026-10-30"
    )
    answer = {"difficulty": "KN1", "outcome": "solved", "text": "已对接银行"}

    supervision.hear("union", "department.difficulty_answered.v1", "difficulty:KN1", "2026-10-09", **answer)
    assert supervision.db["difficulties"].find_one({"_id": "KN1"})["outcome"] is None
    for _ in range(2):
        supervision.hear(
            "industry_commerce", "department.difficulty_answered.v1", "difficulty:KN1", "2026-10-09", **answer
        )

    kept = supervision.db["difficulties"].find_one({"_id": "KN1"})
    assert (kept["text"], kept["answer"]) == ("流动资金不足", "已对接银行")
    told = supervision.recorded("difficulty:industry_commerce:KN1")
    assert [row["type"].split(".")[1] for row in told] == ["difficulty_handed_over", "difficulty_settled"]


@pytest.mark.rule("R-SUP-09")
def test_a_demonstration_point_is_reviewed_a_year_after_its_approval_until_it_is_revoked(
    supervision: Supervision,
) -> None:
    supervision.day = "2026-07-01"
    supervision.act("zu", "nominate_point", point="SF1", org_code="BRANCH", criteria="五有齐全")
    with pytest.raises(RuleViolated) as refusal:
        supervision.act("zu", "approve_point", point="SF1")
    assert rules_of(refusal) == {"R-PRV-23"}

    supervision.act("zhi", "approve_point", point="SF1")
    due = supervision.duty("demonstration_review", "SF1", "2026-07-01")["due_on"]
    supervision.day = "2027-06-20"
    supervision.act("cha", "review_point", point="SF1", reviewed_on="2027-06-20", passed=True)
    supervision.act("zu", "revoke_point", point="SF1")

    assert due == "2027-07-01"
    assert supervision.told("demonstration_review", "SF1", "2027-06-20") == ["duty_opened", "duty_lapsed"]


@pytest.mark.rule("R-ACT-18")
@pytest.mark.parametrize("missing", [(), ("funds",)])
def test_the_five_possessions_are_complete_only_with_all_five(
    supervision: Supervision, missing: tuple[str, ...]
) -> None:
    supervision.start("2026-08-01")
    supervision.start("2026-08-02")
    has = [one for one in ("room", "plate", "flag", "rules", "funds") if one not in missing]

    supervision.act("shu", "check_possessions", org_code="BRANCH", checked_on="2026-08-01", has=has)

    (kept,) = supervision.db["possessions"].find()
    assert kept["all"] is (missing == ())
    assert supervision.duty("possessions", since="2026-07-01")["state"] == "met"


@pytest.mark.rule("R-ACT-02")
def test_a_plan_is_told_to_the_owner_and_to_the_members(supervision: Supervision) -> None:
    with pytest.raises(InvalidInput, match="至少填写"):
        supervision.act("shu", "tell_plan", org_code="BRANCH", period="2026Q3")
    supervision.act("shu", "tell_plan", org_code="BRANCH", period="2026Q3", owner_on="2026-07-10")
    supervision.act("shu", "tell_plan", org_code="BRANCH", period="2026Q3", members_on="2026-07-12")

    (plan,) = supervision.db["plans"].find()
    assert (plan["owner_on"], plan["members_on"]) == ("2026-07-10", "2026-07-12")


@pytest.mark.rule("R-WRK-08")
def test_a_problem_seen_on_a_visit_has_a_result(supervision: Supervision) -> None:
    visit = {"visit": "ZF1", "staff": "LY1", "org_code": "BRANCH", "credit_code": ENTERPRISE}
    visit |= {"visited_on": "2026-09-03", "role": "coordinate", "phrase": "guide", "problem": "缺活动经费"}
    with pytest.raises(RuleViolated) as refusal:
        supervision.act("shu", "record_staff_visit", **visit)
    assert rules_of(refusal) == {"R-WRK-08"}

    supervision.act("shu", "record_staff_visit", **visit, result="已协调解决")

    assert supervision.db["staff_visits"].count_documents({}) == 1


@pytest.mark.rule("R-SUP-05")
def test_a_bulletin_marks_what_was_reported_and_what_was_seen_and_never_changes(
    inspected: Supervision,
) -> None:
    for number, day in enumerate(("2026-07-10", "2026-07-20", "2026-08-05", "2026-08-18"), start=1):
        inspected.meeting(f"H{number}", day)

    inspected.act("cha", "compile_bulletin", bulletin="TB1", area="411302000000", period="2026Q3")
    inspected.meeting("H5", "2026-08-19")

    shown = inspected.ask("cha", "bulletin", bulletin="TB1")
    seen = shown["lines"][-1]
    assert (seen["reported"], seen["verified"], seen["differs"]) == (4, 1, True)
    assert shown["lines"][0] == {
        "item": "党员活动日（主题党日）次数",
        "reported": 4,
        "verified": None,
        "differs": False,
    }
    with pytest.raises(NotFound):
        inspected.ask("cha", "bulletin", bulletin="TB2")


def test_a_difficulty_of_a_contact_point_names_the_county_and_others_name_none(
    supervision: Supervision,
) -> None:
    supervision.act(
        "zu", "set_contact_point", point="LX1", cadre="LD1", org_code="BRANCH", since="2026-06-20"
    )
    supervision.firm(ENTERPRISE)
    handed = {"credit_code": ENTERPRISE, "field": "finance", "text": "流动资金不足", "due_on": "2026-10-30"}
    for number, point in (("KN1", {"point": "LX1"}), ("KN2", {})):
        supervision.act(
            "zu", "hand_over_difficulty", difficulty=number, department="union", **handed, **point
        )

    told = [
        supervision.recorded(f"difficulty:union:{number}")[0]["data"]["county"] for number in ("KN1", "KN2")
    ]
    assert told == ["411302000000", None]
