"""What the registry refuses of elections, their approval and assignments of staff, and what it says."""

from datetime import date
from typing import Any

import pytest

from services.registry import election_rules, staff_rules
from services.registry.model import Organisation
from shared.rules import pack
from tests.unit.services.registry.test_election_rules import election
from tests.unit.services.registry.test_election_rules import organisation as elected_in
from tests.unit.services.registry.test_refusals import ON, said
from tests.unit.services.registry.test_rules import OWN, RULES, organisation


@pytest.mark.parametrize(
    ("held", "full", "term_end", "expected"),
    [
        ({"seats": 2, "candidates": 3, "votes": (18,)}, 7, None, [
            ("R-ORG-20", "seats", "有正式党员7名，支委会委员不少于3名")]),
        ({"seats": 8, "candidates": 10, "votes": (18,)}, 7, None, [
            ("R-ORG-20", "seats", "支委会委员8名，一般不超过7名")]),
        ({"seats": 3}, 6, None, [("R-ORG-21", "seats", "有正式党员6名，不设支委会，应选书记1名，必要时副书记1名")]),
        ({"seats": 0}, 6, None, [("R-ORG-21", "seats", "有正式党员6名，不设支委会，应选书记1名，必要时副书记1名")]),
        ({}, 20, date(2026, 8, 1), [
            ("R-ORG-25", "approved_by", "任期至2026-08-01届满，提前或延期换届须填写批准的上级党组织")]),
        ({"approved_by": "C1"}, 20, date(2025, 6, 30), [
            ("R-ORG-25", "elected_on", "任期至2025-06-30届满，提前或延期一般不超过12个月")]),
        ({"present": 15, "votes": (15,)}, 20, None, [
            ("R-ORG-42", "present", "应到会20人，实到15人，不足五分之四，会议无效")]),
        ({"present": 16, "votes": (16,)}, 20, None, [
            ("R-ORG-42", "present", "应到会20人，实到16人，恰为五分之四，各文件规定不一致，请核实")]),
        ({"candidates": 3}, 20, None, [("R-ORG-43", "candidates", "应选3名，候选人应不少于4名，现为3名")]),
        ({"votes": (18, 9, 8)}, 20, None, [("R-ORG-44", "votes", "实到18人，赞成票9、8未超过半数，不得当选")]),
        ({"returned": 19}, 20, None, [("R-ORG-45", "returned", "收回选票19张，多于发出的18张，选举无效")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_election_is_said_of_its_field(
    held: dict[str, Any], full: int, term_end: date | None, expected: list[object]
) -> None:
    found = election_rules.violations(RULES, election(**held), elected_in(term_end=term_end), full)

    assert said(found) == expected


@pytest.mark.rule("R-ORG-20")
@pytest.mark.parametrize("kind", ["general_branch", "committee"])
def test_a_general_branch_and_a_committee_have_more_candidates_than_seats_whatever_their_members(
    kind: str,
) -> None:
    few = election_rules.violations(RULES, election(candidates=3), elected_in(kind), 3)

    assert [one.rule for one in few] == ["R-ORG-43"]


@pytest.mark.rule("R-ORG-25")
@pytest.mark.parametrize(
    ("code", "kind", "since", "problem"),
    [
        ("C1", "committee", date(2020, 1, 1), None),
        ("C1", "general_branch", ON, None),
        ("O1", "committee", date(2020, 1, 1), "换届不能由本党组织自己批准"),
        ("C1", "committee", date(2026, 7, 2), "党组织C1当日尚未成立或已撤销"),
        ("C1", "branch", date(2020, 1, 1), "上级是党支部，不能批准换届"),
    ],
)
def test_a_superior_approves_an_election_out_of_time(
    code: str, kind: str, since: date, problem: str | None
) -> None:
    approver = Organisation(**{**vars(organisation(code, "上级", kind, None)), "established_on": since})
    expected = [] if problem is None else [("R-ORG-25", "approved_by", f"{problem}，请填写上级党组织")]

    assert said(election_rules.approval_violations(RULES, approver, elected_in(), ON)) == expected


def test_before_the_rule_on_approval_nobody_has_to_approve() -> None:
    before = pack.RulePack(RULES.name, RULES.edition, {})

    assert election_rules.approval_violations(before, OWN, OWN, ON) == []


@pytest.mark.rule("R-WRK-05")
@pytest.mark.rule("R-WRK-06")
@pytest.mark.parametrize(
    ("units", "is_full", "expected"),
    [
        (10, True, []),
        (11, True, [("R-WRK-05", "units", "合计联系企业11个，一般不超过10个")]),
        (10, False, [("R-WRK-06", "member_id", "指导员、联络员应为正式党员")]),
    ],
)
def test_staff_serve_few_enterprises_and_are_full_members(
    units: int, is_full: bool, expected: list[object]
) -> None:
    assert said(staff_rules.violations(RULES, units, is_full_member=is_full)) == expected
