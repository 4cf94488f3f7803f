"""
Who may do what: every role at every entrypoint, inside and outside of what it is there for.

``rights.csv`` is written by hand after the rules (R-PRV, §13.1; architecture §8), not taken from the declarations
that it tests. Each cell says where a role gets in: ``io`` inside and outside, ``i`` inside only, ``-`` nowhere.
Inside is: in the area of the record; at a department's calls, in that department; at a log, who follows it.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.city.service import CityService
from shared.contracts.errors import LianxiError, NotAllowed, NotSignedIn
from shared.contracts.service import Call, Reach
from shared.contracts.services import SERVICES
from shared.messaging.service import answered_by
from shared.security.tokens import Actor
from tests.e2e.rights_world import ELSEWHERE, LEAD, OTHER, Asking, spoken

TABLE = Path(__file__).parent / "rights.csv"
NOBODY, INSTANCE, EVERY = "nobody", "instance", "every"
# Who follows every log there is.
FOLLOWS_ALL = "reporting"
# What a row of a file is refused with that lies elsewhere.
OUTSIDE = "不在您的管辖范围内"
# Lists that are everybody's own, wherever they are.
OF_ONESELF = ("notifications.inbox", "notifications.todos", "development.own_cases")
COMMON = answered_by(CityService)


@dataclass(frozen=True)
class Cell:
    """One role at one entrypoint, inside or outside; *allowed* as the table says."""

    instance: str
    service: str
    method: str
    role: str
    inside: bool
    allowed: bool


def table() -> dict[str, dict[str, str]]:
    """Return the cells of the table by ``service.method`` and role."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {row.pop("entrypoint"): row for row in csv.DictReader(lines)}


def entrypoints() -> set[str]:
    """Return ``service.method`` of every entrypoint there is; those that every service has are of ``every``."""
    declared = {f"{name}.{method}" for name, service in SERVICES.items() for method in service.calls}
    return {f"{EVERY}.{method}" for method in COMMON} | declared


def cells(instances: Mapping[str, str]) -> Iterator[Cell]:
    """Yield each cell for the *instances* (name -> service) that answer it."""
    for entrypoint, row in table().items():
        owner, method = entrypoint.split(".")
        for instance in _asked(owner, method, instances):
            for role, where in row.items():
                for inside, letter in ((True, "i"), (False, "o")):
                    yield Cell(instance, instances[instance], method, role, inside, letter in where)


def _asked(owner: str, method: str, instances: Mapping[str, str]) -> list[str]:
    if owner == EVERY:
        of_logs, of_departments = method.startswith("ledger_"), COMMON[method].reach is Reach.DEPARTMENT
        return [
            name
            for name, kind in instances.items()
            if (SERVICES[kind].has_ledger or not of_logs)
            and (SERVICES[kind].per_department or not of_departments)
        ]
    if owner == "department":
        return [LEAD] if SERVICES[owner].calls[method].convener_only else [OTHER]
    return [owner]


class Trying:
    """Tries cells one after the other, and remembers what each role sees inside of a list."""

    def __init__(self, ask: Asking) -> None:
        self._ask = ask
        self._seen: dict[tuple[str, str, str], bool] = {}

    def gets_in(self, cell: Cell) -> tuple[bool, Any]:
        """
        Return whether somebody gets in, and what was answered.

        A refusal for want of rights is no; so is a list that shows outside nothing of what it shows inside.
        """
        said = spoken(cell.service, cell.method, _call(cell))
        arguments = {**said.arguments, **({"log": cell.instance} if "log" in said.arguments else {})}
        try:
            found = self._ask(cell.instance, cell.method, arguments, _actor(cell, said.area))
        except LianxiError as refusal:
            return not _is_for_want_of_rights(refusal), refusal
        rows = found["items"] if isinstance(found, dict) and "items" in found else found
        key = (cell.instance, cell.method, cell.role)
        if cell.inside:
            self._seen[key] = rows != []
            return True, found
        is_others = f"{cell.service}.{cell.method}" not in OF_ONESELF
        return not (rows == [] and self._seen.get(key, False) and is_others), found


def _call(cell: Cell) -> Call:
    return SERVICES[cell.service].calls.get(cell.method) or COMMON[cell.method]


def _actor(cell: Cell, area: str) -> Actor:
    """Return who tries a cell: somebody of the role there, or elsewhere; another instance with its own key."""
    if cell.role == INSTANCE:
        stranger = "training" if cell.service == "department" else OTHER
        return Actor.system(FOLLOWS_ALL if cell.inside else stranger)
    department, place = LEAD, _county(area)
    if cell.service == "department":
        others = OTHER if cell.instance == LEAD else LEAD
        department = cell.instance if cell.inside else others
    elif not cell.inside:
        place = ELSEWHERE
    roles = () if cell.role == NOBODY else (cell.role,)
    return Actor(f"{cell.role}-{cell.inside}", department, roles, (place,))


def _county(area: str) -> str:
    """Return the county that a township lies in; of the city itself, the city."""
    return area if area.endswith("00000000") else f"{area[:6]}000000"


def _is_for_want_of_rights(refusal: LianxiError) -> bool:
    rows = refusal.details.get("rows") or []
    return isinstance(refusal, NotAllowed | NotSignedIn) or any(OUTSIDE in row["problem"] for row in rows)
