"""Guards of the third stage: candidate."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from services.development.rules.application import full_members
from services.development.rules.request import StepRequest
from shared.contracts.training.terms import TRAINERS_OF_CANDIDATES
from shared.rules import workdays
from shared.rules.violation import Violation

ASKED = "ask_exemption"


def agreed(request: StepRequest) -> Iterator[Violation]:
    """Filing is enough under the text of 2014; agreement is needed since 2026. Source: R-DEV-22."""
    if request.rules["R-DEV-22"].value == "agreement" and request.facts["reply"] != "agreement":
        yield request.violation("R-DEV-22", "应由上级党委同意拟列为发展对象，仅备案不够", field="reply")


def noticed(request: StepRequest) -> Iterator[Violation]:
    """
    Full working days follow the day of posting, and all are over before the notice ends.

    Source: R-DEV-23, R-GEN-04, R-GEN-05.
    """
    posted: date = request.facts["posted_on"]
    agreement = request.done("superior_agree").on
    if posted < agreement:
        message = f"公示不得早于上级党委同意之日（{agreement.isoformat()}）"
        yield request.violation("R-DEV-23", message, field="posted_on", earliest=agreement)
    days = request.number("R-DEV-23")
    last = workdays.after(posted, days)
    if request.on <= last:
        earliest = last + timedelta(days=1)
        yield request.violation("R-DEV-23", f"公示未满{days}个工作日", field="on", earliest=earliest)
    if not workdays.is_known(posted, last):
        message = f"{last.year}年放假安排尚未载入，公示天数为暂定，请人工确认"
        yield request.violation("R-GEN-04", message, field="posted_on")


def no_open_objection(request: StepRequest) -> Iterator[Violation]:
    """An objection that nobody settled freezes the case. Source: R-DEV-24."""
    if still := _open_objections(request):
        message = f"还有{len(still)}件异议没有结论：{'、'.join(still)}"
        yield request.violation("R-DEV-24", message, field="case_id")


def an_objection(request: StepRequest) -> Iterator[Violation]:
    """A conclusion is on an objection that waits for one. Source: R-DEV-24."""
    still, named = _open_objections(request), request.facts["objection"]
    if not still:
        yield request.violation("R-DEV-24", "没有待处理的异议", field="case_id")
    elif named not in still:
        message = f"没有编号为{named}的待处理异议；待处理的是{'、'.join(still)}"
        yield request.violation("R-DEV-24", message, field="objection")


def an_objection_of_its_own(request: StepRequest) -> Iterator[Violation]:
    """Each objection has a number of its own, by which it is concluded. Source: R-DEV-24."""
    named = request.facts["objection"]
    if named in request.case.told("raise_objection", "objection"):
        message = f"异议编号{named}已登记，请另编编号"
        yield request.violation("R-DEV-24", message, field="objection")


def _open_objections(request: StepRequest) -> list[str]:
    settled = request.case.told("settle_objection", "objection")
    return [one for one in request.case.told("raise_objection", "objection") if one not in settled]


def introducers(request: StepRequest) -> Iterator[Violation]:
    """Introducers are two different full members with their rights on that day. Source: R-DEV-25, I-6."""
    named: Sequence[str] = request.facts["members"]
    due = request.number("R-DEV-25")
    if len(set(named)) != due:
        yield request.violation("R-DEV-25", f"入党介绍人应为{due}名不同的正式党员", field="members")
    yield from full_members(request, "R-DEV-25", "入党介绍人", named)


def trained(request: StepRequest) -> Iterator[Violation]:
    """
    Training takes three days or twenty-four hours, by a committee or the county's department.

    Source: R-DEV-27.
    """
    days, hours = request.number("R-DEV-27"), request.number("R-DEV-27-HOURS")
    if request.facts["days"] < days and request.facts["hours"] < hours:
        message = f"集中培训不足{days}天，也不足{hours}学时"
        yield request.violation("R-DEV-27", message, field="days")
    if request.facts["organiser"] not in TRAINERS_OF_CANDIDATES:
        yield request.violation("R-DEV-27", "集中培训应由基层党委或县级党委组织部门组织", field="organiser")


def an_exception(request: StepRequest) -> Iterator[Violation]:
    """An exemption is asked for with a reason. Source: R-DEV-27."""
    if not request.reasoned:
        yield request.violation("R-DEV-27", "申请个别免训没有理由，请填写理由", field="reason")


def an_exception_of_another(request: StepRequest) -> Iterator[Violation]:
    """Another person than the one who asked enters that an exemption was approved. Source: R-DEV-27, R-GEN-09."""
    asked = request.case.last(ASKED)
    if asked is None:
        message = "没有个别免训的申请，请先由党支部申请并写明理由"
        yield request.violation("R-DEV-27-OTHER", message, field="case_id")
    elif asked.by == request.by:
        message = "个别免训的申请和批准不能由同一人登记，请由上级党委的另一人登记"
        yield request.violation("R-DEV-27-OTHER", message, field="case_id")


def leaves_or_stays(request: StepRequest) -> Iterator[Violation]:
    """Who leaves the employer within three months is, as a rule, not admitted there. Source: R-DEV-32."""
    if request.facts["leaves_soon"]:
        message = f"申请人{request.number('R-DEV-32')}个月内将离开所在单位，一般不办理接收手续"
        yield request.violation("R-DEV-32", message, field="leaves_soon")
