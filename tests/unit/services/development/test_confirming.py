"""Two persons confirm the text of a rule, for what is done from a day on."""

from datetime import date
from typing import Any

import pytest

from services.development.model import Confirmation
from services.development.rules import confirming
from shared.contracts.development import facts
from shared.rules import pack
from shared.rules.violation import Level, Violation

ON = date(2026, 7, 1)
RULES = pack.load("development", ON)
UNCONFIRMED = next(name for name, rule in RULES.rules.items() if rule.level is Level.UNCONFIRMED)
VALUES: dict[str, Any] = {
    "confirmation": "V1",
    "rule": UNCONFIRMED,
    "text": "原文第3条",
    "edition": "2026",
    "area": "411300000000",
    "since": ON,
}


def said(violations: list[Violation]) -> list[tuple[str, str | None, str, date | None]]:
    return [(one.rule, one.field, one.message, one.earliest) for one in violations]


@pytest.mark.rule("R-GEN-14")
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        (
            {"since": date(2026, 6, 30)},
            [("R-GEN-14", "since", "起始日期已过，核实不约束此前的行为", ON)],
        ),
        ({"rule": "R-DEV-40"}, [("R-GEN-14", "rule", "R-DEV-40在2026版中不是待核实的规则", None)]),
        ({"rule": "R-NONE"}, [("R-GEN-14", "rule", "R-NONE在2026版中不是待核实的规则", None)]),
    ],
)
def test_only_an_unconfirmed_rule_is_confirmed_and_only_from_today_on(
    change: dict[str, Any], expected: list[object]
) -> None:
    told = facts.Confirmation(**{**VALUES, **change})

    assert said(confirming.proposal_violations(told, RULES, ON)) == expected


PROPOSED = Confirmation(**VALUES, by="zhang")
APPROVED = Confirmation(**VALUES, by="zhang", approved_by="li", approved_on=ON)
WITHDRAWN = Confirmation(**VALUES, by="zhang", approved_by="li", approved_on=ON, withdrawn_on=ON)


@pytest.mark.rule("R-GEN-14")
@pytest.mark.parametrize(
    ("known", "user", "message"),
    [
        (PROPOSED, "li", None),
        (PROPOSED, "zhang", "核实人不得自行确认，请由另一人办理"),
        (APPROVED, "li", "V1现为“已确认”，此步骤要求“待确认”"),
        (WITHDRAWN, "li", "V1现为“已撤销”，此步骤要求“待确认”"),
    ],
)
def test_another_person_approves_a_confirmation_once(
    known: Confirmation, user: str, message: str | None
) -> None:
    expected = [] if message is None else [("R-GEN-14", "confirmation", message, None)]

    assert said(confirming.approval_violations(known, RULES, user)) == expected


@pytest.mark.rule("R-GEN-14")
def test_a_confirmation_is_withdrawn_once() -> None:
    assert confirming.withdrawal_violations(PROPOSED, RULES) == []
    assert confirming.withdrawal_violations(APPROVED, RULES) == []
    assert said(confirming.withdrawal_violations(WITHDRAWN, RULES)) == [
        ("R-GEN-14", "confirmation", "V1现为“已撤销”，此步骤要求“待确认或已确认”", None)
    ]
