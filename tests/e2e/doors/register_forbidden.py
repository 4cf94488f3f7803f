"""
What the register may never look like, by rules §3 and §4: read from the registry's ledger only, with words of its own.

Shares nothing with the service but the ledger's form.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Entry = Mapping[str, Any]
NEVER = "9999-12-31"
HERE = ("FULL", "SUSPENDED_RIGHTS", "PROBATIONARY")
WITH_VOTE = ("FULL", "SUSPENDED_RIGHTS")
NO_PLACE_FOR_MEMBERS = ("committee", "general_branch")
ENDS = {"MEMBERSHIP_STOPPED", "REMOVED", "TRANSFERRED_OUT", "DECEASED"}
# R-MEM-13: from which status one leads to which.
LEADS_TO: Mapping[str, set[str]] = {
    "FULL": {"SUSPENDED_RIGHTS", *ENDS},
    "SUSPENDED_RIGHTS": {"FULL", *ENDS},
    "PROBATIONARY": {"FULL", *ENDS},
    "MEMBERSHIP_STOPPED": {"REMOVED", "DECEASED", "FULL", "PROBATIONARY"},
    "TRANSFERRED_OUT": {"DECEASED", "FULL", "PROBATIONARY"},
    "REMOVED": set(),
    "DECEASED": set(),
}
NEEDED = {"own": 3, "joint_units": 2, "joint_members": 3}


@dataclass
class Thing:
    """Something on record: what was said of it, each from a day on."""

    told: list[tuple[str, Entry]] = field(default_factory=list)
    begun: list[Entry] = field(default_factory=list)
    ended: str = NEVER

    def on(self, day: str) -> dict[str, Any]:
        """Return what held on a day; what was told later of the same day counts."""
        held: dict[str, Any] = {}
        for since, data in sorted(self.told, key=lambda one: one[0]):
            if since <= day:
                held |= {name: value for name, value in data.items() if value is not None or name not in held}
                held |= {name: None for name in ("org_code", "parent", "form") if data.get(name, "") is None}
        return held

    def days(self) -> list[str]:
        """Return the days on which something was told."""
        return sorted({since for since, _ in self.told})


class Register:
    """The register as the ledger tells it."""

    def __init__(self, entries: Iterable[Entry], first_quarter: str) -> None:
        self.first_quarter = first_quarter
        self.entered: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        self.things: dict[str, defaultdict[str, Thing]] = defaultdict(lambda: defaultdict(Thing))
        for entry in sorted(entries, key=lambda one: (one["effective_on"], one["n"], one["seq"])):
            kind, _, key = entry["stream"].partition(":")
            name = entry["type"].split(".")[1]
            if name == "opening_entered":
                self.entered[key].append((entry["seq"], entry["actor"]["user"]))
            if name.startswith("opening_"):
                continue
            thing = self.things[kind][key]
            if name.endswith(("_established", "_registered", "_assigned")):
                thing.begun.append(entry)
            if name.endswith(("_dissolved", "post_ended")):
                thing.ended = entry["effective_on"]
            elif name.endswith(("_established", "_registered", "_assigned", "_changed", "_set", "_moved")):
                thing.told.append((entry["effective_on"], entry["data"] | {"_entry": entry}))

    def problems(self) -> list[str]:
        """Return what is wrong."""
        return list(self._problems())

    def _problems(self) -> Iterator[str]:
        for code, organisation in self.things["organisation"].items():
            yield from self._of_organisation(code, organisation)
        for member, thing in self.things["member"].items():
            yield from self._of_member(member, thing)
        for firm, thing in self.things["affiliation"].items():
            yield from self._of_affiliation(firm, thing)

    def there(self, code: str | None, day: str) -> bool:
        """Return whether an organisation was there on a day."""
        found = self.things["organisation"].get(str(code))
        return bool(found and found.begun and found.begun[0]["effective_on"] <= day < found.ended)

    # -- organisations --------------------------------------------------------------------------------

    def _of_organisation(self, code: str, found: Thing) -> Iterator[str]:
        if len(found.begun) != 1:
            yield f"R-ORG-18 {code} was established {len(found.begun)} times"
            return
        for day in found.days():
            held = found.on(day)
            if day < found.begun[0]["effective_on"]:
                yield f"R-ORG-18 {code} is changed on {day}, before it is there"
            if held.get("can_approve_member") and held["type"] != "committee":
                yield f"R-ORG-16b {code}, {held['type']}, may approve on {day}"
            if held.get("form") == "joint" and held["type"] not in ("branch", "joint_branch"):
                yield f"R-ORG-02 {code} is joint and {held['type']} on {day}"
        yield from self._above(code, found)

    def _above(self, code: str, found: Thing) -> Iterator[str]:
        days = {day for one in self.things["organisation"].values() for day in (*one.days(), one.ended)}
        for day in sorted(days):
            if not self.there(code, day):
                continue
            seen, above = {code}, found.on(day).get("parent")
            if above is not None and not self.there(above, day):
                yield f"R-ORG-18 {above}, above {code}, is not there on {day}"
            while above is not None:
                if above in seen:
                    yield f"R-ORG-18 {code} is above itself on {day}"
                    break
                seen.add(above)
                above = self.things["organisation"][above].on(day).get("parent")

    # -- members --------------------------------------------------------------------------------------

    def _of_member(self, member: str, found: Thing) -> Iterator[str]:
        if len(found.begun) != 1:
            yield f"R-MEM-01 {member} was registered {len(found.begun)} times"
            return
        first = found.begun[0]
        if found.days()[0] < first["effective_on"]:
            yield f"R-MEM-13 {member} is changed before being on record"
            return
        yield from self._begun(member, first)
        status, before = first["data"]["status"], None
        was_full = status in WITH_VOTE
        for since, data in sorted(found.told, key=lambda one: one[0]):
            now = data.get("status") or status
            if before is not None and now != status:
                if now not in LEADS_TO[status]:
                    yield f"R-MEM-13 {member} from {status} to {now} on {since}"
                yield from self._grounds(member, status, now, data, first)
                if was_full and now == "PROBATIONARY":
                    yield f"R-MEM-13 {member} was a full member and is on probation on {since}"
            was_full = was_full or now in WITH_VOTE
            status, before = now, since
        yield from self._relation(member, found)

    def _begun(self, member: str, first: Entry) -> Iterator[str]:
        data, system = first["data"], "system" in first["actor"]["roles"]
        basis = data.get("basis")
        if (basis == "admission") != system or member.startswith("D-") != system:
            yield f"R-MEM-13 {member} by {basis}, entered by {first['actor']['user']}"
        if data["status"] == "PROBATIONARY" and basis not in ("admission", "opening", "transfer"):
            yield f"R-MEM-13 {member} is probationary by {basis}"
        yield from self._papers(member, data, first)

    def _papers(self, member: str, data: Entry, entry: Entry) -> Iterator[str]:
        if (data.get("basis") == "transfer") != bool(data.get("letter")):
            yield f"R-MEM-13 {member} by {data.get('basis')} with letter {data.get('letter')}"
        if data.get("basis") == "opening":
            if not entry["reason"]:
                yield f"R-GEN-10 {member} of the opening stock without a reason"
            by = [user for seq, user in self.entered[member] if seq < entry["seq"]][-1:]
            if by in ([], [entry["actor"]["user"]]):
                yield f"R-MEM-13 {member} of the opening stock, entered by {by}, by one person"
            registered = entry["type"].startswith("registry.member_registered")
            if registered and entry["effective_on"] >= self.first_quarter:
                yield f"R-MEM-13 {member} of the opening stock on {entry['effective_on']}"

    def _grounds(self, member: str, before: str, now: str, data: Entry, first: Entry) -> Iterator[str]:
        entry = data["_entry"]
        if "system" in entry["actor"]["roles"]:
            return
        yield from self._papers(member, data, entry)
        if before == "PROBATIONARY" and now in WITH_VOTE:
            opening = first["data"].get("basis") == "opening" and data.get("basis") == "opening"
            if not opening:
                yield f"R-MEM-13 {member} became full by {data.get('basis')}"
        if before == "TRANSFERRED_OUT" and now in HERE and data.get("basis") != "transfer":
            yield f"R-MEM-13 {member} came back by {data.get('basis')}"

    def _relation(self, member: str, found: Thing) -> Iterator[str]:
        for day, until in zip(found.days(), [*found.days()[1:], NEVER], strict=True):
            held = found.on(day)
            if held["status"] not in HERE:
                continue
            code = held["org_code"]
            if not self.there(code, day):
                yield f"R-MEM-01 {member} in {code} on {day}, when it is not there"
                continue
            place = self.things["organisation"][code]
            if place.ended < until:
                yield f"R-ORG-16b {member} is left behind in {code} on {place.ended}"
            for one in (day, *(other for other in place.days() if day < other < until)):
                if place.on(one)["type"] in NO_PLACE_FOR_MEMBERS:
                    yield f"R-MEM-14 {member} in {code}, a {place.on(one)['type']}, on {one}"

    # -- enterprises ----------------------------------------------------------------------------------

    def _of_affiliation(self, firm: str, found: Thing) -> Iterator[str]:
        for day in found.days():
            held = found.on(day)
            code, form = held.get("org_code"), held["form"]
            if (form == "none") != (code is None):
                yield f"R-ORG-06 {firm} is affiliated as {form} to {code} on {day}"
            if code is None:
                continue
            if not self.there(code, day):
                yield f"R-ORG-06 {firm} in {code} on {day}, when it is not there"
                continue
            place = self.things["organisation"][code]
            if form != "attached" and place.on(day).get("form") != form:
                yield f"R-ORG-06 {firm} is {form} in {code}, which is {place.on(day).get('form')}, on {day}"

    def units(self, code: str, day: str) -> list[str]:
        """Return the enterprises that an organisation covers in its own form."""
        own = []
        for firm, found in self.things["affiliation"].items():
            held = found.on(day)
            if held.get("org_code") == code and held["form"] in ("independent", "joint"):
                own.append(firm)
        return own

    def full_in(self, firm: str, day: str) -> int:
        """Count the full members who work in an enterprise."""
        return sum(
            held.get("credit_code") == firm and held.get("status") in WITH_VOTE
            for held in (one.on(day) for one in self.things["member"].values())
        )

    def of_the_setting(self, code: str, day: str) -> Iterator[str]:
        """Yield what is wrong with an organisation that was set up, or set up anew, just now for *day*."""
        form = self.things["organisation"][code].on(day).get("form")
        units = self.units(code, day)
        total = sum(self.full_in(firm, day) for firm in units)
        if form == "independent" and units and (len(units) > 1 or total < NEEDED["own"]):
            yield f"R-ORG-01 {code} for {units} with {total} full members"
        if form == "joint" and (len(units) < NEEDED["joint_units"] or total < NEEDED["joint_members"]):
            yield f"R-ORG-02 {code} for {units} with {total} full members"
