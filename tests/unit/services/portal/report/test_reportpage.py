"""The page and the text show what the report says: every number with what it is made of."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from services.portal.report import CONTENT_SECURITY_POLICY, as_text, render, view
from tests.unit.services.portal.sample import CITY, NAMES, sample_report


@pytest.fixture
def sample() -> dict[str, Any]:
    return sample_report()


class Cells(HTMLParser):
    """Collects the data attributes of every figure."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[tuple[str, str], str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if "data-definition" in given:
            self.found[str(given["data-area"]), str(given["data-definition"])] = str(given["data-value"])


@pytest.mark.rule("R-IND-03")
def test_the_page_shows_every_figure_of_the_report(sample: dict[str, Any]) -> None:
    cells = Cells()
    cells.feed(render(sample, NAMES))

    expected = {
        (area, cell["definition"]): "" if cell["value"] is None else str(cell["value"])
        for area, figures in [(CITY, sample["indicators"]), *sample["by_area"].items()]
        for cell in figures.values()
    }
    assert cells.found == expected


@pytest.mark.rule("R-GEN-12")
def test_a_rate_shows_its_sides_and_a_zero_denominator_a_dash(sample: dict[str, Any]) -> None:
    page = render(sample, NAMES)

    assert '66.7%<span class="basis">2 / 3</span>' in page
    assert '—<span class="basis">0 / 0</span>' in page
    assert '1,234<span class="basis">正式 1,200、预备 34</span>' in page


def test_the_page_fetches_nothing_runs_nothing_and_escapes_names(sample: dict[str, Any]) -> None:
    page = render(sample, NAMES)

    assert "<script" not in page
    assert not re.search(r"""(src|href)=["'](?!data:)|url\(|style=""", page)
    assert "东&lt;县&gt;" in page
    assert "style-src 'sha256-" in CONTENT_SECURITY_POLICY


def test_the_page_says_what_is_late_missing_contradictory_or_incomplete(sample: dict[str, Any]) -> None:
    page = render({**sample, "updating": True, "halted": 2}, NAMES)

    for words in ("更新中", "有 2 条数据流", "未报送", "已退回", "（逾期）", "建会企业数 5 大于在营企业数 3"):
        assert words in page


def test_the_text_tells_the_same(sample: dict[str, Any]) -> None:
    text = as_text(sample, NAMES)

    for words in ("南阳市", "66.7%", "2 / 3", "总工会  2026-10-08 按时", "JM-2026-01", "registry 12"):
        assert words in text


@pytest.mark.rule("R-PRV-14")
def test_numbers_of_persons_that_are_not_shown_are_told_from_what_is_missing() -> None:
    why = {"numerator": "below", "denominator": "protect"}
    rate = {"value": None, "numerator": None, "denominator": None, "unit": "%"}

    assert view.value({**rate, "hidden": "below"}) == "—*"
    assert view.basis({**rate, "hidden_parts": why}) == "<5 / —*"
    assert view.value({**rate, "unit": "人", "hidden": "below"}) == "<5"
    assert view.basis(rate) == "— / —"
