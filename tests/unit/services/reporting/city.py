"""A small invented city whose entries tests put together, and its figures counted the slow way."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from shared.ledger import Entry
from shared.ledger.entry import GENESIS

CITY, EAST, WEST = "411300000000", "411301000000", "411302000000"
TOWNS = {"411301001000": EAST, "411301002000": EAST, "411302001000": WEST}
FIRST = date(2026, 7, 1)
MOMENT = datetime(2026, 7, 1, tzinfo=UTC)


class City:
    """Collects entries of several logs, numbered as their owners would."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._n: dict[str, int] = {}
        self._seq: dict[tuple[str, str], int] = {}

    def say(self, log: str, stream: str, type_: str, on: date = FIRST, **data: Any) -> Entry:
        """Append an entry of *log*; *on* is the day it counts for and is recorded on."""
        self._n[log] = self._n.get(log, 0) + 1
        self._seq[log, stream] = self._seq.get((log, stream), 0) + 1
        entry = Entry(
            log=log,
            n=self._n[log],
            hash=GENESIS,
            id=f"{log}-{self._n[log]}",
            stream=stream,
            seq=self._seq[log, stream],
            type=type_,
            recorded_at=MOMENT,
            recorded_on=on,
            effective_on=on,
            department=log,
            cause=None,
            call_id=None,
            data=data,
        )
        self.entries.append(entry)
        return entry

    def correct(
        self, entry: Entry, data: Mapping[str, Any], *, on: date | None = None, void: bool = False
    ) -> None:
        """Append a correction of *entry*: what it says from now on, from which day, or that it does not count."""
        days = {"on": (on or entry.effective_on).isoformat(), "was_on": entry.effective_on.isoformat()}
        told = {"correction": "GZ-1", "seq": entry.seq, "kind": entry.type, "void": void, "data": dict(data)}
        kind = f"{entry.log}.entry_corrected.v1"
        appended = self.say(entry.log, entry.stream, kind, entry.effective_on)
        self.entries[-1] = replace(appended, data={**told, **days})

    def tree(self) -> "City":
        """Say the areas and that the third quarter has begun."""
        rows = [(CITY, "city", None), (EAST, "county", CITY), (WEST, "county", CITY)]
        for code, level, parent in [*rows, *((town, "township", up) for town, up in TOWNS.items())]:
            self.say(
                "registry",
                f"area:{code}",
                "registry.area_added.v1",
                code=code,
                name=f"地区{code[4:9]}",
                level=level,
                parent=parent,
            )
        return self.day(FIRST)

    def day(self, day: date) -> "City":
        """Say that a day has begun."""
        self.say("registry", "day", "registry.day_started.v1", day, date=day.isoformat())
        return self

    def enterprise(
        self, code: str, area: str, *, on: date = FIRST, state: str = "operating", employees: int = 10
    ) -> "City":
        """Register an enterprise."""
        self.say(
            "registry",
            f"enterprise:{code}",
            "registry.enterprise_registered.v1",
            on,
            credit_code=code,
            name="示例企业",
            area=area,
            ownership="private",
            industry="C",
            size="small",
            employees=employees,
            operation_state=state,
            registered_on=on.isoformat(),
            sample=True,
        )
        return self

    def change(self, code: str, on: date = FIRST, **values: Any) -> "City":
        """Change an enterprise; ``area`` moves it."""
        kind = "moved" if "area" in values else "changed"
        self.say(
            "registry",
            f"enterprise:{code}",
            f"registry.enterprise_{kind}.v1",
            on,
            credit_code=code,
            **values,
        )
        return self

    def organisation(self, code: str, area: str, *, on: date = FIRST) -> "City":
        """Establish an organisation."""
        self.say(
            "registry",
            f"organisation:{code}",
            "registry.organisation_established.v1",
            on,
            org_code=code,
            name="示例支部",
            type="branch",
            form=None,
            area=area,
            parent=None,
            units=[],
        )
        return self

    def dissolve(self, code: str, on: date = FIRST) -> "City":
        """Dissolve an organisation."""
        self.say("registry", f"organisation:{code}", "registry.organisation_dissolved.v1", on, org_code=code)
        return self

    def affiliate(self, code: str, org: str | None, form: str, on: date = FIRST) -> "City":
        """Set an enterprise's affiliation."""
        self.say(
            "registry",
            f"affiliation:{code}",
            "registry.affiliation_set.v1",
            on,
            credit_code=code,
            org_code=org,
            form=form,
        )
        return self

    def member(
        self, member: str, org: str, employer: str | None, *, status: str = "FULL", on: date = FIRST
    ) -> "City":
        """Register a member."""
        self.say(
            "registry",
            f"member:{member}",
            "registry.member_registered.v1",
            on,
            member_id=member,
            status=status,
            org_code=org,
            credit_code=employer,
        )
        return self

    def change_member(self, member: str, on: date = FIRST, **values: Any) -> "City":
        """Change a member's status, organisation or employer."""
        self.say("registry", f"member:{member}", "registry.member_changed.v1", on, member_id=member, **values)
        return self

    def figures(
        self, department: str, on: date, version: int = 1, period: str = "2026Q3", **items: dict[str, int]
    ) -> "City":
        """Submit a department's figures: ``R_JM_20={county: value}``, ``__`` standing for a dot."""
        rows = [
            {"item": item.replace("__", ".").replace("_", "-"), "area": area, "value": value}
            for item, by_area in items.items()
            for area, value in by_area.items()
        ]
        self.say(
            department,
            f"figures:{department}:{period}",
            "department.figures_submitted.v1",
            on,
            department=department,
            period=period,
            version=version,
            figures=rows,
        )
        return self

    def case(self, case: str, org: str, *steps: tuple[date, str, str, dict[str, Any]]) -> "City":
        """Let somebody apply on FIRST, and tell the steps of the case: ``(day, step, state afterwards, more)``."""
        about = {"case_id": case, "org_code": org}
        self.say("development", f"case:{case}", "development.case_opened.v1", FIRST, **about)
        for on, step, state, told in steps:
            more = {"step": step, "state": state, "told": told}
            self.say("development", f"case:{case}", "development.step_completed.v1", on, **about, **more)
        return self

    def resolution(self, no: str, lead: str, due: date, on: date = FIRST, **aim: Any) -> "City":
        """Issue a resolution, with indicator, area and target where it aims at a figure."""
        self.say(
            "organisation",
            f"resolution:{no}",
            "department.resolution_issued.v1",
            on,
            no=no,
            meeting="2026-03",
            text="示例",
            lead=lead,
            co=[],
            due_on=due.isoformat(),
            deliverable="示例",
            measure="示例",
            **aim,
        )
        return self

    def freeze(self, manifest: Mapping[str, Any], on: date, reason: str | None = None) -> "City":
        """Freeze a quarter."""
        stream = f"freeze:{manifest['period']}"
        self.say("organisation", stream, "department.quarter_frozen.v1", on, **manifest, reason=reason)
        return self

    def step(self, no: str, log: str, step: str, on: date = FIRST, **data: Any) -> "City":
        """Say a step of a resolution, e.g. ``resolution_closed`` or ``task_accepted``."""
        stream = f"{step.split('_')[0]}:{no}"
        self.say(log, stream, f"department.{step}.v1", on, no=no, **data)
        return self


