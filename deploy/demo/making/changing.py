"""What happens to enterprises, members and organisations in the quarter."""

from datetime import date, timedelta
from typing import Any

from deploy.demo.making.invented import NAMED
from deploy.demo.making.sheets import END, START, Firm, Person, Sheets
from deploy.demo.making.standing import attach, full, member, own, sample

# Conversions were decided in the quarter before the system's first one, and are entered late (R-MEM-13).
A_QUARTER = END - START + timedelta(days=1)


def change(q: Sheets, firm: Firm, recorded_on: date, on: date, **changes: Any) -> None:
    """Change facts of an enterprise."""
    blank = {"employees": None, "operation_state": None, "area": None}
    q.add(
        "enterprise_changes",
        recorded_on=recorded_on,
        credit_code=firm.code,
        effective_on=on,
        **(blank | changes),
    )


def change_member(q: Sheets, person: Person, recorded_on: date, on: date, **changes: Any) -> None:
    """Change a member; a conversion is of the opening stock, decided before the system began (R-MEM-13)."""
    converted = changes.get("status") == "FULL"
    blank = {"status": None, "org_code": None, "credit_code": None, "basis": "opening" if converted else None}
    q.add(
        "member_changes",
        recorded_on=recorded_on,
        member_id=person.id,
        effective_on=on,
        **(blank | changes),
    )


def let_go(q: Sheets, firm: Firm, recorded_on: date, on: date) -> None:
    """End the affiliation of an enterprise."""
    q.add(
        "affiliations",
        recorded_on=recorded_on,
        credit_code=firm.code,
        org_code=None,
        form="none",
        effective_on=on,
    )


def firms_change(q: Sheets) -> None:
    """Growth, closures, moves, new enterprises; some dated back, some ahead."""
    operating = [
        firm for firm in q.firms if firm.state == "operating" and firm.name not in {n for n, *_ in NAMED}
    ]
    chosen = q.random.sample(operating, 44)
    for firm in chosen[:20]:
        on = q.between(START, END)
        change(q, firm, on, on, employees=firm.employees + q.random.randint(1, 30))
    for firm in chosen[20:28]:
        on = q.between(START, END)
        change(q, firm, on, on, operation_state=q.random.choice(("closed", "dormant")))
    days = [q.between(START, END) for _ in range(8)] + [END, END, date(2026, 10, 1), date(2026, 10, 1)]
    for firm, on in zip(chosen[28:40], days, strict=True):
        county = q.random.choice(q.counties)
        target = q.random.choice([code for code in q.townships[county] if code != firm.area])
        change(q, firm, min(on, date(2026, 9, 28)), on, area=target)
    for firm in chosen[40:42]:
        change(q, firm, date(2026, 10, 8), date(2026, 9, 18), operation_state="closed")
    for firm in chosen[42:44]:
        change(q, firm, date(2026, 9, 25), date(2026, 10, 2), operation_state="dormant")
    for number in range(14):
        on = q.between(START, END) if number < 12 else date(2026, 10, 5)
        firm = sample(q, q.random.choice(q.counties), on, on)
        firm_grows(q, firm, on, (0, 1, 2, 3)[number % 4])


def firm_grows(q: Sheets, firm: Firm, on: date, members: int) -> None:
    """Members of a new enterprise come to the host of its township if there is one already."""
    if firm.area in q.hosts:
        for _ in range(members):
            member(q, firm, "FULL", on, on)


def people_change(q: Sheets) -> None:
    """Newcomers, conversions, leavers, changes of employer."""
    staffed = [firm for firm in q.firms if firm.people and not firm.late]
    probationary = [person for firm in staffed for person in firm.people if person.status == "PROBATIONARY"]
    settled = [person for firm in staffed for person in firm.people if person.status == "FULL"]
    for firm in q.random.sample(staffed, 30):
        on = q.between(START, END)
        member(q, firm, q.random.choice(("FULL", "PROBATIONARY")), on, on)
    for person in q.random.sample(probationary, 35):
        on = q.between(date(2026, 7, 2), END)
        change_member(q, person, max(on, date(2026, 9, 30)), on - A_QUARTER, status="FULL")
    leavers = q.random.sample(settled, 30)
    for person, status in zip(
        leavers, ("TRANSFERRED_OUT",) * 20 + ("DECEASED",) * 6 + ("REMOVED",) * 4, strict=True
    ):
        on = q.between(date(2026, 7, 2), END)
        change_member(q, person, max(on, date(2026, 9, 30)), on, status=status)
    for person in q.random.sample([p for p in settled if p not in leavers], 24):
        target = q.random.choice(staffed)
        on = q.between(date(2026, 8, 1), date(2026, 10, 3))
        change_member(
            q, person, max(on, date(2026, 9, 30)), on, credit_code=q.random.choice((target.code, "-"))
        )
    for person in q.random.sample([p for p in settled if p not in leavers], 8):
        change_member(
            q,
            person,
            date(2026, 10, 8),
            date(2026, 9, 20),
            org_code=q.random.choice(sorted(q.hosts.values())),
        )


def settings_change(q: Sheets) -> None:
    """Organisations are set up, one ends, and enterprises are attached or let go."""
    free = [firm for firm in q.firms if firm.form == "none" and not firm.late and firm.state == "operating"]
    for firm in [firm for firm in free if full(firm) >= 3][:6]:
        on = q.between(date(2026, 7, 20), date(2026, 8, 31))
        own(q, firm, on, on)
    for firm in [firm for firm in free if firm.people and full(firm) < 3 and firm.form == "none"][:8]:
        on = q.between(date(2026, 7, 10), date(2026, 9, 25))
        attach(q, firm, on, on)
    attached = [firm for firm in q.firms if firm.form == "attached"]
    for firm in attached[:5]:
        on = q.between(date(2026, 8, 1), END)
        let_go(q, firm, on, on)
    for firm, on in zip(attached[5:7], (date(2026, 9, 20), date(2026, 10, 2)), strict=True):
        recorded = date(2026, 10, 9) if on < END else date(2026, 9, 29)
        let_go(q, firm, recorded, on)
    ended = [firm.org for firm in q.firms if firm.form == "joint"][-1]
    on = date(2026, 9, 29)
    end(q, [firm for firm in q.firms if firm.org == ended], on, on)


def end(q: Sheets, firms: list[Firm], recorded_on: date, on: date) -> None:
    """End the organisation that *firms* are set in; the host of the first one's township receives the members."""
    host = q.hosts[firms[0].area]
    q.add(
        "organisation_endings",
        recorded_on=recorded_on,
        org_code=firms[0].org,
        effective_on=on,
        received_by=host,
    )
    for firm in firms:
        firm.late = True
        for person in firm.people:
            person.org = host
