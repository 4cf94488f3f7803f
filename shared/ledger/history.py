"""What happened to one thing, told from the entries of its stream for people to read."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from marshmallow import fields

from shared.contracts.base import EVENTS
from shared.contracts.history import FindHistory
from shared.ledger.bound import Collections

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
    entries = list(db["ledger"].find({"stream": stream}, dict.fromkeys(READ, 1)).sort("seq", 1))
    wanted = [entry for entry in reversed(entries) if question.after is None or entry["seq"] < question.after]
    shown, rest = wanted[: question.limit], wanted[question.limit :]
    key = stream.partition(":")[2]
    return {
        "items": [_happening(entry, entries, {*hidden}, key) for entry in shown],
        "next": str(shown[-1]["seq"]) if rest else None,
    }


def _happening(entry: Document, entries: Sequence[Document], hidden: set[str], key: str) -> Document:
    earlier = [
        one for one in entries if one["seq"] < entry["seq"] and one["effective_on"] <= entry["effective_on"]
    ]
    earlier.sort(key=lambda one: (one["effective_on"], one["seq"]))
    known = {name: value for one in earlier for name, value in one["data"].items()}
    declared = EVENTS[entry["type"]]
    told = {name: value for name, value in entry["data"].items() if name not in hidden and value != key}
    return {
        **{name: entry[name] for name in ("seq", "type", "recorded_on", "effective_on")},
        "title": declared.title_of(entry["data"]),
        "user": entry["actor"]["user"],
        "department": entry["actor"]["department"],
        REASON: None if REASON in hidden else entry[REASON],
        "changes": list(_changes(declared.declared, told, known)),
    }


def _changes(
    declared: Mapping[str, fields.Field[Any]], told: Mapping[str, Any], known: Mapping[str, Any]
) -> Iterator[Document]:
    """Yield what is *told* and was not *known*; what stands inside a field is of this entry only."""
    for name, new in told.items():
        field, old = declared[name], known.get(name)
        if isinstance(field, fields.Nested) and isinstance(new, Mapping):
            for row in _changes(field.schema.fields, new, {}):
                yield {**row, "field": f"{name}.{row['field']}"}
        elif old != new and not (old in NOTHING and new in NOTHING):
            yield {
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
