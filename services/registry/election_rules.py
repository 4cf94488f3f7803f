"""The rules on terms and elections; pure functions, all violations at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from services.registry.model import Organisation
from services.registry.rules import UPGRADES
from shared.contracts.registry import facts
from shared.contracts.registry.terms import COMMITTEE, ORGANISATION_TYPES
from shared.rules.pack import RulePack
from shared.rules.periods import add_months
from shared.rules.violation import Level, Violation


def term_end(rules: RulePack, organisation: Organisation, elected_on: date) -> date:
    """
    Return the day on which the term ends that an election on *elected_on* began.

    Source: R-ORG-24.
    """
    years = rules["R-ORG-24"].value
    if organisation.type == COMMITTEE:
        term = years["committee"]
    else:
        term = years["place"] if organisation.place else years["branch"]
    return add_months(elected_on, 12 * term)


def violations(
    rules: RulePack, election: facts.Election, organisation: Organisation, full_members: int
) -> list[Violation]:
    """
    Return what is wrong with *election* in *organisation* as it was then, with its *full_members*.

    Source: R-ORG-20, R-ORG-21, R-ORG-25, R-ORG-42..45.
    """
    has_committee = True
    found: list[Violation] = []
    if organisation.type not in UPGRADES:
        has_committee = full_members >= rules["R-ORG-21"].value["members"]
        found += _size(rules, election.seats, full_members, has_committee)
    found += _in_time(rules, election, organisation.term_end)
    if "R-ORG-42" in rules:
        found += _present(rules, election)
    if has_committee and "R-ORG-43" in rules:
        found += _choice(rules, election)
    if "R-ORG-44" in rules:
        found += _elected(rules, election)
    if "R-ORG-45" in rules and election.returned > election.issued:
        message = f"收回选票{election.returned}张，多于发出的{election.issued}张，选举无效"
        found.append(rules.violation("R-ORG-45", message, field="returned"))
    return found


def approval_violations(
    rules: RulePack, approver: Organisation, organisation: Organisation, on: date
) -> list[Violation]:
    """
    Return what is wrong, if anything, when *approver* is to have approved an election of *organisation* on a day.

    A superior does so: a committee or general branch that is there on that day, never the organisation itself.

    Source: R-ORG-25.
    """
    if "R-ORG-25" not in rules:
        return []
    if approver.org_code == organisation.org_code:
        problem = "换届不能由本党组织自己批准"
    elif not approver.exists_on(on):
        problem = f"党组织{approver.org_code}当日尚未成立或已撤销"
    elif approver.type not in UPGRADES:
        problem = f"{approver.name}是{ORGANISATION_TYPES[approver.type]}，不能批准换届"
    else:
        return []
    return [rules.violation("R-ORG-25", f"{problem}，请填写上级党组织", field="approved_by")]


def _size(rules: RulePack, seats: int, full_members: int, has_committee: bool) -> Iterator[Violation]:
    if not has_committee:
        most = rules["R-ORG-21"].value["most"]
        if not 1 <= seats <= most:
            message = f"有正式党员{full_members}名，不设支委会，应选书记1名，必要时副书记1名"
            yield rules.violation("R-ORG-21", message, field="seats")
        return
    limits = rules["R-ORG-20"].value
    if seats < limits["least"]:
        message = f"有正式党员{full_members}名，支委会委员不少于{limits['least']}名"
        yield rules.violation("R-ORG-20", message, field="seats")
    elif seats > limits["most"]:
        message = f"支委会委员{seats}名，一般不超过{limits['most']}名"
        yield replace(rules.violation("R-ORG-20", message, field="seats"), level=Level.WARN)


def _in_time(rules: RulePack, election: facts.Election, due_on: date | None) -> Iterator[Violation]:
    """In the month in which the term ends it is in time."""
    on = election.elected_on
    if due_on is None or "R-ORG-25" not in rules or (on.year, on.month) == (due_on.year, due_on.month):
        return
    if election.approved_by is None:
        message = f"任期至{due_on.isoformat()}届满，提前或延期换届须填写批准的上级党组织"
        yield rules.violation("R-ORG-25", message, field="approved_by")
    most = rules.number("R-ORG-25")
    if not add_months(due_on, -most) <= on <= add_months(due_on, most):
        message = f"任期至{due_on.isoformat()}届满，提前或延期一般不超过{most}个月"
        yield replace(rules.violation("R-ORG-25", message, field="elected_on"), level=Level.WARN)


def _present(rules: RulePack, election: facts.Election) -> Iterator[Violation]:
    share = rules["R-ORG-42"].value
    there, needed = election.present * share["of"], election.due * share["need"]
    if there < needed:
        message = f"应到会{election.due}人，实到{election.present}人，不足五分之四，会议无效"
        yield rules.violation("R-ORG-42", message, field="present")
    elif there == needed:
        message = f"应到会{election.due}人，实到{election.present}人，恰为五分之四，各文件规定不一致，请核实"
        yield replace(rules.violation("R-ORG-42", message, field="present"), level=Level.WARN)


def _choice(rules: RulePack, election: facts.Election) -> Iterator[Violation]:
    more = election.seats * rules.number("R-ORG-43")
    needed = election.seats + -(-more // 100)
    if election.candidates < needed:
        message = f"应选{election.seats}名，候选人应不少于{needed}名，现为{election.candidates}名"
        yield rules.violation("R-ORG-43", message, field="candidates")


def _elected(rules: RulePack, election: facts.Election) -> Iterator[Violation]:
    part = rules.number("R-ORG-44")
    if short := [votes for votes in election.votes if votes * part <= election.present]:
        listed = "、".join(str(votes) for votes in short)
        message = f"实到{election.present}人，赞成票{listed}未超过半数，不得当选"
        yield rules.violation("R-ORG-44", message, field="votes")
