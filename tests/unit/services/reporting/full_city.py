"""The small invented city with all that indicators count: cases, duties, meetings, training, contact points."""

from datetime import date
from typing import Any

from services.reporting.coverage import PARTY
from services.reporting.rules.life import IN_TIME
from tests.unit.services.reporting.city import EAST, FIRST, WEST, City

# Whose deadlines development tells; all others are supervision's.
OF_DEVELOPMENT = frozenset({IN_TIME[name] for name in ("K-30", "K-31", "K-32", "K-33")})
AXES = {"industry": "机械", "education": "大专", "business": "市场"}


class FullCity(City):
    """Says what each service tells, in the words of its events."""

    def case(self, case: str, org: str = "O1", *, on: date = FIRST) -> "FullCity":
        """Open a case of membership development with the application."""
        self.say("development", f"case:{case}", "development.case_opened.v1", on, case_id=case, org_code=org)
        return self

    def case_step(
        self, case: str, step: str, state: str, on: date, org: str = "O1", **more: Any
    ) -> "FullCity":
        """Complete a step of a case; ``body`` says who recommends, ``overridden`` against which rules it went."""
        told = {"body": more.pop("body")} if "body" in more else {}
        data = {"case_id": case, "step": step, "state": state, "org_code": org, "told": told, **more}
        self.say("development", f"case:{case}", "development.step_completed.v1", on, **data)
        return self

    def duty(
        self,
        name: str,
        set_on: date,
        last_on: date,
        met_on: date | None = None,
        *,
        org: str = "O1",
        lapsed_on: date | None = None,
    ) -> "FullCity":
        """Set a duty ``<deadline>:<what>`` and meet it or let it lapse, as its service tells it."""
        deadline = name.split(":")[0]
        log = "development" if deadline in OF_DEVELOPMENT else "supervision"
        named = {"duty": name, "deadline": deadline}
        days = {"set_on": set_on.isoformat(), "due_on": last_on.isoformat(), "last_on": last_on.isoformat()}
        stream = f"duty:{name}"
        self.say(log, stream, f"{log}.duty_opened.v1", set_on, **named, org_code=org, **days)
        if met_on is not None:
            told = {"met_on": met_on.isoformat(), "in_time": met_on <= last_on}
            self.say(log, stream, f"{log}.duty_met.v1", met_on, **named, **told)
        if lapsed_on is not None:
            self.say(log, stream, f"{log}.duty_lapsed.v1", lapsed_on, **named, why="示例")
        return self

    def meeting(
        self, code: str, on: date, due: int, present: int, *, org: str = "O1", counts: bool = True
    ) -> "FullCity":
        """Hold a meeting of organisational life."""
        held = {"meeting": code, "org_code": org, "due": due, "present": present, "counts": counts}
        self.say("supervision", f"meeting:{code}", "supervision.meeting_held.v1", on, **held)
        return self

    def inspection(self, code: str, org: str, on: date) -> "FullCity":
        """Inspect an organisation."""
        seen = {"inspection": code, "org_code": org}
        self.say("supervision", f"inspection:{code}", "supervision.organisation_inspected.v1", on, **seen)
        return self

    def contact_point(self, code: str, org: str, on: date, ended: date | None = None) -> "FullCity":
        """Make an organisation the contact point of a cadre."""
        stream = f"contact_point:{code}"
        self.say("supervision", stream, "supervision.contact_point_set.v1", on, point=code, org_code=org)
        if ended is not None:
            self.say("supervision", stream, "supervision.contact_point_ended.v1", ended, point=code)
        return self

    def difficulty(
        self, code: str, point: str | None, settled: date, outcome: str = "solved", on: date = FIRST
    ) -> "FullCity":
        """Hand a difficulty over, of a contact point or of none, and settle it."""
        stream = f"difficulty:{code}"
        handed = {"difficulty": code, "point": point}
        self.say("supervision", stream, "supervision.difficulty_handed_over.v1", on, **handed)
        told = {"difficulty": code, "outcome": outcome}
        self.say("supervision", stream, "supervision.difficulty_settled.v1", settled, **told)
        return self

    def plan(
        self, code: str, approved: date | None, *, area: str = EAST, year: int = 2026, **axes: str
    ) -> "FullCity":
        """Draft a training plan and approve it."""
        drafted = {"plan_id": code, "area": area, "year": year, "axes": {**AXES, **axes}}
        self.say("training", f"plan:{code}", "training.plan_drafted.v1", date(2026, 1, 5), **drafted)
        if approved is not None:
            self.say("training", f"plan:{code}", "training.plan_approved.v1", approved, plan_id=code)
        return self

    def training_class(
        self, code: str, plan: str | None, area: str, planned: date, held: date | None = None
    ) -> "FullCity":
        """Plan a class and hold it."""
        one = {"class_id": code, "plan_id": plan, "area": area, "planned_on": planned.isoformat()}
        self.say("training", f"class:{code}", "training.class_planned.v1", planned, **one)
        if held is not None:
            self.say("training", f"class:{code}", "training.class_held.v1", held, class_id=code)
        return self

    def study(self, member: str, hours: float, on: date, form: str = "class") -> "FullCity":
        """Let a member study so many hours on a day."""
        told = {"member_id": member, "form": form, "hours": {on.isoformat(): hours}}
        self.say("training", f"study:{member}", "training.attendance_recorded.v1", on, **told)
        return self

    def exempt(self, member: str, year: int = 2026) -> "FullCity":
        """Exempt a member from a year's training."""
        granted = {"member_id": member, "year": year}
        first = date(year, 1, 1)
        self.say("training", f"study:{member}", "training.exemption_granted.v1", first, **granted)
        return self

    def post(
        self, code: str, member: str, kind: str = "secretary", org: str = "O1", ended: date | None = None
    ) -> "FullCity":
        """Give a member a post in an organisation, from before the quarter."""
        given = {"post_id": code, "member_id": member, "org_code": org, "kind": kind}
        self.say("registry", f"post:{code}", "registry.post_assigned.v1", date(2026, 6, 1), **given)
        if ended is not None:
            self.say("registry", f"post:{code}", "registry.post_ended.v1", ended, post_id=code)
        return self

    def covered(self, who: str, version: int = 1, key: str = "k1", **counties: str) -> "FullCity":
        """Tell the enterprises that *who* covers, each a letter: by county, of the two there are, ``east="ab"``."""
        codes = {"east": EAST, "west": WEST}
        rows = [{"area": codes[name], "pseudonyms": [*letters]} for name, letters in counties.items()]
        told: dict[str, Any] = {"period": "2026Q3", "version": version, "key": key, "counties": rows}
        if who == PARTY:
            self.say("registry", "coverage:2026Q3", "registry.coverage_told.v1", **told)
        else:
            type_ = "department.coverage_submitted.v1"
            self.say(who, f"coverage:{who}:2026Q3", type_, department=who, **told)
        return self
