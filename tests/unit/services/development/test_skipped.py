"""The refusal of a step that comes too soon: what is missing, by which article, and from when it is possible."""

from dataclasses import replace
from datetime import date

import pytest

from services.development.rules import StepRequest, violations
from services.development.rules.skipped import LEADING_ON, RULES_OF, article
from services.development.rules.transitions import TRANSITIONS
from shared.rules import pack
from shared.rules.violation import Violation
from tests.unit.services.development.walk import after

pytestmark = pytest.mark.rule("R-SEED-079")


def refused(until: str, step: str, on: date) -> Violation:
    """Return what stands against a *step* right after the step *until* of the way."""
    case = after(until)
    [found] = violations(StepRequest(case, step, on, on, "zhi", pack.load("development", on), {}))
    return found


def test_the_steps_in_between_are_named_in_their_order() -> None:
    found = refused("record_talk", "propose_candidate", date(2025, 2, 1))

    assert found.rule == "R-SEED-079"
    assert "还缺：确定入党积极分子、积极分子备案" in found.message


@pytest.mark.rule("R-GEN-07")
@pytest.mark.parametrize(
    ("on", "source"),
    [
        pytest.param(date(2026, 5, 10), "XZ14；LC25；会议讲话", id="the last day of the old text"),
        pytest.param(date(2026, 5, 11), "XZ26 第13条；会议讲话", id="the first day of the new one"),
    ],
)
def test_the_article_is_that_of_the_edition_of_the_day(on: date, source: str) -> None:
    assert refused("half_year_review", "branch_review", on).source == source


@pytest.mark.rule("R-DEV-23")
@pytest.mark.parametrize(("on", "noticed"), [(date(2026, 5, 10), False), (date(2026, 5, 11), True)])
def test_a_step_that_only_one_edition_has_is_missing_under_it_only(on: date, noticed: bool) -> None:
    assert ("公示" in refused("half_year_review", "branch_review", on).message) is noticed


@pytest.mark.rule("R-DEV-18")
def test_it_says_from_when_the_first_missing_step_is_possible() -> None:
    found = refused("assign_contacts", "superior_agree", date(2025, 6, 1))

    assert found.earliest == date(2026, 3, 1)
    assert "最早可在2026-03-01办理" in found.message


@pytest.mark.rule("R-DEV-28")
def test_of_three_steps_in_any_order_those_that_are_not_done_are_missing() -> None:
    found = refused("set_introducers", "pre_review_pass", date(2026, 6, 5))

    assert "还缺：" in found.message
    assert "确定入党介绍人" not in found.message.split("还缺：")[1]
    assert "政治审查" in found.message


def test_a_step_that_is_over_names_nothing_to_be_done_first() -> None:
    found = refused("propose_candidate", "record_talk", date(2026, 5, 11))

    assert "还缺" not in found.message


def test_every_rule_that_is_cited_is_in_the_pack_and_of_a_step_that_leads_on() -> None:
    known = {row.id for row in pack.rows("development")}

    assert {rule for rules in RULES_OF.values() for rule in rules} <= known
    assert all(TRANSITIONS[step].target is not None for step in LEADING_ON)


def test_the_refusal_says_in_full_where_the_case_is_what_it_lacks_and_from_when() -> None:
    found = refused("assign_contacts", "superior_agree", date(2025, 6, 1))

    assert found.field == "case_id"
    assert found.message == (
        "现为“入党积极分子”，此步骤要求“拟列发展对象”，程序不能跳越"
        "；还缺：讨论发展对象；其中“讨论发展对象”最早可在2026-03-01办理"
    )


def test_a_step_that_several_states_allow_names_them_all() -> None:
    assert "此步骤要求“预备党员、预备期延长”" in refused("record_talk", "oath", date(2025, 2, 1)).message


@pytest.mark.rule("R-GEN-07")
def test_where_no_missing_step_has_a_rule_on_that_day_no_article_is_cited() -> None:
    on = date(2025, 2, 1)
    known = pack.load("development", on)
    bare = replace(known, rules={rule: known[rule] for rule in ("R-SEED-079", "E-02")})
    request = StepRequest(after("record_talk"), "propose_candidate", on, on, "zhi", bare, {})

    assert article(request, ["decide_activist", "file_activist"]) is None
    [found] = violations(request)
    assert found.source == known["R-SEED-079"].source
