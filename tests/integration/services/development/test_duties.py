"""The duties of a case on a real database: each step that sets a limit opens one, each that keeps it meets it."""

from collections import Counter

import pytest

from tests.integration.services.development.conftest import WAY, Development

pytestmark = pytest.mark.integration


def states(development: Development) -> dict[str, str]:
    """Return the state of each duty of the case, by deadline and the day it was set."""
    return {row["_id"]: row["state"] for row in development.db["duties"].find({"subject": "C1"})}


def start(development: Development, day: str) -> None:
    development.hear("registry", "registry.day_started.v1", "day", day, date=day)
    development.follower.settle()


@pytest.mark.rule("R-GEN-13")
def test_a_whole_way_leaves_no_duty_open_and_says_which_were_kept_in_time(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="archive")

    found = list(development.db["duties"].find({"subject": "C1"}))

    assert {row["state"] for row in found} <= {"met", "lapsed"}
    assert Counter(row["deadline"] for row in found if row["state"] == "met") == {
        **dict.fromkeys(("talk", "decision_on_recommended", "cultivation_year", "agreement"), 1),
        **dict.fromkeys(("review_and_training", "vote_after_pre_review", "approval", "filing"), 1),
        **dict.fromkeys(("assignment", "oath", "conversion", "conversion_approval", "archive"), 1),
        "half_year_review": 2,
        "probation_review": 3,
    }
    # The committee took from March to May over its agreement.
    assert {row["deadline"] for row in found if row["state"] == "met" and not row["in_time"]} == {"agreement"}


@pytest.mark.rule("R-DEV-05")
def test_a_talk_that_is_not_held_is_late_after_its_last_day_and_told_once(development: Development) -> None:
    development.apply_for("C1")
    for day in ("2025-02-09", "2025-02-10"):
        start(development, day)
    assert states(development) == {"talk:C1:2025-01-10": "open"}

    for day in ("2025-02-11", "2025-02-12"):
        start(development, day)
    development.act(
        "zhi", "record_talk", case_id="C1", on="2025-02-12", talker="secretary", reason="外出学习"
    )

    told = [row["type"].split(".")[1] for row in development.recorded("duty:talk:C1:2025-01-10")]
    assert told == ["duty_opened", "duty_late", "duty_met"]
    assert development.db["duties"].find_one({"_id": "talk:C1:2025-01-10"})["in_time"] is False


@pytest.mark.rule("R-DEV-34")
def test_a_pre_review_under_the_old_text_sets_no_limit_for_the_meeting(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="pre_review_pass")

    assert states(development)["vote_after_pre_review:C1:2026-06-08"] == "open"
    assert not any(
        row["set_on"] < "2026-05-11" for row in development.db["duties"].find({"deadline": "oath"})
    )


def test_after_a_fall_back_what_it_undid_is_due_again_and_after_an_end_nothing_is(
    development: Development,
) -> None:
    development.apply_for("C1")
    development.go("C1", until="propose_candidate")
    development.act(
        "wei", "superior_reject", case_id="C1", on="2026-03-20", approver="COMMITTEE", meeting="PC"
    )

    assert [duty for duty, state in states(development).items() if state == "open"] == [
        "half_year_review:C1:2026-03-20"
    ]

    development.act("zhi", "withdraw", case_id="C1", on="2026-03-21")
    assert "open" not in states(development).values()


@pytest.mark.rule("R-DEV-50")
@pytest.mark.parametrize("step", ["approve_admission", "reject_admission"])
@pytest.mark.parametrize(("on", "in_time"), [("2026-09-10", True), ("2026-09-11", False)])
def test_a_resolution_is_decided_in_time_by_a_refusal_as_by_an_approval(
    development: Development, step: str, on: str, in_time: bool
) -> None:
    development.apply_for("C1")
    development.go("C1", until="org_talk")
    decided = {"approver": "COMMITTEE", "meeting": "PC", "reason": "材料补充核实"}
    development.act("wei", step, case_id="C1", on=on, **decided)

    [duty] = development.db["duties"].find({"subject": "C1", "deadline": "approval"})
    assert (duty["state"], duty["in_time"]) == ("met", in_time)


def test_who_takes_a_case_over_takes_its_duties_over(development: Development) -> None:
    development.apply_for("C1")
    development.go("C1", until="file_activist")
    development.act("zhi", "transfer_out", case_id="C1", on="2025-04-01", to_org="FAR")
    development.act("other", "receive", case_id="C1", on="2025-04-02", org_code="FAR", confirmed=[])

    holders = {row["deadline"]: row["org_code"] for row in development.db["duties"].find({"state": "open"})}

    assert holders == {"half_year_review": "FAR", "cultivation_year": "FAR"}


def test_hearing_everything_again_opens_and_tells_nothing_twice(development: Development) -> None:
    development.apply_for("C1")
    start(development, "2025-02-11")
    development.go("C1", until=WAY[4][1])
    before = development.db["ledger"].count_documents({})

    development.rebuild()
    development.follower.settle()

    assert development.db["ledger"].count_documents({}) == before
