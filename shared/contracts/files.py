"""Files that commands name: how they are brought in part by part, what is recorded of them, how they are read."""

from marshmallow import validate

from shared.contracts import values as v
from shared.contracts.answers import Answer
from shared.contracts.base import Contract, Query, Transfer

# A part travels as base64 in one message, and lies in the store as one chunk.
PART_BYTES = 256 << 10
MAX_ENCODED = (PART_BYTES + 2) // 3 * 4
MAX_GIVEN_NAME = 255


class KeptFile(Contract):
    """What is recorded of a file; with it anybody can tell whether the file is still the one that was handed in."""

    file: str = v.code("文件", required=True)
    name: str = v.words("文件名", v.NAME, required=True)
    size: int = v.count("字节数", required=True)
    sha256: str = v.words("SHA-256", v.SHA256, required=True)


class BeginFile(Transfer):
    """Begin to bring a file in."""

    name: str = v.words("文件名", validate.Length(max=MAX_GIVEN_NAME, error="不超过255字"), required=True)
    size: int = v.count("字节数", required=True)


class AddPart(Transfer):
    """Bring a part in, the first one being number 0; again with the same number takes its place."""

    file: str = v.code("文件", required=True)
    number: int = v.count("段号", required=True)
    data: str = v.words("内容", validate.Length(1, MAX_ENCODED), required=True)


class FinishFile(Transfer):
    """Say that all parts are there; what came is held against the hash of what was sent."""

    file: str = v.code("文件", required=True)
    sha256: str = v.words("SHA-256", v.SHA256, required=True)


class FindPart(Query):
    """Ask for a part of a file."""

    file: str = v.code("文件", required=True)
    number: int = v.count("段号", required=True)


class FilePart(Answer):
    """A part of a file in base64, and how many parts there are."""

    parts: int = v.count("段数", required=True)
    data: str = v.words("内容", validate.Length(1, MAX_ENCODED), required=True)