def counted_slowly(entries: Iterable[Entry], day: date, towns: Iterable[str]) -> dict[str, dict[str, int]]:
    """Count each town's figures by plain loops over all entries; the independent measure of the real one."""
    ordered = sorted(entries, key=lambda e: (e.effective_on, e.seq))
    states: dict[str, dict[str, Any]] = {}
    home: dict[str, str] = {}
    for entry in ordered:
        if entry.type == "registry.organisation_established.v1":
            home[entry.data["org_code"]] = entry.data["area"]
        if entry.effective_on <= day:
            said = dict(entry.data)
            if entry.type == "registry.organisation_dissolved.v1":
                said["dissolved"] = True
            states.setdefault(entry.stream, {}).update(said)
    return {town: _town(states, home, town) for town in towns}


def _town(states: dict[str, dict[str, Any]], home: dict[str, str], town: str) -> dict[str, int]:
    members = [state for stream, state in states.items() if stream.startswith("member:")]
    full = ("FULL", "SUSPENDED_RIGHTS")
    out = dict.fromkeys(
        ("due", "covered", "ripe", "ripe_own", "operating", "own", "bare", "full", "probationary"), 0
    )
    for stream, state in states.items():
        if not stream.startswith("enterprise:") or state.get("area") != town:
            continue
        if state.get("operation_state") != "operating":
            continue
        staff = [m for m in members if m.get("credit_code") == state["credit_code"]]
        n_full = sum(1 for m in staff if m.get("status") in full)
        n_any = n_full + sum(1 for m in staff if m.get("status") == "PROBATIONARY")
        link = states.get(f"affiliation:{state['credit_code']}", {})
        form = link.get("form", "none")
        if states.get(f"organisation:{link.get('org_code')}", {}).get("dissolved"):
            form = "none"
        out["operating"] += 1
        out["own"] += form in ("independent", "joint")
        out["due"] += n_any >= 1
        out["covered"] += n_any >= 1 and form != "none"
        out["ripe"] += n_full >= 3
        out["ripe_own"] += n_full >= 3 and form in ("independent", "joint")
        out["bare"] += n_full >= 3 and form == "none"
    for state in members:
        if home.get(str(state.get("org_code"))) == town:
            out["full"] += state.get("status") in full
            out["probationary"] += state.get("status") == "PROBATIONARY"
    return out


def comparable(figures: dict[str, list[int]]) -> dict[str, int]:
    """Return the real one's figures under the names of the slow one."""
    return {
        "due": figures["K-01"][1],
        "covered": figures["K-01"][0],
        "ripe": figures["K-01b"][1],
        "ripe_own": figures["K-01b"][0],
        "operating": figures["K-02"][1],
        "own": figures["K-02"][0],
        "bare": figures["K-05"][0],
        "full": figures["K-20"][0],
        "probationary": figures["K-20"][1],
    }


def later(days: int) -> date:
    """Return a day so many days after the quarter's first."""
    return FIRST + timedelta(days=days)
