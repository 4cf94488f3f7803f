"""Random acts on cases by every route and as every role: mostly right, sometimes not, sometimes meant to get round."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from shared.contracts.development.steps import DETAILS_OF
from shared.contracts.errors import LianxiError
from shared.ledger.corrected import as_they_stand
from tests.integration.services.development.conftest import (
    COURSE_AFTER,
    FOUR,
    WAY,
    id_number,
)
from tests.integration.services.development.driven import Driven
from tests.integration.services.development.forbidden import OF_COMMITTEES, TABLE, problems
from tests.integration.services.development.habits import LONG, LONGER, PATIENCE, SELDOM
from tests.integration.services.development.test_back_entry import PAPER, paper

BRANCHES = ("BRANCH", "FAR")
COMMITTEES = ("COMMITTEE", "COMMITTEE", "COMMITTEE", "BRANCH", "POWERLESS", "NOBODY")
RUNNING = 8
# How often a route is tried anew where there was nothing to do.
TRIES = 5
# What leads on is tried more often, else few cases come far.
STAYING = {step for step, (_, targets) in TABLE.items() if targets == ("",)}
BEGIN, LAST = date(2022, 1, 1), date(2027, 12, 31)


class Doors:
    """
    Cases and whoever tries something on them, from one random number.

    Args:
        strangers: How often a step is tried by whoever it may be.
        misfits: How often a step is tried that does not fit the state.

    Attributes:
        tried, taken: How often each route was tried by each role, and how often it led to something.
        reached: The states that cases were seen in.
        found: What no case may look like, and was seen.
    """

    def __init__(self, development: Driven, seed: int, strangers: float = 0.06, misfits: float = 0.1) -> None:
        self.development, self.chance = development, random.Random(seed)
        self.strangers, self.misfits = strangers, misfits
        self.only: str | None = None
        self.cases: list[str] = []
        self.number = 0
        self.tried: Counter[tuple[str, str]] = Counter()
        self.taken: Counter[tuple[str, str]] = Counter()
        self.reached: set[str] = set()
        self.found: list[str] = []
        self.over: set[str] = set()
        self.open_corrections: list[str] = []

    def run(self, acts: int) -> None:
        """Let *acts* acts happen, and look at the case of each afterwards."""
        acting, weights = zip(*self.routes(), strict=True)
        for _ in range(acts):
            case_id = self.chance.choices(acting, weights)[0]()
            if case_id is not None:
                self.look(case_id)

    def routes(self) -> Sequence[tuple[Callable[[], str | None], int]]:
        """Return what is tried, each with how often among the others."""
        return (
            (self._step, 76),
            (self._apply, 2),
            (self._department, 2),
            (self._course, 5),
            (self._register, 2),
            (self._paper, 3),
            (self._propose, 6),
            (self._decide, 4),
        )

    def everybody(self) -> None:
        """Let everybody there is try each of the routes that people have."""
        for user in sorted(self.development.people):
            self.only = user
            for route in (self._step, self._apply, self._paper, self._propose, self._decide):
                self._once(route)
        self.only = None

    def _once(self, route: Callable[[], str | None]) -> None:
        before = self.tried.total()
        for _ in range(TRIES):
            case_id = route()
            if case_id is not None:
                self.look(case_id)
            if self.tried.total() > before:
                return

    def walk(self) -> None:
        """Go one way from the application to the archive, as it should be gone, and one to a longer probation."""
        voted = next(number for number, row in enumerate(WAY) if row[1] == "vote_conversion")
        # The longer one first: at the end of the other there is one voter more.
        self._walk("LONG", (*WAY[:voted], *LONGER))
        self._walk("WAY", WAY)

    def _walk(self, case_id: str, way: Sequence[tuple[str, str, str, dict[str, Any]]]) -> None:
        self.development.apply_for(case_id, 900 + len(way))
        for user, step, on, details in way:
            form = {"form_no": f"ZY{case_id}"} if "form_no" in details else {}
            named = {"case_id": case_id, "on": on, **details, **form}
            self._do("rest", user, partial(self.development.act, user, step, **named))
            if step == COURSE_AFTER:
                self.development.course(case_id)
            self.look(case_id)

    def begin(self, cases: int) -> None:
        """Let some cases begin."""
        while len(self.cases) < cases:
            self._apply()

    def run_until_found(self, acts: int) -> None:
        """Let acts happen until something forbidden is seen, at most *acts*."""
        for _ in range(acts):
            self.run(1)
            if self.found:
                return

    def look(self, case_id: str) -> None:
        """Hold the case against what is forbidden."""
        entries = as_they_stand(self.development.recorded(f"case:{case_id}"))
        steps = [
            one
            for one in entries
            if one["type"].rpartition(".v")[0].endswith(("case_opened", "step_completed"))
        ]
        found = problems(steps, "COMMITTEE")
        kept = self.development.db["cases"].find_one({"_id": case_id})
        state = steps[-1]["data"].get("state", "S10") if steps else None
        if (kept or {}).get("state") != state:
            found.append(f"kept as {(kept or {}).get('state')}, told as {state}")
        if state is not None:
            self.reached.add(state)
        (self.over.add if state in ("S71", "X2", "X3") else self.over.discard)(case_id)
        self.found += [f"{case_id}: {one}" for one in found]

    def _name(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def _do(self, route: str, user: str, act: Callable[[], Any]) -> bool:
        people = self.development.people
        role = "+".join(people[user].roles) or "none" if user in people else user
        self.tried[route, role] += 1
        try:
            act()
        except LianxiError:
            return False
        except Exception as error:  # noqa: BLE001 - what nobody foresaw is no refusal
            self.found.append(f"{route} as {role}: {error!r}")
            return False
        self.taken[route, role] += 1
        return True

    def _apply(self) -> str | None:
        case_id, chance = self._name("C"), self.chance
        on = BEGIN + timedelta(days=chance.randrange(900))
        user = self.only or chance.choice(("zhi", "zhi", "zhi", *self.development.people))
        number = chance.randrange(400)
        change = {
            "on": on.isoformat(),
            "id_number": id_number(number),
            "org_code": chance.choice(("BRANCH", *BRANCHES)),
        }
        done = self._do(
            "rest", user, lambda: self.development.act(
                user, "submit_application", **{**APPLICATION, **change, "case_id": case_id}
            )
        )  # fmt: skip
        if done:
            self.cases.append(case_id)
        return case_id if done else None

    def _case(self) -> str | None:
        running = [one for one in self.cases if one not in self.over][-RUNNING:]
        known = running if running and self.chance.random() < 0.95 else self.cases
        return self.chance.choice(known) if known else None

    def _step(self) -> str | None:
        case_id, chance = self._case(), self.chance
        if case_id is None:
            return None
        found = self.development.db["cases"].find_one({"_id": case_id})
        if found is None:
            self.cases.remove(case_id)  # its application was taken out
            return None
        fitting = [
            step for step, (sources, _) in TABLE.items() if found["state"] in sources and step in DETAILS_OF
        ]
        right = chance.random() >= self.misfits and fitting
        weights = [1 if step in STAYING else 3 for step in fitting]
        step = chance.choices(fitting, weights)[0] if right else self._not_fitting(fitting)
        if chance.random() < SELDOM.get(step, 0):
            return None
        last = date.fromisoformat(found["taken"][-1]["on"])
        wait = chance.choice((*PATIENCE, -1) if chance.random() < 0.2 else PATIENCE[:6])
        on = last + timedelta(days=wait + (LONG.get(step, 0) if chance.random() < 0.7 else 0))
        own = "wei" if step in OF_COMMITTEES else "zhi"
        user = chance.choice(("other", own)) if found.get("org_code") == "FAR" or step == "receive" else own
        if chance.random() < self.strangers:
            user = chance.choice(sorted(self.development.people))
        user = self.only or user
        details = self.details(step, found, on)
        reason = {"reason": "确有特殊情况"} if chance.random() < 0.8 else {}
        self._do(
            "rest", user, lambda: self.development.act(
                user, step, case_id=case_id, on=on.isoformat(), **details, **reason
            )
        )  # fmt: skip
        return case_id

    def _not_fitting(self, fitting: list[str]) -> str:
        """Return any step, half of the time one that would fit after another one: who skips, skips one."""
        next_states = {target for step in fitting for target in TABLE[step][1]}
        ahead = [
            step
            for step, (sources, _) in TABLE.items()
            if next_states & {*sources} and step in DETAILS_OF and step not in fitting
        ]
        leading = [step for step in ahead if step not in STAYING] or ahead
        return self.chance.choice(leading if leading and self.chance.random() < 0.7 else sorted(DETAILS_OF))

    def details(self, step: str, found: dict[str, Any], on: date) -> dict[str, Any]:
        """Return what somebody might tell of a step: mostly right."""
        chance = self.chance
        due = 15 if found.get("org_code") != "FAR" else 5
        present = chance.choice((due // 2, due // 2 + 1, due))
        yes = chance.choice((0, due // 2, present, present))
        told: dict[str, Any] = {
            "body": chance.choice(("members", "members", "members", "union")),
            "recommendation": self._name("R"),
            "talker": "organiser" if step == "org_talk" else "secretary",
            "decided_by": "committee",
            "filing": "F1",
            "members": chance.choice((["M0", "M1"], ["M0", "M1"], ["F0", "F1"], ["M2"], ["M0", "M0"])),
            "meeting": "ZB",
            "opinions": chance.choice((FOUR, FOUR, FOUR[:3])),
            "approver": chance.choice(COMMITTEES) if chance.random() < 0.6 else "COMMITTEE",
            "reply": chance.choice(("agreement", "filing")) if on.isoformat() < "2026-05-11" else "agreement",
            "objection": chance.choice(("Y1", "Y2")),
            "posted_on": (on - timedelta(days=chance.choice((0, 5, 8, 12)))).isoformat(),
            "reviewer": "branch",
            "form_no": next((one["told"]["form_no"] for one in reversed(found["taken"])
                             if one.get("told", {}).get("form_no")), None)
            if step == "complete_form" and chance.random() < 0.9 else self._name("ZY"),
            "leaves_soon": chance.random() < 0.1,
            "due": due, "present": present, "yes": yes, "no": min(present - yes, 1), "abstain": 0,
            "group": "第一党小组",
            "reviewed_on": found["taken"][-1]["on"],
            "months": chance.choice((5, 6, 12, 13)),
            "documents": ["form", "application", "political_review", "conversion_application", "cultivation"],
            "to_org": chance.choice(("FAR", "BRANCH", "COMMITTEE")),
            "org_code": chance.choice(BRANCHES),
            "confirmed": chance.choice((["cultivation", "political_review", "training"], ["cultivation"])),
            "to": chance.choice(("S21", "S32", "X2")),
            "ending": chance.choice(("died", "removed")),
        }  # fmt: skip
        names = [name for name in DETAILS_OF[step][1] if name in told]
        if step.startswith("vote_"):
            names += ["due", "present"]
        return {name: told[name] for name in names if told[name] is not None}

    def _department(self) -> str | None:
        case_id = self._case()
        if case_id is None:
            return None
        body = self.chance.choice(("union", "youth_league", "womens_federation"))
        found = self.development.db["cases"].find_one({"_id": case_id})
        on = found["taken"][-1]["on"] if found else "2025-01-01"
        self._do("event", body, lambda: self.development.recommend(body, case_id, self._name("T"), on))
        return case_id

    def _course(self) -> str | None:
        case_id = self._case()
        found = self.development.db["cases"].find_one({"_id": case_id}) if case_id else None
        if found is None or case_id is None:
            return None
        on = date.fromisoformat(found["taken"][-1]["on"]) + timedelta(days=self.chance.choice((-30, 0, 3)))
        self._do("event", "training", lambda: self.development.course(case_id, on.isoformat()))
        return case_id

    def _register(self) -> str | None:
        """The registry tells of the end of who became a member by a case, or of something that has no case."""
        case_id = self._case()
        found = self.development.db["cases"].find_one({"_id": case_id}) if case_id else None
        if found is None or self.chance.random() < 0.7:
            return None
        on, status = found["taken"][-1]["on"], self.chance.choice(("DECEASED", "REMOVED", "SUSPENDED_RIGHTS"))
        self._do("event", "registry", lambda: self.development.changed(f"D-{case_id}", on, status=status))
        return case_id

    def _paper(self) -> str | None:
        chance, case_id = self.chance, self._name("P")
        until = chance.choice((None, *(step for step, _, _ in PAPER), *(["approve_admission"] * 12)))
        row = paper(until, case_id=case_id, id_number=id_number(400 + self.number % 500))
        row |= {name: self._name("ZP") for name in row if name.endswith("_form_no")}
        if "approve_admission_on" in row and chance.random() < 0.9:
            row["member_id"] = self._name("Y")
            self.development.member(row["member_id"], "BRANCH", status="PROBATIONARY", on="2026-04-10")
        if chance.random() < 0.2 and until is not None:
            column = chance.choice([name for name in row if name.endswith("_on") and name != "on"])
            row[column] = (BEGIN + timedelta(days=chance.randrange(1500))).isoformat()
        user = chance.choice(("wei", *self.development.people)) if chance.random() < 0.3 else "wei"
        user = self.only or user
        reason = {"reason": "启用前的纸质材料"} if chance.random() < 0.9 else {"reason": None}
        if self._do(
            "file",
            user,
            lambda: self.development.act(user, "import_rows", kind="cases", rows=[row], **reason),
        ):
            self.cases.append(case_id)
            return case_id
        return None

    def _propose(self) -> str | None:
        case_id, chance = self._case(), self.chance
        if case_id is None:
            return None
        entries = as_they_stand(self.development.recorded(f"case:{case_id}"))
        if not entries:
            return None
        entry = chance.choice(entries)
        number = self._name("GZ")
        user = self.only or chance.choice(("zhi", "wei", "xian", "other", "visitor"))
        change: dict[str, Any] = {}
        if chance.random() < 0.15:
            change["void"] = True
        else:
            days = chance.choice((-200, -30, -3, -1, 1, 3, 30, 200))
            on = date.fromisoformat(entry["effective_on"]) + timedelta(days=days)
            change["on"] = on.isoformat()
            told = entry["data"].get("told", {})
            if told.get("meeting") and chance.random() < 0.8:
                change["changes"] = {"meeting": self._meeting(case_id, entry, on)}
            elif "yes" in told and chance.random() < 0.5:
                change = {"changes": {"yes": chance.randrange(0, 16)}}
            elif "members" in told and chance.random() < 0.5:
                change = {"changes": {"members": chance.choice((["M3", "M4"], ["M3"], ["M3", "M3"]))}}
            elif "approver" in told and chance.random() < 0.5:
                change = {"changes": {"approver": chance.choice(COMMITTEES)}}
        named = {"correction": number, "stream": f"case:{case_id}", "seq": entry["seq"], "reason": "录入有误"}
        if self._do(
            "correction", user, lambda: self.development.act(user, "propose_correction", **named, **change)
        ):
            self.open_corrections.append(number)
        return case_id

    def _meeting(self, case_id: str, entry: dict[str, Any], on: date) -> str:
        told = entry["data"]["told"]
        details = {name: told[name] for name in ("approver", "due", "present") if name in told}
        if self.development.db["cases"].find_one({"_id": case_id}) is None:
            return "NONE"
        return self.development.meeting(
            entry["data"]["step"], meeting=f"GZ{self.number}", case_id=case_id, on=on.isoformat(), **details
        )

    def _decide(self) -> str | None:
        if not self.open_corrections:
            return None
        number = self.chance.choice(self.open_corrections)
        user = self.only or self.chance.choice(("xian", "xian2", "xian2", "wei", "zhi", "visitor"))
        kept = self.development.db["corrections"].find_one({"_id": number})
        if (
            self._do(
                "correction",
                user,
                lambda: self.development.act(user, "approve_correction", correction=number),
            )
            or self.chance.random() < 0.3
        ):
            self.open_corrections.remove(number)
        told = {
            one["type"]: one["actor"]["user"] for one in self.development.recorded(f"correction:{number}")
        }
        if len(told) != len({*told.values()}):
            self.found.append(f"R-GEN-09 one person corrects: {told}")
        return str(kept["stream"]).partition(":")[2] if kept else None


APPLICATION = {
    "name": "赵样例",
    "sex": "female",
    "birth_date": "1990-01-01",
    "written": True,
}
