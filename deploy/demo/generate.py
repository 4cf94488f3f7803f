"""
Makes the demo's CSV files, the same bytes each time: ``python -m deploy.demo.generate [directory]``.

All people are invented, and so are all enterprises but the eight that the speech names; their numbers are
invented too. Credit codes are valid by GB 32100 and carry DEM, which no registration office gives out.
"""

import csv
import random
import sys
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SEED = 20260701
START = date(2026, 7, 1)
END = date(2026, 9, 30)
LAST_DAY = date(2026, 10, 16)
PERIOD = "2026Q3"
SAMPLE_ENTERPRISES = 352

NAMED = (
    ("龙成集团", "411323", "C31", "large", 2600, 46),
    ("汽车水泵", "411323", "C36", "large", 1500, 28),
    ("内燃机进排气管", "411323", "C34", "medium", 900, 17),
    ("金牛彩印", "411381", "C23", "medium", 420, 9),
    ("老廷实业", "411325", "C13", "small", 180, 5),
    ("新华商城", "411302", "F52", "medium", 350, 7),
    ("淅水集团", "411326", "C26", "large", 1100, 21),
    ("八一棉纺厂", "411329", "C17", "medium", 760, 14),
)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "明华建国志强秀兰桂英海燕晓东文静俊杰丽娟永生春梅国栋玉珍新民红霞立军雪梅长青素芬"
PLACES = "宛丹白伏卧独汉唐淅湍桐社"
CRAFTS = (
    "纺织",
    "机械",
    "食品",
    "建材",
    "电子",
    "农业",
    "商贸",
    "物流",
    "药业",
    "包装",
    "玉雕",
    "家具",
    "印刷",
    "化工",
    "服饰",
)
INDUSTRIES = (
    "C17",
    "C34",
    "C13",
    "C30",
    "C39",
    "A01",
    "F51",
    "G54",
    "C27",
    "C22",
    "C24",
    "C21",
    "C23",
    "C26",
    "C18",
)
OWNERSHIPS = ("私营有限责任公司", "私营股份有限公司", "个人独资", "港澳台投资", "外商投资")
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

FILES = {
    "enterprises": "recorded_on,credit_code,name,area,ownership,industry,size,employees,operation_state,registered_on,sample",
    "enterprise_changes": "recorded_on,credit_code,effective_on,employees,operation_state,area",
    "organisations": "recorded_on,org_code,name,type,form,area,parent,units,members,established_on",
    "organisation_endings": "recorded_on,org_code,effective_on",
    "affiliations": "recorded_on,credit_code,org_code,form,effective_on",
    "members": "recorded_on,member_id,name,status,org_code,credit_code,effective_on",
    "member_changes": "recorded_on,member_id,effective_on,status,org_code,credit_code",
    "posts": "recorded_on,post_id,member_id,org_code,credit_code,kind,is_temp,expected_end,effective_on,ended_on",
    "figures": "recorded_on,department,channel,period,area,item,value",
    "meetings": "recorded_on,meeting,period,held_on,attended,absent",
    "resolutions": "recorded_on,no,meeting,text,lead,co,due_on,deliverable,measure",
    "resolution_steps": "recorded_on,no,step,text,due_on",
    "calendar": "first_day,last_day",
}

Row = dict[str, Any]


@dataclass
class Firm:
    """An enterprise while the inputs are made."""

    code: str
    name: str
    area: str
    employees: int
    state: str
    people: list["Person"] = field(default_factory=list)
    form: str = "none"
    org: str = ""
    late: bool = False


@dataclass
class Person:
    """A member while the inputs are made."""

    id: str
    status: str
    org: str


def credit_code(county: str, number: int) -> str:
    """Give a valid code that is plainly of the demo."""
    first = f"91{county}DEM{number:06d}"
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first, WEIGHTS, strict=True))
    return first + ALPHABET[(31 - total % 31) % 31]


