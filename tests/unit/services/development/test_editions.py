"""What another edition changes, and which next steps of a case fall under it."""

from dataclasses import replace
from datetime import date

import pytest

from services.development.rules import editions
from shared.rules import pack
from shared.rules.pack import RulePack
from shared.rules.violation import Level
from tests.unit.services.development.walk import before

ON = date(2026, 7, 1)
BEFORE = pack.load("development", ON)
FROM = date(2027, 1, 1)


def otherwise(rule: str, **change: object) -> RulePack:
    changed = replace(BEFORE[rule], effective_from=FROM, **change)  # type: ignore[arg-type]
    return replace(BEFORE, rules={**BEFORE.rules, rule: changed})


def without(rule: str) -> RulePack:
    return replace(BEFORE, rules={name: row for name, row in BEFORE.rules.items() if name != rule})


def test_an_edition_is_compared_rule_by_rule_and_those_that_are_gone_come_last() -> None:
    after = replace(without("R-DEV-01"), rules={**otherwise("R-DEV-27", value=5).rules})
    del after.rules["R-DEV-01"]  # type: ignore[attr-defined]

    found = editions.changes(BEFORE, after)

    assert [(one.rule, one.before and one.before.value, one.after and one.after.value) for one in found] == [
        ("R-DEV-27", 3, 5),
        ("R-DEV-01", 18, None),
    ]
    assert editions.changes(BEFORE, BEFORE) == []
    assert [one.rule for one in editions.changes(without("R-DEV-01"), BEFORE)] == ["R-DEV-01"]


@pytest.mark.parametrize(
    ("change", "binding"),
    [
        ({"text": "另行表述"}, False),
        ({"value": 4}, True),
        ({"unit": "日"}, True),
        ({"level": Level.WARN}, True),
    ],
)
def test_a_change_of_words_alone_judges_no_case_otherwise(change: dict[str, object], binding: bool) -> None:
    (one,) = editions.changes(BEFORE, otherwise("R-DEV-27", **change))

    assert one.is_binding is binding


def test_a_rule_that_comes_or_goes_is_binding() -> None:
    for before_it, after_it in ((BEFORE, without("R-DEV-27")), (without("R-DEV-27"), BEFORE)):
        assert [one.is_binding for one in editions.changes(before_it, after_it)] == [True]


@pytest.mark.rule("R-GEN-07")
def test_a_case_is_touched_where_its_next_step_falls_under_the_change() -> None:
    found = editions.changes(BEFORE, otherwise("R-DEV-27", value=5))

    touched = list(editions.touches(before("complete_training"), found, ON))

    assert [(one.step, one.change.rule, one.since) for one in touched] == [
        ("complete_training", "R-DEV-27", FROM)
    ]
    assert list(editions.touches(before("record_talk"), found, ON)) == []
    assert list(editions.touches(before("archive"), found, ON)) == []


@pytest.mark.rule("R-GEN-07")
def test_a_limit_that_a_step_keeps_touches_it_and_a_rule_that_is_gone_is_gone_by_the_day() -> None:
    gone = editions.changes(BEFORE, without("R-DEV-05"))

    assert [(one.step, one.since) for one in editions.touches(before("record_talk"), gone, ON)] == [
        ("record_talk", ON)
    ]
    assert {
        one.step
        for one in editions.touches(
            before("vote_admission"), editions.changes(BEFORE, without("R-DEV-34")), ON
        )
    } == {"vote_admission", "vote_admission_fail"}


@pytest.mark.rule("R-GEN-07")
def test_a_change_of_words_touches_no_case() -> None:
    found = editions.changes(BEFORE, otherwise("R-DEV-27", text="另行表述"))

    assert list(editions.touches(before("complete_training"), found, ON)) == []
