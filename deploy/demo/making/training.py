"""
Training in 2026: each county's plan, its classes, who attended, certificates, exemptions; all are invented.

Draws from numbers of its own, so that it changes no other file.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from deploy.demo.making.invented import CRAFTS
from deploy.demo.making.sheets import SEED, START, Row, Sheets

YEAR = 2026
DRAFTED, APPROVED, ENTERED = START, date(2026, 7, 2), date(2026, 7, 3)
FULL_DAY, SEVEN_HOURS = "full_day*1", "hour*7"
EDUCATION = ("大专以上", "高中、中专", "初中以上")
BUSINESS = ("安全生产与质量管理", "开拓市场", "技术改造", "用工与劳动关系")
# item, layer, content, form, classes
ITEMS = (
    ("I1", "member", "党的知识", "class", 2),
    ("I2", "secretary", "党建理论", "class", 2),
    ("I3", "committee_member", "市场经济", "outside", 1),
    ("I4", "candidate", "党的知识", "class", 2),
)
PRIVATE = ("old_age", "illness", "disability")
EXEMPT = 14
CANDIDATES_FROM = date(2026, 5, 11)  # from here on a notice comes before the status of candidate
CERTIFICATES = 2


@dataclass(frozen=True)
class Course:
    """A class that is held: its number, its days with what each is, and on which day it is put on record."""

    class_id: str
    days: tuple[tuple[date, str], ...]
    recorded_on: date


def training(q: Sheets) -> None:
    """Add plans, classes and all that follows from them."""
    chance = random.Random(SEED + 2)  # noqa: S311 - sample data, to be the same each time
    exempt = _exemptions(q, chance)
    for number, county in enumerate(q.counties):
        _plan(q, chance, county)
        people = [member for member in _members(q, county) if member["member_id"] not in exempt]
        heads = _secretaries(q, people)
        for course in _for_members(q, number, county):
            _attend(q, chance, course, people, 70)
        for course in _for_secretaries(q, number, county):
            came = _attend(q, chance, course, heads, 88)
            for place, member in enumerate(came[:CERTIFICATES], start=1):
                certificate = f"Z-{course.class_id}-{place}"
                q.add(
                    "training_certificates", recorded_on=course.recorded_on, class_id=course.class_id,
                    member_id=member, certificate=certificate,
                )  # fmt: skip
        _to_come(q, number, county)
    _unfinished(q)
    _candidates(q)


def _plan(q: Sheets, chance: random.Random, county: str) -> None:
    business = chance.choice(BUSINESS)
    _draft(q, f"PL-{county[:6]}-{YEAR}", county, APPROVED, business, chance.choice(EDUCATION))


def _unfinished(q: Sheets) -> None:
    """One draft that does not say yet what enterprises need, and so is not approved."""
    _draft(q, f"PL-{q.counties[-1][:6]}-{YEAR}B", q.counties[-1], None, "", EDUCATION[0])


def _draft(q: Sheets, plan: str, area: str, approved: date | None, business: str, education: str) -> None:
    items = ";".join("|".join(map(str, item)) for item in ITEMS)
    craft = CRAFTS[int(area[4:6]) % len(CRAFTS)]
    q.add(
        "training_plans", recorded_on=DRAFTED, plan_id=plan, year=YEAR, area=area, industry=f"{craft}等行业",
        education=education, business=business, items=items, approved_on=approved,
    )  # fmt: skip


def _class(
    q: Sheets, county: str, which: str, item: str | None, on: date, recorded_on: date = ENTERED
) -> str:
    """Plan a class, for an item of the county's plan or outside it."""
    class_id = f"T-{county[:6]}-{which}"
    layer, form = next(((row[1], row[3]) for row in ITEMS if row[0] == item), ("member", "class"))
    q.add(
        "training_classes", recorded_on=recorded_on, class_id=class_id,
        plan_id=f"PL-{county[:6]}-{YEAR}" if item else None, item=item, area=county, layer=layer, form=form,
        organiser="county_department" if layer == "candidate" else "party_school" if item else "other",
        planned_on=on, reason=None if item else "新规解读，计划外举办",
    )  # fmt: skip
    return class_id


def _held(q: Sheets, class_id: str, days: Sequence[tuple[date, str]]) -> Course:
    recorded_on = max(days[-1][0] + timedelta(days=1), ENTERED)
    sessions = ";".join(f"{on}*{part}" for on, part in days)
    q.add("training_steps", recorded_on=recorded_on, class_id=class_id, step="hold", sessions=sessions)
    return Course(class_id, tuple(days), recorded_on)


def _in_a_row(first: date, number: int, part: str = FULL_DAY) -> list[tuple[date, str]]:
    return [(first + timedelta(days=more), part) for more in range(number)]


