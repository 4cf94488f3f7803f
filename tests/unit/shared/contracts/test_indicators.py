"""The sections of the report and the indicators fit one another."""

import pytest

from shared.contracts.indicators import INDICATORS, SECTIONS, sections

A = {"id": "A", "title": "甲"}


def test_every_indicator_stands_in_a_section() -> None:
    assert {one.section for one in INDICATORS.values()} <= {*SECTIONS}


def test_a_section_that_does_not_exist_is_refused() -> None:
    one = INDICATORS["K-01"]
    with pytest.raises(ValueError, match="K-01 stands in section B"):
        sections([A], {"K-01": one})


def test_a_count_has_no_denominator_to_show() -> None:
    rows = [{**A, "id": "C", "populations": ["K-20"]}]
    with pytest.raises(ValueError, match="the denominator of K-20"):
        sections(rows, {"K-20": INDICATORS["K-20"]})
