"""Reporting's words: how a frozen quarter stands, with the Chinese names."""

from collections.abc import Mapping
from enum import StrEnum


class FreezeState(StrEnum):
    """How the count of a frozen quarter stands against its manifest."""

    COUNTING = "counting"
    EQUAL = "equal"
    DIFFERENT = "different"


FREEZE_STATES: Mapping[FreezeState, str] = {
    FreezeState.COUNTING: "正在计算",
    FreezeState.EQUAL: "与冻结清单一致",
    FreezeState.DIFFERENT: "与冻结清单不一致",
}
