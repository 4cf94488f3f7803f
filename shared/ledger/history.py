"""What happened to one thing, told from the entries of its stream for people to read."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from marshmallow import fields

from shared.contracts.base import EVENTS
from shared.contracts.history import FindHistory
from shared.ledger.bound import Collections
from shared.ledger.corrected import as_they_stand, is_correction

Document = dict[str, Any]
REASON = "reason"
NAMES_OF_FLAGS = {True: "是", False: "否"}
NOTHING: tuple[Any, ...] = (None, "", [])
READ = ("seq", "type", "recorded_on", "effective_on", "actor", REASON, "data")


def history(db: Collections, stream: str, question: FindHistory, hidden: Collection[str] = ()) -> Document:
    """
    Return a page of what happened to the thing that *stream* tells of, the newest first.

    Args:
        hidden: Names of fields, or ``reason``, that are left out for who asks.
    """
    entries = entries_of(db, stream)
    wanted = [entry for entry in reversed(entries) if question.after is None or entry["seq"] < question.after]
    shown, rest = wanted[: question.limit], wanted[question.limit :]
    key = stream.partition(":")[2]
    return {
        "items": [_happening(entry, entries, {*hidden}, key) for entry in shown],
        "next": str(shown[-1]["seq"]) if rest else None,
    }


def entries_of(db: Collections, stream: str) -> list[Document]:
    """Return the entries of *stream* in the order of their numbers."""
    return list(db["ledger"].find({"stream": stream}, dict.fromkeys(READ, 1)).sort("seq", 1))


def known(entries: Iterable[Document]) -> Document:
    """Return what *entries* tell, as they stand: later days win, and of one day what was recorded later."""
    ordered = sorted(as_they_stand(entries), key=lambda one: (one["effective_on"], one["seq"]))
    return {name: value for entry in ordered for name, value in entry["data"].items()}


def act_of(entry: Document) -> Document:
    """Return what was done, by whom and when."""
    return {
        "seq": entry["seq"],
        "title": EVENTS[entry["type"]].title_of(entry["data"]),
        "user": entry["actor"]["user"],
        "department": entry["actor"]["department"],
        "recorded_on": entry["recorded_on"],
    }


def _happening(entry: Document, entries: Iterable[Document], hidden: set[str], key: str) -> Document:
    if is_correction(entry["type"]):
        return {**_told(entry, hidden), "changes": list(corrected_in(entry, entries, hidden))}
    before = known(
        one for one in entries if one["seq"] < entry["seq"] and one["effective_on"] <= entry["effective_on"]
    )
    told = {name: value for name, value in entry["data"].items() if name not in hidden and value != key}
    return {**_told(entry, hidden), "changes": list(_changes(EVENTS[entry["type"]].declared, told, before))}


def _told(entry: Document, hidden: set[str]) -> Document:
    return {
        **act_of(entry),
        **{name: entry[name] for name in ("type", "effective_on")},
        REASON: None if REASON in hidden else entry[REASON],
    }


def corrected_in(
    correction: Mapping[str, Any], entries: Iterable[Document], hidden: Collection[str] = ()
) -> Iterator[Document]:
    """
    Yield what an entry that corrects another changes in it, field by field, its day first.

    Args:
        entries: Those of the stream; the corrected one is read as it stood before.
    """
    told = correction["data"]
    earlier = as_they_stand(one for one in entries if one["seq"] < correction["seq"])
    was: Document = next((one["data"] for one in earlier if one["seq"] == told["seq"]), {})
    now = {} if told["void"] else told["data"]
    if told["void"] or told["on"] != told["was_on"]:
        new = None if told["void"] else told["on"]
        day = {"field": "on", "label": "日期", "old": told["was_on"], "new": new}
        yield {**day, "old_text": told["was_on"], "new_text": new}
    declared = EVENTS[told["kind"]].declared
    shown = {name: field for name, field in declared.items() if name not in hidden}
    yield from _differences(shown, was, now)


def _differences(
    declared: Mapping[str, fields.Field[Any]], was: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[Document]:
    for name, field in declared.items():
        old, new = was.get(name), now.get(name)
        if isinstance(field, fields.Nested) and not isinstance(field, fields.List):
            for row in _differences(field.schema.fields, old or {}, new or {}):
                yield {**row, "field": f"{name}.{row['field']}"}
        elif not _alike(old, new):
            yield _change(name, field, old, new)


def _changes(
    declared: Mapping[str, fields.Field[Any]], told: Mapping[str, Any], before: Mapping[str, Any]
) -> Iterator[Document]:
    """Yield what is *told* and was not known *before*; what stands inside a field is of this entry only."""
    for name, new in told.items():
        field, old = declared[name], before.get(name)
        if isinstance(field, fields.Nested) and isinstance(new, Mapping):
            for row in _changes(field.schema.fields, new, {}):
                yield {**row, "field": f"{name}.{row['field']}"}
        elif not _alike(old, new):
            yield _change(name, field, old, new)


def _alike(old: Any, new: Any) -> bool:
    return bool(old == new or (old in NOTHING and new in NOTHING))


def _change(name: str, field: fields.Field[Any], old: Any, new: Any) -> Document:
    return {
        "field": name,
        "label": str(field.metadata.get("label", name)),
        "old": old,
        "new": new,
        "old_text": text_of(field, old),
        "new_text": text_of(field, new),
    }


def text_of(field: fields.Field[Any], value: Any) -> str | None:
    """Return a value as people read it."""
    if value in NOTHING:
        return None
    if isinstance(field, fields.List):
        return "、".join(text_of(field.inner, one) or "" for one in value)
    if isinstance(field, fields.Nested):
        inner = field.schema.fields
        return " ".join(text for name, one in value.items() if (text := text_of(inner[name], one)))
    if isinstance(value, Mapping):
        return "、".join(f"{name} {one}" for name, one in value.items())
    if isinstance(value, bool):
        return NAMES_OF_FLAGS[value]
    return str(field.metadata.get("names", {}).get(value, value))
