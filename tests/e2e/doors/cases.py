"""Development of a whole city through its portal: cases, and what other services tell of, entered where it belongs."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tests.e2e.doors.people import PEOPLE
from tests.e2e.doors.portal import Portal
from tests.integration.services.development.conftest import VOTERS, id_number
from tests.integration.services.hosted import LONG_AGO, OTHER_TOWN, TOWN

HOW_MANY = {"BRANCH": VOTERS, "FAR": 5}
YEAR = timedelta(days=366)


class Cases:
    """What ``Doors`` drive, over HTTP; every other service of the city is a real one as well."""

    people = PEOPLE

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.db = portal.city.runtimes["development"].ledger.db
        self.number = 0
        for org_code, approves in (("COMMITTEE", True), ("POWERLESS", False)):
            self._establish(org_code, TOWN, type="committee", parent=None, can_approve_member=approves)
        for org_code, area, letter in (("BRANCH", TOWN, "M"), ("FAR", OTHER_TOWN, "F")):
            self._establish(org_code, area, type="branch", parent="COMMITTEE")
            enter_opening(portal, org_code, [f"{letter}{number}" for number in range(HOW_MANY[org_code])])

    def act(self, user: str, method: str, **arguments: Any) -> Any:
        """Act; the record of a meeting that decides a step is entered before."""
        if method == "import_rows":
            return self.portal.bring(user, arguments["kind"], arguments["rows"], arguments["reason"])
        if "meeting" in arguments and not self._knows(arguments["meeting"]):
            arguments["meeting"] = self.meeting(method, **arguments)
        if method.startswith("vote_"):
            arguments = {name: value for name, value in arguments.items() if name not in ("due", "present")}
        return self.portal.tell(user, "development", method, **arguments)

    def apply_for(self, case_id: str, number: int = 1, **change: Any) -> Any:
        """Hand in an application."""
        told = {
            "case_id": case_id,
            "on": "2025-01-10",
            "org_code": "BRANCH",
            "name": "赵样例",
            "sex": "female",
        }
        born = {"id_number": id_number(number), "birth_date": "1990-01-01", "written": True}
        return self.act("zhi", "submit_application", **{**told, **born, **change})

    def course(self, case_id: str, completed_on: str = "2026-05-28") -> None:
        """Let training hold a course of three days; its end reaches the case by event."""
        number, last = self._name("K"), date.fromisoformat(completed_on)
        days = [(last - timedelta(days=before)).isoformat() for before in (2, 1, 0)]
        whole = [{"on": day, "part": "full_day", "count": 1} for day in days]
        kind = {"layer": "candidate", "form": "class", "organiser": "county_department"}
        steps: tuple[tuple[str, dict[str, Any]], ...] = (
            ("plan_class", {"area": TOWN, "planned_on": days[0], "reason": "发展对象培训", **kind}),
            ("hold_class", {"sessions": whole}),
            ("record_attendance", {"attendees": [{"case_id": case_id, "sessions": [1, 2, 3]}]}),
        )
        for step, told in steps:
            self.portal.tell("training_clerk", "training", step, class_id=number, **told)

    def recommend(self, body: str, case_id: str, recommendation: str, on: str) -> None:
        """Let a department recommend; development hears of it by event."""
        until = (date.fromisoformat(on) + YEAR).isoformat()
        told = {"held_on": on, "due": 9, "present": 8, "yes": 8, "valid_until": until, "department": body}
        named = {"case_id": case_id, "recommendation": recommendation}
        self.portal.tell(f"of_{body}", "department", "recommend", **named, **told)

    def changed(self, member_id: str, on: str, **changes: Any) -> None:
        """Let the registry's clerk change a member; development hears of it by event."""
        told = {"member_id": member_id, "effective_on": on, **changes}
        self.portal.tell("registry_clerk", "registry", "change_member", **told)

    def meeting(self, step: str, *, meeting: str, case_id: str, on: str, **details: Any) -> str:
        """Enter the record of the meeting that decides *step*; return its number."""
        case = self.db["cases"].find_one({"_id": case_id})
        place = str(case["org_code"]) if case else "BRANCH"
        superior = "approver" in details and not step.startswith("vote_")
        number = f"{meeting}-{self._name('Z')}"
        kind = "members_meeting" if step.startswith("vote_") or step == "oath" else "committee_meeting"
        present = details.get("present", HOW_MANY.get(place, 3))
        told = {
            "meeting": number,
            "org_code": details["approver"] if superior else place,
            "kind": "superior_meeting" if superior else kind,
            "held_on": on,
            "theme": "样例",
            "due": max(HOW_MANY.get(place, 3), present),
            "present": present,
            "voters_due": details.get("due"),
            "voters_present": details.get("present"),
            "minutes": "第3册",
        }
        self.portal.tell("recorder", "supervision", "record_meetings", meetings=[told], reason="据实登记")
        return number

    def member(self, member_id: str, org_code: str, status: str, on: str) -> None:
        """Put a member of the opening stock on record."""
        enter_opening(self.portal, org_code, [member_id], on, status)

    def recorded(self, stream: str) -> list[dict[str, Any]]:
        """Return the entries of a stream, in order."""
        return list(self.db["ledger"].find({"stream": stream}).sort("seq", 1))

    def _knows(self, meeting: str) -> bool:
        return self.db["meetings"].find_one({"_id": meeting}) is not None

    def _name(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def _establish(self, org_code: str, area: str, **facts: Any) -> None:
        told = {"name": f"样例{org_code}", "form": None, "area": area, "established_on": LONG_AGO, **facts}
        self.portal.tell("registry_clerk", "registry", "establish_organisation", org_code=org_code, **told)


def enter_opening(
    portal: Portal, org_code: str, members: Iterable[str], on: str = LONG_AGO, status: str = "FULL"
) -> None:
    """Put members of the opening stock on record: one person enters them, another confirms."""
    told = {"name": "样例", "status": status, "org_code": org_code, "basis": "opening", "effective_on": on}
    rows = [{"member_id": member, **told} for member in members]
    portal.bring("registry_clerk", "members", rows)
    portal.tell("xian", "registry", "confirm_openings", members=[row["member_id"] for row in rows])
