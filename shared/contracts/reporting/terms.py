"""Reporting's words: how a frozen quarter stands, why a number is not shown, what a bridge follows, in Chinese too."""

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

# Why a shared report does not show a number of persons (R-PRV-14): it is small; it is not, but would tell a small one;
# or not even that is told of it.
BELOW, PROTECT, WITHHELD = "below", "protect", "withheld"
HIDDEN: Mapping[str, str] = {
    BELOW: "人数少，不显示",
    PROTECT: "不显示，以免推算出人数少的数据",
    WITHHELD: "不显示，也不说明人数是否少",
}
# What is followed from one quarter's total to the next one's.
BRIDGED: Mapping[str, str] = {"enterprise": "在营企业", "organisation": "党组织", "member": "党员"}
STANDINGS: Mapping[str, str] = {"full": "正式党员", "probationary": "预备党员"}

# Why two lists of enterprises are not compared: one is not there, or their pseudonyms come of two secrets.
MISSING, OTHER_KEY = "missing", "other_key"
NOT_COMPARED: Mapping[str, str] = {
    MISSING: "尚未报送清单",
    OTHER_KEY: "比对密钥不一致，请联系运维人员统一密钥后重新报送",
}
# How well the departments report, by the names of the rates.
REPORTING_RATES: Mapping[str, str] = {
    "reported": "报送率",
    "on_time": "及时率",
    "complete": "完整率",
    "at_once": "一次通过率",
    "corrected": "更正率",
}
