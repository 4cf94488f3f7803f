"""Handing in which enterprises a department covers."""

from services.department import rules, store
from services.department.commands.figures import Asked
from services.department.model import figures_of
from shared.contracts.data_sets import listed_item
from shared.contracts.department import events, facts
from shared.contracts.errors import NotAllowed, Unavailable
from shared.ledger import Unit
from shared.security.pseudonyms import Pseudonyms


def submit_coverage(
    unit: Unit, submission: facts.CoveredEnterprises, asked: Asked, pseudonyms: Pseudonyms | None
) -> None:
    """
    Record the enterprises as the next version: sealed, and under pseudonyms for all others.

    Raises:
        NotAllowed: no figure of the department counts enterprises that are listed.
        Unavailable: this instance has no secret to make pseudonyms with.
    """
    department, period = asked.department, submission.period
    if listed_item(asked.data_set) is None:
        raise NotAllowed("本部门不报送覆盖企业", {"department": department})
    if pseudonyms is None:
        raise Unavailable("本部门尚未配置比对密钥，请联系运维人员配置后再报送", {"department": department})
    version = store.last_version(unit, store.COVERAGE, period) + 1
    unit.check(
        rules.coverage_violations(
            rules.of_quarter(period),
            submission,
            unit.stamp.recorded_on,
            version=version,
            open_until=store.open_until(unit.db, department, period),
            counties=asked.counties,
        )
    )
    codes: dict[str, list[str]] = {}
    for one in submission.enterprises:
        codes.setdefault(one.area, []).append(one.credit_code)
    event = events.CoverageSubmitted(
        department=department,
        version=version,
        period=period,
        key=pseudonyms.key_id,
        counties=pseudonyms.in_counties(period, codes),
    )
    counts = [{"area": area, "enterprises": len(codes[area])} for area in sorted(codes)]
    store.insert_version(unit, store.COVERAGE, period, version, {"key": event.key, "counties": counts})
    stream = f"coverage:{figures_of(department, period)}"
    unit.record(stream, event, private={"enterprises": codes}, person=stream)
