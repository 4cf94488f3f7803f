"""A row of a paper file to the steps that it tells of, in the order in which they were taken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.contracts.development.paper import (
    GROUPS,
    MAY_LACK,
    REPEATED,
    SAME_FORM,
    STEPS,
    USUAL,
    day_column,
    detail_column,
    details_of,
)

Values = Mapping[str, Any]


@dataclass(frozen=True)
class PaperStep:
    """A step that a paper file tells of."""

    step: str
    on: date
    facts: Values


def incomplete(values: Values) -> dict[str, list[str]]:
    """Return by column what a row lacks: details of a step that has a day, days of a step that has details."""
    problems: dict[str, list[str]] = {}
    for step in STEPS:
        known = {name for name in details_of(step) if detail_column(step, name) in values}
        if not _days(values, step):
            if known:
                problems[day_column(step)] = ["填写了该步骤的内容，还应填写日期"]
            continue
        for name in details_of(step):
            if name not in {*known, *USUAL, *MAY_LACK}:
                problems[detail_column(step, name)] = ["填写了该步骤的日期，还应填写这一项"]
    return problems


def steps_in(values: Values) -> list[PaperStep]:
    """
    Return the steps of a row: group after group, within a group by their days.

    What the order of the groups and the order of days do not agree on is left to the guards (E-02).
    """
    found: list[PaperStep] = []
    for group in GROUPS:
        told = [one for step in group for one in _told(values, step)]
        found += sorted(told, key=lambda one: one.on)
    return found


def _told(values: Values, step: str) -> Iterator[PaperStep]:
    facts = {
        name: values.get(detail_column(step, name), USUAL.get(name))
        for name in details_of(step)
        if name in USUAL or detail_column(step, name) in values
    }
    if step.startswith("vote_"):
        facts["persons"] = USUAL["persons"]
    if step == SAME_FORM:
        facts["form_no"] = values.get(detail_column("pre_review_pass", "form_no"))
    for on in _days(values, step):
        yield PaperStep(step, on, facts)


def _days(values: Values, step: str) -> tuple[date, ...]:
    told = values.get(day_column(step), ())
    return tuple(told) if step in REPEATED else (told,) if told else ()
