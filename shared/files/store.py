"""
Where files lie: ``files`` says what is known of each, ``contents.files`` and ``contents.chunks`` are GridFS.

Each part is sealed under a key of the file's own and is one chunk of GridFS. Parts are written by their number, since
each of them may come to another process; GridFS then reads the whole.
"""

import base64
import hashlib
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import gridfs
import structlog
import uuid6
from gridfs.errors import CorruptGridFile, NoFile
from pymongo import IndexModel
from pymongo.database import Database

from shared.contracts.errors import Conflict, InvalidInput, NotFound
from shared.contracts.files import PART_BYTES, KeptFile
from shared.files.kinds import Told, cleaned
from shared.ledger.ledger import create_collections
from shared.ledger.unit import Unit
from shared.security.sealing import OVERHEAD, Vault

Document = dict[str, Any]
FILES, CONTENTS = "files", "contents"
HEADS, CHUNKS = f"{CONTENTS}.files", f"{CONTENTS}.chunks"
CHUNK_BYTES = PART_BYTES + OVERHEAD
# A batch of a day's work: what is deleted in one transaction.
SWEPT_AT_ONCE = 20

log = structlog.get_logger()


def prepare(db: Database[Document]) -> None:
    """Create collections and indexes; running it again changes nothing."""
    create_collections(db, (FILES, HEADS, CHUNKS))
    db[FILES].create_indexes(
        [IndexModel([("used_by", 1), ("by", 1)]), IndexModel([("used_by", 1), ("begun_on", 1)])]
    )
    db[CHUNKS].create_index([("files_id", 1), ("n", 1)], unique=True)


def waiting(unit: Unit) -> int:
    """Return how many files the actor has brought in that no command has named yet."""
    return int(unit.db[FILES].count_documents({"used_by": None, "by": unit.actor.user}))


def begin(unit: Unit, name: str, size: int) -> Document:
    """Begin a file of *size* bytes, and say in how many parts of which length it is to come."""
    if size < 1:
        raise InvalidInput.at("size", "文件是空的；请选择有内容的文件", "文件是空的")
    file = str(uuid6.uuid7())
    known = {
        "name": name,
        "size": size,
        "by": unit.actor.user,
        "begun_on": unit.stamp.recorded_on.isoformat(),
    }
    unit.db[FILES].insert_one({"_id": file, **known, "parts_received": 0, "sha256": None, "used_by": None})
    return {"file": file, "parts": _parts(size), "part_bytes": PART_BYTES}


def add(unit: Unit, file: str, number: int, data: str) -> None:
    """Seal a part and keep it; the same number again takes its place."""
    known = _own(unit, file)
    if known["sha256"] is not None:
        raise Conflict.at("file", "文件已上传完成，不能再改；请重新上传", "已上传完成")
    try:
        part = base64.b64decode(data, validate=True)
    except ValueError as error:
        raise InvalidInput.at("data", "文件内容应为 base64 编码", "应为 base64") from error
    if len(part) != _length(known["size"], number):
        raise InvalidInput.at("data", f"第{number + 1}段的长度不对；请重新上传", "长度不对")
    sealed = unit.vault.seal_part(_owner(file), number, part, unit.session)
    # Whoever sweeps the file meanwhile conflicts here, so that no part outlives it.
    unit.db[FILES].update_one({"_id": file}, {"$inc": {"parts_received": 1}})
    unit.db[CHUNKS].update_one({"files_id": file, "n": number}, {"$set": {"data": sealed}}, upsert=True)


def content(unit: Unit, file: str, sha256: str) -> bytes:
    """Return what came of a file; raises Conflict unless it is what was sent, whole."""
    known = _own(unit, file)
    rows = unit.db[CHUNKS].find({"files_id": file}).sort("n", 1)
    try:
        opened = [
            unit.vault.open_part(_owner(file), row["n"], bytes(row["data"]), unit.session) for row in rows
        ]
    except ValueError as error:
        raise _altered(known, str(error)) from error
    whole = b"".join(opened)
    if len(whole) != known["size"]:
        raise Conflict.at(
            "file", f"文件没有传完：{len(whole)} / {known['size']} 字节；请重新上传", "没有传完"
        )
    if hashlib.sha256(whole).hexdigest() != sha256:
        raise Conflict.at("sha256", "文件在传输中有改变；请重新上传", "与收到的内容不符")
    return whole


