"""Reporting's questions."""

from shared.contracts import values as v
from shared.contracts.base import Paged, Query


class JointMeetingReport(Query):
    """Ask for the joint meeting's report of a quarter for an area and all below it."""

    period: str = v.period(required=True)
    area: str = v.area(required=True)


class FindRecords(Paged):
    """Ask for the records behind a figure of the report; a page holds whole areas, so it may be longer than asked."""

    period: str = v.period(required=True)
    area: str = v.area(required=True)
    indicator: str = v.words("指标", v.NAME, required=True)


class AreaTree(Query):
    """Ask for name, level and parent of every area, as reporting knows them."""
