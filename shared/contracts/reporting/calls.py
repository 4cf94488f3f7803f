"""Reporting's questions."""

from shared.contracts import values as v
from shared.contracts.base import Query


class JointMeetingReport(Query):
    """Ask for the joint meeting's report of a quarter for an area and all below it."""

    period: str = v.period(required=True)
    area: str = v.area(required=True)


class AreaTree(Query):
    """Ask for name, level and parent of every area, as reporting knows them."""
