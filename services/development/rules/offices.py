"""Guards on the organisations that a step names: who may decide, and where a case may lie."""

from collections.abc import Iterator

from services.development.rules.request import Guard, StepRequest
from shared.contracts.registry.terms import COMMITTEE, GENERAL_BRANCH, ORGANISATION_TYPES, TEMPORARY_BRANCH
from shared.rules import pack
from shared.rules.violation import Violation

# Of a pre-review the rules say so themselves; of every other decision it is the integrity of the record.
POWER = {"pre_review_pass": "R-DEV-31", "pre_review_fail": "R-DEV-31"}
OF_BRANCHES = (COMMITTEE, GENERAL_BRANCH)


def by_power(request: StepRequest) -> Iterator[Violation]:
    """
    Whoever agrees, refuses, reviews or approves is a committee that has the power to on that day.

    Source: I-9, R-DEV-31, R-DEV-52.
    """
    if "approver" not in request.facts:
        return
    named, approver = request.facts["approver"], request.approver
    if approver is None:
        problem = f"党组织{named}当日不存在或已撤销"
    elif approver.type != COMMITTEE:
        problem = f"{named}是{ORGANISATION_TYPES[approver.type]}，不能审批预备党员"
    elif not approver.can_approve_member:
        problem = f"党委{named}当日没有审批权限"
    else:
        return
    message = f"{problem}，请填写当日具有审批权限的党委"
    yield request.violation(POWER.get(request.step, "I-9"), message, field="approver")


def lies_in_a_branch(field: str) -> Guard:
    """Return the guard that the organisation named by *field* is a branch that may take a case on that day."""

    def guard(request: StepRequest) -> Iterator[Violation]:
        place = request.place
        if place is None:
            named = request.facts.get(field, request.case.org_code)
            message = f"党组织{named}当日不存在或已撤销，请填写当日存在的党支部"
            yield request.violation("R-DEV-86", message, field=field)
        elif place.type in OF_BRANCHES:
            message = f"{place.name}是{ORGANISATION_TYPES[place.type]}，发展材料应在其下的党支部办理"
            yield pack.load("organisation", request.on).violation("R-MEM-14", message, field=field)
        elif place.type == TEMPORARY_BRANCH:
            message = f"{place.name}是临时党支部，一般不发展党员，请填写申请人单位或居住地的党支部"
            yield pack.load("organisation", request.on).violation("R-ORG-07", message, field=field)

    return guard


def to_another(request: StepRequest) -> Iterator[Violation]:
    """A case is not handed to where it lies. Source: R-DEV-80."""
    if request.facts["to_org"] == request.case.org_code:
        message = "转往的党组织就是现在办理的党支部，请填写另一个党支部"
        yield request.violation("R-DEV-80", message, field="to_org")


def by_the_one_named(request: StepRequest) -> Iterator[Violation]:
    """Whom the case was sent to receives it, or who took over from that one. Source: R-DEV-80, R-DEV-86."""
    if request.facts["org_code"] != request.sent_to:
        message = f"该材料转往{request.sent_to}，应由{request.sent_to}接收；转错的，由其接收后再转出"
        yield request.violation("R-DEV-80", message, field="org_code")
