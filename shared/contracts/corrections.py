"""
Correcting what was put on record wrongly: one person proposes, another approves, nothing is edited (R-GEN-09).

A service that takes corrections declares four events and three commands of its own on these, and names under
``correctable`` what may be corrected.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from marshmallow import fields, validate

from shared.contracts import values as v
from shared.contracts.answers import Answer, page_of
from shared.contracts.base import EVENTS, Command, Contract, Event, Paged, Query
from shared.contracts.service import Call

SUFFIX = ".entry_corrected.v1"
STATES: Mapping[str, str] = {"proposed": "待批准", "approved": "已更正", "rejected": "已驳回"}


class CorrectionNamed(Contract):
    """One correction."""

    correction: str = v.code("更正编号", required=True)


class EntryNamed(Contract):
    """One entry of a record, by the record's stream and the entry's number in it."""

    stream: str = v.words("记录", v.KEY_OF_DUTY, required=True)
    seq: int = v.whole("登记序号", validate.Range(min=1), required=True)


class Correction(CorrectionNamed, EntryNamed):
    """
    What an entry should have said.

    Attributes:
        void: Whether it should not be on record at all.
        on: The day that it should count from; None: the one it has.
        changes: What should stand in its fields; a field that is not named stays, null takes a value out.
    """

    void: bool = v.flag("作废", load_default=False)
    on: date | None = v.day("正确的日期", load_default=None, allow_none=True)
    changes: Mapping[str, Any] = v.table(v.anything("正确的内容"), "正确的内容", load_default=dict)


class CorrectionProposed(Event, Correction):
    """A correction was proposed; nothing changes before another person approves it."""


class CorrectionApproved(Event, CorrectionNamed):
    """A second person approved it; the corrected entries follow."""


class CorrectionRejected(Event, CorrectionNamed):
    """A second person, or who proposed it, turned it down; nothing has changed."""


class EntryCorrected(Event):
    """
    What an earlier entry of the same stream says from now on; it stands in that one's place.

    ``data`` and ``was_on`` are there for one that does not count any more as well, so that whoever follows finds what
    it was about.

    Attributes:
        seq: The number of the entry.
        kind: Its event type.
        void: Whether it does not count any more.
        on, was_on: The day it counts from, now and before.
        data: All that it says, in the form of its event.
    """

    correction: str = v.code("更正编号", required=True)
    seq: int = v.whole("登记序号", validate.Range(min=1), required=True)
    kind: str = v.words("事件类型", v.NAME, required=True)
    void: bool = v.flag("作废", required=True)
    on: date = v.day("日期", required=True)
    was_on: date = v.day("原日期", required=True)
    data: Mapping[str, Any] = v.table(v.anything("内容"), "内容", required=True)

    @classmethod
    def title_of(cls, data: Mapping[str, Any]) -> str:
        """Return what happened to which entry."""
        return f"{'作废' if data['void'] else '更正'}“{EVENTS[data['kind']].title_of(data['data'])}”"


class ProposeCorrection(Command, Correction):
    """Propose a correction, with the reason; with ``dry_run`` only say what it would do."""

    dry_run: bool = v.flag("只检查", load_default=False)


class ApproveCorrection(Command, CorrectionNamed):
    """Approve a correction that another person proposed."""

    record: ClassVar[str] = "correction:{correction}"


class RejectCorrection(Command, CorrectionNamed):
    """Turn a correction down, or take back one's own."""

    record: ClassVar[str] = "correction:{correction}"

    comment: str = v.words("驳回或撤回的原因", required=True)


class FindCorrections(Paged):
    """Ask for corrections, the newest first."""

    state: str | None = v.choice("状态", STATES, load_default=None, allow_none=True)
    stream: str | None = v.words("记录", v.KEY_OF_DUTY, load_default=None, allow_none=True)


class FindEntry(Query, EntryNamed):
    """Ask what of an entry can be corrected."""


class Asked(Answer):
    """One field, and what may stand in it."""

    field: str = v.words("字段", required=True)
    label: str = v.words("字段名称", required=True)
    kind: str = v.choice(
        "类型", ("day", "number", "flag", "choice", "several", "rows", "text"), required=True
    )
    names: Mapping[str, str] = v.table(v.words("名称"), "可选值", required=True)
    optional: bool = v.flag("可以留空", required=True)


