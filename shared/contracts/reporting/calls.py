"""Reporting's questions."""

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.base import Contract, Paged, Query
from shared.contracts.reporting.terms import BRIDGED


class Of(Contract):
    """Of which quarter and area: the live figures, or those of a frozen version."""

    period: str = v.period(required=True)
    area: str = v.area(required=True)
    version: int | None = v.whole("冻结版本", validate.Range(min=1), load_default=None, allow_none=True)


class JointMeetingReport(Query, Of):
    """Ask for the joint meeting's report of a quarter for an area and all below it."""


class FindManifest(Query):
    """Ask for what freezing a quarter now would name; the convener's service freezes it."""

    period: str = v.period(required=True)


class FindBridge(Query, Of):
    """Ask what leads from the total at the end of the quarter before, as it was frozen, to this one's."""

    subject: str = v.choice("对象", BRIDGED, required=True)


class FindOverlap(Query, Of):
    """Ask how many enterprises departments and party organisations cover together, in the city or a county."""


class FindSuggestions(Query):
    """Ask what a joint meeting on a quarter might deal with, as the figures of an area and all below it tell."""

    period: str = v.period(required=True)
    area: str = v.area(required=True)


class FindRestatement(Paged, Of):
    """Ask for every figure that is another now than in a frozen version (the last one); pages hold whole areas."""


class FindRecords(Paged, Of):
    """Ask for the records behind a figure of the report; a page holds whole areas, so it may be longer than asked."""

    indicator: str = v.words("指标", v.NAME, required=True)


class AreaTree(Query):
    """Ask for name, level and parent of every area, as reporting knows them."""
