"""The joint meeting's report as files that an office hands over: Word, PDF and Excel, all saying the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.portal.excel.sheets import MEDIA_TYPE
from services.portal.pack.content import TITLE, content
from services.portal.pack.excel import as_xlsx
from services.portal.pack.model import Pack
from services.portal.pack.typesetting import as_pdf
from services.portal.pack.word import as_docx
from services.portal.report import view

__all__ = ["KINDS", "Kind", "Pack", "content", "file_name"]


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, and how it is made."""

    media_type: str
    make: Callable[[Pack], bytes]


# By the ending of the file's name; what people call them is in view.FILES.
KINDS: Mapping[str, Kind] = {
    "docx": Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", as_docx),
    "pdf": Kind("application/pdf", as_pdf),
    "xlsx": Kind(MEDIA_TYPE, as_xlsx),
}


def file_name(area: str, period: str, kind: str) -> str:
    """Return what the file is called on somebody's disk."""
    return f"{TITLE}_{area}_{view.quarter(period)}.{kind}"
