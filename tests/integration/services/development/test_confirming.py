"""A rule whose text nobody had seen blocks once two persons confirmed it: there, in that edition, from that day on."""

from typing import Any

import pytest

from shared.contracts.errors import Conflict, InvalidInput, NotAllowed, NotFound, RuleViolated
from tests.integration.services.development.conftest import BY_COMMITTEE, Development
from tests.integration.services.hosted import CITY, XIXIA

pytestmark = pytest.mark.integration
TOLD = {
    "confirmation": "HS-01",
    "rule": "R-DEV-51",
    "text": "已核对正式文本第25条",
    "edition": "2026",
    "area": CITY,
    "since": "2026-12-01",
    "recorded_on": "2026-12-01",
}
# Six months and a day after the vote; R-DEV-51 asks for a reason until its text is confirmed.
LATE = {"case_id": "C1", "on": "2026-12-11", "reason": "特殊情况", **BY_COMMITTEE}


def confirm(development: Development, **change: Any) -> None:
    """Let one organiser confirm the text of R-DEV-51, and another one approve it the same day."""
    told = {**TOLD, **change}
    development.act("xian", "confirm_rule", **told)
    approve(development, told["recorded_on"])


def approve(development: Development, day: str, user: str = "xian2") -> None:
    development.act(user, "approve_confirmation", confirmation="HS-01", recorded_on=day)


def blocks(development: Development) -> bool:
    """Return whether the late approval is refused."""
    development.apply_for("C1")
    development.go("C1", until="org_talk")
    try:
        development.act("wei", "approve_admission", **LATE)
    except RuleViolated as refusal:
        (found,) = refusal.details["violations"]
        assert (found["rule"], found["level"]) == ("R-DEV-51", "block")
        return True
    return False


@pytest.mark.rule("R-GEN-14")
@pytest.mark.parametrize(
    ("change", "bound"),
    [
        pytest.param({}, True, id="as it is confirmed"),
        pytest.param({"since": "2026-12-11"}, True, id="from the day of the step on"),
        pytest.param({"since": "2026-12-12"}, False, id="from the day after it on"),
        pytest.param({"edition": "2014"}, False, id="of the edition before"),
        pytest.param({"area": XIXIA}, False, id="of another county"),
    ],
)
def test_it_binds_where_and_from_when_it_says(development: Development, change: Any, bound: bool) -> None:
    confirm(development, **change)

    assert blocks(development) is bound


@pytest.mark.rule("R-GEN-14")
@pytest.mark.parametrize(("approved_on", "bound"), [("2026-12-11", True), ("2026-12-12", False)])
def test_it_binds_nothing_that_was_done_before_it_was_approved(
    development: Development, approved_on: str, bound: bool
) -> None:
    development.act("xian", "confirm_rule", **TOLD)
    approve(development, approved_on)

    assert blocks(development) is bound


@pytest.mark.rule("R-GEN-14")
def test_one_person_s_word_binds_nobody(development: Development) -> None:
    development.act("xian", "confirm_rule", **TOLD)
    with pytest.raises(RuleViolated, match="请由另一人办理"):
        approve(development, "2026-12-01", "xian")

    assert not blocks(development)


@pytest.mark.rule("R-GEN-14")
@pytest.mark.parametrize(("withdrawn_on", "bound"), [("2026-12-11", False), ("2026-12-12", True)])
def test_what_is_withdrawn_binds_no_more_from_that_day_on(
    development: Development, withdrawn_on: str, bound: bool
) -> None:
    confirm(development)
    development.act(
        "xian2", "withdraw_confirmation", confirmation="HS-01", comment="文本有更正", recorded_on=withdrawn_on
    )
    with pytest.raises(RuleViolated, match="现为“已撤销”"):
        approve(development, "2026-12-12")

    assert blocks(development) is bound
    (kept,) = development.ask("zhi", "confirmations")
    assert (kept["state"], kept["by"], kept["approved_by"], kept["reason"]) == (
        "withdrawn",
        "xian",
        "xian2",
        "文本有更正",
    )


@pytest.mark.rule("R-GEN-14")
def test_a_confirmation_is_of_a_rule_that_waits_for_one_of_a_known_edition_and_of_days_to_come(
    development: Development,
) -> None:
    for change, error, said in (
        ({"rule": "R-DEV-40"}, RuleViolated, "不是待核实"),
        ({"edition": "2099"}, InvalidInput, "没有2099版"),
        ({"since": "2026-11-30"}, RuleViolated, "起始日期已过"),
    ):
        with pytest.raises(error, match=said):
            development.act("xian", "confirm_rule", **{**TOLD, **change})
    confirm(development)
    with pytest.raises(Conflict, match="已使用"):
        development.act("xian", "confirm_rule", **TOLD)
    with pytest.raises(NotFound):
        development.act("xian", "approve_confirmation", confirmation="HS-99")


@pytest.mark.rule("R-GEN-14")
def test_an_organiser_of_one_county_binds_no_other(development: Development) -> None:
    with pytest.raises(NotAllowed):
        development.act("xixia", "confirm_rule", **TOLD)
    development.act("xixia", "confirm_rule", **{**TOLD, "area": XIXIA})
    assert development.ask("zhi", "confirmations")[0]["area"] == XIXIA


@pytest.mark.rule("R-GEN-14")
def test_every_step_of_it_is_told(development: Development) -> None:
    confirm(development)
    development.act("xian", "withdraw_confirmation", confirmation="HS-01", comment="文本有更正")

    told = development.recorded("confirmation:HS-01")
    assert [row["type"].split(".")[1] for row in told] == [
        "confirmation_proposed",
        "confirmation_approved",
        "confirmation_withdrawn",
    ]
