"""Handing in a quarter's figures."""

from services.department import limits, rules, store
from services.department.model import figures_of
from shared.city import areas
from shared.city.sites import Department
from shared.contracts.data_sets import data_sets
from shared.contracts.department import events, facts
from shared.contracts.errors import NotAllowed, Unavailable
from shared.ledger import Unit


def submit_figures(unit: Unit, submission: facts.Figures, department: Department, city: str) -> None:
    """Record the figures as the next version; earlier versions stay on record (R-JM-16)."""
    if department.data_set is None:
        raise NotAllowed("本部门没有季度数据集", {"department": department.instance})
    counties = areas.right_below(unit.db, city)
    if not counties:
        # The area tree is still on its way from the registry; to refuse the areas now would be wrong for good.
        raise Unavailable("地区目录尚未同步，请稍后重试", {"city": city})
    period, version = submission.period, store.last_version(unit, submission.period) + 1
    unit.check(
        rules.submission_violations(
            submission,
            unit.stamp.recorded_on,
            version=version,
            open_until=store.open_until(unit.db, department.instance, period),
            data_set=data_sets()[department.data_set],
            counties=counties,
        )
    )
    event = events.FiguresSubmitted(
        department=department.instance, version=version, **submission.only(facts.Figures)
    )
    store.insert_figures(unit, period, version, event.as_json()["figures"])
    unit.record(f"figures:{figures_of(department.instance, period)}", event)
    limits.meet_figures(unit, department.instance, period)
