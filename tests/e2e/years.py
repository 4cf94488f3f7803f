"""
Random years of organisations and lives of cases in a whole city: over REST, by import and by what the services
tell each other, several at a time, as people would: mostly right, sometimes not.
"""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from deploy.demo.playing.action import Action
from shared.rules.credit_code import check_character
from tests.e2e.city import City

COUNTY, TOWN, OTHER_TOWN = "411302000000", "411302001000", "411302002000"
COMMITTEE, HOST = "GW", "B999"
FIRST_DAY = date(2026, 3, 2)
FULL_MEMBERS = 9
REFUSED = (403, 404, 409, 422)


def firm(branch: str) -> str:
    """Return the credit code of the firm in which a branch is."""
    first = f"91411302RAN{int(branch[1:]):06d}"
    return first + check_character(first)


class Years:
    """
    Some organisations and their cases, from one random number.

    Attributes:
        done: How often each kind of command was taken.
        refused: How often it was refused.
        why: What was said then.
    """

    def __init__(self, city: City, seed: int, organisations: int) -> None:
        self.city, self.chance = city, random.Random(seed)
        self.today = FIRST_DAY
        self.branches = [f"B{number}" for number in range(organisations)]
        self.cases: dict[str, tuple[int, date]] = {}
        self.findings: list[str] = []
        self.number = 0
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.why: Counter[str] = Counter()
        self._found()

    def name(self, letter: str) -> str:
        """Return a number nobody has used."""
        self.number += 1
        return f"{letter}{self.number}"

    # -- how something is done ------------------------------------------------------------------------

    def do(self, user: str, path: str, body: dict[str, Any], verb: str = "POST", kind: str = "") -> bool:
        """Send a command and let everybody hear of it; return whether it was taken, else it was refused properly."""
        action = Action(self.today.isoformat(), path, user, path, self.name("k"), body, verb=verb)
        return self._sent(action, kind or f"{verb} {path.split('/')[-1]}")

    def bring(self, user: str, kind: str, rows: Iterable[dict[str, Any]]) -> bool:
        """Import rows of a sheet, as above."""
        given = [*rows]
        lines = [",".join(given[0]), *(",".join(map(str, row.values())) for row in given)]
        path = f"/imports/{kind}?reason=补录"
        action = Action(self.today.isoformat(), path, user, path, self.name("k"), csv="\n".join(lines))
        return self._sent(action, f"import {kind}")

    def _sent(self, action: Action, kind: str) -> bool:
        status, answer = self.city._request(action)
        assert status == 201 or (status in REFUSED and answer["detail"]), (action, status, answer)
        (self.done if status == 201 else self.refused)[kind] += 1
        if status != 201:
            self.why[f"{kind}: {answer['detail']}"] += 1
        # Figures are counted when days pass: that is the most costly of all, and nobody acts on them.
        self.city.hear_all()
        return status == 201

    def must(self, taken: bool) -> None:
        """Insist on what the rest stands on."""
        assert taken, self.why

    # -- what there is at first -----------------------------------------------------------------------

    def _found(self) -> None:
        self.must(self.do("administrator", "/days", {"date": self.today.isoformat()}))
        areas = (
            ("411300000000", "南阳市", "city", ""),
            (COUNTY, "宛城区", "county", "411300000000"),
            (TOWN, "甲街道", "township", COUNTY),
            (OTHER_TOWN, "乙街道", "township", COUNTY),
        )
        header = ("code", "name", "level", "parent")
        self.must(
            self.bring("administrator", "areas", (dict(zip(header, row, strict=True)) for row in areas))
        )
        self.must(self.bring("clerk", "organisations", [self._organisation(COMMITTEE, "committee", "", "")]))
        self.must(self.bring("clerk", "organisations", [self._organisation(HOST, "branch", "", "")]))
        firms = [self._firm(code) for code in self.branches]
        self.must(self.bring("clerk", "enterprises", firms))
        for code in self.branches:
            members = [*self._members(code)]
            self.must(self.bring("clerk", "members", members))
            entered = {"members": [row["member_id"] for row in members]}
            self.must(self.do("county", "/openings/confirm", entered))
        rows = [self._organisation(code, "branch", "independent", firm(code)) for code in self.branches]
        self.must(self.bring("clerk", "organisations", rows))
        self.must(
            self.do(
                "inspector",
                "/supervision/checklists",
                {"version": "1", "items": [{"item": "x", "text": "项目"}]},
            )
        )
        self._confirm()
        for code in self.branches:
            self.do(
                "county",
                "/quotas",
                {"year": self.today.year, "org_code": code, "places": 2, "weighting": "均衡"},
            )

    def _confirm(self) -> None:
        """Let two persons confirm the text of a rule, so that it blocks."""
        told = {"rule": "R-DEV-61", "text": "已核对正式文本", "edition": "2026", "area": COUNTY}
        told |= {"confirmation": "HS-01", "since": self.today.isoformat()}
        self.must(self.do("county", "/rule-confirmations", told))
        self.must(self.do("county2", "/rule-confirmations/HS-01/approve", {}))

    def _firm(self, code: str) -> dict[str, Any]:
        given = {"credit_code": firm(code), "name": f"样例{code}公司", "area": TOWN, "employees": 90}
        kind = {
            "ownership": "私营有限责任公司",
            "industry": "C31",
            "size": "small",
            "operation_state": "operating",
        }
        return {**given, **kind, "registered_on": "2015-01-05", "sample": "true"}

    def _organisation(self, code: str, kind: str, form: str, unit: str) -> dict[str, Any]:
        under = "" if code == COMMITTEE else COMMITTEE
        since = "2020-05-11" if unit else "2012-07-01"
        members = [f"{code}-{number}" for number in range(FULL_MEMBERS)] if unit else []
        return {
            "org_code": code,
            "name": f"样例{code}",
            "type": kind,
            "form": form,
            "area": TOWN,
            "parent": under,
            "units": unit,
            "members": ";".join(members),
            "established_on": since,
            "can_approve_member": "true" if code == COMMITTEE else "",
        }

    def _members(self, code: str) -> Iterable[dict[str, Any]]:
        for number in range(FULL_MEMBERS):
            yield self.member(f"{code}-{number}", code, "2019-07-01") | {"org_code": HOST}

    def member(self, number: str, code: str, since: str) -> dict[str, Any]:
        return {
            "member_id": number,
            "name": "样例",
            "status": "FULL",
            "org_code": code,
            "basis": "opening",
            "credit_code": firm(code),
            "effective_on": since,
            "birth_month": "1980-02",
        }

    # -- what acts need -------------------------------------------------------------------------------

    def pass_days(self) -> None:
        """Let some days begin, each of them or only the last."""
        days = self.chance.choice((1, 2, 5, 12, 15))
        for left in reversed(range(days)):
            self.today += timedelta(days=1)
            if left == 0 or self.chance.random() < 0.3:
                self.must(self.do("administrator", "/days", {"date": self.today.isoformat()}))
        self.city.pump()

    def some_day(self) -> str:
        """Return a day around today, mostly before."""
        return (self.today - timedelta(days=self.chance.randint(-1, 60))).isoformat()

    def meeting(self, org_code: str, kind: str, held_on: str, *, present: int, votes: bool = False) -> str:
        """Record a meeting of *org_code*; return its number."""
        number = self.name("M")
        told: dict[str, Any] = {
            "meeting": number,
            "org_code": org_code,
            "kind": kind,
            "held_on": held_on,
            "theme": "样例",
            "due": FULL_MEMBERS,
            "present": present,
            "hours": 4,
            "contents": ["study", "suggestions"],
            "minutes": "第3册",
            "evidence": ["签到表"],
        }
        if votes:
            told |= {"voters_due": self.voters(org_code), "voters_present": present}
        user = "committee" if org_code == COMMITTEE else "branch"
        body = {"meetings": [told], "reason": "据实登记"}
        self.do(user, "/meeting-records", body)
        return number

    def voters(self, org_code: str) -> int:
        """Count the full members of an organisation as a secretary would: on the register."""
        registry = self.city.runtimes["registry"].ledger.db
        return int(registry["members"].count_documents({"org_code": org_code, "status": "FULL"}))

    def branch_of(self, case: str) -> str:
        """Return where a case is now."""
        found = self.city.runtimes["development"].ledger.db["cases"].find_one({"_id": case})
        return str(found["org_code"]) if found else self.branches[0]
