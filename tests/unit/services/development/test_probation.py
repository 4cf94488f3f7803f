"""What probation has to have before its end is voted on, and what the order of states guarantees."""

from dataclasses import replace
from datetime import date

import pytest

from services.development.rules import conversion
from tests.unit.services.development.walk import ask, before, try_step

LATE = date(2027, 8, 1)


@pytest.mark.rule("R-DEV-53")
@pytest.mark.rule("R-DEV-60")
@pytest.mark.rule("R-DEV-61")
def test_what_probation_lacks_is_named_step_by_step() -> None:
    case = before("vote_conversion")
    bare = replace(case, taken=tuple(one for one in case.taken if one.step not in conversion.OF_PROBATION))

    assert [(one.rule, one.field, one.message) for one in try_step("vote_conversion", case=bare)] == [
        (rule, "case_id", f"没有“{name}”的记录，请补记或说明理由")
        for rule, name in (
            ("R-DEV-53", "接收预备党员备案"),
            ("R-DEV-60", "编入党支部和党小组"),
            ("R-DEV-61", "入党宣誓"),
        )
    ]


def test_a_probation_without_the_vote_that_began_it_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"^vote_admission$"):
        conversion.probation_end(ask(before("vote_admission"), "apply_conversion", LATE, {}))


def test_a_step_that_the_order_guarantees_and_is_not_there_is_an_error_that_names_it() -> None:
    with pytest.raises(LookupError, match=r"^pre_review_pass$"):
        ask(before("pre_review_pass"), "complete_form", LATE, {}).done("pre_review_pass")
