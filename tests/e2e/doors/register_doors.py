"""Random acts on the register by every route and as every role: mostly right, sometimes meant to get round."""

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

from shared.contracts.errors import LianxiError
from shared.ledger.corrected import as_they_stand
from shared.rules.credit_code import check_character
from tests.e2e.doors.cases import Cases
from tests.e2e.doors.portal import LAST_DAY
from tests.e2e.doors.register_forbidden import HERE, Register
from tests.integration.services.development.conftest import id_number
from tests.integration.services.development.test_back_entry import paper
from tests.integration.services.hosted import OTHER_TOWN, TOWN

DAYS = (
    "2021-03-01",
    "2022-06-30",
    "2023-09-10",
    "2024-01-01",
    "2025-04-15",
    "2026-05-20",
    "2027-02-01",
    LAST_DAY,
)
EARLY, FIRST_QUARTER = "2020-01-01", "2027-10-01"
TYPES = ("branch", "branch", "branch", "joint_branch", "general_branch", "committee", "temporary_branch")
STATUSES = (
    "FULL",
    "SUSPENDED_RIGHTS",
    "PROBATIONARY",
    "TRANSFERRED_OUT",
    "DECEASED",
    "REMOVED",
    "MEMBERSHIP_STOPPED",
)
CORRECTED = ("organisation:", "member:", "enterprise:", "affiliation:", "post:")
CLERKS = ("registry_clerk", "registry_clerk", "clerk2", "clerk_town", "clerk_far")
ESTABLISHED = "registry.organisation_established"
LATEST, FEW = 12, 4
TRIES = 5


def firm(number: int) -> str:
    """Make the *number*th invented credit code."""
    first = f"91411302DAR{number:06d}"
    return first + check_character(first)


