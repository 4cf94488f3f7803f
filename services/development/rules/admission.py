"""Guards of the fourth stage: pre-review, form, vote, approval."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.development.rules.limits import in_time
from services.development.rules.request import StepRequest
from shared.rules.periods import add_months
from shared.rules.violation import Violation


def a_fresh_form(request: StepRequest) -> Iterator[Violation]:
    """The number of a form is given once. Source: R-DEV-33."""
    if request.facts["form_no"] in request.taken_forms:
        yield request.violation("R-DEV-33", f"志愿书编号{request.facts['form_no']}已发出", field="form_no")


def the_form_issued(request: StepRequest) -> Iterator[Violation]:
    """The form that was issued is the one that is filled in. Source: R-DEV-33."""
    issued = request.done("pre_review_pass").facts["form_no"]
    if request.facts["form_no"] != issued:
        yield request.violation("R-DEV-33", f"预审合格后发给的志愿书编号为{issued}", field="form_no")


def approved_in_time(request: StepRequest) -> Iterator[Violation]:
    """Approval is due within three months, and impossible after six. Source: R-DEV-50, R-DEV-51."""
    last = last_to_approve(request)
    if request.on > last:
        months = request.number("R-DEV-51")
        message = f"支部决议已过{months}个月（{last.isoformat()}），应由党委会议决定重新提交支部大会"
        yield request.violation("R-DEV-51", message, field="on")
        return
    yield from in_time("approval")(request)


def locked(request: StepRequest) -> Iterator[Violation]:
    """A resolution is put to the branch again once it can no longer be approved, not before. Source: R-DEV-51b."""
    last = last_to_approve(request)
    if request.on <= last:
        message = f"支部决议在{last.isoformat()}前仍可审批，应批准或不批准，不能重新提交"
        yield request.violation("R-DEV-51b", message, field="on", earliest=last + timedelta(days=1))


def last_to_approve(request: StepRequest) -> date:
    """Return the last day on which the branch's resolution can be approved. Source: R-DEV-51."""
    return add_months(request.done("vote_admission").on, request.number("R-DEV-51"))


def within_quota(request: StepRequest) -> Iterator[Violation]:
    """Each approved admission takes a place of the year's plan. Source: R-DEV-93, R-DEV-95."""
    quota = request.quota
    if quota is not None and quota.used >= quota.places:
        message = f"{quota.year}年计划名额{quota.places}个已用完，应先由下达部门调整"
        yield request.violation("R-DEV-93", message, field="on")
