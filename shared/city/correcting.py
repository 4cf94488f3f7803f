"""
Corrections as every service takes them: proposed with a reason, tried out, approved by another person (R-GEN-09).

What a correction does to the state of a service is the service's own (``Correcting.correct``).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

import uuid6
from pymongo.database import Database

from shared.city import areas
from shared.city.changes import Change, standing
from shared.contracts import corrections as c
from shared.contracts.base import EVENTS, Event, load
from shared.contracts.errors import Conflict, InvalidInput, NotFound
from shared.contracts.service import Service
from shared.ledger.bound import Collections
from shared.ledger.corrected import is_correction
from shared.ledger.history import corrected_in
from shared.ledger.ledger import Rehearsed, create_collections
from shared.ledger.unit import Unit
from shared.paging import page
from shared.rules import pack
from shared.security.tokens import SYSTEM_ROLE, Actor

Document = dict[str, Any]
Told = TypeVar("Told", bound=Event)
CORRECTIONS = "corrections"
RULE = "R-GEN-09"
PROPOSED, APPROVED, REJECTED = c.STATES
BY_ITSELF = "由系统随其他登记产生，请更正引起它的那一项登记"
NOT_THIS_KIND = "此类登记不能在此更正"
NOT_BY_THEM = "此类登记由办理它的人员更正"


@dataclass(frozen=True)
class Correctable:
    """
    What of the entries of a kind can be corrected, besides their day.

    Attributes:
        fields: Returns the names of the fields, by what the entry says.
        inside: The field that holds them; None: they are the event's own.
        roles: Of which one is needed to propose or approve; None: the service's own calls say enough.
    """

    fields: Callable[[Mapping[str, Any]], Iterable[str]]
    inside: str | None = None
    roles: tuple[str, ...] | None = None

    def may_be_corrected_by(self, actor: Actor) -> bool:
        """Return whether *actor* may propose or approve corrections of this kind."""
        return self.roles is None or not {*actor.roles}.isdisjoint(self.roles)

    def declared(self, kind: type[Event]) -> Mapping[str, Any]:
        """Return the declared fields by name."""
        if self.inside is None:
            return kind.declared
        inner: Any = kind.declared[self.inside]
        return dict(inner.schema.fields)


@dataclass(frozen=True)
class Correcting:
    """
    How one service corrects.

    Attributes:
        service: Its declaration, by which of its events it tells corrections.
        kinds: What can be corrected.
        area_of: Returns the area whose people an entry concerns; raises NotFound.
        by_itself: Returns whether an entry came of another one, although a person's act led to it.
        correct: Changes the service's state as a change asks, and returns it with what follows of it for other
            entries; raises RuleViolated when what would be on record then breaks a rule.
    """

    service: Service
    kinds: Mapping[type[Event], Correctable]
    area_of: Callable[[Collections, Mapping[str, Any]], str]
    correct: Callable[[Unit, Change], list[Change]]
    by_itself: Callable[[Mapping[str, Any]], bool] = lambda _: False

    def _event(self, kind: type[Told]) -> type[Told]:
        """Return the service's own event of a *kind*."""
        return next(event for event in self.service.events if issubclass(event, kind))

    def propose(self, unit: Unit, command: c.ProposeCorrection) -> Document:
        """
        Keep a proposal that would work as things stand; say what it would do.

        Raises:
            Conflict: the number is used, or another proposal for the entry waits.
            InvalidInput: no reason, nothing to correct, or a field that cannot be.
            NotFound: no such entry.
            RuleViolated: what would be on record then breaks a rule.
        """
        entry = _entry(unit.db, command.stream, command.seq)
        area = self.area_of(unit.db, entry)
        areas.within(unit, area)
        areas.check_own(unit.db, unit.actor, area, entry["data"].get("org_code"))
        if not unit.stamp.reason:
            raise InvalidInput.at("reason", "更正须说明理由（R-GEN-09）", "更正须说明理由")
        _check_free(unit, command)
        first = self._change(entry, command, unit.actor)
        done = unit.rehearse(lambda inner: self.correct(inner, first))
        told = _told(done)
        if command.dry_run:
            raise Rehearsed({"stream": None, "seq": 0, "warnings": [], "correction": None, **told})
        correction = {name: getattr(command, name) for name in c.Correction.declared}
        unit.db[CORRECTIONS].insert_one(
            {
                "_id": command.correction,
                "place": str(uuid6.uuid7()),
                "state": PROPOSED,
                "area": area,
                "org_code": entry["data"].get("org_code"),
                "name": first.kind.title_of(entry["data"]),
                **{name: correction[name] for name in ("stream", "seq", "void", "changes")},
                "on": None if command.on is None else command.on.isoformat(),
                "reason": unit.stamp.reason,
                "by": unit.actor.user,
                "proposed_on": unit.stamp.recorded_on.isoformat(),
                "told": told,
            }
        )
        event = self._event(c.CorrectionProposed)(**correction)
        unit.record(f"correction:{command.correction}", event)
        return {"correction": command.correction, **told}

    def approve(self, unit: Unit, command: c.ApproveCorrection) -> Document:
        """
        Put a correction on record, with what follows of it for later entries.

        Raises:
            Conflict: it is decided already, or would do something else than when it was proposed.
            RuleViolated: who approves proposed it, or what would be on record then breaks a rule.
        """
        found = self._waiting(unit, command.correction)
        if found["by"] == unit.actor.user:
            message = "提出人不得自行批准更正，请由另一人办理"
            unit.check(
                [pack.load("general", unit.stamp.recorded_on).violation(RULE, message, field="correction")]
            )
        stream = f"correction:{command.correction}"
        # The reason is the proposer's; who approves is the second person.
        unit.stamp = replace(unit.stamp, reason=found["reason"], approver=unit.actor.user)
        unit.record(stream, self._event(c.CorrectionApproved)(correction=command.correction))
        entry = _entry(unit.db, found["stream"], found["seq"])
        done = self.correct(unit, self._change(entry, load(c.Correction, _asked(found)), unit.actor))
        told = _told(done)
        if told["undone"] != found["told"]["undone"]:
            raise Conflict.at(
                "correction", "提出之后记录又有变动，更正的影响已不同；请驳回后重新提出", "影响已不同"
            )
        for change in done:
            self.tell(unit, command.correction, change)
        self._decide(unit, command.correction, APPROVED, None, told)
        return {"correction": command.correction, **told}

    def reject(self, unit: Unit, command: c.RejectCorrection) -> Document:
        """Turn a correction down, or take it back; raises Conflict when it is decided already."""
        self._waiting(unit, command.correction)
        unit.stamp = replace(unit.stamp, reason=command.comment)
        event = self._event(c.CorrectionRejected)(correction=command.correction)
        unit.record(f"correction:{command.correction}", event)
        self._decide(unit, command.correction, REJECTED, command.comment, None)
        return {"correction": command.correction}

    def entry(self, db: Collections, question: c.FindEntry, actor: Actor) -> Document:
        """Return an entry as it stands, with what of it can be corrected; raises NotFound or NotAllowed."""
        entry = _entry(db, question.stream, question.seq)
        area = self.area_of(db, entry)
        areas.allow(db, actor, area)
        areas.check_own(db, actor, area, entry["data"].get("org_code"))
        why_not = self._why_not(entry, actor)
        return {
            "stream": entry["stream"],
            "seq": entry["seq"],
            "name": EVENTS[entry["type"]].title_of(entry["data"]),
            "on": entry["effective_on"],
            "can_be": [] if why_not else list(self._fields(entry)),
            "why_not": why_not,
        }

    def found(self, db: Collections, question: c.FindCorrections, actor: Actor) -> Document:
        """Return a page of the corrections that the actor's rights reach, the newest first."""
        wanted: Document = {"area": {"$in": sorted(areas.of(db, actor))}}
        if actor.own:
            whole = {"area": {"$in": sorted(areas.wholly_own(db, actor))}}
            wanted["$or"] = [{"org_code": {"$in": [*actor.own_of(areas.ORGANISATION)]}}, whole]
        wanted |= {name: asked for name in ("state", "stream") if (asked := getattr(question, name))}
        if question.after:
            wanted["place"] = {"$lt": question.after}
        rows = list(db[CORRECTIONS].find(wanted).sort("place", -1).limit(question.limit + 1))
        return page(rows, question.limit, _shown, lambda row: str(row["place"]))

    def _change(self, entry: Mapping[str, Any], command: c.Correction, actor: Actor) -> Change:
        """Return the change that a correction asks for; raises InvalidInput."""
        if (why_not := self._why_not(entry, actor)) is not None:
            raise InvalidInput.at("seq", f"这项登记不能更正：{why_not}", why_not)
        kind, on = EVENTS[entry["type"]], entry["effective_on"]
        if command.void:
            return Change(entry, on, entry["data"], void=True)
        correctable = self.kinds[kind]
        names = set(correctable.fields(entry["data"]))
        if strange := sorted(set(command.changes) - names):
            raise InvalidInput.at(
                "changes", f"这项登记没有可更正的字段：{'、'.join(strange)}", "字段不可更正"
            )
        data = _with(entry["data"], correctable, kind, command.changes)
        now = on if command.on is None else command.on.isoformat()
        made = load(kind, data).as_json()
        if now == on and made == load(kind, entry["data"]).as_json():
            raise InvalidInput.at("changes", "更正后与原登记相同，没有要更正的内容", "与原登记相同")
        return Change(entry, now, made)

    def _why_not(self, entry: Mapping[str, Any], actor: Actor) -> str | None:
        correctable = self.kinds.get(EVENTS[entry["type"]])
        if correctable is None:
            return NOT_THIS_KIND
        if not correctable.may_be_corrected_by(actor):
            return NOT_BY_THEM
        came_of_another = SYSTEM_ROLE in entry["actor"]["roles"] or self.by_itself(entry)
        return BY_ITSELF if came_of_another else None

    def _fields(self, entry: Mapping[str, Any]) -> Iterable[Document]:
        kind = EVENTS[entry["type"]]
        correctable = self.kinds[kind]
        data, declared = entry["data"], correctable.declared(kind)
        values = data if correctable.inside is None else data.get(correctable.inside, {})
        for name in correctable.fields(data):
            yield c.entered(name, declared[name], values.get(name))

    def _waiting(self, unit: Unit, correction: str) -> Document:
        found: Document | None = unit.db[CORRECTIONS].find_one({"_id": correction})
        if found is None:
            raise NotFound.at("correction", f"更正{correction}不存在", "更正不存在")
        areas.within(unit, found["area"])
        areas.check_own(unit.db, unit.actor, found["area"], found.get("org_code"))
        if found["state"] != PROPOSED:
            raise Conflict.at("correction", f"更正{correction}现为“{c.STATES[found['state']]}”", "已办结")
        return found

    def tell(self, unit: Unit, correction: str, change: Change) -> None:
        """Tell what becomes of an entry, in the stream that it is of."""
        entry = change.entry
        event = self._event(c.EntryCorrected)(
            correction=correction,
            seq=entry["seq"],
            kind=entry["type"],
            void=change.void,
            on=date.fromisoformat(change.on),
            was_on=date.fromisoformat(entry["effective_on"]),
            data=dict(change.data),
        )
        unit.record(change.stream, event, effective_on=min(event.on, event.was_on))

    def _decide(
        self, unit: Unit, correction: str, state: str, comment: str | None, told: Document | None
    ) -> None:
        decided = {"decided_by": unit.actor.user, "decided_on": unit.stamp.recorded_on.isoformat()}
        values = {"state": state, "comment": comment, **decided, **({} if told is None else {"told": told})}
        unit.db[CORRECTIONS].update_one({"_id": correction}, {"$set": values})