class Quarter:
    """Builds the files of one quarter, subject by subject."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)  # noqa: S311 - sample data, to be the same each time
        self.rows: dict[str, list[Row]] = {name: [] for name in FILES}
        with (HERE / "areas.csv").open(encoding="utf-8", newline="") as file:
            areas = list(csv.DictReader(file))
        self.counties = [row["code"] for row in areas if row["level"] == "county"]
        self.names = {row["code"]: row["name"] for row in areas}
        self.townships: dict[str, list[str]] = {county: [] for county in self.counties}
        for row in areas:
            if row["level"] == "township":
                self.townships[row["parent"]].append(row["code"])
        self.county_of = {code: county for county, codes in self.townships.items() for code in codes}
        self.firms: list[Firm] = []
        self.hosts: dict[str, str] = {}

    def add(self, file: str, **row: Any) -> None:
        """Add a row; None and False become blank, days ISO text."""
        self.rows[file].append({name: "" if value is None else value for name, value in row.items()})

    def between(self, first: date, last: date) -> date:
        """Give a day from *first* to *last*, both included."""
        return first + timedelta(days=self.random.randrange((last - first).days + 1))

    # -- what is there on the first day ---------------------------------------------------------------

    def register(self, county: str, township: str, name: str, **facts: Any) -> Firm:
        """Register an enterprise."""
        number = len(self.firms) + 1
        firm = Firm(credit_code(county[:6], number), name, township, facts["employees"], facts["state"])
        firm.late = facts["recorded_on"] > START
        self.firms.append(firm)
        self.add(
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

    def enterprises(self) -> None:
        """The eight that are named, and the invented ones over all counties."""
        for name, county, industry, size, employees, _ in NAMED:
            code = f"{county}000000"
            self.register(
                code, self.townships[code][0], name, recorded_on=START, ownership=OWNERSHIPS[0], industry=industry,
                size=size, employees=employees, state="operating", registered_on=date(1998, 5, 18), sample=False,
            )  # fmt: skip
        for number in range(SAMPLE_ENTERPRISES):
            self.sample(
                self.counties[number % len(self.counties)],
                START,
                self.between(date(2001, 1, 1), date(2021, 12, 31)),
            )

    def sample(self, county: str, recorded_on: date, registered_on: date) -> Firm:
        """One invented enterprise."""
        craft = self.random.randrange(len(CRAFTS))
        township = self.random.choice(self.townships[county])
        size, employees = self.random.choice((("micro", 8), ("small", 45), ("small", 80), ("medium", 320)))
        state = (
            "operating"
            if recorded_on > START
            else self.random.choices(("operating", "dormant", "closed"), (92, 5, 3))[0]
        )
        place = self.random.choice(PLACES) + self.random.choice("兴盛隆泰和瑞恒祥达源")
        return self.register(
            county, township, f"{self.names[county][:2]}{place}{CRAFTS[craft]}有限公司", recorded_on=recorded_on,
            ownership=self.random.choice(OWNERSHIPS), industry=INDUSTRIES[craft], size=size,
            employees=employees + self.random.randrange(employees), state=state, registered_on=registered_on, sample=True,
        )  # fmt: skip

    def host_of(self, township: str) -> str:
        """Give the village or community organisation of a township, established long ago."""
        if township not in self.hosts:
            county = self.county_of[township]
            committee = f"C{county[:6]}"
            if committee not in self.hosts.values() and not any(
                row["org_code"] == committee for row in self.rows["organisations"]
            ):
                self.organisation(
                    START,
                    committee,
                    f"{self.names[county]}非公企业党委",
                    "committee",
                    "",
                    county,
                    "",
                    date(2012, 7, 1),
                )
            code = f"H{township[:9]}"
            self.organisation(
                START,
                code,
                f"{self.names[township]}综合党支部",
                "branch",
                "",
                township,
                committee,
                date(2013, 7, 1),
            )
            self.hosts[township] = code
        return self.hosts[township]

    def organisation(
        self, recorded_on: date, code: str, name: str, kind: str, form: str, area: str, parent: str, on: date,
        firms: tuple[Firm, ...] = (),
    ) -> None:  # fmt: skip
        """Establish an organisation; the members of the firms it covers move into it."""
        people = [person for firm in firms for person in firm.people]
        self.add(
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
        )
        for firm in firms:
            firm.form, firm.org = form, code
        for person in people:
            person.org = code

    def member(self, firm: Firm, status: str, recorded_on: date, on: date) -> Person:
        """Register a member, in the host organisation of the firm's township until the firm has its own."""
        org = firm.org if firm.form in ("independent", "joint") else self.host_of(firm.area)
        person = Person(f"M{len(self.rows['members']) + 1:05d}", status, org)
        name = self.random.choice(SURNAMES) + "".join(self.random.sample(GIVEN, self.random.choice((1, 2))))
        self.add(
            "members", recorded_on=recorded_on, member_id=person.id, name=name, status=status, org_code=org,
            credit_code=firm.code, effective_on=on,
        )  # fmt: skip
        firm.people.append(person)
        return person

    def members(self) -> None:
        """Members of each enterprise: none, one, two, exactly three, or more."""
        named = {name: members for name, *_, members in NAMED}
        for firm in self.firms:
            wanted = named.get(firm.name)
            if wanted is None:
                wanted = self.random.choices((0, 1, 2, 3, self.random.randint(4, 14)), (20, 22, 18, 12, 28))[
                    0
                ]
            for _ in range(wanted):
                status = self.random.choices(("FULL", "PROBATIONARY", "SUSPENDED_RIGHTS"), (88, 10, 2))[0]
                self.member(firm, status, START, self.between(date(2014, 1, 1), date(2021, 12, 31)))

    @staticmethod
    def full(firm: Firm) -> int:
        """Count the full members of a firm."""
        return sum(person.status in ("FULL", "SUSPENDED_RIGHTS") for person in firm.people)

    def settings(self) -> None:
        """Organisations in all three forms; some enterprises stay uncovered."""
        for firm in self.firms:
            if self.full(firm) >= 3 and self.random.random() < 0.78:
                self.own(firm, START, self.between(date(2022, 1, 1), date(2026, 5, 31)))
        small = [
            firm for firm in self.firms if firm.people and self.full(firm) < 3 and firm.state == "operating"
        ]
        for county in self.counties:
            here = [firm for firm in small if self.county_of[firm.area] == county]
            size = self.random.randint(2, 5)
            group, here = tuple(here[:size]), here[size:]
            if len(group) >= 2:
                code = f"J{county[:6]}01"
                name = f"{self.names[county]}第一联合党支部"
                on = self.between(date(2022, 3, 1), date(2026, 5, 31))
                self.organisation(
                    START, code, name, "joint_branch", "joint", group[0].area, f"C{county[:6]}", on, group
                )
            for firm in here:
                if self.random.random() < 0.75:
                    self.attach(firm, START, self.between(date(2022, 1, 1), date(2026, 5, 31)))

    def own(self, firm: Firm, recorded_on: date, on: date) -> None:
        """Give a firm an organisation of its own, of the type its size asks for."""
        kind = "general_branch" if self.full(firm) >= 50 else "branch"
        code = f"O{firm.code[11:17]}"
        parent = f"C{self.county_of[firm.area][:6]}"
        self.host_of(firm.area)
        firm.late = recorded_on > START
        self.organisation(
            recorded_on, code, f"{firm.name}党支部", kind, "independent", firm.area, parent, on, (firm,)
        )

    def attach(self, firm: Firm, recorded_on: date, on: date, host: str | None = None) -> None:
        """Attach a firm to the host organisation of its township."""
        code = host or self.host_of(firm.area)
        firm.form, firm.org = "attached", code
        self.add(
            "affiliations",
            recorded_on=recorded_on,
            credit_code=firm.code,
            org_code=code,
            form="attached",
            effective_on=on,
        )

    def posts(self) -> None:
        """A secretary for each organisation of its own; some are directors as well; a few have ended."""
        number = 0
        for firm in self.firms:
            full = [person for person in firm.people if person.status == "FULL"]
            if firm.form != "independent" or not full:
                continue
            number += 1
            ended = self.between(START, END) if number % 23 == 0 else None
            temporary = number % 19 == 0
            self.post(
                f"P{number:04d}", full[0], firm.org, None, "secretary", date(2026, 6, 1), ended, temporary
            )
            if number % 4 == 0:
                self.post(
                    f"P{number:04d}B", full[0], None, firm.code, "manager", date(2024, 3, 1), None, False
                )

    def post(
        self, code: str, person: Person, org: str | None, firm: str | None, kind: str, on: date, ended: date | None,
        temporary: bool,
    ) -> None:  # fmt: skip
        """Give a post."""
        self.add(
            "posts", recorded_on=START, post_id=code, member_id=person.id, org_code=org, credit_code=firm, kind=kind,
            is_temp="true" if temporary else "false", expected_end=date(2026, 12, 31) if temporary else None,
            effective_on=on, ended_on=ended,
        )  # fmt: skip

    # -- what happens in the quarter ------------------------------------------------------------------

    def change(self, firm: Firm, recorded_on: date, on: date, **changes: Any) -> None:
        """Change facts of an enterprise."""
        blank = {"employees": None, "operation_state": None, "area": None}
        self.add(
            "enterprise_changes",
            recorded_on=recorded_on,
            credit_code=firm.code,
            effective_on=on,
            **(blank | changes),
        )

    def change_member(self, person: Person, recorded_on: date, on: date, **changes: Any) -> None:
        """Change a member."""
        blank = {"status": None, "org_code": None, "credit_code": None}
        self.add(
            "member_changes",
            recorded_on=recorded_on,
            member_id=person.id,
            effective_on=on,
            **(blank | changes),
        )

    def firms_change(self) -> None:
        """Growth, closures, moves, new enterprises; some dated back, some ahead."""
        operating = [
            firm
            for firm in self.firms
            if firm.state == "operating" and firm.name not in {n for n, *_ in NAMED}
        ]
        chosen = self.random.sample(operating, 44)
        for firm in chosen[:20]:
            on = self.between(START, END)
            self.change(firm, on, on, employees=firm.employees + self.random.randint(1, 30))
        for firm in chosen[20:28]:
            on = self.between(START, END)
            self.change(firm, on, on, operation_state=self.random.choice(("closed", "dormant")))
        days = [self.between(START, END) for _ in range(8)] + [END, END, date(2026, 10, 1), date(2026, 10, 1)]
        for firm, on in zip(chosen[28:40], days, strict=True):
            county = self.random.choice(self.counties)
            target = self.random.choice([code for code in self.townships[county] if code != firm.area])
            self.change(firm, min(on, date(2026, 9, 28)), on, area=target)
        for firm in chosen[40:42]:
            self.change(firm, date(2026, 10, 8), date(2026, 9, 18), operation_state="closed")
        for firm in chosen[42:44]:
            self.change(firm, date(2026, 9, 25), date(2026, 10, 2), operation_state="dormant")
        for number in range(14):
            on = self.between(START, END) if number < 12 else date(2026, 10, 5)
            firm = self.sample(self.random.choice(self.counties), on, on)
            self.firm_grows(firm, on, (0, 1, 2, 3)[number % 4])

    def firm_grows(self, firm: Firm, on: date, members: int) -> None:
        """Members of a new enterprise come to the host of its township if there is one already."""
        if firm.area in self.hosts:
            for _ in range(members):
                self.member(firm, "FULL", on, on)

    def people_change(self) -> None:
        """Newcomers, conversions, leavers, changes of employer."""
        staffed = [firm for firm in self.firms if firm.people and not firm.late]
        probationary = [
            person for firm in staffed for person in firm.people if person.status == "PROBATIONARY"
        ]
        full = [person for firm in staffed for person in firm.people if person.status == "FULL"]
        for firm in self.random.sample(staffed, 30):
            on = self.between(START, END)
            self.member(firm, self.random.choice(("FULL", "PROBATIONARY")), on, on)
        for person in self.random.sample(probationary, 35):
            on = self.between(date(2026, 7, 2), END)
            self.change_member(person, max(on, date(2026, 9, 30)), on, status="FULL")
        leavers = self.random.sample(full, 30)
        for person, status in zip(
            leavers, ("TRANSFERRED_OUT",) * 20 + ("DECEASED",) * 6 + ("REMOVED",) * 4, strict=True
        ):
            on = self.between(date(2026, 7, 2), END)
            self.change_member(person, max(on, date(2026, 9, 30)), on, status=status)
        for person in self.random.sample([p for p in full if p not in leavers], 24):
            target = self.random.choice(staffed)
            on = self.between(date(2026, 8, 1), date(2026, 10, 3))
            self.change_member(
                person, max(on, date(2026, 9, 30)), on, credit_code=self.random.choice((target.code, "-"))
            )
        for person in self.random.sample([p for p in full if p not in leavers], 8):
            self.change_member(
                person,
                date(2026, 10, 8),
                date(2026, 9, 20),
                org_code=self.random.choice(sorted(self.hosts.values())),
            )

    def settings_change(self) -> None:
        """Organisations are set up, one ends, and enterprises are attached or let go."""
        free = [
            firm for firm in self.firms if firm.form == "none" and not firm.late and firm.state == "operating"
        ]
        for firm in [firm for firm in free if self.full(firm) >= 3][:6]:
            on = self.between(date(2026, 7, 20), date(2026, 8, 31))
            self.own(firm, on, on)
        for firm in [firm for firm in free if firm.people and self.full(firm) < 3 and firm.form == "none"][
            :8
        ]:
            on = self.between(date(2026, 7, 10), date(2026, 9, 25))
            self.attach(firm, on, on)
        attached = [firm for firm in self.firms if firm.form == "attached"]
        for firm in attached[:5]:
            on = self.between(date(2026, 8, 1), END)
            self.add(
                "affiliations",
                recorded_on=on,
                credit_code=firm.code,
                org_code=None,
                form="none",
                effective_on=on,
            )
        for firm, on in zip(attached[5:7], (date(2026, 9, 20), date(2026, 10, 2)), strict=True):
            recorded = date(2026, 10, 9) if on < END else date(2026, 9, 29)
            self.add(
                "affiliations",
                recorded_on=recorded,
                credit_code=firm.code,
                org_code=None,
                form="none",
                effective_on=on,
            )
        ended = [firm.org for firm in self.firms if firm.form == "joint"][-1]
        for firm in self.firms:
            firm.late = firm.late or firm.org == ended
        on = date(2026, 9, 29)
        self.add("organisation_endings", recorded_on=on, org_code=ended, effective_on=on)

    # -- what the departments report and decide -------------------------------------------------------

    def figures(self) -> None:
        """Each department's figures by county; the union contradicts the registry in one."""
        for number, county in enumerate(self.counties):
            here = [firm for firm in self.firms if self.county_of[firm.area] == county]
            operating = sum(firm.state == "operating" for firm in here)
            staff = sum(firm.employees for firm in here if firm.state == "operating")
            self.union(county, operating, staff, contradicts=number == 3)
            self.league(county, operating, staff)
            self.women(county, staff)

    def told(self, on: date, department: str, channel: str, county: str, values: dict[str, int]) -> None:
        """Add one county's figures of a department."""
        for item, value in values.items():
            self.add(
                "figures", recorded_on=on, department=department, channel=channel, period=PERIOD, area=county, item=item,
                value=value,
            )  # fmt: skip

    def part(self, whole: int, low: float, high: float) -> int:
        """Give a share of *whole* between *low* and *high*."""
        return int(whole * self.random.uniform(low, high))

    def union(self, county: str, operating: int, staff: int, *, contradicts: bool) -> None:
        """The union's figures."""
        founded = operating + 9 if contradicts else self.part(operating, 0.5, 0.85)
        members = self.part(staff, 0.4, 0.7)
        mediated = self.random.randint(0, 12)
        values = {
            "R-JM-20": founded,
            "R-JM-21": founded + self.random.randint(0, 4),
            "R-JM-23.members": members,
            "R-JM-23.women": self.part(members, 0.3, 0.5),
            "R-JM-24.contracts": self.part(founded, 0.5, 0.9),
            "R-JM-24.congresses": self.part(founded, 0.3, 0.7),
            "R-JM-25.mediated": mediated,
            "R-JM-25.settled": self.part(mediated, 0.6, 1.0),
            "R-JM-26.persontimes": self.random.randint(5, 60),
            "R-JM-26.yuan": self.random.randint(5, 60) * 500,
            "R-JM-27": self.random.randint(0, 9),
        }
        self.told(date(2026, 10, 9), "union", "event", county, values)

    def league(self, county: str, operating: int, staff: int) -> None:
        """The youth league's figures, which come two days late."""
        youth = self.part(staff, 0.2, 0.35)
        recommended = self.random.randint(0, 8)
        values = {
            "R-JM-30": self.part(operating, 0.25, 0.6),
            "R-JM-32.members": self.part(youth, 0.3, 0.6),
            "R-JM-32.youth": youth,
            "R-JM-33.recommended": recommended,
            "R-JM-33.admitted": self.part(recommended, 0.2, 0.7),
            "R-JM-34": self.random.randint(0, 6),
        }
        self.told(date(2026, 10, 12), "youth_league", "rest", county, values)

    def women(self, county: str, staff: int) -> None:
        """The women's federation's figures, and their correction within the window."""
        values = {
            "R-JM-40.organisations": self.random.randint(3, 15),
            "R-JM-40.homes": self.random.randint(2, 12),
            "R-JM-41.women": self.part(staff, 0.35, 0.5),
            "R-JM-41.brands": self.random.randint(0, 5),
            "R-JM-42": self.random.randint(0, 6),
            "R-JM-43.cases": self.random.randint(0, 10),
            "R-JM-43.services": self.random.randint(10, 80),
        }
        self.told(date(2026, 10, 8), "womens_federation", "rest", county, values)
        corrected = {**values, "R-JM-40.homes": values["R-JM-40.homes"] + self.random.randint(0, 2)}
        self.told(date(2026, 10, 14), "womens_federation", "rest", county, corrected)

    def meeting(self) -> None:
        """The joint meeting of July and its six resolutions, which end at different stages."""
        held = date(2026, 7, 15)
        self.add(
            "meetings", recorded_on=held, meeting="2026-03", period=PERIOD, held_on=held,
            attended="organisation;union;youth_league", absent="womens_federation",
        )  # fmt: skip
        texts = (
            (
                "union",
                "youth_league",
                "2026-08-31",
                "规模以上非公企业全部建立工会",
                "建会企业名单",
                "名单内企业全部建会",
            ),
            (
                "youth_league",
                "union",
                "2026-08-31",
                "园区青年职工推优入党试点",
                "推优名册",
                "每个园区推荐不少于3人",
            ),
            (
                "womens_federation",
                "union",
                "2026-09-15",
                "非公企业妇女之家规范化建设",
                "妇女之家台账",
                "新建不少于20个",
            ),
            (
                "organisation",
                "union;youth_league",
                "2026-09-25",
                "应建未建企业逐户摸底",
                "摸底台账",
                "逐户有结论",
            ),
            ("union", "organisation", "2026-09-20", "困难职工帮扶与企业诉求收集", "帮扶台账", "诉求全部登记"),
            (
                "youth_league",
                "womens_federation",
                "2026-11-30",
                "青年文明号与党员示范岗共建",
                "共建名单",
                "共建不少于15个",
            ),
        )
        for number, (lead, co, due_on, text, deliverable, measure) in enumerate(texts, start=1):
            self.add(
                "resolutions", recorded_on=date(2026, 7, 17), no=f"JM-2026-{number:02d}", meeting="2026-03", text=text,
                lead=lead, co=co, due_on=due_on, deliverable=deliverable, measure=measure,
            )  # fmt: skip
        for no, steps in STEPS.items():
            for day, step, text, *due in steps:
                on = date(2026, *(int(part) for part in day.split("-")))
                self.add(
                    "resolution_steps",
                    recorded_on=on,
                    no=no,
                    step=step,
                    text=text,
                    due_on=due[0] if due else None,
                )
        self.rows["resolution_steps"].sort(key=lambda row: row["recorded_on"])

    def write(self, directory: Path) -> None:
        """Write all files but the area tree, rows of a day in the order they were made."""
        self.add("calendar", first_day=START, last_day=LAST_DAY)
        for name, header in FILES.items():
            rows = (
                self.rows[name]
                if name == "calendar"
                else sorted(self.rows[name], key=lambda row: row["recorded_on"])
            )
            with (directory / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, header.split(","), lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)


