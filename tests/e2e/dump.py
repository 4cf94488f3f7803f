"""Looking for persons in all that a running city has stored: databases, broker, logs, files."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bson import Binary
from gridfs import GridFS
from pymongo import MongoClient

# Shorter ones stand in other words by chance.
LEAST_NAME = 3
WORDS = re.compile(rf"[\u4e00-\u9fff]{{{LEAST_NAME},}}")
NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")
SERVERS_OWN = ("config",)
Found = tuple[str, str]


@dataclass(frozen=True)
class Persons:
    """What of the sample persons must stand nowhere in clear: names, identity and phone numbers, addresses."""

    names: frozenset[str]
    numbers: frozenset[str]

    @classmethod
    def of(cls, inputs: Path) -> "Persons":
        """Read the demo's persons; a name that is also a part of what is public cannot be told apart."""
        people = [row for file in ("members.csv", "cases.csv") for row in _rows(inputs / file)]
        public = "\n".join(
            (inputs / file).read_text(encoding="utf-8")
            for file in ("enterprises.csv", "organisations.csv", "areas.csv", "difficulties.csv")
        )
        names = {
            row["name"] for row in people if len(row["name"]) >= LEAST_NAME and row["name"] not in public
        }
        return cls(frozenset(names), frozenset(row["id_number"] for row in people if row.get("id_number")))

    def in_text(self, text: str) -> Iterator[str]:
        """Yield what of the persons stands in *text*."""
        yield from (number for number in NUMBERS.findall(text) if number in self.numbers)
        for word in WORDS.findall(text):
            for start in range(len(word)):
                for length in (3, 4):
                    if (part := word[start : start + length]) in self.names and len(part) == length:
                        yield part


def in_databases(client: MongoClient[dict[str, Any]], persons: Persons) -> Iterator[Found]:
    """Yield what stands in clear in a collection, the log of operations or a file of any database, and where."""
    for name in client.list_database_names():
        if name in SERVERS_OWN:
            continue
        db = client[name]
        for collection in db.list_collection_names():
            if collection.startswith("system."):
                continue
            for document in db[collection].find():
                yield from ((f"{name}.{collection}", one) for one in _in_value(document, persons))
        if "fs.files" in db.list_collection_names():
            for file in GridFS(db).find():
                content = file.read().decode("utf-8", "ignore")
                yield from ((f"{name}.fs", one) for one in persons.in_text(content))


def in_files(directory: Path, persons: Persons, chosen: Callable[[Path], bool]) -> Iterator[Found]:
    """Yield what stands in clear in the *chosen* files below *directory*, and where."""
    for path in sorted(directory.rglob("*")):
        if path.is_file() and chosen(path):
            text = path.read_bytes().decode("utf-8", "ignore")
            yield from ((str(path.relative_to(directory)), one) for one in persons.in_text(text))


def _in_value(value: Any, persons: Persons) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from persons.in_text(str(name))
            yield from _in_value(inner, persons)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _in_value(inner, persons)
    elif isinstance(value, bytes | Binary):
        yield from persons.in_text(bytes(value).decode("utf-8", "ignore"))
    elif value is not None:
        yield from persons.in_text(str(value))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
