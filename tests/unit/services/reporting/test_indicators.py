"""Every declared indicator is computed, and nothing else is."""

from typing import Any

import pytest

from services.reporting.indicators import COMPUTATIONS, checked
from shared.contracts.data_sets import COUNTED, item
from shared.contracts.indicators import INDICATORS, Indicator, Kind
from shared.contracts.service import DeclarationError

NEW = Indicator("K-99", "新指标", "B", Kind.STOCK, "个", None, "新指标")
REPORTED = Indicator("K-98", "报送指标", "B", Kind.STOCK, "个", None, "报送数", reported=("R-JM-27",))


def some(*_: Any) -> dict[str, Any]:
    return {}


def test_an_indicator_that_nothing_computes_is_refused() -> None:
    with pytest.raises(DeclarationError, match="the indicator K-99 is declared, but nothing computes it"):
        checked({**INDICATORS, "K-99": NEW}, COMPUTATIONS)


def test_a_computation_of_no_indicator_is_refused() -> None:
    with pytest.raises(DeclarationError, match="K-99 is computed, but no such indicator is declared"):
        checked(INDICATORS, {**COMPUTATIONS, "K-99": some})


def test_an_indicator_of_a_reported_item_needs_no_computation_of_its_own() -> None:
    assert "K-98" in checked({"K-98": REPORTED}, {})


@pytest.mark.rule("R-IND-03")
@pytest.mark.parametrize(
    "indicator", [one for one in INDICATORS.values() if one.reported], ids=lambda one: one.id
)
def test_a_reported_indicator_names_items_that_exist(indicator: Indicator) -> None:
    assert len(indicator.reported) == (2 if indicator.is_rate else 1)
    assert all(name in COUNTED or item(name) for name in indicator.reported)
