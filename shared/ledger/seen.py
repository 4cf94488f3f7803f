"""What somebody saw of a record before changing it, held against what is on record since."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marshmallow import fields

from shared.contracts.base import EVENTS
from shared.contracts.errors import Outdated
from shared.ledger.bound import Collections
from shared.ledger.history import act_of, entries_of, known, text_of

Document = dict[str, Any]
Declared = Mapping[str, fields.Field[Any]]
MOST = 20
BEFORE = "from_"  # of a move, the place that was left


@dataclass(frozen=True)
class Seen:
    """
    The state of a record that a command starts from.

    Attributes:
        seq: The number of the last entry that the record's stream had then; 0: there was none.
        wanted: What the command says, JSON values by field.
        declared: The fields of the command.
        shows: Returns whether the person may see who changed what in a stream.
        stream: The record's stream; None: the one that the first entry goes to.
    """

    seq: int
    wanted: Mapping[str, Any]
    declared: Declared
    shows: Callable[[Collections, str], bool]
    stream: str | None = None


def last(db: Collections, stream: str) -> int:
    """
    Return the number of the last entry of *stream*; 0: it has none.

    Who shows a record asks this before reading it: a number that is too old is refused, one that is too new
    would let a change get lost.
    """
    found = db["streams"].find_one({"_id": stream})
    return int(found["seq"]) if found else 0


def gone_on(db: Collections, stream: str, now: int, seen: Seen, user: str) -> Outdated:
    """Return the refusal of a command of *user*, whose record has *now* entries and not as many as were seen."""
    if seen.seq > now:
        return Outdated.at("expected", f"这条记录只有{now}项登记，没有第{seen.seq}项", "大于记录的最后序号")
    if not seen.shows(db, stream):
        return Outdated("您查看之后，这条记录已被他人修改；请重新查看后再办理", {"seq": now})
    entries = entries_of(db, stream)
    since = [entry for entry in entries if entry["seq"] > seen.seq]
    meanwhile = [act_of(entry) for entry in reversed(since)][:MOST]
    differences = list(_differences(entries, seen))
    return Outdated(
        _sentence(meanwhile, differences, user),
        {"seq": now, "meanwhile": meanwhile, "differences": differences},
    )


def _sentence(meanwhile: list[Document], differences: list[Document], user: str) -> str:
    acts = [
        f"{'您本人' if one['user'] == user else one['user']}于{one['recorded_on']}登记了“{one['title']}”"
        for one in meanwhile
    ]
    told = "，".join(dict.fromkeys(acts))
    named = "、".join(row["label"] for row in differences)
    different = f"，现在不同的有：{named}" if named else ""
    return f"您查看之后，{told}{different}；请核对后再办理"


def _differences(entries: list[Document], seen: Seen) -> Iterator[Document]:
    """Yield what is on record now otherwise than it was seen, with what the person wants where that is said."""
    before = known(entry for entry in entries if entry["seq"] <= seen.seq)
    now = known(entries)
    declared = {name: field for entry in entries for name, field in EVENTS[entry["type"]].declared.items()}
    for name, theirs in now.items():
        was = before.get(name)
        left = name.startswith(BEFORE) and name.removeprefix(BEFORE) in now
        if left or theirs == was:
            continue
        field = seen.declared.get(name, declared[name])
        told = {"was": was, "theirs": theirs}
        if name in seen.wanted:
            told["yours"] = seen.wanted[name]
        texts = {f"{side}_text": text_of(field, value) for side, value in told.items()}
        yield {"field": name, "label": str(field.metadata.get("label", name)), **told, **texts}