class RegisterDoors:
    """
    The register and whoever tries something on it, from one random number.

    Attributes:
        tried, taken: How often each act was tried by each role, and how often it led to something.
        reached: The statuses of members, and the types of organisations, that were seen.
        found: What the register may never look like, and was seen.
    """

    def __init__(self, cases: Cases, seed: int) -> None:
        self.cases, self.portal, self.chance = cases, cases.portal, random.Random(seed)
        self.db = cases.portal.city.runtimes["registry"].ledger.db
        self.only: str | None = None
        self.number = 0
        self.tried: Counter[tuple[str, str]] = Counter()
        self.taken: Counter[tuple[str, str]] = Counter()
        self.reached: set[str] = set()
        self.found: list[str] = []
        self.members = ["M0", "M1", "F0", "F1"]
        self.organisations = ["BRANCH", "FAR", "COMMITTEE", "POWERLESS"]
        self.firms: list[str] = []
        self.open_corrections: list[str] = []
        for _ in range(3):
            self._enterprise()
        self.look()

    def run(self, acts: int) -> None:
        """Let *acts* acts happen, and look at the register after each that led to something."""
        weights: tuple[tuple[Callable[[], None], int], ...] = (
            (self._register, 1),
            *(
                (act, 2)
                for act in (self._move, self._status, self._establish, self._confirm, self._reorganise)
            ),
            *(
                (act, 1)
                for act in (self._dissolve, self._enterprise, self._affiliate, self._post, self._elect)
            ),
            *((act, 2) for act in (self._admission, self._decide)),
            (self._propose, 3),
        )
        acting = [act for act, weight in weights for _ in range(weight)]
        for _ in range(acts):
            self._try(self.chance.choice(acting))

    def run_until_found(self, acts: int) -> None:
        """Let acts happen until something forbidden is seen, at most *acts*."""
        for _ in range(acts):
            self.run(1)
            if self.found:
                return

    def everybody(self) -> None:
        """Let everybody there is try each of the routes."""
        for user in sorted(self.portal.people):
            self.only = user
            for act in (
                self._register,
                self._confirm,
                self._status,
                self._establish,
                self._propose,
                self._decide,
            ):
                self._try(act)
        self.only = None

    def _try(self, act: Callable[[], None]) -> None:
        before = self.taken.total()
        act()
        if self.taken.total() > before:
            self.look()

    def look(self) -> None:
        """Hold the register against what is forbidden."""
        entries = list(self.db["ledger"].find({"stream": {"$regex": "^(organisation|member|affiliation):"}}))
        streams: dict[str, list[dict[str, Any]]] = {}
        for entry in entries:
            streams.setdefault(entry["stream"], []).append(entry)
        standing = [one for told in streams.values() for one in as_they_stand(told)]
        register = Register(standing, FIRST_QUARTER)
        problems = register.problems()
        for code, thing in register.things["member"].items():
            held = thing.on(LAST_DAY)
            self.reached.add(held["status"])
            kept = self.db["members"].find_one({"_id": code}) or {}
            if any(kept.get(name) != held.get(name) for name in ("status", "org_code")):
                problems.append(
                    f"{code} is kept as {kept.get('status')} in {kept.get('org_code')}, told as {held}"
                )
        newest = max(entries, key=lambda one: one["n"])["call_id"]
        founded = [one for one in entries if one["call_id"] == newest and one["type"].startswith(ESTABLISHED)]
        for entry in founded:
            problems += register.of_the_setting(entry["data"]["org_code"], entry["effective_on"])
        self.reached |= {thing.on(LAST_DAY)["type"] for thing in register.things["organisation"].values()}
        self.found += [one for one in problems if one not in self.found]

    # -- how something is done ------------------------------------------------------------------------

    def _name(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def _user(self) -> str:
        anybody = self.chance.random() < 0.15
        return self.only or self.chance.choice(sorted(self.portal.people) if anybody else CLERKS)

    def _do(self, route: str, user: str, act: Callable[[], Any]) -> bool:
        role = "+".join(self.portal.people[user].roles) or "none"
        self.tried[route, role] += 1
        try:
            act()
        except LianxiError:
            return False
        self.taken[route, role] += 1
        return True

    def _command(self, method: str, sheet: str | None = None, /, **told: Any) -> bool:
        """Give a command over REST, or as a row of a file."""
        user = self._user()
        if sheet is not None and self.chance.random() < 0.35:
            row = {name: value for name, value in told.items() if name != "reason"}
            return self._do(
                f"file {sheet}", user, lambda: self.portal.bring(user, sheet, [row], told.get("reason"))
            )
        return self._do(f"rest {method}", user, lambda: self.portal.tell(user, "registry", method, **told))

    def _day(self) -> str:
        return self.chance.choice((EARLY, *DAYS, *DAYS))

    def _member(self) -> str:
        """Name somebody, mostly of those on record who came last: what waits for a second person can do nothing yet."""
        there = {row["_id"] for row in self.db["members"].find({"_id": {"$in": self.members}}, {"_id": 1})}
        known = [one for one in self.members if one in there]
        return self.chance.choice(known[-FEW:] if self.chance.random() < 0.7 else self.members)

    def _organisation(self) -> str:
        known = self.organisations if self.chance.random() < 0.4 else self.organisations[-LATEST:]
        return self.chance.choice((*known, "BRANCH"))

    def _firm(self) -> str | None:
        return self.chance.choice(self.firms[-LATEST:]) if self.firms else None

    # -- acts -----------------------------------------------------------------------------------------

    def _register(self) -> None:
        chance, member = self.chance, self._name("N")
        if chance.random() < 0.1:
            member = chance.choice((self._member(), f"D-{member}", f"R-{member}"))
        basis = chance.choice(("opening", "transfer", "transfer"))
        letter = "JS1" if (basis == "transfer") == (chance.random() < 0.95) else None
        told = {"name": "样例", "status": chance.choice(HERE), "basis": basis, "letter": letter}
        where = {
            "org_code": self._organisation(),
            "credit_code": self._firm() if chance.random() < 0.6 else None,
        }
        reason = {"reason": "启用前的名册"} if chance.random() < 0.9 else {}
        if self._command("register_member", "members",
                         member_id=member, effective_on=self._day(), **told, **where, **reason):  # fmt: skip
            self.members.append(member)

    def _confirm(self) -> None:
        waiting = [row["_id"] for row in self.db["openings"].find({"state": "waiting"})]
        if not waiting:
            return
        user = self.only or self.chance.choice(("xian", "xian2", *CLERKS, *self.portal.people))
        chosen = [self.chance.choice(waiting)]
        method, more = ("confirm_openings", {}) if self.chance.random() < 0.9 else (
            "return_openings", {"comment": "与档案不符"}
        )  # fmt: skip
        told = {"members": chosen, **more}
        self._do(f"rest {method}", user, lambda: self.portal.tell(user, "registry", method, **told))

    def _move(self) -> None:
        change: dict[str, Any] = {"org_code": self._organisation()}
        if self.chance.random() < 0.3:
            change = {"credit_code": self._firm()}
        self._command("change_member", "member_changes",
                      member_id=self._member(), effective_on=self._day(), **change)  # fmt: skip

    def _status(self) -> None:
        chance = self.chance
        change: dict[str, Any] = {"status": chance.choice(STATUSES)}
        if chance.random() < 0.4:
            change |= chance.choice(({"basis": "opening"}, {"basis": "transfer", "letter": "JS2"}))
        if chance.random() < 0.2:
            change["org_code"] = self._organisation()
        self._command("change_member", "member_changes",
                      member_id=self._member(), effective_on=self._day(), reason="据实登记", **change)  # fmt: skip

    def _establish(self) -> None:
        chance, code = self.chance, self._name("O")
        form = chance.choice((None, "independent", "joint", "joint"))
        count = {None: 0, "independent": 1, "joint": 2}[form] if chance.random() < 0.9 else 1
        units = chance.sample(self.firms, min(count, len(self.firms)))
        on = self._day()
        if units and chance.random() < 0.7:
            self._staff(units)
        told = {
            "name": f"样例{code}",
            "type": chance.choice(TYPES),
            "form": form,
            "area": chance.choice((TOWN, TOWN, OTHER_TOWN)),
            "parent": chance.choice(("COMMITTEE", "COMMITTEE", None, self._organisation())),
            "units": units,
            "members": chance.sample(self.members, chance.choice((0, 0, 2))),
            "can_approve_member": chance.random() < 0.15,
        }
        if self._command("establish_organisation", "organisations", org_code=code, established_on=on, **told):
            self.organisations.append(code)

    def _staff(self, units: list[str]) -> None:
        """Let full members work in enterprises, so that there is something to set up."""
        for unit in units:
            for _ in range(self.chance.choice((1, 2, 3))):
                member = self.chance.choice((*[f"M{n}" for n in range(2, 15)], *self.members))
                told = {"member_id": member, "credit_code": unit, "effective_on": EARLY}
                give = partial(self.portal.tell, "registry_clerk", "registry", "change_member", **told)
                self._do("rest change_member", "registry_clerk", give)

    def _reorganise(self) -> None:
        change: dict[str, Any] = self.chance.choice(
            (
                {"type": self.chance.choice(TYPES)},
                {"form": self.chance.choice((None, "independent", "joint"))},
                {"parent": self._organisation()},
                {"can_approve_member": True},
            )
        )
        self._command("change_organisation", "organisation_changes",
                      org_code=self._organisation(), effective_on=self._day(), reason="上级批准", **change)  # fmt: skip

    def _dissolve(self) -> None:
        if self.only is None and self.chance.random() < 0.5:
            return
        told = {"received_by": self.chance.choice((None, self._organisation(), "BRANCH", "FAR"))}
        code = self._organisation()
        if code != "BRANCH" or self.chance.random() < 0.05:
            self._command("dissolve_organisation", "organisation_endings",
                          org_code=code, effective_on=self._day(), **told)  # fmt: skip

    def _enterprise(self) -> None:
        chance = self.chance
        if self.firms[2:] and chance.random() < 0.5:
            change: dict[str, Any] = chance.choice(({"area": OTHER_TOWN}, {"area": TOWN}, {"employees": 7}))
            self._command("change_enterprise", "enterprise_changes",
                          credit_code=self._firm(), effective_on=self._day(), **change)  # fmt: skip
            return
        code = firm(len(self.firms) + 1)
        kind = {
            "ownership": "私营有限责任公司",
            "industry": "C31",
            "size": "small",
            "operation_state": "operating",
        }
        told = {
            "name": f"样例{code[-4:]}公司",
            "area": TOWN,
            "employees": 90,
            "registered_on": "2015-01-05",
            **kind,
        }
        if self._command("register_enterprise", "enterprises", credit_code=code, **told):
            self.firms.append(code)

    def _affiliate(self) -> None:
        form = self.chance.choice(("independent", "joint", "attached", "attached", "none"))
        code = self._organisation() if (form != "none") == (self.chance.random() < 0.9) else None
        self._command("set_affiliation", "affiliations", credit_code=self._firm(), effective_on=self._day(),
                      form=form, org_code=code)  # fmt: skip

    def _post(self) -> None:
        told = {"kind": self.chance.choice(("secretary", "deputy_secretary")), "credit_code": None}
        self._command("assign_post", "posts", post_id=self._name("Z"), member_id=self._member(),
                      org_code=self._organisation(), effective_on=self._day(), expected_end=None, **told)  # fmt: skip

    def _elect(self) -> None:
        present = self.chance.choice((9, 8, 7))
        told = {"due": 9, "present": present, "issued": present, "returned": present}
        self._command("record_election", org_code=self._organisation(), elected_on=self._day(), seats=1,
                      candidates=2, votes=[present], approved_by="COMMITTEE", **told)  # fmt: skip

    def _admission(self) -> None:
        """Development approves an admission, of a case entered from paper; the registry hears of it by event."""
        case = self._name("P")
        row = paper("org_talk", case_id=case, id_number=id_number(self.number % 900))
        row |= {name: self._name("ZP") for name in row if name.endswith("_form_no")}
        self._do("file cases", "wei", lambda: self.portal.bring("wei", "cases", [row]))
        told = {
            "case_id": case,
            "on": "2026-05-08",
            "approver": "COMMITTEE",
            "meeting": "PC",
            "reason": "据实登记",
        }
        if self._do("event", "recorder", lambda: self.cases.act("recorder", "approve_admission", **told)):
            self.members.append(f"D-{case}")

    def _propose(self) -> None:
        chance = self.chance
        among = {"stream": {"$regex": f"^({'|'.join(CORRECTED)})"}, "type": {"$not": {"$regex": "corrected"}}}
        known = list(self.db["ledger"].find(among).sort("n", -1).limit(60))
        entry = chance.choice(known)
        change: dict[str, Any] = {"void": True} if chance.random() < 0.3 else {}
        if not change and chance.random() < 0.5:
            change["on"] = self._day()
        elif not change:
            form = chance.choice((None, "joint", "independent", "attached"))
            values = {"status": chance.choice(STATUSES), "org_code": self._organisation(), "basis": "transfer",
                      "type": chance.choice(TYPES), "form": form, "parent": self._organisation(),
                      "can_approve_member": True, "credit_code": self._firm()}  # fmt: skip
            names = [name for name in values if name in entry["data"]]
            if not names:
                return
            name = chance.choice(names)
            change["changes"] = {name: values[name]}
        number, user = self._name("GZ"), self.only or chance.choice((*CLERKS, "xian", "visitor"))
        told = {"correction": number, "stream": entry["stream"], "seq": entry["seq"], "reason": "录入有误"}
        if self._do("correction propose", user, lambda: self.portal.tell(
                user, "registry", "propose_correction", **told, **change)):  # fmt: skip
            self.open_corrections.append(number)

    def _decide(self) -> None:
        if not self.open_corrections:
            return
        number, user = (
            self.chance.choice(self.open_corrections),
            self.only or self.chance.choice((*CLERKS, "xian")),
        )
        done = self._do("correction approve", user, lambda: self.portal.tell(
            user, "registry", "approve_correction", correction=number))  # fmt: skip
        if done or self.chance.random() < 0.4:
            self.open_corrections.remove(number)
        told = [one["actor"]["user"] for one in self.db["ledger"].find({"stream": f"correction:{number}"})]
        if len(told) != len({*told}):
            self.found.append(f"R-GEN-09 one person corrects: {told}")
