"""The portal of a whole city, as those who try its doors use it; what must hold whatever they try is looked at."""

import csv
import io
import re
from functools import partial
from types import SimpleNamespace
from typing import Any

import orjson

from services.portal.excel.kinds import service_of
from services.portal.identity.people import People, Person
from shared.city import day
from shared.contracts.errors import LianxiError
from shared.contracts.service import ANYONE, Call, Reach
from shared.contracts.services import SERVICES, named
from shared.messaging.intake import Intake
from shared.security.tokens import Actor
from tests.e2e.city import PASSWORD, City
from tests.e2e.doors.people import PEOPLE
from tests.integration.services.hosted import TREE

TAKEN, FORBIDDEN = 201, 403
REFUSED = (400, FORBIDDEN, 404, 409, 422)
LAST_DAY = "2027-12-31"


class Refused(LianxiError):
    """The portal took no; the message is what it answered."""


class Portal:
    """
    Commands over REST, files and events of a city's outside systems.

    Attributes:
        found: What no answer may be, and was: a refusal that changed something, a failure, a right nobody gave.
    """

    people = PEOPLE

    def __init__(self, city: City) -> None:
        self.city = city
        self.found: list[str] = []
        accounts = People(city.client[f"{city.prefix}_portal"])
        for person in PEOPLE.values():
            if accounts.find(person.user) is None:
                name = (person.user, person.user, person.department, person.roles, person.areas)
                accounts.add(Person.always(*name), PASSWORD)
        self.tell("administrator", "registry", "start_day", date=LAST_DAY)
        levels = {None: "city", "411300000000": "county"}
        areas = [
            {"code": code, "name": "某地", "level": levels.get(parent, "township"), "parent": parent}
            for code, parent in TREE.items()
        ]
        self.bring("administrator", "areas", areas)

    def begin_again(self) -> None:
        """Take the city back to what it kept."""
        signed_in = self.city._tokens
        self.city.back()
        self.city._tokens = signed_in
        self.found.clear()

    def tell(self, user: str, service: str, method: str, **arguments: Any) -> dict[str, Any]:
        """Give a command over REST; raises Refused."""
        call = SERVICES[service].commands[method]
        verb, path = str(call.rest).split(" ")
        names = re.findall(r"<(\w+)>", path)
        for name in names:
            path = path.replace(f"<{name}>", str(arguments.get(name) or "NONE"))
        body = {name: value for name, value in arguments.items() if name not in names}
        asked = arguments["department"] if "department" in names else self.city.sites.convener
        own = call.reach is not Reach.DEPARTMENT or PEOPLE[user].department == asked
        return self._sent(user, call, verb, path, own, json=orjson.loads(orjson.dumps(body)))

    def bring(self, user: str, kind: str, rows: list[dict[str, Any]], reason: str | None = "补录") -> Any:
        """Bring a file of rows; raises Refused."""
        call = SERVICES[service_of(kind)].commands["import_rows"]
        text = io.StringIO()
        writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
        told = f"?reason={reason}" if reason else ""
        body = {"data": text.getvalue().encode(), "content_type": "text/csv"}
        return self._sent(user, call, "POST", f"/imports/{kind}{told}", True, **body)

    def event(
        self, department: str, event_type: str, number: str, body: dict[str, Any], **forged: str
    ) -> bool:
        """Let a department's outside system send an event; return whether it was taken."""
        service, system = self.city.services[department], f"{department}_system"
        runtime = self.city.runtimes[department]
        intake = Intake(
            runtime.ledger, partial(service.accept, service.settings), {system: system}, day.today
        )
        source, user = forged.get("source", system), forged.get("user_id", system)
        headers = {"ce-specversion": "1.0", "ce-id": number, "ce-source": source, "ce-type": event_type}
        message = SimpleNamespace(
            body=orjson.dumps(body),
            properties={"content_type": "application/json", "user_id": user, "application_headers": headers},
            delivery_info={"exchange": f"{source}.events"},
        )
        before = self._entries()
        intake.take([message])
        changed = self._entries() != before
        self.city.hear_all()
        if changed and (forged or event_type != "department.figures_reported.v1"):
            self.found.append(f"an event {event_type} of {source} as {user} was recorded")
        return changed

    def _sent(self, user: str, call: Call, verb: str, path: str, own: bool, **body: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.city._token(user)}"}
        before = self._entries()
        answer = self.city.web.open(f"/api/v1{path}", method=verb, headers=headers, **body)
        status, told = answer.status_code, f"{verb} {path} by {user}: {answer.status_code} {answer.json}"
        may = own and _may(PEOPLE[user], call)
        if status == TAKEN:
            if not may:
                self.found.append(f"nobody gave this right: {told}")
            self.city.hear_all()
            return dict(answer.json or {})
        if status not in REFUSED or not (answer.json or {}).get("detail"):
            self.found.append(f"no proper answer: {told}")
        if not may and status != FORBIDDEN:
            self.found.append(f"not forbidden: {told}")
        if self._entries() != before:
            self.found.append(f"refused, and recorded: {told}")
        raise Refused(str((answer.json or {}).get("detail")))

    def _entries(self) -> dict[str, int]:
        return {
            name: runtime.ledger.db["ledger"].estimated_document_count()
            for name, runtime in self.city.runtimes.items()
        }


def _may(person: Actor, call: Call) -> bool:
    needed = named(call.roles)
    return needed == ANYONE or bool({*person.roles} & {*needed})


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return ";".join(map(str, value))
    return "" if value is None else str(value)
