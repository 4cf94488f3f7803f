"""Cases that change hands: to the branch they were sent to, and out of a branch that was dissolved."""

from typing import Any

import pytest

from shared.contracts.errors import InvalidInput, NotAllowed, RuleViolated
from tests.integration.services.development.conftest import BY_COMMITTEE, Development
from tests.integration.services.hosted import OTHER_TOWN

ENDS = "2026-07-01"
ALL = ["cultivation", "political_review", "training"]


def rules_of(refusal: pytest.ExceptionInfo[RuleViolated]) -> set[str]:
    return {one["rule"] for one in refusal.value.details["violations"]}


def dissolve(development: Development, org_code: str, received_by: str | None, on: str = ENDS) -> None:
    development.hear(
        "registry",
        "registry.organisation_dissolved.v1",
        f"organisation:{org_code}",
        on,
        org_code=org_code,
        received_by=received_by,
    )


def begin(development: Development, day: str) -> None:
    development.hear("registry", "registry.day_started.v1", "day", day, date=day)
    while development.follower.settle():
        pass


def found(development: Development) -> tuple[str, str, str]:
    case = development.db["cases"].find_one({"_id": "C1"})
    assert case is not None
    return case["state"], case["org_code"], case["taken"][-1]["step"]


@pytest.mark.rule("R-DEV-80")
def test_a_case_sent_to_one_branch_is_received_by_no_other(development: Development) -> None:
    development.organisation("THIRD", area=OTHER_TOWN, parent="COMMITTEE")
    development.apply_for("C1")
    development.act("zhi", "transfer_out", case_id="C1", on="2025-04-01", to_org="FAR")
    received = {"case_id": "C1", "on": "2025-04-10", "confirmed": []}

    with pytest.raises(RuleViolated, match="由FAR接收") as refusal:
        development.act("other", "receive", org_code="THIRD", **received)
    assert rules_of(refusal) == {"R-DEV-80"}

    development.act("other", "receive", org_code="FAR", **received)
    assert found(development) == ("S10", "FAR", "receive")


@pytest.mark.rule("R-DEV-86")
@pytest.mark.parametrize(("on", "allowed"), [("2025-03-31", True), ("2025-04-01", False)])
def test_a_case_is_sent_only_to_a_branch_that_is_there_that_day(
    development: Development, on: str, allowed: bool
) -> None:
    development.apply_for("C1")
    dissolve(development, "FAR", None, "2025-04-01")
    sent = {"case_id": "C1", "on": on, "to_org": "FAR"}

    if allowed:
        assert development.act("zhi", "transfer_out", **sent)
    else:
        with pytest.raises(RuleViolated, match="已撤销") as refusal:
            development.act("zhi", "transfer_out", **sent)
        assert rules_of(refusal) == {"R-DEV-86"}


@pytest.mark.rule("R-DEV-86")
@pytest.mark.parametrize(("on", "allowed"), [("2025-01-09", True), ("2025-01-10", False)])
def test_an_application_goes_to_a_branch_that_is_there_that_day(
    development: Development, on: str, allowed: bool
) -> None:
    dissolve(development, "BRANCH", "FAR", "2025-01-10")

    if allowed:
        assert development.apply_for("C1", on=on)
    else:
        with pytest.raises(RuleViolated, match="已撤销") as refusal:
            development.apply_for("C1", on=on)
        assert rules_of(refusal) == {"R-DEV-86"}


@pytest.mark.rule("I-9")
@pytest.mark.parametrize(
    ("ends", "refused"), [("2026-05-12", True), ("2026-05-13", False)], ids=["that day", "the day after"]
)
@pytest.mark.parametrize("step", ["superior_agree", "superior_reject"])
def test_a_committee_that_was_dissolved_decides_nothing_whatever_the_reason(
    development: Development, step: str, ends: str, refused: bool
) -> None:
    development.apply_for("C1")
    development.go("C1", until="propose_candidate")
    dissolve(development, "COMMITTEE", None, ends)
    reply = {"reply": "agreement"} if step == "superior_agree" else {}
    asked = {"case_id": "C1", "on": "2026-05-12", **BY_COMMITTEE, **reply, "reason": "试"}

    if refused:
        with pytest.raises(RuleViolated, match="COMMITTEE当日不存在或已撤销") as refusal:
            development.act("wei", step, **asked)
        assert rules_of(refusal) == {"I-9"}
    else:
        assert development.act("wei", step, **asked)


@pytest.mark.rule("R-DEV-86")
@pytest.mark.rule("R-ORG-16b")
@pytest.mark.parametrize(("until", "state"), [("record_talk", "S11"), ("end_notice", "S32"), ("oath", "S50")])
def test_what_a_dissolved_branch_had_is_under_way_to_who_received_its_members(
    development: Development, until: str, state: str
) -> None:
    development.apply_for("C1")
    development.go("C1", until=until)
    dissolve(development, "BRANCH", "FAR", "2026-09-10")

    assert found(development) == ("T1", "BRANCH", "transfer_out")
    with pytest.raises(NotAllowed):
        development.act("zhi", "receive", case_id="C1", on="2026-09-11", org_code="FAR", confirmed=ALL)
    development.act("other", "receive", case_id="C1", on="2026-09-11", org_code="FAR", confirmed=ALL)
    assert found(development) == (state, "FAR", "receive")


