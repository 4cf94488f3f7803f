"""
What lies on a margin: exactly three full members or one less, the quarter's last day and the day after,
entries recorded after the quarter that take effect in it.

Each case takes enterprises that nothing else in the quarter touches, so that its effect can be told apart.
"""

from datetime import date

from deploy.demo.making.changing import change, change_member, end, let_go
from deploy.demo.making.sheets import END, Firm, Sheets
from deploy.demo.making.standing import attach, full, member, organisation, own, register

NEXT = date(2026, 10, 1)
# When the clerks find out; all after the quarter's end.
TOLD, TOLD_LATER = date(2026, 10, 12), date(2026, 10, 15)


def margins(q: Sheets) -> None:
    """Add all cases."""
    untouched = _Untouched(q)
    _three_or_two(q, untouched)
    _set_up_and_ended(q, untouched)
    _moved(q, untouched)
    _said_late_of_an_earlier_day(q, untouched)
    _new(q, untouched)
    _members_without_employer(q, untouched)
    _project_site(q, untouched)
    _long_gone(q, untouched)


class _Untouched:
    """Operating enterprises without changes in the quarter, from the last registered to the first."""

    def __init__(self, q: Sheets) -> None:
        changed = {
            row["credit_code"]
            for row in q.rows["enterprise_changes"] + q.rows["affiliations"]
            if row["recorded_on"] > date(2026, 7, 1)
        }
        people = {row["member_id"] for row in q.rows["member_changes"]}
        joined = {row["credit_code"] for row in q.rows["member_changes"]}
        self._firms = [
            firm
            for firm in reversed(q.firms)
            if firm.state == "operating"
            and not firm.late
            and firm.area in q.hosts
            and firm.code not in changed | joined
            and not people & {person.id for person in firm.people}
        ]

    def take(self, form: str, full_members: int) -> Firm:
        """Take an enterprise covered in *form* with that many full members."""
        for firm in self._firms:
            if (firm.form, full(firm)) == (form, full_members):
                self._firms.remove(firm)
                return firm
        raise LookupError((form, full_members))


def _three_or_two(q: Sheets, untouched: _Untouched) -> None:
    """The third full member comes or goes on the last day of the quarter, or on the day after."""
    for on in (END, NEXT):
        member(q, untouched.take("attached", 2), "FULL", TOLD, on)
        losing = untouched.take("none", 3)
        change_member(q, losing.people[0], TOLD, on, status="TRANSFERRED_OUT")
        resting = untouched.take("independent", 3)
        change_member(q, resting.people[1], TOLD, on, status="SUSPENDED_RIGHTS")
        stopped = untouched.take("independent", 3)
        change_member(q, stopped.people[2], TOLD, on, status="MEMBERSHIP_STOPPED")


def _set_up_and_ended(q: Sheets, untouched: _Untouched) -> None:
    """Organisations begin or end on the last day of the quarter, or on the day after."""
    for on in (END, NEXT):
        own(q, untouched.take("none", 3), TOLD, on)
        attach(q, untouched.take("none", 2), TOLD, on)
        let_go(q, untouched.take("attached", 2), TOLD, on)
        end(q, [untouched.take("independent", 4)], TOLD, on)


def _moved(q: Sheets, untouched: _Untouched) -> None:
    """An enterprise moves to another county, and a member's relation to another county's organisation."""
    for on in (END, NEXT):
        firm = untouched.take("attached", 1)
        county = next(code for code in q.counties if code != q.county_of[firm.area])
        change(q, firm, TOLD, on, area=q.townships[county][-1])
        person = untouched.take("none", 1).people[0]
        other = next(area for area in reversed(q.hosts) if q.county_of[area] == county)
        change_member(q, person, TOLD, on, org_code=q.hosts[other], credit_code="-")


def _said_late_of_an_earlier_day(q: Sheets, untouched: _Untouched) -> None:
    """What is recorded later but took effect earlier does not undo what came after it."""
    first, then = date(2026, 9, 8), date(2026, 9, 24)
    firm = untouched.take("none", 0)
    change(q, firm, TOLD, then, operation_state="operating", employees=firm.employees + 5)
    change(q, firm, TOLD_LATER, first, operation_state="dormant", employees=firm.employees + 2)
    attached = untouched.take("none", 1)
    attach(q, attached, TOLD, then)
    let_go(q, attached, TOLD_LATER, first)
    person = untouched.take("none", 1).people[0]
    change_member(q, person, TOLD, then, credit_code=firm.code)
    change_member(q, person, TOLD_LATER, first, credit_code="-")
    corrected = untouched.take("none", 0)
    change(q, corrected, TOLD, then, employees=corrected.employees + 40)
    change(q, corrected, TOLD_LATER, then, employees=corrected.employees + 4)


def _new(q: Sheets, untouched: _Untouched) -> None:
    """Enterprises that were founded in time and heard of late, or founded the day after."""
    township = untouched.take("joint", 2).area
    for on, place in ((date(2026, 9, 22), "卧泰"), (END, "独源"), (NEXT, "桐瑞")):
        firm = register(
            q, q.county_of[township], township, f"{q.names[q.county_of[township]][:2]}{place}玉雕厂",
            recorded_on=TOLD, ownership="个人独资", industry="C24", size="micro", employees=12, state="operating",
            registered_on=on, sample=True,
        )  # fmt: skip
        for status in ("FULL", "FULL", "FULL", "PROBATIONARY"):
            member(q, firm, status, TOLD, on)


def _members_without_employer(q: Sheets, untouched: _Untouched) -> None:
    """Members between two jobs belong to the organisation of where they live."""
    township = untouched.take("attached", 1).area
    nobody = Firm("", "", township, 0, "")
    for on in (date(2026, 8, 15), END, NEXT):
        member(q, nobody, "FULL", TOLD, on)


def _project_site(q: Sheets, untouched: _Untouched) -> None:
    """A temporary branch for the time of a building site; relations stay where they are."""
    township = untouched.take("attached", 1).area
    on = date(2026, 9, 16)
    name = f"{q.names[township]}重点项目临时党支部"
    organisation(q, on, f"T{township[:9]}", name, "temporary_branch", "", township, f"C{township[:6]}", on)


def _long_gone(q: Sheets, untouched: _Untouched) -> None:
    """One whose membership stopped more than five years ago is put on record, then made nameless (R-PRV-17)."""
    nobody = Firm("", "", untouched.take("attached", 1).area, 0, "")
    person = member(q, nobody, "FULL", TOLD, date(2016, 3, 1))
    change_member(q, person, TOLD, date(2021, 3, 31), status="MEMBERSHIP_STOPPED")
    q.add("erasures", recorded_on=TOLD_LATER, member_id=person.id, rule="R-PRV-17")