def prepare(db: Database[Document]) -> None:
    """Create the collection and its indexes; running it again changes nothing."""
    create_collections(db, (CORRECTIONS,))
    db[CORRECTIONS].create_index([("area", 1), ("place", -1)])
    db[CORRECTIONS].create_index([("stream", 1), ("seq", 1)])


def _check_free(unit: Unit, command: c.ProposeCorrection) -> None:
    if unit.db[CORRECTIONS].find_one({"_id": command.correction}) is not None:
        raise Conflict.at("correction", f"更正编号{command.correction}已使用", "该编号已使用")
    same = {"stream": command.stream, "seq": command.seq, "state": PROPOSED}
    if (other := unit.db[CORRECTIONS].find_one(same)) is not None:
        raise Conflict.at("seq", f"这项登记已有待批准的更正{other['_id']}", "已有待批准的更正")


def _entry(db: Collections, stream: str, seq: int) -> Document:
    found = next((one for one in standing(db, stream) if one["seq"] == seq), None)
    if found is not None:
        return found
    written = db["ledger"].find_one({"stream": stream, "seq": seq})
    if written is None:
        raise NotFound.at("seq", f"{stream}没有第{seq}项登记", "登记不存在")
    problem = "这是一次更正，请对原登记再提更正" if is_correction(written["type"]) else "这项登记已作废"
    raise Conflict.at("seq", problem)


