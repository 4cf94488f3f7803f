"""Keeping the duties of one service: opened and met with what sets and keeps them, told to be late by the day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pymongo.database import Database

from shared.city import areas
from shared.contracts import duties as d
from shared.contracts.base import load
from shared.ledger.bound import Collections
from shared.ledger.ledger import create_collections
from shared.ledger.unit import Unit
from shared.rules.deadlines import Deadline, table

Document = dict[str, Any]
DUTIES = "duties"
OPEN, LATE, MET, LAPSED = "open", "late", "met", "lapsed"
RETIRED = "retired"
UNDONE = (OPEN, LATE)
# Told in one transaction: far below its lifetime of five seconds.
BATCH = 100


@dataclass(frozen=True)
class Holder:
    """Who has to do it: an organisation of an area, or a department."""

    org_code: str | None = None
    area: str | None = None
    department: str | None = None


@dataclass(frozen=True)
class Duties:
    """The duties of one service, with the events it tells them by."""

    opened: type[d.DutyOpened]
    met: type[d.DutyMet]
    late: type[d.DutyLate]
    lapsed: type[d.DutyLapsed]

    def open(
        self,
        unit: Unit,
        deadline: Deadline,
        subject: str,
        since: date,
        holder: Holder,
        due_on: date | None = None,
        name: str | None = None,
    ) -> str:
        """
        Open a duty, or again one that lapsed, and return its name; one that is open, late or met stays as it is.

        One that a correction took back does not come again: what is due now has a name of its own.

        Args:
            since: The day it is counted from.
            due_on: The day it is due, where whoever sets the limit names it.
            name: Its name, where the day it is counted from does not tell it from the next one.
        """
        duty, known = _not_retired(unit.db, name or name_of(deadline.name, subject, since))
        if known is not None and known["state"] != LAPSED:
            return duty
        rules = areas.rules(unit.db, deadline.pack, since, holder.area)
        due = due_on or deadline.due_on(since, rules)
        event = self.opened(
            duty=duty,
            deadline=deadline.name,
            subject=subject,
            set_on=since,
            due_on=due,
            last_on=deadline.with_grace(due, rules),
            **vars(holder),
        )
        values = event.as_json()
        unit.db[DUTIES].replace_one({"_id": values.pop("duty")}, {**values, "state": OPEN}, upsert=True)
        unit.record(stream_of(duty), event, effective_on=since)
        return duty

    def retire(self, unit: Unit, duty: str, why: str) -> None:
        """Tell that a duty, kept or not, was never one, as a correction shows (R-GEN-09)."""
        found = unit.db[DUTIES].find_one({"_id": duty})
        unit.db[DUTIES].update_one({"_id": duty}, {"$set": {"state": LAPSED, RETIRED: True}})
        event = self.lapsed(duty=duty, deadline=found["deadline"], why=why)
        unit.record(stream_of(duty), event, effective_on=date.fromisoformat(found["set_on"]))

    def meet(self, unit: Unit, deadline: str, subject: str, on: date) -> None:
        """Tell that all undone duties of *deadline* that were set for *subject* by *on* are done."""
        wanted = {"subject": subject, "deadline": deadline, "state": {"$in": UNDONE}}
        for found in list(unit.db[DUTIES].find({**wanted, "set_on": {"$lte": on.isoformat()}})):
            self._meet(unit, found, on)

    def meet_one(self, unit: Unit, duty: str, on: date) -> None:
        """Tell that a duty is done, if there is such a one and it is not yet."""
        found = unit.db[DUTIES].find_one({"_id": duty, "state": {"$in": UNDONE}})
        if found is not None:
            self._meet(unit, found, on)

    def meet_since(self, unit: Unit, deadline: str, subject: str, since: date, on: date) -> None:
        """Tell that the duty of *deadline* that *subject* has in the period from *since* is done."""
        for found in of_subject(unit.db, subject, deadline, since):
            self.meet_one(unit, found["_id"], on)

    def hand_on(self, unit: Unit, subject: str, holder: Holder, on: date) -> None:
        """Tell that the undone duties of *subject* are *holder*'s from a day on; what is late stays late."""
        for found in list(unit.db[DUTIES].find({"subject": subject, "state": {"$in": UNDONE}})):
            unit.db[DUTIES].update_one({"_id": found["_id"]}, {"$set": vars(holder)})
            values = {name: found[name] for name in d.Duty.declared if name in found}
            told = {**values, "duty": found["_id"], **vars(holder)}
            unit.record(stream_of(found["_id"]), load(self.opened, told), effective_on=on)
            if found["state"] == LATE:
                self._tell_late(unit, found)

    def lapse(
        self, unit: Unit, subject: str, on: date, why: str, deadlines: Collection[str] | None = None
    ) -> None:
        """Tell that the undone duties of *subject* (of some *deadlines* only) need not be done any more."""
        wanted: Document = {"subject": subject}
        if deadlines is not None:
            wanted["deadline"] = {"$in": sorted(deadlines)}
        self._lapse(unit, wanted, on, why)

    def lapse_of_subject(self, unit: Unit, subject: str, deadline: str, on: date, why: str) -> None:
        """Tell that what *subject* undone has of a *deadline* and may still do on a day need not be done."""
        wanted = {"subject": subject, "deadline": deadline, "last_on": {"$gte": on.isoformat()}}
        self._lapse(unit, wanted, on, why)

    def lapse_between(
        self, unit: Unit, subject: str, deadline: str, first: date, last: date, why: str
    ) -> None:
        """Tell that what *subject* undone has of a *deadline*, set from *first* to *last*, need not be done."""
        set_on = {"$gte": first.isoformat(), "$lte": last.isoformat()}
        self._lapse(unit, {"subject": subject, "deadline": deadline, "set_on": set_on}, first, why)

    def lapse_due_after(
        self, unit: Unit, org_code: str, on: date, why: str, besides: Collection[str] = ()
    ) -> None:
        """Tell that what an organisation has undone and is not late with on a day need not be done any more."""
        wanted = {"org_code": org_code, "last_on": {"$gte": on.isoformat()}}
        self._lapse(unit, {**wanted, "deadline": {"$nin": sorted(besides)}}, on, why)

    def lapse_left(
        self, unit: Unit, org_code: str, on: date, why: str, besides: Collection[str] = ()
    ) -> None:
        """
        Tell that nothing an organisation has undone need be done any more, *besides* some deadlines.

        What was late by then stays counted as not done, since it lapses after its last day.
        """
        self._lapse(unit, {"org_code": org_code, "deadline": {"$nin": sorted(besides)}}, on, why)

    def _lapse(self, unit: Unit, wanted: Mapping[str, Any], on: date, why: str) -> None:
        for found in list(unit.db[DUTIES].find({**wanted, "state": {"$in": UNDONE}})):
            unit.db[DUTIES].update_one({"_id": found["_id"]}, {"$set": {"state": LAPSED}})
            event = self.lapsed(duty=found["_id"], deadline=found["deadline"], why=why)
            unit.record(stream_of(found["_id"]), event, effective_on=on)

    def tell_late(self, unit: Unit, today: date, _: str | None = None) -> str | None:
        """Tell a batch of what is late on *today*; return None when there was nothing more (days.Work)."""
        passed = {"state": OPEN, "last_on": {"$lt": today.isoformat()}}
        found = list(unit.db[DUTIES].find(passed).sort([("last_on", 1), ("_id", 1)]).limit(BATCH))
        for document in found:
            unit.db[DUTIES].update_one({"_id": document["_id"]}, {"$set": {"state": LATE}})
            self._tell_late(unit, document)
        return str(found[-1]["_id"]) if found else None

    def _tell_late(self, unit: Unit, document: Mapping[str, Any]) -> None:
        deadline = table()[document["deadline"]]
        if deadline.is_limit:
            event = self.late(duty=document["_id"], deadline=deadline.name)
            late_since = date.fromisoformat(document["last_on"]) + timedelta(days=1)
            unit.record(stream_of(document["_id"]), event, effective_on=late_since)

    def _meet(self, unit: Unit, found: Mapping[str, Any], on: date) -> None:
        in_time = on.isoformat() <= found["last_on"] or not table()[found["deadline"]].is_limit
        change = {"state": MET, "met_on": on.isoformat(), "in_time": in_time}
        unit.db[DUTIES].update_one({"_id": found["_id"]}, {"$set": change})
        event = self.met(duty=found["_id"], deadline=found["deadline"], met_on=on, in_time=in_time)
        unit.record(stream_of(found["_id"]), event, effective_on=on)


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    create_collections(db, (DUTIES,))
    db[DUTIES].create_index([("state", 1), ("last_on", 1)])
    db[DUTIES].create_index([("subject", 1), ("deadline", 1)])
    db[DUTIES].create_index([("org_code", 1), ("set_on", 1)])