STEPS: dict[str, tuple[tuple[str, ...], ...]] = {
    "JM-2026-01": (
        ("7-20", "accept", ""),
        ("8-05", "progress", "已走访42家企业"),
        ("8-20", "submit", "建会企业名单38家，均已挂牌"),
        ("8-25", "verify", ""),
        ("8-28", "close", ""),
    ),
    "JM-2026-02": (
        ("7-21", "accept", ""),
        ("8-10", "progress", "三个园区已启动"),
        ("8-28", "extend", "园区企业排班调整", "2026-09-20"),
        ("9-15", "submit", "推优名册11人"),
        ("9-18", "verify", ""),
        ("9-22", "close", ""),
    ),
    "JM-2026-03": (
        ("7-22", "accept", ""),
        ("9-10", "submit", "台账已报"),
        ("9-14", "return", "缺少两个县的台账"),
        ("9-20", "progress", "补充两个县的台账"),
        ("10-08", "submit", "台账已补齐，新建23个"),
        ("10-12", "verify", ""),
    ),
    "JM-2026-04": (
        ("7-20", "accept", ""),
        ("8-18", "progress", "已摸底180户"),
        ("9-24", "submit", "摸底台账"),
    ),
    "JM-2026-05": (("7-23", "accept", ""), ("9-01", "progress", "已收集诉求26件")),
    "JM-2026-06": (
        ("8-01", "accept", ""),
        ("10-05", "submit", "共建名单9个"),
        ("10-09", "return", "数量不足"),
    ),
}


def build(directory: Path) -> None:
    """Make all files in *directory*."""
    quarter = Quarter()
    quarter.enterprises()
    quarter.members()
    quarter.settings()
    quarter.posts()
    quarter.firms_change()
    quarter.settings_change()
    quarter.people_change()
    quarter.figures()
    quarter.meeting()
    quarter.write(directory)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
