"""Corrections of organisational life: two persons, a reason, and the duties as they would have been."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolated
from shared.ledger.corrected import as_they_stand
from tests.integration.services.supervision.conftest import Supervision

pytestmark = [pytest.mark.integration, pytest.mark.rule("R-GEN-09")]
MEETING = "meeting:H1"


def propose(supervision: Supervision, stream: str = MEETING, by: str = "shu", **change: Any) -> Any:
    named = {"correction": "GZ-1", "stream": stream, "seq": 1, "reason": "录入有误"}
    return supervision.act(by, "propose_correction", **{**named, **change})


def correct(supervision: Supervision, stream: str = MEETING, **change: Any) -> Any:
    propose(supervision, stream, **change)
    return supervision.act("zu", "approve_correction", correction=change.get("correction", "GZ-1"))


def stated(supervision: Supervision, stream: str) -> list[dict[str, Any]]:
    return [row["data"] for row in as_they_stand(supervision.recorded(stream))]


@pytest.fixture
def august(supervision: Supervision) -> Supervision:
    """An activity day of August, held while its duty was open."""
    supervision.start("2026-08-02")
    supervision.day = "2026-08-20"
    supervision.meeting("H1", "2026-08-15")
    return supervision


def test_corrected_numbers_stand_in_the_record_of_the_meeting(august: Supervision) -> None:
    answer = correct(august, changes={"present": 9})

    found = august.ask("shu", "meetings", org_code="BRANCH")["items"][0]
    assert (found["due"], found["present"], found["counts"]) == (10, 9, True)
    assert answer["changed"] == [{"label": "实到人数", "old": "8", "new": "9"}]
    told = august.ask("shu", "meeting_history", meeting="H1")["items"][0]
    assert (told["title"], told["reason"], told["user"]) == ("更正“登记会议或活动”", "录入有误", "zu")


def test_what_is_kept_is_what_the_entries_say(august: Supervision) -> None:
    correct(august, on="2026-08-14", changes={"theme": "改后", "hours": None})

    kept = august.db["meetings"].find_one({"_id": "H1"}, {"version": 0})
    (said,) = stated(august, MEETING)
    assert {"meeting": kept.pop("_id"), **kept} == said
    assert (said["held_on"], said["theme"], said["hours"]) == ("2026-08-14", "改后", None)


def test_nothing_changes_before_another_person_approves(august: Supervision) -> None:
    propose(august, by="zu", changes={"present": 9})

    with pytest.raises(RuleViolated, match="另一人"):
        august.act("zu", "approve_correction", correction="GZ-1")
    assert august.db["meetings"].find_one({"_id": "H1"})["present"] == 8
    august.act("zhi", "approve_correction", correction="GZ-1")
    assert august.db["meetings"].find_one({"_id": "H1"})["present"] == 9


def test_a_branch_secretary_proposes_and_does_not_approve(august: Supervision) -> None:
    propose(august, changes={"present": 9})
    with pytest.raises(NotAllowed):
        august.act("shu", "approve_correction", correction="GZ-1")


def test_who_works_elsewhere_does_not_propose(august: Supervision) -> None:
    with pytest.raises(NotAllowed):
        propose(august, by="far", changes={"present": 9})


@pytest.mark.rule("R-ACT-20")
@pytest.mark.parametrize(("present", "state"), [(5, "met"), (4, "open")])
def test_a_meeting_corrected_below_half_meets_its_duty_no_more(
    august: Supervision, present: int, state: str
) -> None:
    correct(august, changes={"present": present})

    duties = list(august.db["duties"].find({"deadline": "activity_day", "state": {"$ne": "lapsed"}}))
    assert [(row["set_on"], row["state"]) for row in duties] == [("2026-08-01", state)]


@pytest.mark.rule("R-ACT-03")
def test_what_is_undone_after_a_correction_becomes_late_and_can_be_done(august: Supervision) -> None:
    correct(august, void=True)
    assert august.told("activity_day") == ["duty_opened", "duty_met", "duty_lapsed"]
    august.meeting("H2", "2026-08-18")

    (duty,) = august.db["duties"].find({"deadline": "activity_day", "state": {"$ne": "lapsed"}})
    assert (duty["state"], duty["met_on"]) == ("met", "2026-08-18")


def test_a_meeting_of_another_kind_meets_the_duty_of_that_kind(august: Supervision) -> None:
    correct(august, changes={"kind": "lecture"})

    states = {row["deadline"]: row["state"] for row in august.db["duties"].find({"state": {"$ne": "lapsed"}})}
    assert (states["activity_day"], states["lecture"]) == ("open", "met")


def test_a_duty_that_another_meeting_of_the_day_met_stays_met(august: Supervision) -> None:
    august.meeting("H2", "2026-08-15")
    before = august.told("activity_day")

    correct(august, void=True)

    assert august.told("activity_day") == before


def test_a_day_moved_out_of_the_month_leaves_its_duty_undone(august: Supervision) -> None:
    correct(august, on="2026-07-31")

    (duty,) = august.db["duties"].find({"deadline": "activity_day", "set_on": "2026-08-01", "state": "open"})
    assert duty["_id"] == "activity_day:BRANCH:2026-08-01:2"


@pytest.mark.rule("R-ACT-01")
def test_an_exempt_organisation_owes_nothing_after_a_correction(august: Supervision) -> None:
    asked = {"exemption": "E1", "org_code": "BRANCH", "deadline": "activity_day",
             "from_on": "2026-08-01", "until_on": "2026-08-31", "ground": "停产"}  # fmt: skip
    august.act("shu", "request_exemption", **asked)
    august.act("zu", "grant_exemption", exemption="E1")

    correct(august, void=True)

    assert august.db["duties"].count_documents({"deadline": "activity_day", "state": "open"}) == 0


@pytest.mark.rule("E-06")
def test_a_record_that_contradicts_itself_is_not_corrected_in(august: Supervision) -> None:
    with pytest.raises(RuleViolated, match="多于应到"):
        propose(august, changes={"present": 11})
    with pytest.raises(RuleViolated, match="尚未召开"):
        propose(august, on="2026-08-21")
    with pytest.raises(NotFound):
        propose(august, on="2019-12-31")


def test_whose_meeting_it_was_is_not_corrected(august: Supervision) -> None:
    with pytest.raises(InvalidInput, match="org_code"):
        propose(august, changes={"org_code": "OTHER"})


def test_a_void_meeting_is_not_corrected_again_and_its_number_is_free(august: Supervision) -> None:
    correct(august, void=True)

    with pytest.raises(Conflict, match="已作废"):
        propose(august, correction="GZ-2", changes={"present": 9})
    assert august.ask("shu", "meetings", org_code="BRANCH")["items"] == []
    august.meeting("H1", "2026-08-16")
    assert [row["held_on"] for row in stated(august, MEETING)] == ["2026-08-16"]


def duties_of(supervision: Supervision, deadline: str) -> list[tuple[str, str, str | None]]:
    rows = supervision.db["duties"].find({"deadline": deadline, "state": {"$ne": "lapsed"}}).sort("set_on", 1)
    return [(row["set_on"], row["state"], row.get("met_on")) for row in rows]


@pytest.fixture
def inspected(august: Supervision) -> Supervision:
    """An inspection with two findings."""
    items = [{"item": name, "text": "检查内容"} for name in ("A", "B")]
    august.act("du", "issue_checklist", version="V1", items=items)
    found = [
        {"finding": f"W{name}", "item": name, "severity": "normal", "text": "问题"} for name in ("A", "B")
    ]
    august.act("du", "record_inspection", inspection="D1", org_code="BRANCH", inspected_on="2026-08-18",
               version="V1", seen=2, findings=found)  # fmt: skip
    return august


@pytest.mark.rule("R-SUP-01")
def test_an_inspection_that_was_none_leaves_its_duty_to_do_and_no_findings(inspected: Supervision) -> None:
    answer = correct(inspected, "inspection:D1", by="du", void=True)

    assert duties_of(inspected, "inspection") == [("2026-01-01", "open", None)]
    assert [row["stream"] for row in answer["undone"]] == ["finding:WA", "finding:WB"]
    assert inspected.ask("du", "findings", org_code="BRANCH")["items"] == []


def test_an_inspection_on_another_day_takes_its_findings_along(inspected: Supervision) -> None:
    correct(inspected, "inspection:D1", by="du", on="2026-08-17", changes={"seen": 3})

    titles = [row["title"] for row in inspected.ask("du", "inspection_history", inspection="D1")["items"]]
    assert titles == ["更正“督查”", "督查"]
    (row,) = inspected.ask("du", "inspections", org_code="BRANCH")["items"]
    assert (row["inspected_on"], row["seen"]) == ("2026-08-17", 3)
    assert duties_of(inspected, "inspection") == [("2026-01-01", "met", "2026-08-17")]
    assert {row["last_on"] for row in inspected.ask("du", "findings", org_code="BRANCH")["items"]} == {
        "2026-08-17"
    }


@pytest.mark.rule("R-SUP-02")
def test_an_inspection_whose_findings_are_under_way_is_not_taken_back(inspected: Supervision) -> None:
    inspected.act("du", "issue_notice", finding="WA")

    with pytest.raises(Conflict, match="整改通知"):
        propose(inspected, "inspection:D1", by="du", void=True)
    with pytest.raises(Conflict, match="整改通知"):
        propose(inspected, "finding:WA", by="du", changes={"severity": "serious"})
    correct(inspected, "finding:WA", by="du", changes={"text": "改后"})


def test_who_was_inspected_does_not_propose_to_correct_it(inspected: Supervision) -> None:
    with pytest.raises(InvalidInput, match="由办理它的人员更正"):
        propose(inspected, "inspection:D1", void=True)
    assert (
        inspected.ask("shu", "entry", stream="finding:WA", seq=1)["why_not"] == "此类登记由办理它的人员更正"
    )
    propose(inspected, "finding:WA", by="du", changes={"text": "改后"})
    inspected.act("cha", "approve_correction", correction="GZ-1")


def test_a_finding_that_was_none_is_no_failed_item_of_its_inspection(inspected: Supervision) -> None:
    correct(inspected, "finding:WA", by="du", void=True)

    (row,) = inspected.ask("du", "inspections", org_code="BRANCH")["items"]
    assert row["failed"] == ["B"]
    assert [one["failed"] for one in stated(inspected, "inspection:D1")] == [["B"]]


@pytest.mark.rule("R-SUP-06")
def test_a_visit_that_was_none_leaves_the_quarter_s_visit_to_do(supervision: Supervision) -> None:
    supervision.start("2026-06-30")
    supervision.act("zu", "set_contact_point", point="P1", cadre="L1", org_code="BRANCH", credit_code=None,
                    since="2026-06-30")  # fmt: skip
    supervision.start("2026-07-01")
    supervision.start("2026-07-02")
    supervision.day = "2026-08-20"
    supervision.act("zu", "visit_contact_point", point="P1", visited_on="2026-08-10", problems=1)
    supervision.act("zu", "visit_contact_point", point="P1", visited_on="2026-08-12", problems=0)
    stream = "contact_point:P1"

    propose(supervision, stream, by="zhi", seq=2, void=True)
    supervision.act("zu", "approve_correction", correction="GZ-1")
    assert duties_of(supervision, "contact_visit") == [("2026-07-01", "met", "2026-08-12")]
    propose(supervision, stream, by="zhi", seq=3, correction="GZ-2", void=True)
    supervision.act("zu", "approve_correction", correction="GZ-2")

    assert duties_of(supervision, "contact_visit") == [("2026-07-01", "open", None)]
    assert supervision.db["visits"].count_documents({}) == 0
    titles = [row["title"] for row in supervision.ask("zu", "contact_point_history", point="P1")["items"]]
    assert titles[:2] == ["作废“走访联系点”", "作废“走访联系点”"]


@pytest.mark.rule("R-ACT-18")
def test_a_check_of_possessions_is_corrected_with_its_day(august: Supervision) -> None:
    has = ["room", "plate", "flag", "rules", "funds"]
    august.act("shu", "check_possessions", org_code="BRANCH", checked_on="2026-08-10", has=has)

    correct(august, "possessions:BRANCH", on="2026-08-11", changes={"has": has[:4]})

    (row,) = august.db["possessions"].find({})
    assert (row["_id"], row["all"], row["has"]) == ("BRANCH:2026-08-11", False, has[:4])
    assert duties_of(august, "possessions") == [("2026-07-01", "met", "2026-08-11")]