class Entered(Asked):
    """One field of an entry: what stands in it, and what may; of rows, the fields of each."""

    value: Any = v.anything("现有内容", required=True)
    inner: tuple[Asked, ...] = v.rows(Asked, "各项内容", required=True)


def entered(name: str, field: Any, value: Any) -> dict[str, Any]:
    """Return a declared field of an entry as it is shown to who corrects it."""
    rows = field.inner.schema.fields if _is_rows(field) else {}
    inner = [asked(one, declared) for one, declared in rows.items()]
    return {**asked(name, field), "value": value, "inner": inner}


def _is_rows(field: Any) -> bool:
    return isinstance(field, fields.List) and isinstance(field.inner, fields.Nested)


def asked(name: str, field: Any) -> dict[str, Any]:
    """Return what may stand in a declared field."""
    inner = field.inner if isinstance(field, fields.List) else field
    names = dict(inner.metadata.get("names") or {})
    kinds: tuple[tuple[type, str], ...] = (
        (fields.List, "several"),
        (fields.Date, "day"),
        (fields.Boolean, "flag"),
        (fields.Number, "number"),
    )
    kind = next((named for one, named in kinds if isinstance(field, one)), "choice" if names else "text")
    kind = "rows" if _is_rows(field) else kind
    return {
        "field": name,
        "label": str(field.metadata.get("label", name)),
        "kind": kind,
        "names": names,
        "optional": bool(field.allow_none),
    }


class OneEntry(Answer):
    """An entry as it stands now, with the fields that can be corrected; ``why_not`` says why none can."""

    stream: str = v.words("记录", required=True)
    seq: int = v.count("登记序号", required=True)
    name: str = v.words("事项", required=True)
    on: date = v.day("日期", required=True)
    can_be: tuple[Entered, ...] = v.rows(Entered, "可更正的内容", required=True)
    why_not: str | None = v.text("不能更正的原因", required=True)


class Changed(Answer):
    """A field before and after."""

    label: str = v.words("字段名称", required=True)
    old: str | None = v.text("原值", required=True)
    new: str | None = v.text("新值", required=True)


class Undone(Answer):
    """An entry that does not hold any more, of this record or another, and why; it has to be done again."""

    stream: str = v.words("记录", required=True)
    seq: int = v.count("登记序号", required=True)
    name: str = v.words("事项", required=True)
    on: date = v.day("日期", required=True)
    why: str = v.text("原因", required=True)


class OneCorrection(Answer):
    """A correction with who proposed and who decided it."""

    correction: str = v.words("更正编号", required=True)
    state: str = v.choice("状态", STATES, required=True)
    stream: str = v.words("记录", required=True)
    seq: int = v.count("登记序号", required=True)
    name: str = v.words("事项", required=True)
    void: bool = v.flag("作废", required=True)
    reason: str = v.text("理由", required=True)
    by: str = v.words("提出人", required=True)
    proposed_on: date = v.day("提出日", required=True)
    decided_by: str | None = v.text("批准人", required=True)
    decided_on: date | None = v.day("批准日", required=True, allow_none=True)
    comment: str | None = v.text("批准意见", required=True)
    changes: tuple[Changed, ...] = v.rows(Changed, "更正内容", required=True)
    undone: tuple[Undone, ...] = v.rows(Undone, "随之失效的登记", required=True)


CORRECTIONS = page_of(OneCorrection)


def commands(service: str, propose: tuple[str, ...], decide: tuple[str, ...]) -> dict[str, Call]:
    """Return the commands of a service that takes corrections, by who may propose and who may decide."""
    path = f"POST /{service}/corrections"
    either = tuple(dict.fromkeys((*propose, *decide)))
    return {
        "propose_correction": Call(ProposeCorrection, "提出更正", propose, path),
        "approve_correction": Call(ApproveCorrection, "批准更正", decide, f"{path}/<correction>/approve"),
        "reject_correction": Call(RejectCorrection, "驳回或撤回更正", either, f"{path}/<correction>/reject"),
    }


def questions(service: str, ask: tuple[str, ...]) -> dict[str, Call]:
    """Return the questions of a service that takes corrections, by who may ask them."""
    return {
        "entry": Call(
            FindEntry, "一项登记可更正的内容", ask, f"GET /{service}/entries", personal=True, gives=OneEntry
        ),
        "corrections": Call(
            FindCorrections, "更正登记", ask, f"GET /{service}/corrections", gives=CORRECTIONS
        ),
    }
