"""Guards of the first two stages: application and activist."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from services.development.rules.asked import Asked
from shared.rules.periods import add_months
from shared.rules.violation import Violation

FULL = "FULL"
OPINIONS = ("group", "contacts", "members", "masses")
OPINION_NAMES = {"group": "党小组", "contacts": "培养联系人", "members": "党员", "masses": "群众"}


def of_age(asked: Asked) -> Iterator[Violation]:
    """R-DEV-01: the birthday counts."""
    born: date = asked.facts["birth_date"]
    earliest = add_months(born, 12 * asked.number("R-DEV-01"))
    if asked.on < earliest:
        message = f"申请人未满{asked.number('R-DEV-01')}周岁"
        yield asked.say("R-DEV-01", message, field="birth_date", earliest=earliest)


def by_the_person(asked: Asked) -> Iterator[Violation]:
    """R-DEV-04: in writing, and by the person alone."""
    if not asked.facts["written"]:
        yield asked.say("R-DEV-04", "应由本人提交书面申请，不得联名或代写", field="written")


def talked_in_time(asked: Asked) -> Iterator[Violation]:
    """R-DEV-05, R-DEV-06: the last day of the month is still in time; late needs a reason."""
    latest = add_months(asked.done("submit_application").on, asked.number("R-DEV-05"))
    if asked.on > latest:
        message = f"谈话应在{latest.isoformat()}之前完成，现已逾期"
        yield asked.say("R-DEV-05", message, field="on")


def recommended(asked: Asked) -> Iterator[Violation]:
    """R-DEV-10."""
    if asked.case.count("record_recommendation") < asked.number("R-DEV-10"):
        yield asked.say("R-DEV-10", "还没有党员推荐或群团组织推优的记录", field="case_id")


def contacts(asked: Asked) -> Iterator[Violation]:
    """R-DEV-15: one or two, full members with their rights on that day (I-6)."""
    named: Sequence[str] = asked.facts["members"]
    most = asked.number("R-DEV-15")
    if len(named) > most:
        yield asked.say("R-DEV-15", f"培养联系人为1至{most}名，现填{len(named)}名", field="members")
    yield from full_members(asked, "R-DEV-15", "培养联系人", named)


def reviewed_in_time(asked: Asked) -> Iterator[Violation]:
    """R-DEV-16: half a year after the last review, or the decision; some days of grace are in time."""
    held = [one.on for one in asked.case.since_fall() if one.step in ("decide_activist", "half_year_review")]
    due = add_months(held[-1], asked.number("R-DEV-16"))
    if asked.on > due + timedelta(days=asked.number("R-DEV-16-GRACE")):
        yield asked.say("R-DEV-16", f"半年考察应在{due.isoformat()}前后进行，现已逾期", field="on")


def full_members(asked: Asked, rule: str, role: str, named: Sequence[str]) -> Iterator[Violation]:
    """Say which of *named* is no full member with unrestricted rights on the day of the step."""
    for member in named:
        if asked.standing.get(member) != FULL:
            yield asked.say(rule, f"{role}{member}当日不是正式党员或权利受限", field="members")


def cultivated(asked: Asked) -> Iterator[Violation]:
    """R-DEV-18: twelve calendar months from the decision, with the reviews that fall into them."""
    earliest = add_months(asked.done("decide_activist").on, asked.number("R-DEV-18"))
    if asked.on < earliest:
        message = f"培养教育考察未满{asked.number('R-DEV-18')}个月"
        yield asked.say("R-DEV-18", message, field="on", earliest=earliest)
    reviews, due = asked.case.count("half_year_review"), asked.number("R-DEV-18-REVIEWS")
    if reviews < due:
        yield asked.say("R-DEV-18-REVIEWS", f"半年考察应有{due}次，现有{reviews}次", field="case_id")
    if asked.case.last("assign_contacts") is None:
        yield asked.say("R-DEV-15", "尚未指定培养联系人", field="case_id")


def four_opinions(asked: Asked) -> Iterator[Violation]:
    """R-DEV-20: a branch without groups marks the group's opinion as not applicable, which is heard too."""
    heard = set(asked.facts["opinions"])
    if missing := [OPINION_NAMES[one] for one in OPINIONS if one not in heard]:
        yield asked.say("R-DEV-20", f"未听取{'、'.join(missing)}的意见", field="opinions")
