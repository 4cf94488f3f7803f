"""Whom a department may recommend (R-DEV-11, R-DEV-12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shared.contracts.development.terms import WOMEN, YOUTH
from shared.rules.pack import RulePack
from shared.rules.periods import add_months
from shared.rules.violation import Violation

FEMALE = "female"


@dataclass(frozen=True)
class Recommended:
    """
    Who was recommended.

    Attributes:
        born: None when it is not known any more.
    """

    sex: str
    born: date | None


def unfit(circle: str | None, person: Recommended, held_on: date, rules: RulePack) -> Iterator[Violation]:
    """
    Return why *person* is not one of those whom a department may recommend.

    Youth is who has not had the birthday after the last year named; the age is that of the day of the meeting.

    Args:
        circle: Whom the city lets the department recommend.

    Source: R-DEV-11, R-DEV-12, R-GEN-02.
    """
    if circle == WOMEN and person.sex != FEMALE:
        yield rules.violation("R-DEV-11-CIRCLE", "妇联只推荐妇女", field="case_id")
    if circle == YOUTH:
        oldest = rules.number("R-DEV-12")
        if person.born is None or held_on >= add_months(person.born, 12 * (oldest + 1)):
            yield rules.violation("R-DEV-12", f"推荐会当日已超过{oldest}周岁", field="case_id")
