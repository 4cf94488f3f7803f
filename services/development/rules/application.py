"""Guards of the first two stages: application and activist."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.development.rules.request import StepRequest
from services.development.rules.reviews import half_years, no_half_year_left_out
from shared.contracts.development.terms import OPINIONS
from shared.contracts.registry.terms import VOTER
from shared.rules.periods import add_months
from shared.rules.violation import Violation


def of_age(request: StepRequest) -> Iterator[Violation]:
    """An applicant is of age from the birthday on. Source: R-DEV-01."""
    born: date = request.facts["birth_date"]
    earliest = add_months(born, 12 * request.number("R-DEV-01"))
    if request.on < earliest:
        message = f"申请人未满{request.number('R-DEV-01')}周岁"
        yield request.violation("R-DEV-01", message, field="birth_date", earliest=earliest)


def by_the_person(request: StepRequest) -> Iterator[Violation]:
    """The application is in writing, and by the person alone. Source: R-DEV-04."""
    if not request.facts["written"]:
        yield request.violation("R-DEV-04", "应由本人提交书面申请，不得联名或代写", field="written")


def recommended(request: StepRequest) -> Iterator[Violation]:
    """
    An activist was recommended by members or by a mass organisation, whose recommendation holds on its last day too.

    Source: R-DEV-10, R-DEV-11.
    """
    made = [taken for taken in request.case.since_fall() if taken.step == "record_recommendation"]
    holding = [taken for taken in made if taken.facts.get("valid_until", date.max) >= request.on]
    if len(holding) < request.number("R-DEV-10"):
        message = "推荐均已过有效期" if made else "还没有党员推荐或群团组织推优的记录"
        yield request.violation("R-DEV-10", message, field="case_id")


def contacts(request: StepRequest) -> Iterator[Violation]:
    """Contacts are one or two full members with their rights on that day. Source: R-DEV-15, I-6."""
    named: Sequence[str] = request.facts["members"]
    most = request.number("R-DEV-15")
    if len(named) > most:
        yield request.violation("R-DEV-15", f"培养联系人为1至{most}名，现填{len(named)}名", field="members")
    yield from full_members(request, "R-DEV-15", "培养联系人", named)


def full_members(request: StepRequest, rule: str, role: str, named: Sequence[str]) -> Iterator[Violation]:
    """Return which of *named* is no full member with unrestricted rights on the day of the step."""
    for member in named:
        if request.standing.get(member) != VOTER:
            yield request.violation(rule, f"{role}{member}当日不是正式党员或权利受限", field="members")


def cultivated(request: StepRequest) -> Iterator[Violation]:
    """
    Cultivation takes twelve calendar months from the decision, with a review in each half-year of them.

    Source: R-DEV-18, R-DEV-16.
    """
    earliest = add_months(request.done("decide_activist").on, request.number("R-DEV-18"))
    if request.on < earliest:
        message = f"培养教育考察未满{request.number('R-DEV-18')}个月"
        yield request.violation("R-DEV-18", message, field="on", earliest=earliest)
    reviews, due = half_years(request), request.number("R-DEV-18-REVIEWS")
    if reviews < due:
        message = f"半年考察应有{due}次，按所在的半年计现有{reviews}次"
        yield request.violation("R-DEV-18-REVIEWS", message, field="case_id")
    else:
        yield from no_half_year_left_out(request)
    if request.case.last("assign_contacts") is None:
        yield request.violation("R-DEV-15", "尚未指定培养联系人", field="case_id")


def four_opinions(request: StepRequest) -> Iterator[Violation]:
    """
    Four opinions are heard; a branch without groups marks the group's as not applicable, which counts as heard.

    Source: R-DEV-20.
    """
    heard = set(request.facts["opinions"])
    if missing := [name for one, name in OPINIONS.items() if one not in heard]:
        yield request.violation("R-DEV-20", f"未听取{'、'.join(missing)}的意见", field="opinions")
