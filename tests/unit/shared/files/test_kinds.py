"""What a file is, is told by its content; what it is called, is made safe."""

import pytest

from shared.contracts.values import MAX_NAME
from shared.files.kinds import Told, cleaned, kind_of
from tests.evidence import DOCX, JPEG, PDF, PNG, XLSX, office


@pytest.mark.rule("R-JM-13")
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (JPEG, "jpg"),
        (PNG, "png"),
        (DOCX, "docx"),
        (XLSX, "xlsx"),
        (PDF[:-5], None),
        (JPEG[:2], None),
        (PNG[:-1], None),
        (b" " + PDF, None),
        (b"MZ\x90\x00", None),
        (b"<html>", None),
        (b"PK\x03\x04 and then nothing", None),
        (office("ppt/presentation.xml"), None),
        (office("word/document.xml", "xl/workbook.xml"), None),
        (DOCX[:-30], None),
        (b"", None),
    ],
)
def test_the_content_tells_the_kind(content: bytes, kind: str | None) -> None:
    assert kind_of(content) == Told(kind)


@pytest.mark.rule("R-JM-13")
def test_macros_are_seen() -> None:
    assert kind_of(office("word/document.xml", "word/vbaProject.bin")) == Told("docx", has_macros=True)


@pytest.mark.parametrize(
    ("given", "kind", "kept"),
    [
        ("名单.pdf", "pdf", "名单.pdf"),
        ("名单.PDF", "pdf", "名单.PDF"),
        ("照片.jpeg", "jpg", "照片.jpeg"),
        ("名单.exe", "pdf", "名单.exe.pdf"),
        ("名单", "docx", "名单.docx"),
        ("../../etc/名单.pdf", "pdf", "名单.pdf"),
        ("C:\\资料\\名单.pdf", "pdf", "名单.pdf"),
        ("名\r\n单\x00\u202e.pdf", "pdf", "名单.pdf"),
        ("", "png", "文件.png"),
        (". .", "png", "文件.png"),
        (".pdf", "pdf", "文件.pdf"),
        ("dir/", "pdf", "文件.pdf"),
    ],
)
def test_a_name_keeps_neither_path_nor_what_cannot_be_seen(given: str, kind: str, kept: str) -> None:
    assert cleaned(given, kind) == kept


def test_a_long_name_keeps_its_ending() -> None:
    kept = cleaned("名" * 300 + ".pdf", "pdf")

    assert (len(kept), kept[-5:]) == (MAX_NAME, "名.pdf")