def finish(unit: Unit, file: str, sha256: str, told: Told) -> Document:
    """Keep a file that came whole, under a clean name; the same once more gives the same answer."""
    known = _own(unit, file)
    if known["sha256"] is None:
        known |= {"name": cleaned(known["name"], str(told.kind)), "sha256": sha256}
        unit.db[FILES].update_one({"_id": file}, {"$set": {name: known[name] for name in ("name", "sha256")}})
        head = {"length": known["size"] + _parts(known["size"]) * OVERHEAD, "chunkSize": CHUNK_BYTES}
        unit.db[HEADS].insert_one({"_id": file, **head, "uploadDate": datetime.now(UTC), "filename": file})
    return _kept(known).as_json()


def use(unit: Unit, files: Sequence[str], stream: str) -> tuple[KeptFile, ...]:
    """
    Give files to the command that names them; from now on they belong to *stream* and are never swept.

    Raises:
        NotFound: one of them is not there (any more).
        Conflict: one is not whole, was brought in by somebody else, or belongs to another stream.
    """
    return tuple(_use(unit, file, stream) for file in files)


def _use(unit: Unit, file: str, stream: str) -> KeptFile:
    known = unit.db[FILES].find_one({"_id": file})
    if known is None:
        raise NotFound.at("files", f"文件{file}不存在或已清理；请重新上传", "文件不存在或已清理")
    if known["sha256"] is None:
        raise Conflict.at("files", f"文件“{known['name']}”没有传完；请重新上传", "没有传完")
    if known["used_by"] not in (None, stream):
        raise Conflict.at("files", f"文件“{known['name']}”已用于另一项登记；请重新上传", "已用于另一项登记")
    if known["used_by"] is None and known["by"] != unit.actor.user:
        raise Conflict.at("files", f"文件“{known['name']}”由他人上传；请自行上传", "由他人上传")
    unit.db[FILES].update_one({"_id": file}, {"$set": {"used_by": stream}})
    return _kept(known)


def part(db: Database[Document], vault: Vault, file: str, number: int) -> Document:
    """
    Return a part of a file that a command has named.

    Raises:
        NotFound: there is no such file, no command has named it, or it has no such part.
        Conflict: what lies in the store is not what was put there.
    """
    known = db[FILES].find_one({"_id": file, "used_by": {"$ne": None}})
    if known is None or not 0 <= number < _parts(known["size"]):
        raise NotFound.at("file", f"没有文件{file}的第{number + 1}段", "文件不存在或尚未报结")
    try:
        stream = gridfs.GridFSBucket(db, CONTENTS).open_download_stream(file)
        stream.seek(number * CHUNK_BYTES)
        opened = vault.open_part(_owner(file), number, stream.read(CHUNK_BYTES))
    except (CorruptGridFile, NoFile, ValueError) as error:
        raise _altered(known, repr(error)) from error
    return {"parts": _parts(known["size"]), "data": base64.b64encode(opened).decode()}


def sweep(unit: Unit, today: date, keep_days: int) -> bool:
    """Delete a batch of files that no command named for *keep_days* whole days; return whether there may be more."""
    before = (today - timedelta(days=keep_days)).isoformat()
    rows = (
        unit.db[FILES].find({"used_by": None, "begun_on": {"$lt": before}}, {"_id": 1}).limit(SWEPT_AT_ONCE)
    )
    _delete(unit, found := [row["_id"] for row in rows])
    return len(found) == SWEPT_AT_ONCE


def _delete(unit: Unit, files: Collection[str]) -> None:
    unit.db[CHUNKS].delete_many({"files_id": {"$in": [*files]}})
    unit.db[HEADS].delete_many({"_id": {"$in": [*files]}})
    for file in files:
        unit.vault.forget(_owner(file), unit.session)
    unit.db[FILES].delete_many({"_id": {"$in": [*files]}})


def _own(unit: Unit, file: str) -> Document:
    known: Document | None = unit.db[FILES].find_one({"_id": file, "by": unit.actor.user})
    if known is None:
        raise NotFound.at("file", f"您没有在上传文件{file}，或它已清理；请重新上传", "文件不存在或已清理")
    return known


def _altered(known: Document, problem: str) -> Conflict:
    log.error("file_altered", file=known["_id"], problem=problem)
    return Conflict.at("file", f"文件“{known['name']}”已损坏或被改动；请联系运维人员", "已损坏或被改动")


def _kept(known: Document) -> KeptFile:
    return KeptFile(file=known["_id"], **{name: known[name] for name in ("name", "size", "sha256")})


def _owner(file: str) -> str:
    return f"file:{file}"


def _parts(size: int) -> int:
    return -(-size // PART_BYTES)


def _length(size: int, number: int) -> int:
    """Return how long a part is; 0 for one that does not exist."""
    return max(0, min(PART_BYTES, size - number * PART_BYTES))
