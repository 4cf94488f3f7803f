"""Files as people hand them in: the smallest ones of each kind."""

import io
import zipfile

PDF = b"%PDF-1.7\n"
JPEG = b"\xff\xd8\xff\xe0"
PNG = b"\x89PNG\r\n\x1a\n"


def office(body: str, *more: str) -> bytes:
    """Return a package with a *body*, such as ``word/document.xml``."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name in ("[Content_Types].xml", body, *more):
            package.writestr(name, "<x/>")
    return content.getvalue()


DOCX, XLSX = office("word/document.xml"), office("xl/workbook.xml")


def pdf(size: int, text: bytes = b"") -> bytes:
    """Return a PDF of *size* bytes that contains *text* near its end."""
    return PDF + b"." * (size - len(PDF) - len(text)) + text