@pytest.mark.rule("R-DEV-83")
@pytest.mark.rule("R-DEV-86")
@pytest.mark.parametrize(
    ("until", "state"),
    [
        ("vote_admission", "S43"),
        ("org_talk", "S44"),
        ("vote_conversion", "S61"),
        ("approve_conversion", "S70"),
    ],
)
def test_what_was_voted_on_goes_on_with_the_receiver_as_it_stands(
    development: Development, until: str, state: str
) -> None:
    development.apply_for("C1")
    development.go("C1", until=until)
    last = development.db["cases"].find_one({"_id": "C1"})["taken"][-1]["on"]  # type: ignore[index]
    dissolve(development, "BRANCH", "FAR", "2025-12-01")  # told late: the steps after it stay where they are

    assert found(development) == (state, "FAR", "hand_over")
    assert development.recorded("case:C1")[-1]["effective_on"] == last
    with pytest.raises(NotAllowed):
        development.ask("zhi", "case", case_id="C1")


@pytest.mark.rule("R-DEV-86")
@pytest.mark.parametrize("until", ["archive", "withdraw"])
def test_what_is_closed_stays_where_it_was(development: Development, until: str) -> None:
    development.apply_for("C1")
    if until == "archive":
        development.go("C1", until=until)
    else:
        development.act("zhi", "withdraw", case_id="C1", on="2025-02-01")
    dissolve(development, "BRANCH", "FAR")

    assert found(development)[1:] == ("BRANCH", until)


@pytest.mark.rule("R-DEV-86")
def test_who_was_to_receive_a_case_and_is_dissolved_too_is_followed_by_its_own_receiver(
    development: Development,
) -> None:
    development.organisation("THIRD", area=OTHER_TOWN, parent="COMMITTEE")
    development.apply_for("C1")
    dissolve(development, "BRANCH", "FAR", "2026-01-10")
    dissolve(development, "FAR", "THIRD", "2026-02-10")
    received = {"case_id": "C1", "on": "2026-02-10", "confirmed": []}

    with pytest.raises(RuleViolated) as refusal:
        development.act("other", "receive", org_code="FAR", **received)
    assert rules_of(refusal) == {"R-DEV-80", "R-DEV-86"}
    development.act("other", "receive", org_code="THIRD", **received)
    assert found(development) == ("S10", "THIRD", "receive")


@pytest.mark.rule("R-DEV-86")
@pytest.mark.parametrize(("day", "state"), [("2028-01-04", "S10"), ("2028-01-05", "T1")])
def test_what_ends_only_later_is_handed_over_on_its_day(
    development: Development, day: str, state: str
) -> None:
    development.apply_for("C1")
    entry = development.elsewhere.tell(
        "registry",
        "registry.organisation_dissolved.v1",
        "organisation:BRANCH",
        "2027-12-31",
        {"org_code": "BRANCH", "received_by": "FAR"},
    )
    told: Any = entry.__class__(**{**vars(entry), "effective_on": entry.effective_on.replace(2028, 1, 5)})
    development.follower.take([told])
    begin(development, day)

    assert found(development)[0] == state


@pytest.mark.rule("R-DEV-86")
def test_a_receiver_heard_of_late_has_the_cases_with_the_next_day_and_once_only(
    development: Development,
) -> None:
    development.apply_for("C1")
    dissolve(development, "BRANCH", "LATE")
    assert found(development)[0] == "S10"

    development.organisation("LATE", area=OTHER_TOWN)
    begin(development, "2028-01-01")
    assert found(development) == ("T1", "BRANCH", "transfer_out")
    development.rebuild()
    begin(development, "2028-01-02")
    assert [one["data"].get("step") for one in development.recorded("case:C1")] == [None, "transfer_out"]


def places(
    development: Development, number: int, org_code: str = "BRANCH", year: int = 2026, **more: Any
) -> Any:
    plan = {"org_code": org_code, "places": number, "weighting": "党员多", "year": year}
    return development.act("xian", "set_quota", **plan, **more)


@pytest.mark.rule("R-DEV-95")
@pytest.mark.rule("R-ORG-16b")
def test_a_place_stays_used_where_somebody_was_admitted_and_what_is_left_is_named(
    development: Development,
) -> None:
    development.apply_for("C1")
    development.go("C1", until="approve_admission")
    case = development.db["cases"].find_one({"_id": "C1"})
    assert case is not None
    admitted_on = case["taken"][-1]["on"]
    year = int(admitted_on[:4])
    places(development, 3, year=year, reason="补录")
    dissolve(development, "BRANCH", "FAR", admitted_on)
    development.act("other", "receive", case_id="C1", on=admitted_on, org_code="FAR", confirmed=ALL)

    [row] = development.ask("xian", "quotas", year=year)["items"]
    assert (row["org_code"], row["used"], row["left"]) == ("BRANCH", 1, 2)
    assert row["dissolved_on"] == admitted_on


@pytest.mark.rule("R-DEV-90")
@pytest.mark.rule("R-ORG-16b")
def test_an_organisation_that_is_gone_gets_no_places_and_may_lose_those_it_has(
    development: Development,
) -> None:
    development.day = "2026-01-05"
    places(development, 2)
    dissolve(development, "BRANCH", "FAR", "2026-06-30")
    development.day = "2026-06-30"
    for number, year in ((3, 2026), (1, 2027)):
        with pytest.raises(InvalidInput, match="已撤销"):
            places(development, number, year=year)
    assert places(development, 0)


@pytest.mark.rule("R-DEV-90")
@pytest.mark.parametrize(("day", "closed"), [("2026-12-31", False), ("2027-01-01", True)])
def test_the_places_of_a_year_that_is_over_change_only_with_a_reason(
    development: Development, day: str, closed: bool
) -> None:
    development.day = day
    if closed:
        with pytest.raises(RuleViolated, match="已结束"):
            places(development, 1)
        [warning] = places(development, 1, reason="十二月底调整，未及登记")["warnings"]
        assert warning["rule"] == "R-DEV-90"
    else:
        assert places(development, 1)["warnings"] == []
