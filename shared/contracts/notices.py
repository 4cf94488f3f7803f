"""
Notices: what people are told of though nobody owes it by a day, told alike by every service that counts something.

A service declares an event of its own on this; notifications raises one alarm for each subject and step.
"""

from shared.contracts import values as v
from shared.contracts.base import Event


class Notice(Event):
    """What was counted reached a step; of people only numbers (R-PRV-24)."""

    subject: str = v.words("对象", v.NAME, required=True)
    step: int = v.count("达到的档次（%）", required=True)
    area: str = v.area("地区", required=True)
    year: int = v.whole("年度", v.YEAR, required=True)
