"""What is there on the first day: enterprises, their members, and how they are covered."""

from datetime import date
from typing import Any

from deploy.demo.making.invented import CALLED, CRAFTS, GIVEN, INDUSTRIES, NAMED, OWNERSHIPS, PLACES, SURNAMES
from deploy.demo.making.sheets import START, Firm, Person, Sheets, credit_code

SAMPLE_ENTERPRISES = 352
MEMBERS_ONE_OF = 3


def register(q: Sheets, county: str, township: str, name: str, **facts: Any) -> Firm:
    """Register an enterprise."""
    number = len(q.firms) + 1
    firm = Firm(credit_code(county[:6], number), name, township, facts["employees"], facts["state"])
    firm.late = facts["recorded_on"] > START
    firm.since = facts["registered_on"]
    q.firms.append(firm)
    q.add(
        "enterprises",
        recorded_on=facts["recorded_on"],
        credit_code=firm.code,
        name=name,
        area=township,
        ownership=facts["ownership"],
        industry=facts["industry"],
        size=facts["size"],
        employees=firm.employees,
        operation_state=firm.state,
        registered_on=facts["registered_on"],
        sample="true" if facts["sample"] else "false",
    )
    return firm


def enterprises(q: Sheets) -> None:
    """The eight that are named, and the invented ones over all counties."""
    for name, county, industry, size, employees, _ in NAMED:
        code = f"{county}000000"
        register(q,
            code, q.townships[code][0], name, recorded_on=START, ownership=OWNERSHIPS[0], industry=industry,
            size=size, employees=employees, state="operating", registered_on=date(1998, 5, 18), sample=False,
        )  # fmt: skip
    for number in range(SAMPLE_ENTERPRISES):
        sample(
            q,
            q.counties[number % len(q.counties)],
            START,
            q.between(date(2001, 1, 1), date(2021, 12, 31)),
        )


def sample(q: Sheets, county: str, recorded_on: date, registered_on: date) -> Firm:
    """One invented enterprise."""
    craft = q.random.randrange(len(CRAFTS))
    township = q.random.choice(q.townships[county])
    size, employees = q.random.choice((("micro", 8), ("small", 45), ("small", 80), ("medium", 320)))
    state = (
        "operating"
        if recorded_on > START
        else q.random.choices(("operating", "dormant", "closed"), (92, 5, 3))[0]
    )
    place = q.random.choice(PLACES) + q.random.choice("兴盛隆泰和瑞恒祥达源")
    ownership = q.random.choice(OWNERSHIPS)
    called = CALLED.get(ownership, "有限公司")
    return register(q,
        county, township, f"{q.names[county][:2]}{place}{CRAFTS[craft]}{called}", recorded_on=recorded_on,
        ownership=ownership, industry=INDUSTRIES[craft], size=size,
        employees=employees + q.random.randrange(employees), state=state, registered_on=registered_on, sample=True,
    )  # fmt: skip


def host_of(q: Sheets, township: str) -> str:
    """Return the village or community organisation of a township, established long ago."""
    if township not in q.hosts:
        county = q.county_of[township]
        committee = f"C{county[:6]}"
        if committee not in q.hosts.values() and not any(
            row["org_code"] == committee for row in q.rows["organisations"]
        ):
            organisation(
                q,
                START,
                committee,
                f"{q.names[county]}非公企业党委",
                "committee",
                "",
                county,
                "",
                date(2012, 7, 1),
            )
        above = _committee_of(q, township, committee)
        code = f"H{township[:9]}"
        organisation(
            q,
            START,
            code,
            f"{q.names[township]}综合党支部",
            "branch",
            "",
            township,
            above,
            date(2013, 7, 1),
        )
        q.hosts[township] = code
    return q.hosts[township]


def _committee_of(q: Sheets, township: str, county_committee: str) -> str:
    """Add the committee of a township or street, which approves members."""
    code, kind = committee_code(township), "党工委" if q.names[township].endswith("街道") else "党委"
    organisation(
        q, START, code, f"{q.names[township]}{kind}", "committee", "", township, county_committee,
        date(2012, 7, 1),
    )  # fmt: skip
    return code


def committee_code(township: str) -> str:
    """Return the code of a township's committee."""
    return f"G{township[:9]}"


def organisation(
    q: Sheets, recorded_on: date, code: str, name: str, kind: str, form: str, area: str, parent: str,
    on: date, firms: tuple[Firm, ...] = (),
) -> None:  # fmt: skip
    """Establish an organisation; the members of the firms it covers move into it."""
    people = [person for firm in firms for person in firm.people]
    q.add(
        "organisations",
        recorded_on=recorded_on,
        org_code=code,
        name=name,
        type=kind,
        form=form,
        area=area,
        parent=parent,
        units=";".join(firm.code for firm in firms),
        members=";".join(person.id for person in people),
        established_on=on,
        can_approve_member="true" if kind == "committee" else "",
    )
    for firm in firms:
        firm.form, firm.org = form, code
    for person in people:
        person.org = code


