"""Handing in a quarter's figures."""

from collections.abc import Mapping

from services.department import rules, store
from services.department.model import Submission
from shared.contracts.data_sets import Item
from shared.contracts.errors import NotAllowed, Unavailable
from shared.ledger import Unit


def submit_figures(
    unit: Unit, submission: Submission, department: str, data_set: Mapping[str, Item] | None, city: str
) -> None:
    """Record the figures as the next version; earlier versions stay on record (R-JM-16)."""
    if data_set is None:
        raise NotAllowed("本部门没有季度数据集", {"department": department})
    counties = store.counties(unit, city)
    if not counties:
        # The area tree is still on its way from the registry; to refuse the areas now would be wrong for good.
        raise Unavailable("地区目录尚未同步，请稍后重试", {"city": city})
    version = store.last_version(unit, submission.period) + 1
    unit.check(
        rules.submission_violations(
            submission,
            unit.stamp.recorded_on,
            version=version,
            data_set=data_set,
            counties=counties,
        )
    )
    figures = [{"item": f.item, "area": f.area, "value": f.value} for f in submission.figures]
    unit.db["figures"].insert_one(
        {
            "_id": f"{submission.period}#{version}",
            "version": store.VERSION,
            "period": submission.period,
            "number": version,
            "recorded_on": unit.stamp.recorded_on.isoformat(),
            "figures": figures,
        },
        session=unit.session,
    )
    unit.record(
        f"figures:{department}:{submission.period}",
        "department.figures_submitted.v1",
        {"department": department, "period": submission.period, "version": version, "figures": figures},
    )