def _with(
    data: Mapping[str, Any], correctable: Correctable, kind: type[Event], changes: Mapping[str, Any]
) -> Document:
    """Return *data* with *changes*; a field that becomes null is left out where null is nothing it may be."""
    inside, declared = correctable.inside, correctable.declared(kind)
    after = {**(data if inside is None else data.get(inside, {})), **changes}
    after = {name: value for name, value in after.items() if value is not None or declared[name].allow_none}
    return after if inside is None else {**data, inside: after}


def _asked(found: Mapping[str, Any]) -> Document:
    named = {name: found[name] for name in ("stream", "seq", "void", "on", "changes")}
    return {"correction": found["_id"], **named}


def _told(changes: Iterable[Change]) -> Document:
    """Return what a correction does, as people read it: the corrected entry field by field, and what it undoes."""
    first, *further = changes
    return {
        "changed": list(_fields_changed(first)),
        "undone": [
            {
                "stream": one.stream,
                "seq": one.entry["seq"],
                "name": one.kind.title_of(one.entry["data"]),
                "on": one.entry["effective_on"],
                "why": one.why,
            }
            for one in further
            if one.void
        ],
    }


def _fields_changed(change: Change) -> Iterable[Document]:
    told = {
        "seq": change.entry["seq"],
        "kind": change.entry["type"],
        "void": change.void,
        "on": change.on,
        "was_on": change.entry["effective_on"],
        "data": change.data,
    }
    # Told as if it were written right behind the entry.
    for row in corrected_in({"seq": change.entry["seq"] + 1, "data": told}, [dict(change.entry)]):
        yield {"label": row["label"], "old": row["old_text"], "new": row["new_text"]}


def _shown(row: Mapping[str, Any]) -> Document:
    return {
        "correction": row["_id"],
        **{name: row[name] for name in ("state", "stream", "seq", "name", "void", "reason", "by")},
        "proposed_on": row["proposed_on"],
        **{name: row.get(name) for name in ("decided_by", "decided_on", "comment")},
        "changes": row["told"]["changed"],
        "undone": row["told"]["undone"],
    }