def _for_members(q: Sheets, number: int, county: str) -> Iterator[Course]:
    """Three days in spring; two in summer, in some counties late, cancelled, or over the end of the quarter."""
    spring, summer = date(2026, 4, 7) + timedelta(days=number), date(2026, 8, 4) + timedelta(days=number)
    yield _held(q, _class(q, county, "1", "I1", spring), _in_a_row(spring, 3))
    second = _class(q, county, "2", "I1", summer)
    if number % 7 == 5:
        q.add("training_steps", recorded_on=date(2026, 9, 1), class_id=second, step="cancel")
    elif number % 7 == 3:
        yield _held(q, second, _in_a_row(date(2026, 10, 9), 2))
    elif number % 7 == 2:
        yield _held(q, second, _in_a_row(date(2026, 9, 29), 3))
    else:
        yield _held(q, second, _in_a_row(summer, 2))
    if number % 5 == 0:
        on = date(2026, 8, 20)
        more = _class(q, county, "5", None, on, on)
        yield _held(q, more, [(on, "half_day*1"), (on + timedelta(days=1), "hour*3")])


def _for_secretaries(q: Sheets, number: int, county: str) -> Iterator[Course]:
    spring, autumn = date(2026, 5, 11) + timedelta(days=number), date(2026, 9, 7) + timedelta(days=number)
    yield _held(q, _class(q, county, "3", "I2", spring), _in_a_row(spring, 4))
    yield _held(q, _class(q, county, "4", "I2", autumn), _in_a_row(autumn, 3))


def _to_come(q: Sheets, number: int, county: str) -> None:
    _class(q, county, "6", "I3", date(2026, 11, 10) + timedelta(days=number % 5))


def _members(q: Sheets, county: str) -> list[Row]:
    """Return the members of the county's enterprises who stay what they are."""
    here = {firm.code for firm in q.firms if q.county_of[firm.area] == county}
    changed = {row["member_id"] for row in q.rows["member_changes"] if row["status"]}
    changed |= {row["member_id"] for row in q.rows["erasures"]}
    rows = q.rows["members"]
    return [row for row in rows if row["credit_code"] in here and row["member_id"] not in changed]


def _secretaries(q: Sheets, people: Iterable[Row]) -> list[Row]:
    heads = {row["member_id"] for row in q.rows["posts"] if row["kind"] == "secretary"}
    return [row for row in people if row["member_id"] in heads]


def _attend(
    q: Sheets, chance: random.Random, course: Course, people: Iterable[Row], percent: int
) -> list[str]:
    """Let *percent* of those attend who are members on its last day; return who was there all the time."""
    last, whole = course.days[-1][0], []
    for member in people:
        if member["recorded_on"] > course.recorded_on or member["effective_on"] > last:
            continue
        if chance.randrange(100) >= percent:
            continue
        numbers = list(range(1, len(course.days) + 1))
        if chance.randrange(10) == 0:
            numbers = numbers[1:]  # the last session is among them, on which all are members
        else:
            whole.append(member["member_id"])
        _present(q, course, numbers, member_id=member["member_id"])
    return whole


def _present(q: Sheets, course: Course, numbers: Iterable[int], **who: str) -> None:
    sessions = "|".join(map(str, numbers))
    q.add(
        "training_attendance", recorded_on=course.recorded_on, class_id=course.class_id,
        **{"member_id": None, "case_id": None, **who}, sessions=sessions,
    )  # fmt: skip


def _exemptions(q: Sheets, chance: random.Random) -> set[str]:
    """Exempt some members, on different days; the last one's request is not granted yet."""
    standing = [
        row
        for county in q.counties
        for row in _members(q, county)
        if row["recorded_on"] == START and row["status"] == "FULL"
    ]
    chosen = chance.sample(standing, EXEMPT)
    for number, member in enumerate(chosen, start=1):
        asked = date(2026, 7, 6) + timedelta(days=number)
        granted = asked + timedelta(days=2) if number < EXEMPT else None
        q.add(
            "training_exemptions", recorded_on=asked, exemption=f"E{YEAR}-{number:02d}", year=YEAR,
            member_id=member["member_id"], exempt_for=PRIVATE[number % len(PRIVATE)], granted_on=granted,
        )  # fmt: skip
    return {member["member_id"] for member in chosen}


def _candidates(q: Sheets) -> None:
    """Two courses for candidates: three days of seven hours, and three whole days."""
    county = q.counties[0]
    since, done = _since(q), set[str]()
    for which, first, part in (
        ("C1", date(2026, 8, 18), SEVEN_HOURS),
        ("C2", date(2026, 9, 26), FULL_DAY),
    ):
        course = _held(q, _class(q, county, which, "I4", first), _in_a_row(first, 3, part))
        for case, on in since.items():
            if on <= first and case not in done:
                _present(q, course, (1, 2, 3), case_id=case)
                done.add(case)


def _since(q: Sheets) -> dict[str, date]:
    """Return since when each candidate is one."""
    since = {}
    for row in sorted(q.rows["case_steps"], key=lambda row: row["case_id"]):
        old = row["step"] == "superior_agree" and row["on"] < CANDIDATES_FROM
        if old or row["step"] == "end_notice":
            since[row["case_id"]] = row["on"]
    return since
