"""Fields that many contracts share: one way to write each code."""

import re
from typing import Any

import pytest
from marshmallow import ValidationError, fields

from shared.contracts import values as v
from shared.contracts.department import facts
from shared.contracts.registry.industries import INDUSTRIES
from shared.contracts.registry.terms import SIZES

AREA, CODE, PERIOD, MONTH = v.area(), v.code("编号"), v.period(), v.month("年月")
NUMBER, ITEM = facts.Numbered.declared["no"], facts.Figure.declared["item"]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (AREA, "411302000000"),
        (CODE, "2026-03"),
        (PERIOD, "2026Q3"),
        (MONTH, "1990-12"),
        (NUMBER, "JM-2026-01"),
        (NUMBER, "JM-2026-100"),
        (ITEM, "R-JM-23.members"),
    ],
)
def test_codes_are_taken_as_they_are(field: fields.Field[Any], text: str) -> None:
    assert field.deserialize(text) == text


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (AREA, "41130200000"),
        (AREA, "4113020000000"),
        (AREA, "４１１３０２００００００"),
        (CODE, ""),
        (CODE, "-a"),
        (CODE, "a b"),
        (CODE, "a" * 41),
        (PERIOD, "2026Q5"),
        (PERIOD, "２０２６Q3"),
        (MONTH, "1990-00"),
        (MONTH, "1990-13"),
        (MONTH, "1990-01-01"),
        (NUMBER, "JM-2026-1"),
        (NUMBER, "JM-2026-00"),
        (NUMBER, "JM-2026-001"),
        (ITEM, "R-JM-23."),
        *((field, f"{text}\n") for field, text in ((AREA, "411302000000"), (CODE, "x"), (PERIOD, "2026Q3"))),
        *((field, f"{text}\n") for field, text in ((NUMBER, "JM-2026-01"), (ITEM, "R-JM-20"))),
    ],
)
def test_anything_that_only_looks_like_a_code_is_refused(field: fields.Field[Any], text: str) -> None:
    with pytest.raises(ValidationError):
        field.deserialize(text)


def test_a_choice_of_many_words_names_some_of_them_and_how_many_there_are() -> None:
    few, many = v.choice("规模", SIZES), v.choice("行业", INDUSTRIES)

    with pytest.raises(ValidationError, match="应为其中之一：large、medium、small、micro'"):
        few.deserialize("特大")
    with pytest.raises(ValidationError, match=f"应为其中之一：A、A01、.* 等{len(INDUSTRIES)}个值'"):
        many.deserialize("某行业")


def test_trades_have_the_codes_of_the_standard() -> None:
    assert (INDUSTRIES["C"], INDUSTRIES["C30"], INDUSTRIES["H62"]) == ("制造业", "非金属矿物制品业", "餐饮业")
    assert all(re.fullmatch(r"[A-R]([0-9]{2})?", code) for code in INDUSTRIES)
    assert len(set(INDUSTRIES.values())) == len(INDUSTRIES)
