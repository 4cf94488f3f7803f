"""The pack as a Word document."""

import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Written
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from services.portal.pack import wordparts as parts
from services.portal.pack.model import Block, Chart, Entry, Figure, Note, Pack, Part, Table
from services.portal.pack.typesetting import as_picture

TEXT_WIDTH = Cm(16.6)
SIDE, TOP = Cm(2.2), Cm(2.4)
NARROW_COLUMNS = 7
MOST_ROWS_TOGETHER = 21
SIGNATURE_LINE = "＿" * 10


def as_docx(pack: Pack) -> bytes:
    """Return the pack as a .docx file."""
    document = Document()
    parts.dress(document)
    _page(document)
    document.core_properties.title = f"{pack.title} {pack.area} {pack.quarter}"
    document.core_properties.author = pack.area
    _cover(document, pack)
    _head_and_foot(document, pack)
    for part in pack.parts:
        _part(document, part)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _page(document: Written) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = SIDE
    section.top_margin = section.bottom_margin = TOP


def _cover(document: Written, pack: Pack) -> None:
    for _ in range(6):
        document.add_paragraph()
    _centred(document, pack.title, 26, parts.RED)
    document.add_paragraph()
    _centred(document, pack.area, 18)
    _centred(document, pack.quarter, 16)
    document.add_paragraph()
    for name, said in pack.facts:
        line = document.add_paragraph()
        line.paragraph_format.left_indent = Cm(4.5)
        line.add_run(f"{name}：", parts.BLACK_RUN)
        line.add_run(said)
    for notice in pack.notices:
        document.add_paragraph().add_run(notice).font.color.rgb = parts.RED
    for _ in range(7 - len(pack.notices)):
        document.add_paragraph()
    names = pack.signatures
    for left, right in zip(names[::2], names[1::2], strict=True):
        line = document.add_paragraph()
        line.paragraph_format.space_before = Pt(14)
        line.paragraph_format.tab_stops.add_tab_stop(Cm(8.8))
        line.add_run(f"{left}{SIGNATURE_LINE}\t{right}{SIGNATURE_LINE}")


def _centred(document: Written, text: str, size: int, colour: RGBColor | None = None) -> None:
    line = document.add_paragraph()
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run(text, parts.BLACK_RUN)
    run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour


def _head_and_foot(document: Written, pack: Pack) -> None:
    """Begin the pages after the cover, which say what they belong to; the cover counts as the first."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    for line in (head, foot):
        parts.without_tabs(line)
        line.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    head.add_run(f"{pack.area} {pack.quarter}\t{pack.title}")
    foot.add_run(f"核验码 {pack.mark}\t第 ")
    parts.field(foot, "PAGE")
    foot.add_run(" 页　共 ")
    parts.field(foot, "NUMPAGES")
    foot.add_run(" 页")
    for run in (*head.runs, *foot.runs):
        run.font.size = Pt(8.5)


def _part(document: Written, part: Part) -> None:
    heading = document.add_heading(part.title, 1)
    heading.paragraph_format.page_break_before = part.annex
    for block in part.blocks:
        _block(document, block)


def _block(document: Written, block: Block) -> None:
    if isinstance(block, Note):
        document.add_paragraph(block.text)
        return
    document.add_heading(block.title, 2)
    if isinstance(block, Chart):
        document.add_picture(io.BytesIO(as_picture(block)), width=TEXT_WIDTH)
        words = "；".join(f"{label} {figure.text}" for label, figure in block.bars)
        parts.describe(document.inline_shapes[-1], f"{block.title}：{words}")
        return
    _table(document, block)


def _table(document: Written, block: Table) -> None:
    made = document.add_table(rows=1 + len(block.rows), cols=len(block.heads), style=parts.GRID)
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    whole = sum(block.widths)
    widths = [Length(TEXT_WIDTH * share // whole) for share in block.widths]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    size = Pt(8 if len(block.heads) > NARROW_COLUMNS else 9)
    rows = list(made.rows)
    parts.repeat(rows[0])
    for row, entries in zip(rows, (block.heads, *block.rows), strict=True):
        parts.keep_whole(row)
        _row(row.cells, entries, widths, size, head=entries is block.heads)
    if len(rows) <= MOST_ROWS_TOGETHER:
        parts.keep_together(rows)


def _row(
    cells: Sequence[_Cell], entries: Sequence[Entry], widths: Sequence[Length], size: Pt, *, head: bool
) -> None:
    for cell, entry, width in zip(cells, entries, widths, strict=True):
        cell.width = width
        line = cell.paragraphs[0]
        if head:
            parts.shade(cell)
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.add_run(str(entry), parts.BLACK_RUN).font.size = size
        else:
            _entry(line, entry, size)


def _entry(line: Paragraph, entry: Entry, size: Pt) -> None:
    if not isinstance(entry, Figure):
        line.add_run(entry).font.size = size
        return
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = line.add_run(entry.text)
    run.font.size = size
    if entry.basis:
        run.add_break(WD_BREAK.LINE)
        line.add_run(entry.basis).font.size = Pt(7)
