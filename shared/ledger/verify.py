"""Verification: what was altered, dropped, reordered or re-numbered in a ledger, by name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pymongo.database import Database

from shared.ledger.entry import GENESIS, chained, sealed_digest
from shared.ledger.log import Log
from shared.security.sealing import Vault

Document = dict[str, Any]
ERASED_TYPE_SUFFIX = ".person_erased.v1"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, where it is, and what it looks like."""

    kind: str
    where: str
    detail: str


@dataclass(frozen=True)
class Witness:
    """What a follower remembers of a log: the last number it applied, and its hash."""

    who: str
    n: int
    hash: str


@dataclass
class Verdict:
    """The outcome of verifying one log."""

    log: str
    entries: int = 0
    erased: int = 0
    findings: list[Finding] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form; ``clean`` tells whether nothing was found."""
        return {**asdict(self), "clean": not self.findings}


def verify(
    db: Database[Document], name: str, vault: Vault | None = None, witnesses: Iterable[Witness] = ()
) -> Verdict:
    """
    Verify the log *name* of the service database *db*.

    Args:
        vault: With it, sealed values are opened and compared with their digests (main log only).
        witnesses: What followers remember; they give away a tail dropped together with the counter, and a
            past rewritten with new hashes.
    """
    log = Log(db, name)
    verdict = Verdict(name)
    chain = _Chain(log)
    verdict.findings += chain.findings()
    verdict.entries = len(chain.hashes)
    verdict.findings += _witnessed(chain, witnesses)
    if "." not in name:
        verdict.findings += _streams(db)
        erased, findings = _private(db, vault)
        verdict.erased = erased
        verdict.findings += findings
    return verdict


class _Chain:
    """The numbers and hashes of one log as they stand."""

    def __init__(self, log: Log) -> None:
        self.head = log.head()
        self.hashes: dict[int, str] = {}
        self.broken: dict[int, Document] = {}
        self.missing: list[int] = []
        self.twice: list[int] = []
        expected = 1
        for document in log.entries.find({"n": {"$gt": 0}}).sort("n", 1):
            n = document["n"]
            if n in self.hashes:
                self.twice.append(n)
                continue
            self.missing += range(expected, n) if n - expected < self.head["n"] else ()
            expected = n + 1
            before = self.hashes.get(n - 1, GENESIS if n == 1 else None)
            if before is None or chained(before, document) != document["hash"]:
                self.broken[n] = document
            self.hashes[n] = document["hash"]
        self.last = expected - 1

    def findings(self) -> Iterator[Finding]:
        belongs = {
            n: place for n, document in self.broken.items() if (place := self._place(document)) is not None
        }
        followers_of_gap = {n + 1 for n in self.missing if n + 1 not in self.missing}
        for n, document in self.broken.items():
            where = f"n={n} {document['stream']}#{document['seq']}"
            if n in belongs:
                yield Finding("renumbered", where, f"stands at {n}, belongs at {belongs[n]}")
            elif n not in followers_of_gap and n - 1 not in belongs:
                yield Finding("altered", where, "content does not match its hash")
        for n in self.missing:
            if n not in belongs.values():
                yield Finding("dropped", f"n={n}", "no entry has this number")
        for n in self.twice:
            yield Finding("renumbered", f"n={n}", "two entries have this number")
        if self.last < self.head["n"]:
            yield Finding(
                "dropped_tail", f"n={self.last + 1}..{self.head['n']}", "the counter is ahead of the entries"
            )
        elif self.last > self.head["n"]:
            yield Finding("renumbered", f"n={self.last}", f"the counter says {self.head['n']}")

    def _place(self, document: Document) -> int | None:
        """Find the number under which the stored hash of a broken entry is right, when there is another."""
        befores = {GENESIS, *self.hashes.values()}
        for n in {*self.broken, *self.missing} - {document["n"]}:
            moved = {**document, "n": n}
            before = {self.hashes[n - 1]} if n - 1 in self.hashes and n - 1 not in self.broken else befores
            if any(chained(previous, moved) == document["hash"] for previous in before):
                return n
        return None


def _witnessed(chain: _Chain, witnesses: Iterable[Witness]) -> Iterator[Finding]:
    for witness in witnesses:
        if witness.n == 0:
            continue
        if witness.n > chain.last:
            yield Finding(
                "dropped_tail", f"n={chain.last + 1}..{witness.n}", f"{witness.who} has applied up to there"
            )
        elif chain.hashes.get(witness.n) != witness.hash:
            yield Finding("rewritten", f"n={witness.n}", f"{witness.who} remembers another hash")


def _streams(db: Database[Document]) -> Iterator[Finding]:
    """Compare each stream's head with the entries that are there: whole streams and their ends show."""
    grouped = db["ledger"].aggregate(
        [{"$group": {"_id": "$stream", "count": {"$sum": 1}, "last": {"$max": "$seq"}}}], allowDiskUse=True
    )
    present: dict[str, Mapping[str, Any]] = {row["_id"]: row for row in grouped}
    for stream in db["streams"].find():
        found = present.pop(stream["_id"], None)
        if found is None:
            yield Finding("dropped_stream", stream["_id"], f"all {stream['seq']} entries are gone")
        elif found["last"] < stream["seq"]:
            yield Finding("dropped", stream["_id"], f"entries after seq {found['last']} are gone")
        elif found["count"] != found["last"]:
            yield Finding("dropped", stream["_id"], f"{found['last'] - found['count']} entries are gone")
    for name in present:
        yield Finding("foreign", name, "entries of a stream that has no head")


def _private(db: Database[Document], vault: Vault | None) -> tuple[int, list[Finding]]:
    erased = 0
    findings = []
    gone = set(db["ledger"].distinct("data.person", {"type": {"$regex": f"{ERASED_TYPE_SUFFIX}$"}}))
    for document in db["ledger"].find({"private_digest": {"$ne": None}}):
        where = f"n={document.get('n')} {document['stream']}#{document['seq']}"
        private = document.get("private")
        if private is None and document["person"] in gone:
            erased += 1
        elif private is None:
            findings.append(
                Finding("private_removed", where, "personal values are gone and no erasure is on record")
            )
        elif vault is not None and not _opens(vault, document, private):
            findings.append(Finding("private_altered", where, "personal values do not match their digest"))
    return erased, findings


def _opens(vault: Vault, document: Document, private: Mapping[str, Any]) -> bool:
    try:
        values = vault.open(document["person"], bytes(private["sealed"]))
    except ValueError:
        return False
    return values is not None and sealed_digest(private["salt"], values) == document["private_digest"]
