"""What a file is, told by its content alone, and a name that is safe to show and to save."""

import io
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from shared.contracts.values import MAX_NAME

# Control and invisible characters, also those that turn the direction of writing, halves of characters, line breaks.
UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
NAMELESS = "文件"
MACROS = "vbaProject.bin"
ZIP = b"PK\x03\x04"
# What a package of this form begins its list of parts with, and where the body of each kind lies.
CONTENT_TYPES = "[Content_Types].xml"
BODIES: Mapping[str, str] = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
BEGINNINGS: Mapping[bytes, str] = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
SUFFIXES: Mapping[str, tuple[str, ...]] = {"jpg": ("jpg", "jpeg")}


@dataclass(frozen=True)
class Told:
    """
    What the content tells.

    Attributes:
        kind: The usual ending of such a file's name; None: none of the known kinds.
        has_macros: Whether an Office file brings programs along.
    """

    kind: str | None
    has_macros: bool = False


def kind_of(content: bytes) -> Told:
    """Return what *content* is."""
    for beginning, kind in BEGINNINGS.items():
        if content.startswith(beginning):
            return Told(kind)
    return _package(content) if content.startswith(ZIP) else Told(None)


def _package(content: bytes) -> Told:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return Told(None)
    kinds = [kind for body, kind in BODIES.items() if body in names]
    if CONTENT_TYPES not in names or len(kinds) != 1:
        return Told(None)
    return Told(kinds[0], any(name.endswith(MACROS) for name in names))


def cleaned(name: str, kind: str) -> str:
    """Return *name* without a path and without what cannot be seen, ending as a file of *kind* does."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(
        one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one) not in UNWANTED
    )
    stem, _, suffix = seen.strip(" .").rpartition(".")
    allowed = SUFFIXES.get(kind, (kind,))
    if suffix.lower() in allowed:
        ending = suffix
    else:
        stem, ending = seen.strip(" ."), kind
    stem = stem.strip(" .")[: MAX_NAME - len(ending) - 1].strip(" .")
    return f"{stem or NAMELESS}.{ending}"
