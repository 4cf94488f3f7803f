"""Handing in which enterprises a department covers: when, of where, and each of them once."""

from datetime import date
from pathlib import Path

import pytest

from services.department import rules
from shared.contracts.department.facts import CoveredEnterprise, CoveredEnterprises
from tests.planting import with_row
from tests.unit.services.department.test_evidence import said
from tests.unit.services.department.test_figures import RULES, WANCHENG, XIXIA

LOCK, AFTER = date(2026, 10, 15), date(2026, 10, 16)
FIRST, SECOND = "91350100M000100Y43", "91410000000000001A"


def handed_in(
    *rows: tuple[str, str], on: date = LOCK, version: int = 1, open_until: date | None = None
) -> object:
    covered = tuple(CoveredEnterprise(credit_code=code, area=area) for code, area in rows)
    told = CoveredEnterprises(period="2026Q3", enterprises=covered)
    counties = {WANCHENG, XIXIA}
    return said(
        rules.coverage_violations(RULES, told, on, version=version, counties=counties, open_until=open_until)
    )


@pytest.mark.rule("R-JM-15")
def test_each_enterprise_is_told_once_in_a_county_of_the_city() -> None:
    assert handed_in((FIRST, WANCHENG), (SECOND, XIXIA)) == handed_in() == []
    assert handed_in(
        (SECOND, XIXIA), (FIRST, WANCHENG), (SECOND, WANCHENG), (FIRST, XIXIA), (FIRST, "1")
    ) == [
        ("R-JM-15", "enterprises", "1不是本市的县（市、区）"),
        ("R-JM-15", "enterprises", f"{FIRST}填报了3次，请只保留一行"),
        ("R-JM-15", "enterprises", f"{SECOND}填报了2次，请只保留一行"),
    ]


@pytest.mark.rule("R-JM-16")
def test_enterprises_are_taken_when_figures_are() -> None:
    assert handed_in(on=date(2026, 9, 30)) == [("R-JM-16", "period", "2026Q3尚未结束")]
    assert handed_in(version=2) == handed_in(on=AFTER, open_until=AFTER) == []
    assert handed_in(on=AFTER, version=2, open_until=AFTER) == [
        ("R-JM-16-CORRECTION", "period", "更正截止于2026-10-15，数据已锁定")
    ]


@pytest.mark.rule("R-JM-15")
def test_what_comes_too_early_and_from_elsewhere_is_told_at_once() -> None:
    assert handed_in((FIRST, "1"), (FIRST, "1"), on=date(2026, 9, 30)) == [
        ("R-JM-16", "period", "2026Q3尚未结束"),
        ("R-JM-15", "enterprises", "1不是本市的县（市、区）"),
        ("R-JM-15", "enterprises", f"{FIRST}填报了2次，请只保留一行"),
    ]


@pytest.mark.rule("R-JM-16")
@pytest.mark.parametrize(("since", "day"), [(date(2026, 10, 1), 12), (date(2026, 10, 2), 15)])
def test_a_quarter_is_handed_in_by_the_rules_of_the_day_after_it(
    since: date, day: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_row(tmp_path, monkeypatch, "joint_meeting", "R-JM-16-CORRECTION", 12, since)

    assert rules.of_quarter("2026Q3").number("R-JM-16-CORRECTION") == day