def member(q: Sheets, firm: Firm, status: str, recorded_on: date, on: date) -> Person:
    """
    Register a member, in the host organisation of the firm's township until the firm has its own.

    Whoever is not there on the first day comes with a letter (R-MEM-13).
    """
    stock = recorded_on == START
    org = firm.org if firm.form in ("independent", "joint") else host_of(q, firm.area)
    person = Person(f"M{len(q.rows['members']) + 1:05d}", status, org)
    name = q.random.choice(SURNAMES) + "".join(q.random.sample(GIVEN, q.random.choice((1, 2))))
    q.add(
        "members", recorded_on=recorded_on, member_id=person.id, name=name, status=status, org_code=org,
        credit_code=firm.code, basis="opening" if stock else "transfer",
        letter=None if stock else f"JS{person.id}", effective_on=on,
    )  # fmt: skip
    firm.people.append(person)
    return person


def members(q: Sheets) -> None:
    """Members of each enterprise: none, one, two, exactly three, or more."""
    named = {name: members for name, *_, members in NAMED}
    for firm in q.firms:
        wanted = named.get(firm.name)
        if wanted is None:
            wanted = q.random.choices((0, 1, 2, 3, q.random.randint(4, 14)), (20, 22, 18, 12, 28))[0]
        for _ in range(wanted):
            status = q.random.choices(("FULL", "PROBATIONARY", "SUSPENDED_RIGHTS"), (88, 10, 2))[0]
            on = q.between(date(2014, 1, 1), date(2021, 12, 31))
            member(q, firm, status, START, max(on, firm.since))
        staff(q, firm)


def staff(q: Sheets, firm: Firm) -> None:
    """Let members be a minority of those who work in an enterprise."""
    firm.employees = max(firm.employees, MEMBERS_ONE_OF * len(firm.people))
    next(row for row in q.rows["enterprises"] if row["credit_code"] == firm.code)["employees"] = (
        firm.employees
    )


def full(firm: Firm) -> int:
    """Count the full members of a firm."""
    return sum(person.status in ("FULL", "SUSPENDED_RIGHTS") for person in firm.people)


def settings(q: Sheets) -> None:
    """Organisations in all three forms; some enterprises stay uncovered."""
    for firm in q.firms:
        if full(firm) >= 3 and q.random.random() < 0.78:
            own(q, firm, START, q.between(date(2022, 1, 1), date(2026, 5, 31)))
    small = [firm for firm in q.firms if firm.people and full(firm) < 3 and firm.state == "operating"]
    for county in q.counties:
        here = [firm for firm in small if q.county_of[firm.area] == county]
        size = q.random.randint(2, 5)
        group = joined(q, here, size)
        here = [firm for firm in here if firm not in group]
        if len(group) >= 2:
            code = f"J{county[:6]}01"
            name = f"{q.names[county]}第一联合党支部"
            on = q.between(date(2022, 3, 1), date(2026, 5, 31))
            organisation(
                q, START, code, name, "joint_branch", "joint", group[0].area, f"C{county[:6]}", on, group
            )
        for firm in here:
            if q.random.random() < 0.75:
                attach(q, firm, START, q.between(date(2022, 1, 1), date(2026, 5, 31)))


def joined(q: Sheets, firms: list[Firm], size: int) -> tuple[Firm, ...]:
    """
    Return the first firms; one with more full members replaces one that has few, up to a branch's (R-ORG-02).

    Where that is not enough, those on probation are full members.
    """
    group, others = firms[:size], firms[size:]
    while sum(full(firm) for firm in group) < 3:
        weakest, strongest = min(group, key=full), max(others, key=full, default=None)
        if strongest is None or full(strongest) <= full(weakest):
            _fill(q, group)
            break
        group[group.index(weakest)] = strongest
        others.remove(strongest)
    return tuple(group)


def _fill(q: Sheets, firms: list[Firm]) -> None:
    people = {person.id: person for firm in firms for person in firm.people}
    for row in q.rows["members"]:
        if row["member_id"] in people:
            row["status"] = people[row["member_id"]].status = "FULL"


def own(q: Sheets, firm: Firm, recorded_on: date, on: date) -> None:
    """Give a firm an organisation of its own, of the type its size asks for."""
    kind = "general_branch" if full(firm) >= 50 else "branch"
    code = f"O{firm.code[11:17]}"
    host_of(q, firm.area)
    parent = committee_code(firm.area)
    firm.late = recorded_on > START
    organisation(
        q, recorded_on, code, f"{firm.name}党支部", kind, "independent", firm.area, parent, on, (firm,)
    )


def attach(q: Sheets, firm: Firm, recorded_on: date, on: date, host: str | None = None) -> None:
    """Attach a firm to the host organisation of its township."""
    code = host or host_of(q, firm.area)
    firm.form, firm.org = "attached", code
    q.add(
        "affiliations",
        recorded_on=recorded_on,
        credit_code=firm.code,
        org_code=code,
        form="attached",
        effective_on=on,
    )