def _not_retired(db: Collections, name: str) -> tuple[str, Document | None]:
    duty, number = name, 1
    while (known := find(db, duty)) is not None and known.get(RETIRED):
        number += 1
        duty = f"{name}:{number}"
    return duty, known


def of_subject(
    db: Collections, subject: str, deadline: str | None = None, since: date | None = None
) -> list[Document]:
    """
    Return the duties of *subject* that stand: open, late or kept.

    Args:
        deadline: Those of this one only.
        since: Those of the period from this day only. They are not found by name: one that took the place of a
            retired one has another.
    """
    wanted: Document = {"subject": subject, "state": {"$in": [*UNDONE, MET]}}
    if deadline is not None:
        wanted["deadline"] = deadline
    if since is not None:
        wanted["set_on"] = since.isoformat()
    return list(db[DUTIES].find(wanted).sort("_id", 1))


def find(db: Collections, duty: str) -> Document | None:
    """Return a duty's document, if there is one."""
    found: Document | None = db[DUTIES].find_one({"_id": duty})
    return found


def undone_since(db: Collections, deadline: str, subject: str) -> date | None:
    """Return the first day from which *subject* has a duty of *deadline* undone; None: it has none."""
    wanted = {"subject": subject, "deadline": deadline, "state": {"$in": UNDONE}}
    found = db[DUTIES].find_one(wanted, sort=[("set_on", 1)])
    return date.fromisoformat(found["set_on"]) if found else None


def name_of(deadline: str, subject: str, since: date) -> str:
    """Return the name of a duty."""
    return f"{deadline}:{subject}:{since.isoformat()}"


def stream_of(duty: str) -> str:
    """Return the stream that tells of a duty."""
    return f"duty:{duty}"
