"""Reporting's contracts: the questions it answers."""

from marshmallow import Schema

from shared.contracts import values as v
from shared.contracts.base import Query


class JointMeetingReport(Query):
    """Ask for the joint meeting's report of a quarter for an area and all below it."""

    period = v.period(required=True)
    area = v.area("地区", required=True)


class AreaTree(Query):
    """Ask for name, level and parent of every area, as reporting knows them."""


QUERIES: dict[str, type[Schema]] = {"joint_meeting_report": JointMeetingReport, "area_tree": AreaTree}
